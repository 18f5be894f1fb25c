package engine

import (
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
)

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
func (e *Engine) Refresh(regions ...ecsapi.RegionID) {
	regions = slices.Clone(regions)
	e.ask(func(now time.Time) { e.refresh(now, regions) })
}

func (e *Engine) refresh(now time.Time, regions []ecsapi.RegionID) {
	among := func(id ecsapi.RegionID) bool { return len(regions) == 0 || slices.Contains(regions, id) }
	e.list.retry(now)
	for _, r := range e.regions {
		if r.unlisted || !among(r.info.ID) {
			continue
		}
		r.sweep.hurry(now)
		r.setLoading(true)
		r.zoning.retry(now)
		r.renewing.retry(now)
	}
	for key, p := range e.spot.prices {
		if p.err != nil && among(key.Region) {
			p.retry(now)
		}
	}
	e.spot.advice.regions.retry(now, among)
	e.spot.stock.regions.retry(now, among)
	e.spot.types.retry(now)
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
			e.reschedule(r)
		}
		e.refocusPrices(now)
	})
}

// WantZones reads the zones of regions, once, and again when that failed.
func (e *Engine) WantZones(regions ...ecsapi.RegionID) {
	regions = slices.Clone(regions)
	e.ask(func(now time.Time) {
		for _, id := range regions {
			e.zoned[id] = true
			if r := e.region(id); r != nil && !r.zonesRead && !r.unlisted {
				r.zoning.want(now)
			}
		}
	})
}
