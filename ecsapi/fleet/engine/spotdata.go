package engine

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

const (
	maxHistories = 16 // keys that are read at once
	maxPricing   = 4  // … for WantSpot
	minHistories = 4  // … in a region, though the budget is spent: they wait for it, and can't be overtaken

	// olderAfter is how many keys' newest prices are read before one's older
	// ones: as many as the budget lets go at once.
	olderAfter = 100

	priceForget   = 2 * time.Hour // after a key, or its history, was last wanted
	maxIdlePrices = 200           // keys that are kept and not wanted
	maxIdlePoints = 1 << 20       // prices that these have together, 24 bytes each
)

const priceAPI = "DescribeSpotPriceHistory"

// spotData is what the engine knows of spot instances as goods, guarded by its
// mutex.
type spotData struct {
	prices  map[fleet.SpotKey]*prices
	wish    []fleet.SpotKey         // of WantSpot
	deep    []fleet.SpotKey         // of WantHistory
	forgot  bool                    // prices were forgotten since the last publication
	reading map[ecsapi.RegionID]int // keys that are read now
	few     int                     // … for WantSpot

	advice advice
	stock  stock
	types  instanceTypes
}

func newSpotData() spotData {
	return spotData{
		prices: map[fleet.SpotKey]*prices{}, reading: map[ecsapi.RegionID]int{},
		advice: newAdvice(), stock: newStock(),
	}
}

// place is what a region's budget has room for.
type place struct {
	spare int // calls that could leave at once
	fresh int // histories of which nothing is known yet
}

// startPrices begins the reads of prices that are due: those of WantSpot, then
// those of WantHistory in order. Of many histories the newest prices come first,
// of all that the budget lets go at once: each row then shows a price, and its
// older ones follow.
func (e *Engine) startPrices(ctx context.Context, pass *taskPass) {
	m := &e.spot
	if len(e.regions) == 0 || len(m.wish)+len(m.deep) == 0 {
		return
	}
	now, cloud, places := pass.now, e.client.Now(), map[ecsapi.RegionID]*place{}
	start := func(key fleet.SpotKey, few bool) {
		p := m.prices[key]
		if !p.ready(now) {
			pass.begin(&p.task, false, nil) // only looks when it will be
			return
		}
		at := e.place(places, key.Region)
		room := m.busy() < maxHistories && m.reading[key.Region] < min(max(at.spare, minHistories), maxHistories) &&
			(!few || m.few < maxPricing)
		span := p.span()
		if p.deep && at.spare < at.fresh*historyPages {
			span = newestWindow
		}
		if !pass.beginCancellable(ctx, &p.cancellable, room, func(ctx context.Context) { e.readPrices(ctx, key, p, span, few) }) {
			return
		}
		m.reading[key.Region]++
		if few {
			m.few++
		}
		if at.spare--; p.read.IsZero() {
			at.fresh--
		}
	}
	for _, key := range m.wish {
		start(key, true)
	}
	for i := range len(m.deep) + olderAfter {
		if i < len(m.deep) && !m.prices[m.deep[i]].lacksOlder(now, cloud) {
			start(m.deep[i], false)
		}
		if n := i - olderAfter; n >= 0 && n < len(m.deep) && m.prices[m.deep[n]].lacksOlder(now, cloud) {
			start(m.deep[n], false)
		}
	}
}

// place looks at a region's budget, once a pass.
func (e *Engine) place(places map[ecsapi.RegionID]*place, id ecsapi.RegionID) *place {
	p := places[id]
	if p == nil {
		p = &place{spare: e.client.Spare(priceAPI, id)}
		for _, key := range e.spot.deep {
			if key.Region == id && e.spot.prices[key].read.IsZero() && !e.spot.prices[key].busy {
				p.fresh++
			}
		}
		places[id] = p
	}
	return p
}

// busy is how many keys are read now.
func (m *spotData) busy() int {
	n := 0
	for _, k := range m.reading {
		n += k
	}
	return n
}

// ended counts a read of a key out.
func (m *spotData) ended(id ecsapi.RegionID, few bool) {
	if m.reading[id]--; m.reading[id] == 0 {
		delete(m.reading, id)
	}
	if few {
		m.few--
	}
}

// forgetPrices forgets the keys that nobody wants since long, and the oldest of
// too many.
func (e *Engine) forgetPrices(now time.Time) {
	m := &e.spot
	var idle []fleet.SpotKey
	for key, p := range m.prices {
		if !p.left.IsZero() && !p.busy {
			idle = append(idle, key)
		}
	}
	slices.SortFunc(idle, func(a, b fleet.SpotKey) int { return m.prices[b].left.Compare(m.prices[a].left) })
	points := 0
	for i, key := range idle {
		p := m.prices[key]
		points += p.points()
		if i >= maxIdlePrices || points > maxIdlePoints || now.Sub(p.left) >= priceForget {
			delete(m.prices, key)
			m.forgot = true
		}
	}
	if m.forgot {
		e.changed()
	}
}

func (e *Engine) pricePause() time.Duration {
	if e.focused {
		return pricePause
	}
	return priceAwayPause
}

// refocusPrices plans the next reads by who looks now.
func (e *Engine) refocusPrices(now time.Time) {
	cloud := e.client.Now()
	for _, p := range e.spot.prices {
		if !p.busy && !p.done.IsZero() {
			p.plan(now, cloud, e.pricePause())
		}
	}
}

func (e *Engine) publishPrices(s *fleet.Snapshot) {
	s.HistoryNote = e.kept.Note()
	m := &e.spot
	fresh := m.forgot
	for _, p := range m.prices {
		fresh = fresh || p.dirty
	}
	if !fresh {
		return
	}
	m.forgot = false
	s.Spot = make(map[fleet.SpotKey]*fleet.SpotState, len(m.prices))
	for key, p := range m.prices {
		s.Spot[key] = p.publish()
	}
}

// WantSpot replaces the list of spot prices that are wanted of the last day.
// They are read in this order, kept in memory, and read on every few minutes for
// as long as they are wanted. What was wanted last stays known for a while.
func (e *Engine) WantSpot(keys []fleet.SpotKey) {
	keys = slices.Clone(keys)
	e.ask(func(now time.Time) { e.wantPrices(now, &e.spot.wish, keys) })
}

// WantHistory replaces the list of spot prices that are wanted of the last
// thirty days. They are read in this order, up to sixteen at once, of what is
// known already only the rest, and read on every few minutes. When there are
// many, the newest prices of all come first. What is not in the list any more is
// not read to its end: nil when nobody looks.
func (e *Engine) WantHistory(keys []fleet.SpotKey) {
	keys = slices.Clone(keys)
	e.ask(func(now time.Time) { e.wantPrices(now, &e.spot.deep, keys) })
}

// RetryPrices reads prices that could not be read now, without waiting for
// their next try. No keys means all that failed.
func (e *Engine) RetryPrices(keys ...fleet.SpotKey) {
	keys = slices.Clone(keys)
	e.ask(func(now time.Time) {
		for key, p := range e.spot.prices {
			if p.err != nil && (len(keys) == 0 || slices.Contains(keys, key)) {
				p.retry(now)
			}
		}
		e.changed()
	})
}

// wantPrices replaces one of the two lists.
func (e *Engine) wantPrices(now time.Time, list *[]fleet.SpotKey, keys []fleet.SpotKey) {
	m := &e.spot
	if slices.Equal(*list, keys) {
		return
	}
	mark := func(p *prices, on bool) {
		if list == &m.deep {
			p.deep = on
		} else {
			p.wished = on
		}
	}
	was := *list
	for _, key := range was {
		mark(m.prices[key], false)
	}
	*list = nil
	for _, key := range keys {
		p := m.prices[key]
		if p == nil {
			p = &prices{dirty: true}
			m.prices[key] = p
		}
		if on := p.wished; list == &m.wish && on || list == &m.deep && p.deep {
			continue // named twice
		}
		mark(p, true)
		*list = append(*list, key)
	}
	cloud := e.client.Now()
	for _, key := range slices.Concat(was, *list) {
		m.prices[key].adjust(now, cloud)
	}
	e.changed()
}
