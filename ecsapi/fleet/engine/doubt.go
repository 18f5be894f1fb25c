package engine

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
)

// How what is unknown after an answer was lost is looked at again. Times count
// from the call.
const (
	// clearAfter is when an instance that shows no sign of a call was not changed
	// by it; paidAfter is the same for what is charged, where a false "no" would
	// be paid for.
	clearAfter = 3 * time.Minute
	paidAfter  = 15 * time.Minute

	// tellsFor is how long the cloud can still tell what became of a call: later,
	// what shows may be somebody else's work.
	tellsFor = 7 * 24 * time.Hour

	againFirst = 15 * time.Second // doubled with each look that the cloud answered
	againMost  = 10 * time.Minute
)

// inDoubt reports whether nobody knows what became of an item since an answer
// was lost, and the cloud may still tell.
func (it *item) inDoubt() bool {
	return it.Outcome == fleet.Unknown && it.cause != nil && time.Since(it.Sent) < tellsFor
}

// charges reports whether what an action does is paid for each time it is done.
func charges(a fleet.Action) bool { return a == fleet.ActionRenew || a == fleet.ActionCreate }

// afterwards is the job's goal as one sees it later. Of what was created, an
// instance leaves no doubt.
func (j *job) replay() Completion {
	if j.deed != nil {
		return replay{j.deed, j.Action}
	}
	return adoptedCompletion{j.Order}
}

// afterwards is a goal of items whose calls may have gone unanswered: without an
// effect to be seen, those may never have left.
type replay struct {
	Completion
	action fleet.Action
}

// undone is that nothing shows long after the call.
const undone VerdictReason = "no sign of an effect, long after"

func (g replay) Evaluate(it *item, in *ecsapi.Instance, late bool) Verdict {
	f := g.Completion.Evaluate(it, in, late)
	if it.cause == nil || f.Reason != NoSign && f.Reason != WentBack || f.Outcome == fleet.Done {
		return f
	}
	if g.action == fleet.ActionScript || !clearBy(g.action, it.Sent) { // whether a script ran, no instance shows
		f.Outcome = fleet.Unknown
		return f
	}
	message := it.undone()
	if c, ok := g.Completion.(Compound); ok && len(c.Parts()) > 1 {
		message = it.whyLost() + ", and the instance does not show all of it"
	}
	return Verdict{Reason: undone, Outcome: fleet.Failed, Kind: ecsapi.KindNotDone, Message: message}
}

// clearBy reports whether by now the effect of a call would show.
func clearBy(a fleet.Action, sent time.Time) bool { return !time.Now().Before(clearAt(a, sent)) }

func clearAt(a fleet.Action, sent time.Time) time.Time {
	if charges(a) {
		return sent.Add(paidAfter)
	}
	return sent.Add(clearAfter)
}

// ClearAt is the wall time after which an item in doubt that still shows no
// effect was not carried out; zero when it is not in doubt.
func ClearAt(j *fleet.Job, it *fleet.Item) time.Time {
	if it.Outcome != fleet.Unknown || it.Sent.IsZero() {
		return time.Time{}
	}
	return clearAt(j.Action, it.Sent)
}

// undone says that a call whose answer was lost had no effect.
func (it *item) undone() string {
	return it.whyLost() + ", and the cloud shows no sign of it"
}

// whyLost says why nobody heard what a call was answered.
func (it *item) whyLost() string {
	if it.cause == nil || it.cause.Kind == ecsapi.KindBrokenOff {
		return "the program ended before the answer came"
	}
	return "the answer was lost (" + errorText(it.cause) + ")"
}

func (g replay) Refine(ctx context.Context, e *Engine, id ecsapi.RegionID, items []*item) (Completion, error) {
	o, ok := g.Completion.(Refiner)
	if !ok {
		return g, nil
	}
	seen, err := o.Refine(ctx, e, id, items)
	return replay{seen, g.action}, err
}

// lookAgain looks at what is in doubt of a job that is over, with growing pauses
// as long as the cloud answers, until it is known or nothing can tell any more.
// It sends nothing.
func (e *Engine) lookAgain(ctx context.Context, j *job) {
	for pause := againFirst; ; {
		waiting := e.doubts(j)
		if len(waiting) == 0 || !wait(ctx, nextLook(j.Action, waiting, jitter(pause))) {
			return
		}
		answered := true
		for id, items := range e.doubts(j) {
			answered = e.lookAgainIn(ctx, j, id, items) && answered
		}
		if answered {
			pause = min(2*pause, againMost)
		}
	}
}

// nextLook is a pause that ends no later than when the first of the items becomes
// clear.
func nextLook(a fleet.Action, doubts map[ecsapi.RegionID][]*item, pause time.Duration) time.Duration {
	for _, items := range doubts {
		for _, it := range items {
			if until := time.Until(clearAt(a, it.Sent)); until > 0 {
				pause = min(pause, until)
			}
		}
	}
	return pause
}

// doubts are a job's items in doubt, by region.
func (e *Engine) doubts(j *job) map[ecsapi.RegionID][]*item {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := map[ecsapi.RegionID][]*item{}
	for _, it := range j.items {
		if it.inDoubt() {
			e.account(j, it)
			all[it.Region] = append(all[it.Region], it)
		}
	}
	return all
}

// lookAgainIn looks at the items of a region that are in doubt. It reports
// whether the cloud answered.
func (e *Engine) lookAgainIn(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) bool {
	if j.Action == fleet.ActionCreate {
		e.findCreated(ctx, j, id)
		e.follow(ctx, j, id, items, j.replay(), nil, nil)
		e.recordEndsAgain(j)
		return true
	}
	// What isn't sure counts only when two looks say the same.
	for again := false; len(items) > 0; again = true {
		if again && !wait(ctx, followFirst) || e.look(ctx, j, id, items, j.replay()) != nil {
			return false
		}
		e.recordEndsAgain(j)
		if items = e.doubts(j)[id]; again {
			break
		}
	}
	return true
}

// account finds out how much of an expiry later renewals of the instance explain:
// what they moved does not tell that this one was carried out. The mutex is held.
func (e *Engine) account(j *job, it *item) {
	it.others = it.OldExpiry
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
	if o.Action != fleet.ActionRenew || other.ID != it.ID || o.Key == j.Key || !o.Created.After(j.Created) || other.OldExpiry.After(it.others) {
		return
	}
	switch {
	case !other.NewExpiry.IsZero():
		it.others = later(it.others, other.NewExpiry)
	case other.Outcome == fleet.Sent || other.Outcome == fleet.TimedOut:
		it.others = later(it.others, o.Options.Period.After(other.OldExpiry))
	}
}

// settleAgain writes what came to be known of a job whose end was written before.
func (e *Engine) recordEndsAgain(j *job) {
	e.journal.Adopt(&journal.Job{Key: j.Key, Number: int(j.ID)})
	if e.recordEnds(j) {
		e.finish(j)
	}
}

// overdue ends an item that was followed for too long. The mutex is held.
func (e *Engine) overdue(j *job, it *item, bad *ecsapi.Error) {
	if it.cause != nil { // nobody ever heard that it was accepted
		e.end(j, it, fleet.Unknown, it.cause)
		return
	}
	e.end(j, it, fleet.TimedOut, bad)
}
