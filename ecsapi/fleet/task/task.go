// Package task paces what is done again and again, such as a read of the cloud: when
// each is due, that it is not done twice at once, and when to try again what failed.
// The mutex that guards the tasks is their owner's.
package task

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
)

// Task is something done again and again, not twice at once.
type Task struct {
	Due   time.Time          // zero: not planned
	Busy  bool               // a run is under way
	Again bool               // asked for anew while busy
	stop  context.CancelFunc // ends the run under way; nil: there is none, or it was cancelled
}

// Want plans the task unless it is planned or busy.
func (t *Task) Want(at time.Time) {
	if !t.Busy && t.Due.IsZero() {
		t.Due = at
	}
}

// Hurry has the task done now, or right after the run that is under way: that
// one may have read before the reason to hurry.
func (t *Task) Hurry(now time.Time) {
	if t.Busy {
		t.Again = true
	} else {
		t.Due = now
	}
}

// Sooner moves a planned task forward.
func (t *Task) Sooner(at time.Time) {
	if !t.Busy && at.Before(t.Due) {
		t.Due = at
	}
}

// Cancel ends the run under way, if there is one: nobody wants what it would bring.
func (t *Task) Cancel() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
}

// Cancelled reports whether the run under way was cancelled.
func (t *Task) Cancelled() bool { return t.Busy && t.stop == nil }

// Group is the tasks that one mutex guards.
type Group struct {
	Mu      sync.Locker
	Start   func(f func()) // runs f, all of it, in a goroutine
	Wake    func()         // called when a task has ended, which may be due again
	Changed func()         // called, with the mutex held, when a reading brought or lacks something
}

// Pass is one look at the tasks of a group, with the mutex held from its beginning to
// its end.
type Pass struct {
	Now   time.Time
	Next  time.Time // when the next task is due that was not begun, in an hour at the latest
	group *Group
}

// Pass begins a look at the tasks.
func (g *Group) Pass(now time.Time) *Pass { return &Pass{now, now.Add(time.Hour), g} }

// Ready reports whether a task is due and not under way. Else Next is no later than it.
func (p *Pass) Ready(t *Task) bool {
	if !t.Busy && t.Due.After(p.Now) && t.Due.Before(p.Next) {
		p.Next = t.Due
	}
	return !t.Busy && !t.Due.IsZero() && !p.Now.Before(t.Due)
}

// Begin runs f, a run of the task, in a goroutine of its own if it is due, and reports
// whether it did. The run is to end with the context it is given.
func (p *Pass) Begin(ctx context.Context, t *Task, f func(ctx context.Context)) bool {
	return p.begin(ctx, t, func(ctx context.Context) func() {
		f(ctx)
		return func() {}
	})
}

// begin is Begin of an f that returns how it ends, with the mutex held.
func (p *Pass) begin(ctx context.Context, t *Task, f func(ctx context.Context) (end func())) bool {
	if !p.Ready(t) {
		return false
	}
	ctx, t.stop = context.WithCancel(ctx)
	t.Busy, t.Due = true, time.Time{}
	g := p.group
	g.Start(func() { g.end(t, f(ctx)) })
	return true
}

// Read begins a run of a reading if it is due. read asks, without the mutex, and returns
// what to do with the answer with the mutex held. Where it failed because the run was
// cancelled, nothing is done. It reports whether the run was begun.
func (p *Pass) Read(ctx context.Context, r *Reading, read func(ctx context.Context) (take func(), err error)) bool {
	return p.begin(ctx, &r.Task, func(ctx context.Context) func() {
		take, err := read(ctx)
		return func() {
			if err != nil && ctx.Err() != nil {
				return
			}
			r.Note(err)
			take()
			p.group.Changed()
		}
	})
}

// end ends a run together with the last thing that it does: who asks for more in between
// would find the task busy, and a run that takes nothing up any more.
func (g *Group) end(t *Task, last func()) {
	func() {
		g.Mu.Lock()
		defer g.Mu.Unlock() // should last panic
		last()
		t.Cancel()
		if t.Busy = false; t.Again {
			t.Again, t.Due = false, time.Now()
		}
	}()
	g.Wake()
}

// RetryPause is how long to wait after the fails-th failure in a row. What may
// be over any moment, such as a broken line, is tried again soon.
func RetryPause(err *ecsapi.Error, fails int) time.Duration {
	most := 2 * time.Minute
	switch err.Kind {
	case ecsapi.KindNetwork, ecsapi.KindTimeout:
		most = 15 * time.Second
	case ecsapi.KindServer, ecsapi.KindThrottled, ecsapi.KindAnswer:
		most = time.Minute
	}
	d := min(2*time.Second<<min(fails-1, 10), most)
	return max(Jitter(d), err.RetryAfter)
}

// Jitter spreads a delay by a tenth either way, so that regions don't march in
// step.
func Jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.9 + 0.2*rand.Float64()))
}

// Reading is a task that reads something, with how its last run went.
type Reading struct {
	Task
	Err   *ecsapi.Error // why the last run failed
	fails int           // in a row
}

// Note notes how a run ended. One that failed is planned anew.
func (r *Reading) Note(err error) {
	if r.Err = ecsapi.AsError(err); r.Err == nil {
		r.fails = 0
		return
	}
	r.fails++
	r.Due = time.Now().Add(RetryPause(r.Err, r.fails))
}

// Retry has a run that failed made again now.
func (r *Reading) Retry(now time.Time) {
	if r.Err != nil {
		r.Hurry(now)
	}
}

// Readings are the readings of the same thing in each region.
type Readings map[ecsapi.RegionID]*Reading

// Only stops the runs in other regions and returns the readings of these, in order.
func (m Readings) Only(regions []ecsapi.RegionID) []*Reading {
	for id, r := range m {
		if !slices.Contains(regions, id) {
			r.Again = false
			r.Cancel()
		}
	}
	list := make([]*Reading, len(regions))
	for i, id := range regions {
		if m[id] == nil {
			m[id] = &Reading{}
		}
		list[i] = m[id]
	}
	return list
}

// Retry has the runs that failed made again now, in some regions.
func (m Readings) Retry(now time.Time, among func(ecsapi.RegionID) bool) {
	for id, r := range m {
		if among(id) {
			r.Retry(now)
		}
	}
}

// Errs says of regions why the last run failed.
func (m Readings) Errs() map[ecsapi.RegionID]*ecsapi.Error {
	errs := map[ecsapi.RegionID]*ecsapi.Error{}
	for id, r := range m {
		if r.Err != nil {
			errs[id] = r.Err
		}
	}
	return errs
}
