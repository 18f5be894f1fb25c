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
	pass := e.runner.pass(now)
	pass.begin(&e.list.task, true, func() { e.readList(ctx) })
	for _, r := range e.bySize() {
		if pass.begin(&r.sweep, e.sweeping < maxSweeps, func() { e.readRegion(ctx, r) }) {
			e.sweeping++
		}
		pass.begin(&r.poll, true, func() { e.pollChanging(ctx, r) })
		pass.begin(&r.confirm, true, func() { e.confirmGone(ctx, r) })
		pass.begin(&r.watch, true, func() { e.watchReclaims(ctx, r) })
		pass.begin(&r.zoning.task, true, func() { e.readZones(ctx, r) })
		pass.begin(&r.renewing.task, true, func() { e.readWanted(ctx, r) })
	}
	e.startPrices(ctx, pass)
	e.startAdvice(ctx, pass)
	e.startStock(ctx, pass)
	return pass.next
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
