package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
)

// How often a region is read, before jitter.
const (
	sweepPause = 30 * time.Second // while somebody looks
	quietPause = time.Minute      // … and it is empty or nothing changed for quietAfter
	awayPause  = 2 * time.Minute  // while nobody looks
	quietAfter = 10 * time.Minute

	pollPause     = 2500 * time.Millisecond // of instances in transition that no job follows
	pollAwayPause = 10 * time.Second
	pollFor       = 5 * time.Minute // then the sweeps are enough: it may hang for ever

	// pagePause keeps big regions within a share of the call budget: a read of
	// n pages is not repeated within n of these.
	pagePause = 500 * time.Millisecond

	// maxSweeps is how many regions are listed at once.
	maxSweeps = 32
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

// schedule starts what is due until ctx ends.
func (e *Engine) schedule(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.wake:
		case <-timer.C:
		}
		timer.Reset(time.Until(e.launch(ctx)))
	}
}

// launch starts what is due and returns when it wants to be called again.
func (e *Engine) launch(ctx context.Context) time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	for _, f := range e.asked.take() {
		f(now)
	}
	e.forgetPrices(now)
	next := now.Add(time.Hour)
	begin := func(t *task, room bool, f func()) bool {
		started := room && t.ready(now)
		if started {
			e.begin(t, f)
		} else if !t.busy && t.due.After(now) && t.due.Before(next) {
			next = t.due
		}
		return started
	}
	begin(&e.list.task, true, func() { e.readList(ctx) })
	for _, r := range e.bySize() {
		if begin(&r.sweep, e.sweeping < maxSweeps, func() { e.readRegion(ctx, r) }) {
			e.sweeping++
		}
		begin(&r.poll, true, func() { e.pollChanging(ctx, r) })
		begin(&r.confirm, true, func() { e.confirmGone(ctx, r) })
		begin(&r.watch, true, func() { e.watchReclaims(ctx, r) })
		begin(&r.zoning.task, true, func() { e.readZones(ctx, r) })
		begin(&r.renewing.task, true, func() { e.readWanted(ctx, r) })
	}
	e.startPrices(ctx, now, begin)
	e.startAdvice(ctx, now, begin)
	e.startStock(ctx, now, begin)
	return next
}

// begin runs f in a goroutine of its own. The mutex is held.
func (e *Engine) begin(t *task, f func()) {
	t.busy, t.due = true, time.Time{}
	e.tasks.Go(func() {
		if !e.guard(f) {
			return
		}
		e.locked(func() {
			t.busy = false
			if t.again {
				t.again, t.due = false, time.Now()
			}
		})
		e.kick()
	})
}

// bySize lists the regions, those with most instances first.
func (e *Engine) bySize() []*region {
	list := slices.Clone(e.regions)
	slices.SortStableFunc(list, func(a, b *region) int { return cmp.Compare(len(b.rows), len(a.rows)) })
	return list
}

// reschedule plans the next sweep of a healthy region by when it was read and
// what is known now.
func (e *Engine) reschedule(r *region) {
	if r.err == nil && !r.swept.IsZero() && !r.sweep.busy {
		r.sweep.due = r.swept.Add(jitter(e.sweepPause(r)))
	}
}

func (e *Engine) sweepPause(r *region) time.Duration {
	d := sweepPause
	switch {
	case !e.focused:
		d = awayPause
	case len(r.rows) == 0, time.Since(r.moved) > quietAfter:
		d = quietPause
	}
	return max(d, pagesPause(len(r.rows)))
}

func (e *Engine) pollPause(r *region) time.Duration {
	d := pollPause
	if !e.focused {
		d = pollAwayPause
	}
	return max(d, pagesPause(len(r.changing)))
}

func pagesPause(n int) time.Duration {
	return time.Duration(n/ecsapi.MaxBatch) * pagePause
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

// cancellableTask is a task of which a run can be broken off, when nobody wants what it
// would bring.
type cancellableTask struct {
	task
	stop context.CancelFunc // of the run under way; nil: there is none, or it was broken off
}

// starter starts a task that is due if there is room for it.
type starter func(t *task, room bool, f func()) bool

// start is a starter of cancellable tasks.
func (t *cancellableTask) start(ctx context.Context, now time.Time, begin starter, room bool, f func(ctx context.Context)) bool {
	if !room || !t.ready(now) {
		return begin(&t.task, false, nil)
	}
	ctx, t.stop = context.WithCancel(ctx)
	return begin(&t.task, true, func() { f(ctx) })
}

// end is called, with the mutex held, when a run has ended.
func (t *cancellableTask) end() { t.cancel() }

// cancel ends the run under way, if there is one.
func (t *cancellableTask) cancel() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
}
