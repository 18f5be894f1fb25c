package fleet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
)

// maxJobs is how many jobs are kept; the oldest that are over go first.
const maxJobs = 200

// job is the engine's own state of a job, guarded by its mutex.
type job struct {
	Job   // without Items and Counts, which are made when published
	items []*item
	deed  deed   // nil when it creates
	nonce string // of its plan

	ctx    context.Context // ends with Cancel, or with the engine
	cancel context.CancelFunc
	dirty  bool
	state  *Job // as published
}

// item is the engine's own state of an item.
type item struct {
	Item
	n       int           // its place among the job's items
	noted   bool          // its end is in the journal
	saved   bool          // its disks were copied before its release
	started time.Time     // the instance's start time before it was sent
	flying  bool          // in a call that was not answered yet
	lost    bool          // an answer was lost: it may have taken effect
	cause   *ecsapi.Error // … with this error

	accepted time.Time // wall time; its deadlines count from here, for a call may wait long before it leaves
	told     bool      // the answer that accepted it said it is in transition
	moved    bool      // seen in transition since then
	against  evidence  // what the last read said against success
	odd      int       // … and how many reads in a row
}

// publish returns the job for a snapshot, the last one if nothing changed.
func (j *job) publish() *Job {
	if !j.dirty && j.state != nil {
		return j.state
	}
	s := j.Job
	s.Items = make([]Item, len(j.items))
	for i, it := range j.items {
		s.Items[i] = it.Item
		s.Counts.count(it.Outcome)
	}
	j.state, j.dirty = &s, false
	return j.state
}

func (j *job) queued() bool {
	return slices.ContainsFunc(j.items, func(it *item) bool { return it.Outcome == Queued })
}

// Submit begins a plan as a job and returns once the journal has it. A plan
// that nothing can take back is held for the undo window first. Submit refuses a
// plan that would do nothing, any plan of a read-only client, and with ErrClosed
// any plan when the engine does not run. A plan submitted twice is charged once.
func (e *Engine) Submit(p *Plan) (JobID, error) {
	if p.N() == 0 {
		return 0, errors.New("nothing to do: the plan has no targets")
	}
	if e.client.ReadOnly() {
		return 0, &ecsapi.Error{API: p.api(), Kind: ecsapi.KindReadOnly, Message: "read-only: nothing that changes the fleet is sent"}
	}
	j := e.newJob(p)
	if !e.running() {
		return 0, ErrClosed
	}
	e.record(j)
	if err := e.take(j); err != nil {
		e.leave(j) // it was begun
		return 0, err
	}
	return j.ID, nil
}

// newJob makes a job of a plan.
func (e *Engine) newJob(p *Plan) *job {
	j := &job{
		Job: Job{
			Action: p.Action, Options: p.Options, Who: e.who, Created: time.Now(),
			Skipped: slices.Clone(p.Skipped), Regions: slices.Clone(p.Regions),
			Order: p.Order, Launches: p.Launches, Bill: p.Bill, disks: p.Disks,
		},
		deed:  deedOf(p.Action, p.Options),
		nonce: cmp.Or(p.nonce, newNonce()),
		dirty: true,
	}
	if p.Action == ActionCreate {
		j.items = launchItems(p.Launches)
	} else {
		j.items = targetItems(p)
	}
	for n, it := range j.items {
		it.n = n
	}
	if e.undo > 0 && p.Final() {
		j.HeldUntil = j.Created.Add(e.undo)
	}
	return j
}

// targetItems makes the items of the plan's targets.
func targetItems(p *Plan) []*item {
	items := make([]*item, len(p.Targets))
	for i, in := range p.Targets {
		items[i] = &item{n: i, Item: Item{
			ID: in.ID, Name: in.Name, Region: in.Region,
			From: in.Status, Now: in.Status, Outcome: Queued,
		}}
		if p.Action == ActionRenew {
			items[i].OldExpiry = in.Expires
		}
	}
	return items
}

func (e *Engine) running() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.ctx != nil && !e.closed && e.ctx.Err() == nil
}

// take lets a job run.
func (e *Engine) take(j *job) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ctx == nil || e.closed {
		return ErrClosed
	}
	j.ctx, j.cancel = context.WithCancel(e.ctx)
	if j.Trouble != "" {
		j.cancel()
	}
	if j.ID == 0 || e.job(j.ID) != nil { // the journal gave it no number
		j.ID = e.lastJob + 1
	}
	e.enlist(j)
	e.stops.Store(j.ID, j.cancel)
	e.pending.Add(1)
	if len(e.jobs) > maxJobs {
		if i := slices.IndexFunc(e.jobs, func(j *job) bool { return j.Over() }); i >= 0 {
			e.jobs = slices.Delete(e.jobs, i, i+1)
		}
	}
	e.tasks.Go(func() { e.guard(func() { e.carryOut(e.ctx, j) }) })
	e.changed()
	return nil
}

// carryOut runs a job to its end.
func (e *Engine) carryOut(ctx context.Context, j *job) {
	switch {
	case !wait(j.ctx, time.Until(j.HeldUntil)) || j.ctx.Err() != nil: // undone
	case j.deed == nil:
		e.carryOutOrder(ctx, j)
	default:
		e.carryOutEach(ctx, j)
	}
	j.cancel()

	e.leave(j)

	e.mu.Lock()
	defer e.mu.Unlock()
	j.Ended, j.dirty = time.Now(), true
	e.stops.Delete(j.ID)
	e.pending.Add(-1)
	e.changed()
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
			case it.Outcome == Sent:
				e.unfollow(it)
				accepted = append(accepted, it)
			case it.Outcome != Queued:
			case it.lost || it.flying:
				e.end(j, it, Unknown, it.cause)
				it.noted, torn = true, true
			default:
				e.end(j, it, Cancelled, nil)
			}
		}
	})
	e.note(j, accepted)
	e.settle(j)
	if !torn {
		e.conclude(j)
	}
}

// carryOutEach runs a job on instances that exist, each region for itself.
func (e *Engine) carryOutEach(ctx context.Context, j *job) {
	groups := map[ecsapi.RegionID][]*item{}
	for _, it := range j.items {
		groups[it.Region] = append(groups[it.Region], it)
	}
	var wg sync.WaitGroup
	for id, items := range groups {
		wg.Go(func() { e.guard(func() { e.carryOutIn(ctx, j, id, items) }) })
	}
	wg.Wait()
}

// end settles an item. The mutex is held.
func (e *Engine) end(j *job, it *item, o Outcome, err *ecsapi.Error) {
	if it.Outcome == Sent {
		e.unfollow(it)
	}
	it.Outcome, it.Err, it.Ended, it.flying = o, err, time.Now(), false
	j.dirty = true
	e.changed()
}

// accept notes that the cloud took an item on. The mutex is held, and the id
// of one that was created is known.
func (e *Engine) accept(j *job, it *item) {
	it.Outcome, it.Err, it.flying, it.accepted = Sent, nil, false, time.Now()
	e.followed[it.ID]++
	if j.Action == ActionRenew && j.Bill != nil && it.n < len(j.Bill.Costs) {
		it.Cost = j.Bill.Costs[it.n].Once
	}
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
func (e *Engine) Cancel(id JobID) {
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
		if it.Outcome == Queued && !it.flying && !it.lost {
			e.end(j, it, Cancelled, nil)
		}
	}
}

// enlist puts a job among the others, in the order of their ids. The mutex is
// held.
func (e *Engine) enlist(j *job) {
	e.lastJob = max(e.lastJob, j.ID)
	at, _ := slices.BinarySearchFunc(e.jobs, j.ID, func(j *job, id JobID) int { return cmp.Compare(j.ID, id) })
	e.jobs = slices.Insert(e.jobs, at, j)
}

// job finds a job. The mutex is held.
func (e *Engine) job(id JobID) *job {
	i, ok := slices.BinarySearchFunc(e.jobs, id, func(j *job, id JobID) int { return cmp.Compare(j.ID, id) })
	if !ok {
		return nil
	}
	return e.jobs[i]
}

// Pending is the number of jobs that are not over.
func (e *Engine) Pending() int { return int(e.pending.Load()) }

// WaitJob waits until a job is over. When ctx ends first, it returns the job
// as it stands and the context's error.
func (e *Engine) WaitJob(ctx context.Context, id JobID) (*Job, error) {
	return e.waitJob(ctx, id, func(j *job) bool { return j.Over() })
}

// WaitSent waits until a job has nothing queued: each item was answered by the
// cloud or will never be sent. It returns as WaitJob does.
func (e *Engine) WaitSent(ctx context.Context, id JobID) (*Job, error) {
	return e.waitJob(ctx, id, func(j *job) bool { return j.Over() || !j.queued() })
}

func (e *Engine) waitJob(ctx context.Context, id JobID, enough func(*job) bool) (*Job, error) {
	bell := e.Subscribe()
	defer bell.Close()
	look := func(always bool) (*Job, bool, error) {
		e.mu.Lock()
		defer e.mu.Unlock()
		j := e.job(id)
		if j == nil {
			return nil, true, fmt.Errorf("no job %d", id)
		}
		ok := enough(j)
		if !ok && !always {
			return nil, false, nil
		}
		// The published copy is only made anew when it is stale, and j stays
		// dirty for the publisher to notice.
		dirty := j.dirty
		s := j.publish()
		j.dirty = dirty
		return s, ok, nil
	}
	for {
		if s, ok, err := look(false); ok {
			return s, err
		}
		select {
		case <-bell.C:
		case <-ctx.Done():
			s, ok, err := look(true)
			if !ok {
				err = ctx.Err()
			}
			return s, err
		case <-e.done:
			s, ok, err := look(true)
			if !ok {
				err = ErrClosed
			}
			return s, err
		}
	}
}

// api is the API that carries the plan out.
func (p *Plan) api() string {
	if p.Order != nil {
		return p.Order.api()
	}
	if d := deedOf(p.Action, p.Options); d != nil {
		return d.nature().api
	}
	return string(p.Action)
}

func (j *job) api() string {
	return (&Plan{Action: j.Action, Options: j.Options, Order: j.Order}).api()
}
