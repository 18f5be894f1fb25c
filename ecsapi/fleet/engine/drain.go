package engine

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// drain is the engine's own state of an attempt.
type drain struct {
	fleet.Drain
	of   *reclaim
	item int  // of its job
	past bool // of another run of the program, and over as far as this one is concerned
}

// Drain saves the work of instances that are to be taken back, each once for
// its announcement, by whatever run of the program on this machine. It returns
// at once; what came of it is told in [fleet.Snapshot.Reclaims]. Each way is a job.
//
// A command runs here, for an instance each, some at once: in a session of its
// own, without a terminal and with nothing to read. It has the environment of
// [Options], keys that are set there too, and of the instance ECSDECK_INSTANCE_ID,
// ECSDECK_INSTANCE_NAME, _REGION, _ZONE, _TYPE, _PRIVATE_IP and _PUBLIC_IP, and
// ECSDECK_RECLAIM_DUE: from then on it may be gone. One that still runs when the
// job is cancelled, when the engine is closed or after the limit is ended with
// all that it started.
//
// A script takes one call for up to 100 instances of a region. Those that do not
// run are left out, which their attempt says.
func (e *Engine) Drain(o fleet.DrainOrder) {
	o.IDs, o.Command = slices.Clone(o.IDs), slices.Clone(o.Command)
	o.Limit = cmp.Or(o.Limit, fleet.ReclaimNotice)
	e.ask(func(time.Time) { e.drain(o) })
}

// drain begins what an order asks for, once it is known what other runs of the
// program did. The mutex is held.
func (e *Engine) drain(o fleet.DrainOrder) {
	if e.journal.Dir() != "" && !e.past.read {
		e.past.waiting = append(e.past.waiting, o)
		return
	}
	if len(o.Command) > 0 {
		e.attempt(o, fleet.Drain{What: op.CommandLine(o.Command)})
	}
	if o.Script != "" {
		e.attempt(o, fleet.Drain{What: firstLine(o.Script), Remote: true})
	}
}

// attempt begins one way to save the work of the instances that an order is about,
// where that way may begin. The mutex is held.
func (e *Engine) attempt(o fleet.DrainOrder, way fleet.Drain) {
	var list []*drain
	var instances []*ecsapi.Instance
	for _, k := range e.reclaims.list {
		done := func(d *drain) bool { return d.Remote == way.Remote && (!o.Again || !d.Over()) }
		if !k.Open() || len(o.IDs) > 0 && !slices.Contains(o.IDs, k.Instance.ID) || slices.ContainsFunc(k.drains, done) {
			continue
		}
		d := &drain{Drain: way, of: k}
		k.drains, list, instances = append(k.drains, d), append(list, d), append(instances, k.Instance)
		e.touch(k)
	}
	if len(list) == 0 {
		return
	}
	begin := e.drainHere
	if way.Remote {
		begin = e.drainThere
	}
	e.goGuarded(func() {
		p, job, err := begin(instances, o)
		e.locked(func() { e.enlistDrains(list, p, job, err) })
	})
}

// drainHere has a job run the command for each instance.
func (e *Engine) drainHere(instances []*ecsapi.Instance, o fleet.DrainOrder) (*fleet.Plan, fleet.JobID, error) {
	p := &fleet.Plan{Action: fleet.ActionDrain, Options: fleet.ActionOptions{Command: o.Command, Limit: o.Limit}, Targets: instances}
	for _, in := range instances {
		p.Regions = countIn(p.Regions, in.Region, 1)
	}
	sortRegions(p.Regions, e.Snapshot())
	job, err := e.enroll(p)
	return p, job, err
}

// drainThere has a job run the script on the instances.
func (e *Engine) drainThere(instances []*ecsapi.Instance, o fleet.DrainOrder) (p *fleet.Plan, job fleet.JobID, err error) {
	ids := make([]ecsapi.InstanceID, len(instances))
	for i, in := range instances {
		ids[i] = in.ID
	}
	p = e.Plan(fleet.ActionScript, ids, fleet.ActionOptions{Script: o.Script, Limit: o.Limit})
	if len(p.Flaws) > 0 {
		err = p.Flaws[0]
	} else if p.N() > 0 {
		job, err = e.Submit(p)
	}
	return p, job, err
}

// enlistDrains ties attempts to their job, or says why there is none.
func (e *Engine) enlistDrains(list []*drain, p *fleet.Plan, job fleet.JobID, err error) {
	place := map[ecsapi.InstanceID]int{}
	for i, in := range p.Targets {
		place[in.ID] = i
	}
	why := map[ecsapi.InstanceID]fleet.Reason{}
	for _, s := range p.Skipped {
		why[s.ID] = s.Reason
	}
	for _, d := range list {
		e.touch(d.of)
		i, planned := place[d.of.Instance.ID]
		if planned && err == nil {
			d.Job, d.item = job, i
			continue
		}
		d.Ended = e.client.Now()
		if err == nil {
			d.Err = message.New(message.Key(why[d.of.Instance.ID]))
		} else {
			d.fail(ecsapi.AsError(err))
		}
	}
}

// followDrains tells of attempts what the items of their jobs say.
func (e *Engine) followDrains() {
	for _, k := range e.reclaims.list {
		for _, d := range k.drains {
			j := e.job(d.Job)
			if d.past || d.Over() || j == nil {
				continue
			}
			it := j.items[d.item]
			if d.Began.IsZero() && !it.Sent.IsZero() && it.Outcome != fleet.Cancelled {
				d.Began = e.cloudTime(it.Sent)
				e.touch(k)
			}
			if j.Over() || !it.Ended.IsZero() {
				e.endDrain(d, &j.Job, &it.Item, e.ctx.Err() != nil)
				e.touch(k)
			}
		}
	}
}

// cloudTime is what a wall time of late was in cloud time.
func (e *Engine) cloudTime(wall time.Time) time.Time {
	return e.client.Now().Add(-time.Since(wall)).Round(0)
}

// Why attempts were given up.
const (
	drainClosed    message.Key = "the program ended before it did"
	drainCancelled message.Key = "it was cancelled"
)

// endDrain takes over what became of the attempt's item, of a program that is about
// to end perhaps.
func (e *Engine) endDrain(d *drain, j *fleet.Job, it *fleet.Item, closing bool) {
	d.Ended, d.Output, d.Exit = e.cloudTime(cmp.Or(it.Ended, j.Ended)), it.Output, it.Exit
	switch {
	case it.Outcome == fleet.Done, it.Exit != 0:
	case it.Outcome == fleet.Cancelled && !j.Trouble.IsZero():
		d.Err = message.New("nothing was sent: {reason}", j.Trouble)
	case it.Err != nil && it.Err.Code == tooLong && !d.Remote:
		d.Err, d.Cause = message.New("it took longer than {duration} and was ended", j.Options.Limit.String()), it.Err
	case it.Err != nil:
		d.fail(it.Err)
	case it.Outcome == fleet.Cancelled && !closing:
		d.Err = message.New(drainCancelled)
	case it.Outcome == fleet.Cancelled, it.Outcome == fleet.Sent, it.Outcome == fleet.Queued:
		d.Err = message.New(drainClosed)
	default:
		d.Err = message.New("nothing tells how it ended")
	}
}

// fail says why an attempt came to nothing.
func (d *drain) fail(err *ecsapi.Error) {
	d.Cause, d.Err = err, err.Meaning()
	switch {
	case err.Code == notStarted:
		d.Err = message.New("it could not run: {reason}", err.Says())
	case err.Code == "" && (err.Kind == ecsapi.KindInvalid || err.API == string(fleet.ActionDrain)):
		d.Err = err.Says()
	}
}

// firstLine is the first line of a script that does something.
func firstLine(script string) string {
	for line := range strings.Lines(script) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return ecsapi.Clean(line)
		}
	}
	return ""
}

// What other runs of the program did for announcements, as the journal has it.

// drainWaiting begins what waited for the journal to be read.
func (e *Engine) drainWaiting() {
	e.past.read = true
	e.changed()
	for _, o := range e.past.waiting {
		e.drain(o)
	}
	e.past.waiting = nil
}

// recallDrains tells of announcements what other runs of the program did for
// them. The mutex is held.
func (e *Engine) recallDrains(list ...*reclaim) {
	for _, k := range list {
		var before []*drain
		for _, j := range e.past.jobs { // newest first
			if d := e.recallDrain(k, j); d != nil {
				if d.past = true; !j.Items[d.item].Ended.IsZero() || j.Over() {
					e.endDrain(d, j, &j.Items[d.item], true)
				}
				before = append(before, d)
			}
		}
		for _, j := range slices.Backward(e.jobs) {
			if !j.Past || slices.ContainsFunc(k.drains, func(d *drain) bool { return d.Job == j.ID }) {
				continue
			}
			if d := e.recallDrain(k, j.now()); d != nil { // which is being looked into
				before = append(before, d)
			}
		}
		slices.Reverse(before)
		own := slices.DeleteFunc(slices.Clone(k.drains), func(d *drain) bool { return d.past })
		if len(before) > 0 || len(own) < len(k.drains) {
			k.drains = append(before, own...)
			e.touch(k)
		}
	}
}

// recallDrain is a job's attempt to save the work of the announced instance, or nil.
func (e *Engine) recallDrain(k *reclaim, j *fleet.Job) *drain {
	if !op.Of(j.Action).AnswersReclaim || j.Created.Sub(k.wall).Abs() > 2*fleet.ReclaimNotice {
		return nil
	}
	i := slices.IndexFunc(j.Items, func(it fleet.Item) bool { return it.ID == k.Instance.ID && it.Outcome != fleet.Cancelled })
	if i < 0 {
		return nil
	}
	return &drain{of: k, item: i, Drain: fleet.Drain{
		What:   cmp.Or(op.CommandLine(j.Options.Command), firstLine(j.Options.Script)),
		Remote: !op.Of(j.Action).Local, Job: j.ID, Began: e.cloudTime(j.Created),
	}}
}
