package fleet

import (
	"context"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/spot"
)

const (
	priceWindow = 24 * time.Hour   // the first read of a key
	priceKeep   = 48 * time.Hour   // then it is read afresh, so that no series grows for ever
	pricePause  = 5 * time.Minute  // the cloud's own step
	priceLap    = 10 * time.Minute // of it is read again: prices may be listed late
	maxPricing  = 4                // keys read at once

	priceAwayPause = 30 * time.Minute // while nobody looks
	priceForget    = 2 * time.Hour    // after a key was last wanted
	maxIdlePrices  = 200              // keys that are kept and not wanted
)

// prices is the engine's own state of a SpotKey, guarded by its mutex.
type prices struct {
	task     task
	zones    map[ecsapi.ZoneID]spot.Series
	from     time.Time // cloud time; the prices are known from here
	read     time.Time // … to here; zero: never read
	done     time.Time // wall time of that read
	left     time.Time // wall time since when nobody wants it; zero: somebody does
	currency string
	err      *ecsapi.Error
	fails    int
	loading  bool
	dirty    bool
	state    *SpotState // as published
}

func (p *prices) publish() *SpotState {
	if p.dirty {
		p.state = &SpotState{Zones: p.zones, Read: p.read, Err: p.err, Loading: p.loading, Currency: p.currency}
		p.dirty = false
	}
	return p.state
}

// WantSpot replaces the list of wanted spot prices. They are read in this
// order, kept in memory, and read on every few minutes for as long as they are
// wanted. What was wanted last stays known for a while.
func (e *Engine) WantSpot(keys []SpotKey) {
	keys = slices.Clone(keys)
	e.ask(func(now time.Time) { e.wantSpot(now, keys) })
}

func (e *Engine) wantSpot(now time.Time, keys []SpotKey) {
	if slices.Equal(e.wish, keys) {
		return
	}
	for _, key := range e.wish {
		e.prices[key].left = now
	}
	e.wish = nil
	for _, key := range keys {
		p, ok := e.prices[key]
		if !ok {
			p = &prices{loading: true, dirty: true}
			e.prices[key] = p
		}
		p.task.want(now)
		p.left = time.Time{}
		if !slices.Contains(e.wish, key) {
			e.wish = append(e.wish, key)
		}
	}
	e.changed()
}

// forgetPrices forgets the keys that nobody wants since long, and the oldest of
// too many.
func (e *Engine) forgetPrices(now time.Time) {
	var idle []SpotKey
	for key, p := range e.prices {
		if !p.left.IsZero() && !p.task.busy {
			idle = append(idle, key)
		}
	}
	slices.SortFunc(idle, func(a, b SpotKey) int { return e.prices[b].left.Compare(e.prices[a].left) })
	for i, key := range idle {
		if i >= maxIdlePrices || now.Sub(e.prices[key].left) >= priceForget {
			delete(e.prices, key)
			e.forgot = true
		}
	}
	if e.forgot {
		e.changed()
	}
}

func (e *Engine) pricePause() time.Duration {
	if e.focused {
		return pricePause
	}
	return priceAwayPause
}

// readPrices reads what a key does not know yet. One call covers all zones.
func (e *Engine) readPrices(ctx context.Context, key SpotKey, p *prices) {
	to := e.client.Now()
	var zones map[ecsapi.ZoneID]spot.Series
	var from, begin time.Time
	e.locked(func() {
		zones, from, begin = p.zones, p.from, p.read.Add(-priceLap)
		if p.read.IsZero() || begin.Before(to.Add(-priceWindow)) || to.Sub(from) > priceKeep {
			begin, from, zones = to.Add(-priceWindow), to.Add(-priceWindow), nil
		}
	})

	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	rows, err := e.client.SpotPrices(ctx, key.Region, key.Type, begin, to)
	if err == nil {
		zones = merge(zones, rows)
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	e.pricing--
	if ctx.Err() != nil {
		return
	}
	p.err, p.loading, p.dirty = apiError(err), false, true
	if err != nil {
		p.fails++
		p.task.due = time.Now().Add(retryPause(p.err, p.fails))
	} else {
		p.zones, p.from, p.read, p.fails = zones, from, to, 0
		if len(rows) > 0 {
			p.currency = rows[0].Currency
		}
		p.done = time.Now()
		p.task.due = p.done.Add(jitter(e.pricePause()))
	}
	e.changed()
}

// merge adds rows to the series of their zones. The series given stay as they
// are: snapshots hold them.
func merge(zones map[ecsapi.ZoneID]spot.Series, rows []ecsapi.SpotPrice) map[ecsapi.ZoneID]spot.Series {
	samples := map[ecsapi.ZoneID][]spot.Sample{}
	for _, r := range rows {
		samples[r.Zone] = append(samples[r.Zone], spot.Sample{
			At: r.At, Price: spot.Price(r.Price), Origin: spot.Price(r.Origin),
		})
	}
	out := make(map[ecsapi.ZoneID]spot.Series, len(zones)+len(samples))
	maps.Copy(out, zones)
	for zone, more := range samples {
		out[zone] = out[zone].Merge(more)
	}
	return out
}
