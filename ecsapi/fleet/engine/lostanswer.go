package engine

// Where the answer to a write never came, or says nothing of it: the item is followed
// as one that may have been carried out, and looked at again with growing pauses, after
// a restart too (recover.go). What was created is found by its tag (launchfind.go).

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/fleet/task"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// followLost has an item followed of which nobody knows whether the cloud took it
// on: its effect may still show. The mutex is held.
func (e *Engine) followLost(j *job, it *item) {
	it.Cause, it.Sent = cmp.Or(it.Cause, it.Err), cmp.Or(it.Sent, it.left)
	it.Outcome, it.flying, it.acceptedAt, it.Step = fleet.Sent, false, time.Now(), fleet.StepLost
	it.Ended, it.noted = time.Time{}, false
	e.followed[it.ID]++
	e.jobChanged(j)
}

// unanswered is why it is not known what became of a call for the item, and what
// there is to be seen of it.
func (it *item) unanswered(api string, seen message.Text) *ecsapi.Error {
	return &ecsapi.Error{
		API: api, Region: it.Region, Kind: ecsapi.KindBrokenOff, MayHaveApplied: true, Text: whyLost(&it.Target, seen),
	}
}

// whyLost says why nobody heard what a call was answered, and what is seen of it.
func whyLost(it *op.Target, seen message.Text) message.Text {
	if it.Cause == nil || it.Cause.Kind == ecsapi.KindBrokenOff {
		return message.New("the program ended before the answer came, and {seen}", seen)
	}
	return message.New("the answer was lost ({error}), and {seen}", errorText(it.Cause), seen)
}

// errorText is an error without where it comes from.
func errorText(e *ecsapi.Error) message.Text {
	if says := e.Says(); e.Code == "" && !says.IsZero() {
		return says
	}
	return message.Verbatim(cmp.Or(e.Code, string(e.Kind)))
}

// How what is unknown after an answer was lost is looked at again. Times count
// from the call.
const (
	// tellsFor is how long the cloud can still tell what became of a call: later,
	// what shows may be somebody else's work.
	tellsFor = 7 * 24 * time.Hour

	againFirst = 15 * time.Second // doubled with each look that the cloud answered
	againMost  = 10 * time.Minute
)

// resolvable reports whether nobody knows what became of an item since an answer
// was lost, and the cloud may still tell.
func (it *item) resolvable() bool {
	return it.Outcome == fleet.Unknown && it.Cause != nil && time.Since(it.Sent) < tellsFor
}

// replay is the job's completion as one sees it later. Of what was created, an
// instance leaves no doubt.
func (j *job) replay() op.Completion {
	if j.operation != nil {
		return replay{j.operation, j}
	}
	return adoptedCompletion{order: j.Order}
}

// replay is the completion of items whose calls may have gone unanswered: without an
// effect to be seen, those may never have left.
type replay struct {
	op.Completion
	of *job
}

// undone is that nothing shows long after the call.
const undone op.Reason = "no sign of an effect, long after"

func (g replay) Evaluate(it *op.Target, in *ecsapi.Instance, late bool) op.Verdict {
	f := g.Completion.Evaluate(it, in, late)
	if it.Cause == nil || f.Reason != op.NoSign && f.Reason != op.WentBack || f.Outcome == fleet.Done {
		return f
	}
	if g.of.operation.Traits().Traceless || !op.Of(g.of.Action).Clear(it.Sent) {
		f.Outcome = fleet.Unknown
		return f
	}
	seen := message.New("the cloud shows no sign of it")
	if c, ok := g.Completion.(op.Compound); ok && len(c.Parts()) > 1 {
		seen = message.New("the instance does not show all of it")
	}
	return op.Verdict{Reason: undone, Outcome: fleet.Failed, Kind: ecsapi.KindNotDone, Text: whyLost(it, seen)}
}

func (g replay) Refine(ctx context.Context, r op.Reader, id ecsapi.RegionID, items []fleet.Item) (op.Completion, error) {
	o, ok := g.Completion.(op.Refiner)
	if !ok {
		return g, nil
	}
	refined, err := o.Refine(ctx, r, id, items)
	g.Completion = refined
	return g, err
}

// lookAgain looks at what is unknown of a job that is over, with growing pauses
// as long as the cloud answers, until it is known or nothing can tell any more.
// It sends nothing.
func (e *Engine) lookAgain(ctx context.Context, j *job) {
	for pause := againFirst; ; {
		waiting := e.resolvableItems(j)
		if len(waiting) == 0 || !wait(ctx, nextLook(j.Action, waiting, task.Jitter(pause))) {
			return
		}
		answered := true
		for id, items := range e.resolvableItems(j) {
			answered = e.lookAgainIn(ctx, j, id, items) && answered
		}
		if answered {
			pause = min(2*pause, againMost)
		}
	}
}

// nextLook is a pause that ends no later than when the first of the items becomes
// clear.
func nextLook(a fleet.Action, unresolved map[ecsapi.RegionID][]*item, pause time.Duration) time.Duration {
	for _, items := range unresolved {
		for _, it := range items {
			if until := time.Until(op.Of(a).ClearAt(it.Sent)); until > 0 {
				pause = min(pause, until)
			}
		}
	}
	return pause
}

// resolvableItems are those of a job, by region.
func (e *Engine) resolvableItems(j *job) map[ecsapi.RegionID][]*item {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []*item
	for _, it := range j.items {
		if it.resolvable() {
			e.account(j, it)
			all = append(all, it)
		}
	}
	return groupBy(all, (*item).region)
}

// lookAgainIn looks at the resolvable items of a region. It reports
// whether the cloud answered.
func (e *Engine) lookAgainIn(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) bool {
	if op.Of(j.Action).Creates {
		e.findCreated(ctx, j, id)
		e.follow(ctx, j, id, items, j.replay(), nil, nil)
		e.recordEndsAgain(j)
		return true
	}
	// What isn't sure counts only when two looks say the same. Where it became clear
	// between them that there is no effect, they say different things.
	began := time.Now()
	for looks := 1; len(items) > 0; looks++ {
		if looks > 1 && !wait(ctx, followFirst) || e.look(ctx, j, id, items, j.replay()) != nil {
			return false
		}
		e.recordEndsAgain(j)
		items = e.resolvableItems(j)[id]
		if looks == 2 && !clearedSince(j.Action, items, began) || looks == 3 {
			break
		}
	}
	return true
}

// clearedSince reports whether the effect of one of the items' calls would show
// by now, and would not have shown at a wall time.
func clearedSince(a fleet.Action, items []*item, then time.Time) bool {
	return slices.ContainsFunc(items, func(it *item) bool {
		clear := op.Of(a).ClearAt(it.Sent)
		return clear.After(then) && !clear.After(time.Now())
	})
}

// account finds out how much of an expiry later renewals of the instance explain:
// what they moved does not tell that this one was carried out. The mutex is held.
func (e *Engine) account(j *job, it *item) {
	it.Others = it.OldExpiry
	for _, o := range slices.Backward(e.past.jobs) { // oldest first
		for i := range o.Items {
			it.explained(&j.Job, o, &o.Items[i])
		}
	}
	for _, o := range e.jobs {
		for _, other := range o.items {
			it.explained(&j.Job, &o.Job, &other.Item)
		}
	}
}

// explained takes into account a renewal that another job began when this one did
// not show, if it is one.
func (it *item) explained(j, o *fleet.Job, other *fleet.Item) {
	if !op.Of(o.Action).Renews || other.ID != it.ID || o.Key == j.Key || !o.Created.After(j.Created) || other.OldExpiry.After(it.Others) {
		return
	}
	switch {
	case !other.NewExpiry.IsZero():
		it.Others = later(it.Others, other.NewExpiry)
	case other.Outcome == fleet.Sent || other.Outcome == fleet.TimedOut:
		it.Others = later(it.Others, o.Options.Period.After(other.OldExpiry))
	}
}

// recordEndsAgain writes what came to be known of a job whose end was written before.
func (e *Engine) recordEndsAgain(j *job) {
	e.journal.Adopt(&journal.Job{Key: j.Key, Number: int(j.ID)})
	if e.recordEnds(j) {
		e.recordOver(j)
	}
}
