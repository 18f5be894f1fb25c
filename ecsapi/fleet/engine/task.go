package engine

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"ecsdeck/ecsapi"
)

// task is something done again and again, not twice at once.
type task struct {
	due   time.Time // zero: not planned
	busy  bool
	again bool // asked for anew while busy
}

// want plans the task unless it is planned or busy.
func (t *task) want(at time.Time) {
	if !t.busy && t.due.IsZero() {
		t.due = at
	}
}

// hurry has the task done now, or right after the run that is under way: that
// one may have read before the reason to hurry.
func (t *task) hurry(now time.Time) {
	if t.busy {
		t.again = true
	} else {
		t.due = now
	}
}

// sooner moves a planned task forward.
func (t *task) sooner(at time.Time) {
	if !t.busy && at.Before(t.due) {
		t.due = at
	}
}

func (t *task) ready(now time.Time) bool {
	return !t.busy && !t.due.IsZero() && !now.Before(t.due)
}

// cancellable is a task of which a run can be cancelled, when nobody wants what it
// would bring.
type cancellable struct {
	task
	stop context.CancelFunc // of the run under way; nil: there is none, or it was cancelled
}

// end is called, with the mutex held, when a run has ended.
func (t *cancellable) end() { t.cancel() }

// cancel ends the run under way, if there is one.
func (t *cancellable) cancel() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
}

// cancelled reports whether the run under way was cancelled.
func (t *cancellable) cancelled() bool { return t.busy && t.stop == nil }

// taskRunner runs the tasks that a mutex guards.
type taskRunner struct {
	mu    sync.Locker
	start func(f func()) // runs f in a goroutine of its own
	wake  func()         // called when a task has ended, which may be due again
}

// taskPass is one look at all tasks of a runner, with its mutex held.
type taskPass struct {
	now    time.Time
	next   time.Time // when the next task is due that was not begun, in an hour at the latest
	runner *taskRunner
}

// pass begins a look at the tasks of a runner.
func (r *taskRunner) pass(now time.Time) *taskPass { return &taskPass{now, now.Add(time.Hour), r} }

// begin runs f, a run of the task, in a goroutine of its own if it is due and there is
// room for it, and reports whether it did.
func (p *taskPass) begin(t *task, room bool, f func()) bool {
	if !room || !t.ready(p.now) {
		if !t.busy && t.due.After(p.now) && t.due.Before(p.next) {
			p.next = t.due
		}
		return false
	}
	t.busy, t.due = true, time.Time{}
	r := p.runner
	r.start(func() {
		f()
		r.ended(t)
	})
	return true
}

// beginCancellable is begin of a task whose run ends with the context it is given.
func (p *taskPass) beginCancellable(ctx context.Context, t *cancellable, room bool, f func(ctx context.Context)) bool {
	if !room || !t.ready(p.now) {
		return p.begin(&t.task, false, nil)
	}
	ctx, t.stop = context.WithCancel(ctx)
	return p.begin(&t.task, true, func() { f(ctx) })
}

// ended notes that a run has ended.
func (r *taskRunner) ended(t *task) {
	r.mu.Lock()
	t.busy = false
	if t.again {
		t.again, t.due = false, time.Now()
	}
	r.mu.Unlock()
	r.wake()
}

// retryPause is how long to wait after the fails-th failure in a row. What may
// be over any moment, such as a broken line, is tried again soon.
func retryPause(err *ecsapi.Error, fails int) time.Duration {
	most := 2 * time.Minute
	switch err.Kind {
	case ecsapi.KindNetwork, ecsapi.KindTimeout:
		most = 15 * time.Second
	case ecsapi.KindServer, ecsapi.KindThrottled, ecsapi.KindAnswer:
		most = time.Minute
	}
	d := min(2*time.Second<<min(fails-1, 10), most)
	return max(jitter(d), err.RetryAfter)
}

// jitter spreads a delay by a tenth either way, so that regions don't march in
// step.
func jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.9 + 0.2*rand.Float64()))
}
