package engine

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// What is paid for each time it is done must not be done again by somebody who
// doesn't know that it was: a script repeats the command that was killed.

// unclaimedFor is how long an unclaimed job stands for the same one given again.
// What is given a day later is meant to be done once more.
const unclaimedFor = 24 * time.Hour

// Repeats finds out what of a plan earlier jobs did: it waits until the cloud was
// asked about those that broke off. It tells only of renewals and creations, and
// in Done only of the last 24 hours. When ctx ends, what is not known is in
// doubt.
func (e *Engine) Repeats(ctx context.Context, p *fleet.Plan) fleet.Repeats {
	if !op.Of(p.Action).Risk.Charged {
		return fleet.Repeats{}
	}
	again := newRepetition(p)
	return again.sortOut(e.settled(ctx, again.concerns), time.Now())
}

// Settled waits until the cloud was asked about each job that broke off or that
// is in doubt, or ctx ends.
func (e *Engine) Settled(ctx context.Context) { e.settled(ctx, func(*fleet.Job) bool { return true }) }

// repeated warns of jobs that did what the plan is to do, or may have, as far as
// is known now.
func (e *Engine) repeated(p *fleet.Plan) []fleet.OrderProblem {
	if !op.Of(p.Action).Risk.Charged || e.options.Reports { // else who reports it asks for Repeats
		return nil
	}
	again := newRepetition(p)
	jobs, _ := e.known(again.concerns)
	r := again.sortOut(jobs, time.Now())
	var notes []fleet.OrderProblem
	if u := e.options.Unsure; !u.IsZero() {
		notes = append(notes, fleet.OrderProblem{Place: -1, Text: message.New("an earlier job may have done this already: {reason}", u)})
	}
	warn := func(text message.Key, list []fleet.Earlier) {
		for _, d := range list {
			notes = append(notes, fleet.OrderProblem{Place: -1, Text: message.New(text, strconv.Itoa(int(d.Job.ID)))})
		}
	}
	warn("job {job} may have done this already, or is doing it", r.Doubt)
	warn("job {job} did this already, and did not end well", slices.Concat(r.Done, r.Partly))
	return notes
}

// settled are the jobs that match, newest first, once none of them is being asked
// about.
func (e *Engine) settled(ctx context.Context, match func(*fleet.Job) bool) (jobs []*fleet.Job) {
	e.locked(func() { e.past.read = false })
	signal(e.past.wanted) // another process may have begun one since
	e.await(ctx, func() bool {
		var asking bool
		jobs, asking = e.known(match)
		return !asking
	})
	return jobs
}

// known are the jobs of this run and of others that match, newest first, and
// whether one of them is being asked about or the others were not read yet.
func (e *Engine) known(match func(*fleet.Job) bool) (jobs []*fleet.Job, asking bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, j := range e.jobs {
		if s := j.now(); match(s) {
			jobs, asking = append(jobs, s), asking || j.asking
		}
	}
	for _, j := range e.past.jobs {
		if match(j) {
			jobs = append(jobs, j)
		}
	}
	slices.SortStableFunc(jobs, func(a, b *fleet.Job) int { return b.Created.Compare(a.Created) })
	return jobs, asking || e.journal.Dir() != "" && !e.past.read
}

// repetition tells the jobs, and their items, that a plan would repeat.
type repetition struct {
	*fleet.Plan
	ids   map[ecsapi.InstanceID]bool
	order string
}

func newRepetition(p *fleet.Plan) *repetition {
	r := &repetition{Plan: p, ids: make(map[ecsapi.InstanceID]bool, len(p.Targets))}
	for _, in := range p.Targets {
		r.ids[in.ID] = true
	}
	if p.Order != nil {
		r.order = orderText(p.Order)
	}
	return r
}

// orderText tells orders apart. A time of automatic release doesn't: one that is told
// as "in 8h" is another each time.
func orderText(o *fleet.Order) string {
	timeless := *o
	timeless.Launch.AutoRelease = time.Time{}
	return string(encode(timeless))
}

// concerns reports whether a job did what the plan is to do, or a part of it.
func (r *repetition) concerns(j *fleet.Job) bool {
	switch {
	case j.Action != r.Action:
		return false
	case op.Of(r.Action).Creates:
		return r.Order != nil && j.Order != nil && orderText(j.Order) == r.order
	}
	return slices.ContainsFunc(j.Items, func(it fleet.Item) bool { return r.ids[it.ID] })
}

// sortOut sorts the jobs that concern the plan, newest first.
func (p *repetition) sortOut(jobs []*fleet.Job, now time.Time) (r fleet.Repeats) {
	creates := op.Of(p.Action).Creates
	for _, j := range jobs {
		keyed := p.KeyHash != "" && j.KeyHash != ""
		if keyed && j.KeyHash == p.KeyHash {
			continue // its calls carry the same tokens
		}
		unclaimed := !keyed && j.Past && j.Unclaimed != "" && now.Sub(j.Created) < unclaimedFor
		var all, unresolved []fleet.Item
		for _, it := range j.Items {
			switch {
			case !creates && !p.ids[it.ID]:
				continue
			case openItem(j, &it, now), it.Outcome == fleet.TimedOut && !creates && unclaimed:
				unresolved = append(unresolved, it)
			case it.Outcome == fleet.Done || it.Outcome == fleet.Sent, creates && it.ID != "":
				all = append(all, it)
			}
		}
		if len(unresolved) > 0 {
			r.Doubt = append(r.Doubt, fleet.Earlier{Job: j, Items: unresolved})
		}
		switch {
		case !unclaimed || len(all) == 0:
		case creates && len(unresolved) > 0: // the whole order is
		case creates && (len(all) < len(j.Items) || j.Counts.Done+j.Counts.Sent < len(all)):
			r.Partly = append(r.Partly, fleet.Earlier{Job: j, Items: all})
		case creates || j.Options.Period == p.Options.Period:
			r.Done = append(r.Done, fleet.Earlier{Job: j, Items: all})
		}
	}
	if creates && len(r.Done) > 0 {
		r.Partly = nil
	}
	return r
}

// openItem reports whether it is not known what becomes, or became, of an item.
func openItem(j *fleet.Job, it *fleet.Item, now time.Time) bool {
	switch it.Outcome {
	case fleet.Queued, fleet.Sent:
		if j.Others != "" && !j.Elsewhere { // nobody here finds it out
			return !it.Sent.IsZero() && now.Sub(it.Sent) < tellsFor
		}
		return !j.Over()
	case fleet.Done:
		return j.Elsewhere // who does it will tell
	case fleet.Unknown:
		return now.Sub(it.Sent) < tellsFor
	case fleet.Failed, fleet.TimedOut, fleet.Cancelled:
	}
	return false
}

// LeaveOut is the plan without what was done already, and says so of each: one
// that Prepare has not read anything for yet.
func (e *Engine) LeaveOut(p *fleet.Plan, done []fleet.Earlier) *fleet.Plan {
	if len(done) == 0 {
		return p
	}
	out := map[ecsapi.InstanceID]bool{}
	var skipped []fleet.Skip
	for _, d := range done {
		for _, it := range d.Items {
			if !out[it.ID] {
				out[it.ID] = true
				skipped = append(skipped, fleet.Skip{ID: it.ID, Name: it.Name, Region: it.Region, Reason: doneReason(p, d.Job), Job: d.Job.ID})
			}
		}
	}
	rest := *p
	if op.Of(p.Action).Creates {
		rest.Launches, rest.Calls, rest.Regions, rest.Open = nil, 0, nil, false
	} else {
		var ids []ecsapi.InstanceID
		for _, in := range p.Targets {
			if !out[in.ID] {
				ids = append(ids, in.ID)
			}
		}
		less := e.Plan(p.Action, ids, p.Options)
		rest.Targets, rest.Calls, rest.Regions, rest.Open = less.Targets, less.Calls, less.Regions, less.Open
		rest.Skipped = slices.Concat(rest.Skipped, less.Skipped)
	}
	rest.Skipped = slices.Concat(rest.Skipped, skipped)
	return &rest
}

// doneReason is why what a job did is left out.
func doneReason(p *fleet.Plan, j *fleet.Job) fleet.Reason {
	switch {
	case p.KeyHash != "" && j.KeyHash == p.KeyHash:
		return fleet.DoneUnderKey
	case j.Unclaimed == journal.BrokeOff:
		return fleet.DoneBrokenOff
	}
	return fleet.DoneNotWell
}

// Reported notes that the results of a job were told to who gave it. One that
// went well is done with; the results of any other are there for whoever gives
// the same job again. What a later run has to look into is left open. The error
// is the journal's.
func (e *Engine) Reported(id fleet.JobID, well bool) error {
	key, ended, ok := e.reportable(id)
	if !ok {
		return nil
	}
	unclaimed := ""
	if !well {
		unclaimed = journal.NotWell
	}
	e.journal.Adopt(&journal.Job{Key: key, Number: int(id)})
	return e.journal.End(key, ended, unclaimed)
}

// reportable is what the journal must know to end a job, unless that is to be
// left open.
func (e *Engine) reportable(id fleet.JobID) (key string, ended time.Time, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if j := e.job(id); j != nil {
		return j.Key, cmp.Or(j.Ended, time.Now()), j.Past || !j.torn && j.Trouble.IsZero()
	}
	for _, j := range e.past.jobs {
		if j.ID == id {
			return j.Key, j.Ended, true
		}
	}
	return "", ended, false
}

// A plan that is given under a key is carried out once, whoever gives it again
// and wherever: its calls carry tokens that are made from the key alone, and what
// it creates a tag that is. The key of the account is no part of them, for a
// runner may have another one each time, and its id nobody asks for: the cloud
// keeps the tokens of accounts apart by itself.

// freshFor is how long is waited until it is known what became of a job that broke
// off a moment ago: whatever it was, the cloud still knows the tokens of its calls.
const freshFor = 10 * time.Second

// Under finds out what was done before for what is asked for under a key, once
// the cloud was asked about the jobs that broke off: of each instance the newest
// job that did it. An order counts as a whole. The error is an ErrOtherPlan, an
// ErrOthersDoubt, or the context's.
func (e *Engine) Under(ctx context.Context, key, asked string) ([]fleet.Earlier, error) {
	hash, plan := fleet.KeyHash(key), fleet.AskedHash(asked)
	mine := func(j *fleet.Job) bool { return j.KeyHash == hash }
	soon, cancel := context.WithTimeout(ctx, freshFor)
	jobs := e.settled(soon, mine)
	cancel()
	if slices.ContainsFunc(jobs, func(j *fleet.Job) bool { return !j.Over() && op.Of(j.Action).Clear(j.Created) }) {
		if jobs = e.settled(ctx, mine); ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	var done []fleet.Earlier
	seen := map[ecsapi.InstanceID]bool{}
	for _, j := range jobs {
		if j.Others != "" && slices.ContainsFunc(j.Items, func(it fleet.Item) bool { return openItem(j, &it, time.Now()) }) {
			return nil, &fleet.ErrOthersDoubt{Job: j} // the cloud may have forgotten its tokens
		}
		if j.Asked != plan {
			return nil, &fleet.ErrOtherPlan{Job: j}
		}
		var items []fleet.Item
		for _, it := range j.Items {
			if !openItem(j, &it, time.Now()) && (it.Outcome == fleet.Done || it.Outcome == fleet.Sent) && !seen[it.ID] {
				seen[it.ID] = true
				items = append(items, it)
			}
		}
		switch whole := len(items) == len(j.Items); {
		case op.Of(j.Action).Creates && whole:
			return []fleet.Earlier{{Job: j, Items: items}}, nil
		case !op.Of(j.Action).Creates && len(items) > 0:
			done = append(done, fleet.Earlier{Job: j, Items: items})
		}
	}
	return done, nil
}

// planTag is the value of the tag on all that the job creates.
func planTag(j *fleet.Job) string {
	if j.KeyHash != "" {
		return "key-" + j.KeyHash
	}
	return j.Key
}
