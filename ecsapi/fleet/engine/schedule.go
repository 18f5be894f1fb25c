package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

const (
	pollPause     = 2500 * time.Millisecond // of instances in transition that no job follows
	pollAwayPause = 10 * time.Second
	pollFor       = 5 * time.Minute // then it is read like others: it may hang for ever

	// pagePause keeps big regions within a share of the call budget: a read of
	// n pages is not repeated within n of these.
	pagePause = 500 * time.Millisecond

	// maxSweeps is how many regions are listed at once.
	maxSweeps = 32
)

// schedule starts what is due until ctx ends.
func (e *Engine) schedule(ctx context.Context) {
	for next := time.Now(); ; next = e.startDue(ctx) {
		select {
		case <-ctx.Done():
			return
		case <-e.wake:
		case <-time.After(time.Until(next)):
		}
	}
}

// startDue starts what is due and returns when it wants to be called again.
func (e *Engine) startDue(ctx context.Context) time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	for _, f := range e.asked.take() {
		f(now)
	}
	pass := e.tasks.Pass(now)
	pass.Read(ctx, &e.list, e.readList)
	bySize := slices.SortedStableFunc(slices.Values(e.regions), func(a, b *region) int { return len(b.rows) - len(a.rows) })
	for _, r := range bySize {
		if e.sweeping < maxSweeps && pass.Read(ctx, &r.sweep, func(ctx context.Context) (func(), error) { return e.readRegion(ctx, r) }) {
			e.sweeping++
		}
		pass.Begin(ctx, &r.poll, func(ctx context.Context) { e.pollChanging(ctx, r) })
		pass.Begin(ctx, &r.counting, func(ctx context.Context) { e.countRegion(ctx, r) })
		pass.Begin(ctx, &r.round, func(ctx context.Context) { e.readOldest(ctx, r) })
		pass.Begin(ctx, &r.fresh.Task, func(ctx context.Context) { e.readFresh(ctx, r) })
		pass.Begin(ctx, &r.watch, func(ctx context.Context) { e.watchReclaims(ctx, r) })
		pass.Read(ctx, &r.confirm, func(ctx context.Context) (func(), error) { return e.confirmGone(ctx, r) })
		pass.Read(ctx, &r.zoning, func(ctx context.Context) (func(), error) { return e.readZones(ctx, r) })
		pass.Read(ctx, &r.renewing.Reading, func(ctx context.Context) (func(), error) { return e.readWanted(ctx, r) })
	}
	if next := e.spot.Start(ctx, now, len(e.regions) > 0); next.Before(pass.Next) {
		return next
	}
	return pass.Next
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

// asked is what was asked of the engine and the scheduler didn't take up yet.
type asked struct {
	mu   sync.Mutex
	list []func(now time.Time)
}

// ask has the scheduler do f, with the mutex held, before it looks what is due.
func (e *Engine) ask(f func(now time.Time)) {
	select {
	case <-e.done:
		return
	default:
	}
	e.asked.mu.Lock()
	defer e.asked.mu.Unlock()
	e.asked.list = append(e.asked.list, f)
	e.kick()
}

// askAbout has the scheduler do f with a list as it is now.
func askAbout[T any](e *Engine, list []T, f func(now time.Time, list []T)) {
	list = slices.Clone(list)
	e.ask(func(now time.Time) { f(now, list) })
}

func (a *asked) take() []func(now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := a.list
	a.list = nil
	return list
}

// Refresh reads regions anew, now, those that wait for a retry included. No
// regions means all, and the list of regions if that failed; so are prices, and
// what else is wanted of spot instances, where they failed.
func (e *Engine) Refresh(regions ...ecsapi.RegionID) { askAbout(e, regions, e.refresh) }

func (e *Engine) refresh(now time.Time, regions []ecsapi.RegionID) {
	among := func(id ecsapi.RegionID) bool { return len(regions) == 0 || slices.Contains(regions, id) }
	e.list.Retry(now)
	for _, r := range e.regions {
		if r.unlisted || !among(r.ID) {
			continue
		}
		r.sweep.Hurry(now)
		r.setLoading(true)
		r.zoning.Retry(now)
		r.renewing.Retry(now)
	}
	e.spot.Refresh(now, among)
	e.changed()
}

// SetFocus says whether somebody looks; at the start somebody does. Without
// focus, reads are rarer, but for the reclaim watch and running jobs.
func (e *Engine) SetFocus(focused bool) {
	e.ask(func(now time.Time) {
		if e.focused == focused {
			return
		}
		e.focused = focused
		for _, r := range e.regions {
			e.plan(r)
			e.planFresh(r)
		}
		e.spot.SetFocus(now, focused)
	})
}

// WantZones reads the zones of regions, once, and again when that failed.
func (e *Engine) WantZones(regions ...ecsapi.RegionID) {
	askAbout(e, regions, func(now time.Time, regions []ecsapi.RegionID) {
		for _, id := range regions {
			e.zoned[id] = true
			if r := e.region(id); r != nil && !r.zonesRead && !r.unlisted {
				r.zoning.Want(now)
			}
		}
	})
}

// WantSpot replaces the list of spot prices that are wanted of the last day.
// They are read in this order, kept in memory, and read on for as long as they are
// wanted, so that they get no older than [spotdata.PriceFor]. What was wanted last stays known for a while.
func (e *Engine) WantSpot(keys []fleet.SpotKey) { askAbout(e, keys, e.spot.WantSpot) }

// WantHistory replaces the list of spot prices that are wanted of the last
// thirty days. They are read in this order, up to sixteen at once, of what is
// known already only the rest, and read on like those, one by itself so that it gets
// no older than [spotdata.ClosePriceFor]. When there are many, the newest prices of
// all come first. What is not in the list any more is
// not read to its end: nil when nobody looks.
func (e *Engine) WantHistory(keys []fleet.SpotKey) { askAbout(e, keys, e.spot.WantHistory) }

// RetryPrices reads prices that could not be read now, without waiting for
// their next try. No keys means all that failed.
func (e *Engine) RetryPrices(keys ...fleet.SpotKey) { askAbout(e, keys, e.spot.RetryPrices) }

// WantAdvice replaces the list of spot instances of which the cloud's advice is
// wanted. It is read in this order, ten types a call, and again after an hour;
// nil when nobody looks.
func (e *Engine) WantAdvice(keys []fleet.SpotKey) { askAbout(e, keys, e.spot.WantAdvice) }

// WantStock replaces the list of regions of which the stock of spot instances
// is wanted. It is read every minute while somebody looks; no regions stop it.
// The first time, all instance types are read too.
func (e *Engine) WantStock(regions ...ecsapi.RegionID) { askAbout(e, regions, e.spot.WantStock) }
