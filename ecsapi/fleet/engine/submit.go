package engine

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// Submit begins a plan as a job and returns once the journal has it. A plan
// that nothing can take back is held for the undo window first. Submit refuses a
// plan that would do nothing, any plan of a read-only client, and with ErrClosed
// any plan when the engine does not run. A plan submitted twice is charged once.
func (e *Engine) Submit(p *fleet.Plan) (fleet.JobID, error) {
	if p.N() == 0 {
		return 0, message.Errorf("nothing to do: the plan has no targets")
	}
	if e.client.ReadOnly() {
		return 0, &ecsapi.Error{API: op.API(p.Action, p.Options, p.Order), Kind: ecsapi.KindReadOnly, Text: message.New("read-only: nothing that changes the fleet is sent")}
	}
	return e.enroll(p)
}

// enroll makes a job of a plan and begins it.
func (e *Engine) enroll(p *fleet.Plan) (fleet.JobID, error) {
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
func (e *Engine) newJob(p *fleet.Plan) *job {
	j := &job{
		Job: fleet.Job{
			Action: p.Action, Options: p.Options, Who: e.options.Who, Created: time.Now(),
			Skipped: slices.Clone(p.Skipped), Regions: slices.Clone(p.Regions),
			Order: p.Order, Launches: p.Launches, Bill: p.Bill, Disks: p.Disks,
			KeyHash: p.KeyHash, Asked: p.Asked,
		},
		nonce: cmp.Or(p.Nonce, rand.Text()),
		dirty: true,
	}
	j.operation = op.New(j.Action, j.Options)
	if p.Bill != nil {
		j.Currency = p.Bill.Currency
	}
	for n, it := range plannedItems(p) {
		j.items = append(j.items, &item{Target: op.Target{N: n, Keyed: j.KeyHash != "", Item: it}})
	}
	j.price()
	if e.options.Undo > 0 && op.Irreversible(p) {
		j.HeldUntil = j.Created.Add(e.options.Undo)
	}
	return j
}

// price says of each item what it is to cost at once, as the bill has it.
func (j *job) price() {
	if j.Bill == nil {
		return
	}
	items := j.items
	for i, c := range j.Bill.Costs {
		n := 1 // of a target; a launch has as many items as it creates
		if j.Order != nil {
			n = j.Launches[i].Amount
		}
		if n > len(items) {
			return
		}
		for k, it := range items[:n] {
			it.planned = share(c.Once, n, k)
		}
		items = items[n:]
	}
}

// plannedItems are one for each of a plan's targets, or for each instance to be, in
// order, under the name it will have.
func plannedItems(p *fleet.Plan) (items []fleet.Item) {
	for _, in := range p.Targets {
		it := fleet.Item{ID: in.ID, Name: in.Name, Region: in.Region, From: in.Status, Now: in.Status, Outcome: fleet.Queued}
		noteBefore(&it, p.Action, p.Options, in)
		items = append(items, it)
	}
	for _, l := range p.Launches {
		names := fleet.ParseNumbering(l.Name)
		for k := range l.Amount {
			items = append(items, fleet.Item{Name: names.Name(k), Region: l.Region, Outcome: fleet.Queued})
		}
	}
	return items
}

// noteBefore notes what an instance has of what an action is about to change.
func noteBefore(it *fleet.Item, a fleet.Action, o fleet.ActionOptions, in *ecsapi.Instance) {
	spec := op.Of(a)
	if spec.Renews {
		it.OldExpiry = in.Expires
	}
	if spec.Before != nil {
		it.Before = spec.Before(in, o)
	}
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
	if !j.Trouble.IsZero() && !op.Of(j.Action).Local { // which sends nothing
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
	e.goGuarded(func() { e.carryOut(e.ctx, j) })
	e.changed()
	return nil
}

// enlist puts a job among the others, in the order of their ids. The mutex is
// held.
func (e *Engine) enlist(j *job) {
	e.lastJob = max(e.lastJob, j.ID)
	at, _ := slices.BinarySearchFunc(e.jobs, j.ID, func(j *job, id fleet.JobID) int { return cmp.Compare(j.ID, id) })
	e.jobs = slices.Insert(e.jobs, at, j)
}

// Pending is the number of jobs that are not over.
func (e *Engine) Pending() int { return int(e.pending.Load()) }

// WaitJob waits until a job is over. When ctx ends first, it returns the job
// as it stands and the context's error.
func (e *Engine) WaitJob(ctx context.Context, id fleet.JobID) (*fleet.Job, error) {
	return e.waitJob(ctx, id, func(j *job) bool { return j.Over() })
}

// WaitSent waits until nothing of a job is left to send: each of its calls was
// answered by the cloud or will never be sent. It returns as WaitJob does.
func (e *Engine) WaitSent(ctx context.Context, id fleet.JobID) (*fleet.Job, error) {
	return e.waitJob(ctx, id, func(j *job) bool { return j.Over() || !j.unsent() })
}

func (e *Engine) waitJob(ctx context.Context, id fleet.JobID, enough func(*job) bool) (*fleet.Job, error) {
	var j *job
	err := e.await(ctx, func() bool {
		e.mu.Lock()
		defer e.mu.Unlock()
		j = e.job(id)
		return j == nil || enough(j)
	})
	if j == nil {
		return nil, message.Errorf("no job {job}", strconv.Itoa(int(id)))
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return j.now(), err
}
