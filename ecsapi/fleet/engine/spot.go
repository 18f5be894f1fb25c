package engine

import (
	"ecsdeck/ecsapi/fleet"
	"slices"
	"time"
)

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
