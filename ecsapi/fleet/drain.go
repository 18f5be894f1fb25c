package fleet

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
)

// drainsAtOnce is how many commands run here at once.
const drainsAtOnce = 16

// DrainOrder says how to save the work of instances that are about to be taken
// back: by a command here, by a script on them, or by both.
type DrainOrder struct {
	// IDs are instances with an announcement that is open; others are passed
	// over. None means all that have one.
	IDs []ecsapi.InstanceID

	// Command is a program here and its arguments, run once for each instance.
	// No shell looks at it. It is told of the instance by its environment, see
	// [Engine.Drain].
	Command []string

	// Script is what Cloud Assistant runs on the instances, a shell script.
	Script string

	Limit time.Duration // of each; 0 is ReclaimNotice
	Again bool          // also what was done for this announcement already
}

// Drain is one attempt to save an instance's work before it goes: a command
// here, or a script on the instance. There is at most one of each for an
// announcement, unless a person asks for another.
type Drain struct {
	What   string    // the command or the script's first line, for a person
	Remote bool      // run on the instance by Cloud Assistant, else here
	Job    JobID     // … as this job; 0: it came to none
	Began  time.Time // cloud time; zero: it waits for its turn
	Ended  time.Time // cloud time; zero: it waits or runs
	Output string    // lines, cleaned; the last part of it if it was long
	Exit   int       // exit status once it ended and Err is ""

	// Err is why it could not run, or not to its end: English, a key of the
	// message catalogue with Args. Cause is the cloud's own error behind it.
	Err   string
	Args  []any
	Cause *ecsapi.Error
}

// Over reports whether the attempt came to an end.
func (d *Drain) Over() bool { return !d.Ended.IsZero() }

// OK reports whether a drain came to a good end.
func (d *Drain) OK() bool { return d != nil && d.Over() && d.Err == "" && d.Exit == 0 }

// drain is the engine's own state of an attempt.
type drain struct {
	Drain
	of    *reclaim
	item  int // of its job
	state *Drain
}

func (d *drain) publish() *Drain {
	if d.state == nil {
		s := d.Drain
		d.state = &s
	}
	return d.state
}

// change changes an attempt. The mutex is held.
func (e *Engine) change(d *drain, do func(d *Drain)) {
	do(&d.Drain)
	d.state = nil
	e.touch(d.of)
}

// Drain saves the work of instances that are to be taken back, each once for
// its announcement. It returns at once; what came of it is told in
// [Snapshot.Reclaims].
//
// A command runs here, in a session of its own without a terminal and with
// nothing to read, for an instance each, some at once. It has the environment
// of [Options], and beside it ECSDECK_INSTANCE_ID, ECSDECK_INSTANCE_NAME, _REGION, _ZONE,
// _TYPE, _PRIVATE_IP and _PUBLIC_IP, and ECSDECK_RECLAIM_DUE, from when on the
// instance may be gone. Whoever still runs when the engine is closed, or for
// longer than the limit, is ended with all that it started.
//
// A script is a job, with one call for up to 100 instances of a region.
// Instances that do not run are left out, which their attempt says.
func (e *Engine) Drain(o DrainOrder) {
	o.IDs, o.Command = slices.Clone(o.IDs), slices.Clone(o.Command)
	o.Limit = cmp.Or(o.Limit, ReclaimNotice)
	e.ask(func(time.Time) { e.drain(o) })
}

// drain begins what an order asks for. The mutex is held.
func (e *Engine) drain(o DrainOrder) {
	var scripts []*drain
	for _, k := range e.reclaims.list {
		if !k.Open() || len(o.IDs) > 0 && !slices.Contains(o.IDs, k.Instance.ID) {
			continue
		}
		if len(o.Command) > 0 && k.mayDrain(false, o.Again) {
			d := e.attempt(k, Drain{What: plainLine(o.Command)})
			ctx := e.ctx
			e.tasks.Go(func() { e.guard(func() { e.drainHere(ctx, d, o) }) })
		}
		if o.Script != "" && k.mayDrain(true, o.Again) {
			scripts = append(scripts, e.attempt(k, Drain{What: firstLine(o.Script), Remote: true}))
		}
	}
	if len(scripts) > 0 {
		e.tasks.Go(func() { e.guard(func() { e.drainThere(scripts, o) }) })
	}
}

// mayDrain reports whether another attempt of a kind may begin.
func (k *reclaim) mayDrain(remote, again bool) bool {
	return !slices.ContainsFunc(k.drains, func(d *drain) bool { return d.Remote == remote && (!again || !d.Over()) })
}

func (e *Engine) attempt(k *reclaim, as Drain) *drain {
	d := &drain{Drain: as, of: k}
	k.drains = append(k.drains, d)
	e.touch(k)
	return d
}

// drainClosed is why an attempt was given up that would have gone on.
const drainClosed = "the program ended before it did"

// drainHere runs the command for an instance when its turn comes.
func (e *Engine) drainHere(ctx context.Context, d *drain, o DrainOrder) {
	select {
	case e.draining <- struct{}{}:
		defer func() { <-e.draining }()
	case <-ctx.Done():
	}
	var environ []string
	e.locked(func() {
		environ = append(slices.Clone(e.environ), d.of.environ()...)
		open := d.of.Open()
		e.change(d, func(d *Drain) {
			switch d.Began = e.client.Now(); {
			case ctx.Err() != nil:
				d.Began, d.Ended, d.Err = time.Time{}, d.Began, drainClosed
			case !open:
				d.Began, d.Ended, d.Err = time.Time{}, d.Began, "its turn came after the instance was gone"
			}
		})
	})
	if d.Over() {
		return
	}
	limited, cancel := context.WithTimeout(ctx, o.Limit)
	defer cancel()
	output, exit, err := e.command(limited, o.Command, environ)
	output = ecsapi.CleanText(e.client.Redact(output))

	e.mu.Lock()
	defer e.mu.Unlock()
	e.change(d, func(d *Drain) {
		d.Ended, d.Output, d.Exit = e.client.Now(), output, exit
		switch {
		case ctx.Err() != nil:
			d.Err = drainClosed
		case limited.Err() != nil:
			d.Err, d.Args = "it took longer than %s and was ended", []any{o.Limit.String()}
		case err != nil:
			d.Err, d.Args = "it could not run: %s", []any{ecsapi.Clean(err.Error())}
		}
	})
}

// environ tells a command of the instance.
func (k *reclaim) environ() []string {
	in := k.Instance
	return []string{
		"ECSDECK_INSTANCE_ID=" + string(in.ID),
		"ECSDECK_INSTANCE_NAME=" + in.Name,
		"ECSDECK_INSTANCE_REGION=" + string(in.Region),
		"ECSDECK_INSTANCE_ZONE=" + string(in.Zone),
		"ECSDECK_INSTANCE_TYPE=" + in.Type,
		"ECSDECK_INSTANCE_PRIVATE_IP=" + in.PrivateIP(),
		"ECSDECK_INSTANCE_PUBLIC_IP=" + in.PublicIP(),
		"ECSDECK_RECLAIM_DUE=" + k.Due.UTC().Format(time.RFC3339),
	}
}

// drainThere has a job run the script on the instances.
func (e *Engine) drainThere(list []*drain, o DrainOrder) {
	ids := make([]ecsapi.InstanceID, len(list))
	for i, d := range list {
		ids[i] = d.of.Instance.ID
	}
	p := e.Plan(ActionScript, ids, ActionOptions{Script: o.Script, Limit: o.Limit})
	why := map[ecsapi.InstanceID]Reason{}
	for _, s := range p.Skipped {
		why[s.ID] = s.Reason
	}
	place := map[ecsapi.InstanceID]int{}
	for i, in := range p.Targets {
		place[in.ID] = i
	}
	var job JobID
	var err error
	if len(p.Flaws) > 0 {
		err = p.Flaws[0]
	} else if p.N() > 0 {
		job, err = e.Submit(p)
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	for _, d := range list {
		id := d.of.Instance.ID
		e.change(d, func(to *Drain) {
			to.Began = e.client.Now()
			i, planned := place[id]
			if to.Job, d.item = job, i; planned && err == nil {
				e.reclaims.remote = append(e.reclaims.remote, d)
				return
			}
			to.Ended, to.Job = to.Began, 0
			switch {
			case planned || why[id] == "":
				to.fail(err)
			default:
				to.Err = string(why[id])
			}
		})
	}
}

// fail says why an attempt came to nothing.
func (d *Drain) fail(err error) {
	d.Cause = apiError(err)
	if d.Err = d.Cause.Hint(); d.Err == "" || d.Cause.Code == "" && d.Cause.Kind == ecsapi.KindInvalid {
		d.Err = d.Cause.Message
	}
}

// lookAfterScripts tells of attempts what their jobs' items say.
func (e *Engine) lookAfterScripts() {
	e.reclaims.remote = slices.DeleteFunc(e.reclaims.remote, func(d *drain) bool {
		j := e.job(d.Job)
		if j == nil || d.item >= len(j.items) || j.items[d.item].Ended.IsZero() && !j.Over() {
			return false
		}
		it := j.items[d.item]
		e.change(d, func(d *Drain) {
			d.Ended, d.Output, d.Exit = e.client.Now(), it.Output, it.Exit
			switch {
			case it.Outcome == Done, it.Exit != 0:
			case it.Err != nil:
				d.fail(it.Err)
			case it.Outcome == Cancelled && j.Trouble != "":
				d.Err, d.Args = "nothing was sent: %s", []any{j.Trouble}
			case it.Outcome == Cancelled:
				d.Err = "it was cancelled before it was sent"
			case it.Outcome == Sent, it.Outcome == Queued:
				d.Err = drainClosed
			default:
				d.Err = "the cloud took it on, and nothing tells how it ended"
			}
		})
		return true
	})
}

// plainLine is a command as a person reads it.
func plainLine(command []string) string {
	words := make([]string, len(command))
	for i, w := range command {
		words[i] = quoted(w)
	}
	return ecsapi.Clean(strings.Join(words, " "))
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
