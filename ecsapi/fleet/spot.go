package fleet

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/spot"
)

const (
	priceWindow   = 24 * time.Hour      // that is read of a key for WantSpot
	historyWindow = 30 * 24 * time.Hour // … for WantHistory: all that the cloud keeps
	priceSpare    = 24 * time.Hour      // a series may be longer by this before its beginning is cut off
	pricePause    = 5 * time.Minute     // the cloud's own step
	priceLap      = 10 * time.Minute    // of it is read again: prices may be listed late

	maxPricing   = 4  // keys of WantSpot that are read at once
	maxHistories = 16 // keys that are read at once

	priceAwayPause = 30 * time.Minute // while nobody looks
	priceForget    = 2 * time.Hour    // after a key was last wanted
	maxIdlePrices  = 200              // keys that are kept and not wanted
)

// market is what the engine knows of spot prices, guarded by its mutex.
type market struct {
	prices  map[SpotKey]*prices
	wish    []SpotKey // of WantSpot
	deep    []SpotKey // of WantHistory
	forgot  bool      // prices were forgotten since the last publication
	reading int       // keys
	few     int       // … for WantSpot

	advice advice
	stock  stock
}

func newMarket() market {
	return market{prices: map[SpotKey]*prices{}, advice: newAdvice(), stock: newStock()}
}

// prices is the engine's own state of a SpotKey, guarded by its mutex.
type prices struct {
	task   task
	cancel context.CancelFunc // of the read under way; nil: none, or it is cancelled

	wished, deep bool      // by WantSpot, by WantHistory
	left         time.Time // wall time since when nobody wants it; zero: somebody does
	shallow      time.Time // wall time since when nobody wants its history; zero: somebody does, or nobody ever did

	zones    map[ecsapi.ZoneID]spot.Series
	from     time.Time // cloud time; the prices are known from here
	read     time.Time // … to here; zero: never read
	done     time.Time // wall time of that read
	currency string
	absurd   int
	err      *ecsapi.Error
	retryAt  time.Time
	fails    int
	loading  bool
	dirty    bool
	state    *SpotState // as published
}

// span is how far back the prices are wanted.
func (p *prices) span() time.Duration {
	if p.deep {
		return historyWindow
	}
	return priceWindow
}

// lacks reports whether older prices are wanted than are known.
func (p *prices) lacks(now time.Time) bool {
	return p.read.IsZero() || p.from.After(now.Add(-p.span()))
}

func (p *prices) setLoading(on bool) {
	if p.loading != on {
		p.loading, p.dirty = on, true
	}
}

func (p *prices) publish() *SpotState {
	if p.dirty {
		p.state = &SpotState{
			Zones: p.zones, From: p.from, Read: p.read, Err: p.err, RetryAt: p.retryAt,
			Loading: p.loading, Currency: p.currency, Absurd: p.absurd,
		}
		p.dirty = false
	}
	return p.state
}

// WantSpot replaces the list of wanted spot prices of the last day. They are
// read in this order, kept in memory, and read on every few minutes for as long
// as they are wanted. What was wanted last stays known for a while.
func (e *Engine) WantSpot(keys []SpotKey) {
	keys = slices.Clone(keys)
	e.ask(func(now time.Time) { e.wantPrices(now, &e.market.wish, keys) })
}

// WantHistory replaces the list of spot prices that are wanted of the last
// thirty days. They are read in this order, up to sixteen at once, and read on
// every few minutes; of what is known already only the rest. What is not wanted
// any more is not read to its end: nil when nobody looks.
func (e *Engine) WantHistory(keys []SpotKey) {
	keys = slices.Clone(keys)
	e.ask(func(now time.Time) { e.wantPrices(now, &e.market.deep, keys) })
}

// RetryPrices reads prices that could not be read now, without waiting for
// their next try. No keys means all that failed.
func (e *Engine) RetryPrices(keys ...SpotKey) {
	keys = slices.Clone(keys)
	e.ask(func(now time.Time) {
		for key, p := range e.market.prices {
			if p.err != nil && (len(keys) == 0 || slices.Contains(keys, key)) {
				p.retry(now)
			}
		}
		e.changed()
	})
}

func (p *prices) retry(now time.Time) {
	p.task.hurry(now)
	if p.wished || p.deep {
		p.setLoading(true)
	}
}

// wantPrices replaces one of the two lists.
func (e *Engine) wantPrices(now time.Time, list *[]SpotKey, keys []SpotKey) {
	m := &e.market
	if slices.Equal(*list, keys) {
		return
	}
	was := *list
	*list = nil
	seen := make(map[SpotKey]bool, len(keys))
	for _, key := range keys {
		if !seen[key] {
			*list = append(*list, key)
		}
		seen[key] = true
	}
	for _, key := range was {
		if !seen[key] {
			m.prices[key].want(list == &m.deep, false)
		}
	}
	for _, key := range *list {
		if m.prices[key] == nil {
			m.prices[key] = &prices{dirty: true}
		}
		m.prices[key].want(list == &m.deep, true)
	}
	cloud := e.client.Now()
	for _, key := range slices.Concat(was, *list) {
		m.prices[key].adjust(now, cloud)
	}
	e.changed()
}

func (p *prices) want(deep, on bool) {
	if deep {
		p.deep = on
	} else {
		p.wished = on
	}
}

// adjust follows what is wanted of the key now.
func (p *prices) adjust(now, cloud time.Time) {
	switch {
	case p.deep:
		p.shallow = time.Time{}
	case p.shallow.IsZero():
		p.shallow = now
	}
	if !p.deep && !p.wished {
		if p.left.IsZero() {
			p.left = now
		}
		p.setLoading(false)
		if p.cancel != nil {
			p.cancel()
			p.cancel = nil
		}
		return
	}
	p.left = time.Time{}
	switch {
	case p.task.busy && p.cancel == nil: // the read was cancelled and has not ended yet
		p.task.again = true
	case p.lacks(cloud) && p.err == nil:
		p.setLoading(true)
		p.task.want(now)
		p.task.sooner(now)
	default:
		p.task.want(now)
	}
}

// forgetPrices forgets the keys that nobody wants since long, and the oldest of
// too many.
func (e *Engine) forgetPrices(now time.Time) {
	m := &e.market
	var idle []SpotKey
	for key, p := range m.prices {
		if !p.left.IsZero() && !p.task.busy {
			idle = append(idle, key)
		}
	}
	slices.SortFunc(idle, func(a, b SpotKey) int { return m.prices[b].left.Compare(m.prices[a].left) })
	for i, key := range idle {
		if i >= maxIdlePrices || now.Sub(m.prices[key].left) >= priceForget {
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

func (e *Engine) publishPrices(s *Snapshot) {
	m := &e.market
	fresh := m.forgot
	for _, p := range m.prices {
		fresh = fresh || p.dirty
	}
	if !fresh {
		return
	}
	m.forgot = false
	s.Spot = make(map[SpotKey]*SpotState, len(m.prices))
	for key, p := range m.prices {
		s.Spot[key] = p.publish()
	}
}
