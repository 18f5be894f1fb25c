package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/task"
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
	pass := e.tasks.Pass(now)
	pass.Begin(&e.list.Task, true, func() { e.readList(ctx) })
	for _, r := range e.bySize() {
		if pass.Begin(&r.sweep.Task, e.sweeping < maxSweeps, func() { e.readRegion(ctx, r) }) {
			e.sweeping++
		}
		pass.Begin(&r.poll, true, func() { e.pollChanging(ctx, r) })
		pass.Begin(&r.confirm.Task, true, func() { e.confirmGone(ctx, r) })
		pass.Begin(&r.watch, true, func() { e.watchReclaims(ctx, r) })
		pass.Begin(&r.zoning.Task, true, func() { e.readZones(ctx, r) })
		pass.Begin(&r.renewing.Task, true, func() { e.readWanted(ctx, r) })
	}
	if next := e.spot.Start(ctx, now, len(e.regions) > 0); next.Before(pass.Next) {
		return next
	}
	return pass.Next
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
	if r.Err == nil && !r.swept.IsZero() && !r.sweep.Busy {
		r.sweep.Due = r.swept.Add(task.Jitter(e.sweepPause(r)))
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
