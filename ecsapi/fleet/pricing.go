package fleet

import (
	"context"
	"maps"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/spot"
)

// startPrices begins the reads of prices that are due: begin starts one if there
// is room for it.
func (e *Engine) startPrices(ctx context.Context, begin func(t *task, room bool, f func()) bool) {
	m := &e.market
	start := func(key SpotKey, few bool, room bool) {
		p := m.prices[key]
		ctx, cancel := context.WithCancel(ctx)
		if !begin(&p.task, room && m.reading < maxHistories && len(e.regions) > 0, func() { e.readPrices(ctx, key, p, few); cancel() }) {
			cancel()
			return
		}
		p.cancel = cancel
		m.reading++
		if few {
			m.few++
		}
	}
	for _, key := range m.wish {
		start(key, true, m.few < maxPricing)
	}
	for _, key := range m.deep {
		start(key, false, true)
	}
}

// readPrices reads what a key does not know yet, the newest prices first. One
// call covers all zones.
func (e *Engine) readPrices(ctx context.Context, key SpotKey, p *prices, few bool) {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	var err error
	for first := true; err == nil; first = false {
		var part stretch
		var more bool
		now := e.client.Now()
		e.locked(func() { part, more = p.next(now, first) })
		if !more {
			break
		}
		if err = e.readStretch(ctx, key, p, part); err == nil {
			e.changed()
		}
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	m := &e.market
	m.reading--
	if few {
		m.few--
	}
	p.cancel = nil
	if ctx.Err() != nil {
		return
	}
	p.err, p.retryAt, p.dirty = apiError(err), time.Time{}, true
	p.setLoading(p.task.again)
	if err != nil {
		p.fails++
		p.retryAt = time.Now().Add(retryPause(p.err, p.fails))
		p.task.due = p.retryAt
	} else {
		p.fails, p.done = 0, time.Now()
		p.task.due = p.done.Add(jitter(e.pricePause()))
	}
	e.changed()
}

// stretch is a time of which prices are asked for. A fresh one begins a series
// anew.
type stretch struct {
	from, to time.Time
	fresh    bool
}

// next is what to read next of a key at a cloud time: all if nothing is known
// that it could be joined to, else what is new since the last read, then what is
// wanted from before. The first of a run is never nothing.
func (p *prices) next(now time.Time, first bool) (s stretch, more bool) {
	begin := now.Add(-p.span())
	switch newest := p.read.Add(-priceLap); {
	case p.read.IsZero(), newest.Before(begin), !newest.Before(now):
		return stretch{begin, now, true}, true
	case now.Sub(p.read) >= pricePause/2:
		return stretch{newest, now, false}, true
	case p.lacks(now):
		return stretch{begin, p.from, false}, true
	default:
		return stretch{newest, now, false}, first
	}
}

// readStretch reads prices and joins them to what is known.
func (e *Engine) readStretch(ctx context.Context, key SpotKey, p *prices, s stretch) error {
	rows, err := e.client.SpotPrices(ctx, key.Region, key.Type, s.from, s.to)
	if err != nil {
		return err
	}
	samples, absurd := sift(key, rows, s.to)
	var zones map[ecsapi.ZoneID]spot.Series
	e.locked(func() { zones = p.zones })
	if s.fresh {
		zones = nil
	}
	zones = join(zones, s, samples)

	e.mu.Lock()
	defer e.mu.Unlock()
	p.zones, p.absurd, p.dirty = zones, absurd, true
	if s.fresh || s.from.Before(p.from) {
		p.from = s.from
	}
	if s.fresh || s.to.After(p.read) {
		p.read = s.to
	}
	if len(rows) > 0 {
		p.currency = rows[0].Currency
	}
	p.trim(e.client.Now())
	return nil
}

// trim cuts the beginning off that nobody wants.
func (p *prices) trim(now time.Time) {
	span := p.span()
	if !p.shallow.IsZero() && time.Since(p.shallow) < priceForget {
		return
	}
	if now.Sub(p.from) <= span+priceSpare {
		return
	}
	p.from = now.Add(-span)
	zones := make(map[ecsapi.ZoneID]spot.Series, len(p.zones))
	for zone, series := range p.zones {
		zones[zone] = series.Trim(p.from)
	}
	p.zones = zones
}

// priceAhead is how far ahead of the cloud's clock a stamp may be: what lies
// further ahead is nonsense.
const priceAhead = 15 * time.Minute

// sift makes samples of the rows, by zone, and counts those that can't be
// prices.
func sift(key SpotKey, rows []ecsapi.SpotPrice, now time.Time) (samples map[ecsapi.ZoneID][]spot.Sample, absurd int) {
	samples = map[ecsapi.ZoneID][]spot.Sample{}
	for _, r := range rows {
		price, ok := priceOf(r.Price)
		if !ok || r.Zone == "" || r.Type != "" && r.Type != key.Type || r.At.Unix() < 0 || r.At.After(now.Add(priceAhead)) {
			absurd++
			continue
		}
		origin, _ := priceOf(r.Origin)
		samples[r.Zone] = append(samples[r.Zone], spot.Sample{At: r.At, Price: price, Origin: origin})
	}
	return samples, absurd
}

// priceOf is a price an hour that can be one.
func priceOf(p ecsapi.Price) (spot.Price, bool) { return spot.FromFloat(float64(p) / 1e6) }

// join puts samples into the series of their zones. The series given stay as
// they are: snapshots hold them.
func join(zones map[ecsapi.ZoneID]spot.Series, s stretch, samples map[ecsapi.ZoneID][]spot.Sample) map[ecsapi.ZoneID]spot.Series {
	out := make(map[ecsapi.ZoneID]spot.Series, len(zones)+len(samples))
	maps.Copy(out, zones)
	for zone, more := range samples {
		if series := out[zone].Splice(s.from, s.to, more); series.Len() > 0 {
			out[zone] = series
		}
	}
	return out
}
