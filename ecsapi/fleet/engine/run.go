package engine

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// maxJobs is how many jobs are kept; the oldest that are over go first.
const maxJobs = 200

// job is the engine's own state of a job, guarded by its mutex.
type job struct {
	fleet.Job // without Items and Counts, which are made when published
	items     []*item
	operation op.Operation // nil when it creates, or is carried out here
	nonce     string       // of its plan

	ctx    context.Context // ends with Cancel, or with the engine
	cancel context.CancelFunc
	dirty  bool
	torn   bool       // its end is left open, for the next run to look
	asking bool       // of another run: the cloud is being asked what became of it
	state  *fleet.Job // as published
}

// item is the engine's own state of an item.
type item struct {
	op.Target
	noted      bool         // its end is in the journal
	planned    ecsapi.Price // what it is to cost at once
	saved      bool         // its disks were copied before its release
	flying     bool         // in a call that was not answered yet
	answerLost bool         // an answer was lost: it may have taken effect
	mayBeDone  bool         // it was refused for its state, which may be that of what was carried out, and was not read since
	busy       bool         // the last try was refused because something else goes on
	partsDone  int          // of a compound: how many of its calls took effect
	tries      int          // how often it was sent
	left       time.Time    // when its last try left, also of one that was refused

	busySince time.Time // wall time of the first such refusal

	steps      bool      // there may be calls of it to send though it was accepted
	acceptedAt time.Time // wall time; its deadlines count from here, for a call may wait long before it leaves
	against    op.Reason // what the last read said against success
	odd        int       // … and how many reads in a row
}

// publish returns the job for a snapshot, the last one if nothing changed.
func (j *job) publish() *fleet.Job {
	if !j.dirty && j.state != nil {
		return j.state
	}
	s := j.Job
	s.Items = make([]fleet.Item, len(j.items))
	for i, it := range j.items {
		s.Items[i] = it.Item
		s.Counts.Count(it.Outcome)
	}
	j.state, j.dirty = &s, false
	return j.state
}

// now is the job as it stands, which leaves it to be published.
func (j *job) now() *fleet.Job {
	dirty := j.dirty
	s := j.publish()
	j.dirty = dirty
	return s
}

// unsent reports whether calls of the job may still be sent, or one that was lost
// shows no effect yet. The mutex is held.
func (j *job) unsent() bool {
	return slices.ContainsFunc(j.items, func(it *item) bool {
		return it.Outcome == fleet.Queued || it.Outcome == fleet.Sent && (it.steps || it.Cause != nil)
	})
}

// carryOut runs a job to its end.
func (e *Engine) carryOut(ctx context.Context, j *job) {
	switch {
	case !wait(j.ctx, time.Until(j.HeldUntil)) || j.ctx.Err() != nil: // undone
	case op.Of(j.Action).Local:
		e.carryOutHere(j)
	case j.operation == nil:
		e.carryOutOrder(ctx, j)
	default:
		eachRegion(e, j.items, (*item).region, func(id ecsapi.RegionID, items []*item) { e.carryOutIn(ctx, j, id, items) })
	}
	j.cancel()

	e.leave(j)

	e.locked(func() {
		j.Ended = time.Now()
		e.stops.Delete(j.ID)
		e.pending.Add(-1)
		e.jobChanged(j)
	})
	e.lookAgain(ctx, j)
}

// leave ends the items of a job that nobody carries on, which has some only when
// the engine is closed, and writes the job's end. What was accepted is noted as
// that. With a call unanswered the end is left open: the next run finds out.
func (e *Engine) leave(j *job) {
	var accepted []*item
	torn := false
	e.locked(func() {
		for _, it := range j.items {
			switch {
			case it.Outcome == fleet.Sent && it.Cause == nil && !it.steps:
				e.unfollow(it)
				accepted = append(accepted, it)
			case it.Outcome != fleet.Queued && it.Outcome != fleet.Sent:
			case it.Outcome == fleet.Sent && it.Cause == nil:
				e.end(j, it, fleet.Unknown, it.halfway(j))
				it.noted, torn = true, true
			case it.Outcome == fleet.Sent, it.answerLost, it.flying, it.mayBeDone:
				it.Sent = cmp.Or(it.Sent, it.left)
				e.end(j, it, fleet.Unknown, cmp.Or(it.Cause, it.Err))
				it.noted, torn = true, true
			case it.busy && it.Err != nil:
				e.end(j, it, fleet.Failed, it.Err)
			default:
				e.end(j, it, fleet.Cancelled, nil)
			}
		}
	})
	e.note(j, accepted)
	e.recordEnds(j)
	if j.torn = torn; !torn {
		e.recordOver(j)
	}
}

// halfway is the error of what was created and whose further steps nobody takes.
func (it *item) halfway(j *job) *ecsapi.Error {
	return &ecsapi.Error{
		API: j.api(), Region: it.Region, Kind: ecsapi.KindBrokenOff, RequestID: it.RequestID,
		Text: message.New("{step}: interrupted; the instance was created and was {status}", it.Step, message.Key(it.Now)),
	}
}

// eachRegion does something with what a list has of each region, of all at once, and
// waits for it.
func eachRegion[T any](e *Engine, list []T, region func(T) ecsapi.RegionID, do func(id ecsapi.RegionID, some []T)) {
	var wg sync.WaitGroup
	for id, some := range groupBy(list, region) {
		wg.Go(e.guarded(func() { do(id, some) }))
	}
	wg.Wait()
}

func groupBy[T any, K comparable](list []T, key func(T) K) map[K][]T {
	groups := map[K][]T{}
	for _, x := range list {
		groups[key(x)] = append(groups[key(x)], x)
	}
	return groups
}

func (it *item) region() ecsapi.RegionID { return it.Region }

// having are the items with an outcome. The mutex is not held.
func (e *Engine) having(o fleet.Outcome, items []*item) (some []*item) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, it := range items {
		if it.Outcome == o {
			some = append(some, it)
		}
	}
	return some
}

// endQueued settles those items that are still queued. The mutex is held.
func (e *Engine) endQueued(j *job, items []*item, o fleet.Outcome, err *ecsapi.Error) {
	for _, it := range items {
		if it.Outcome == fleet.Queued {
			e.end(j, it, o, err)
		}
	}
}

// end settles an item. The mutex is held.
func (e *Engine) end(j *job, it *item, o fleet.Outcome, err *ecsapi.Error) {
	if it.Outcome == fleet.Sent {
		e.unfollow(it)
	}
	if it.Outcome != o || it.Ended.IsZero() { // what is looked at again may stay as it is
		it.Ended, it.noted = time.Now(), false
	}
	it.Outcome, it.Err, it.flying = o, err, false
	if it.Step == fleet.StepLost {
		it.Step = ""
	}
	if o == fleet.Done && it.Cost == 0 { // nobody heard what it cost
		it.Cost = it.planned
	}
	e.jobChanged(j)
}

// accept notes that the cloud took an item on. The mutex is held, and the id
// of one that was created is known.
func (e *Engine) accept(j *job, it *item) {
	it.Outcome, it.Err, it.flying, it.Cause, it.acceptedAt = fleet.Sent, nil, false, nil, time.Now()
	it.Ended, it.noted = time.Time{}, false
	e.followed[it.ID]++
	if it.Cost == 0 {
		it.Cost = it.planned
	}
	e.jobChanged(j)
}

// jobChanged has a job published anew. The mutex is held.
func (e *Engine) jobChanged(j *job) {
	j.dirty = true
	e.changed()
}

func (e *Engine) unfollow(it *item) {
	if e.followed[it.ID]--; e.followed[it.ID] <= 0 {
		delete(e.followed, it.ID)
	}
}

// Cancel cancels what a job has not sent yet: nothing leaves once it returned.
// What was sent, or may have been, is followed on.
func (e *Engine) Cancel(id fleet.JobID) {
	stop, ok := e.stops.Load(id)
	if !ok {
		return
	}
	stop.(context.CancelFunc)()
	e.ask(func(time.Time) {
		if j := e.job(id); j != nil && !j.Over() {
			e.cancelUnsent(j)
		}
	})
}

// cancelUnsent ends what no call carries or may have carried. The mutex is held.
func (e *Engine) cancelUnsent(j *job) {
	for _, it := range j.items {
		if it.Outcome == fleet.Queued && !it.flying && !it.answerLost && !it.mayBeDone {
			e.end(j, it, fleet.Cancelled, nil)
		}
	}
}

// job finds a job. The mutex is held.
func (e *Engine) job(id fleet.JobID) *job {
	i, ok := slices.BinarySearchFunc(e.jobs, id, func(j *job, id fleet.JobID) int { return cmp.Compare(j.ID, id) })
	if !ok {
		return nil
	}
	return e.jobs[i]
}

func idsOf(items []*item) []ecsapi.InstanceID {
	ids := make([]ecsapi.InstanceID, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	return ids
}
