package engine

import (
	"context"
	"maps"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
)

// readPrices reads the next part of what a key does not know. One call covers
// all zones. span is how far back a read goes that begins anew.
func (e *Engine) readPrices(ctx context.Context, key fleet.SpotKey, p *prices, span time.Duration, few bool) {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	e.recallPrices(ctx, key, p)
	cloud := e.client.Now().Truncate(time.Second) // as the cloud counts
	var s interval
	e.locked(func() {
		s = p.next(time.Now(), cloud, span)
		p.older = s.older
	})
	err := e.readInterval(ctx, key, p, s)

	e.mu.Lock()
	defer e.mu.Unlock()
	e.spot.ended(key.Region, few)
	brokenOff := err != nil && ctx.Err() != nil
	p.end()
	p.older = false
	switch {
	case brokenOff: // and will be wanted again, or not
	case err != nil:
		p.fails++
		p.err, p.dirty = ecsapi.AsError(err), true
		p.retryAt = time.Now().Add(retryPause(p.err, p.fails))
	default:
		p.err, p.fails, p.retryAt, p.dirty = nil, 0, time.Time{}, true
	}
	p.plan(time.Now(), e.client.Now(), e.pricePause())
	e.changed()
}

// readStretch reads prices and joins them to what is known: a key is not read
// twice at once.
func (e *Engine) readInterval(ctx context.Context, key fleet.SpotKey, p *prices, s interval) error {
	rows, err := e.client.SpotPrices(ctx, key.Region, key.Type, s.from, s.to)
	if err != nil {
		return err
	}
	samples, absurd := sift(key, rows, s)
	var currency string
	if len(rows) > 0 {
		currency = rows[0].Currency
	}
	e.keepPrices(key, s, currency, samples)
	var c history
	var keep time.Duration
	e.locked(func() { c, keep = p.history, p.keeps(time.Now()) })
	if s.fresh {
		c = history{}
	}
	c, cut := c.join(s, samples).cut(keep)

	e.mu.Lock()
	defer e.mu.Unlock()
	p.history, p.absurd, p.dirty = c, absurd, true
	if cut {
		p.recalled = false
	}
	if !s.older {
		p.done = time.Now()
	}
	if currency != "" {
		p.currency = currency
	}
	return nil
}

// priceAhead is how far ahead of the cloud's clock a price may be stamped: what
// lies further ahead is nonsense.
const priceAhead = 15 * time.Minute

// sift makes samples of the rows, by zone, and counts those that can't be
// prices.
func sift(key fleet.SpotKey, rows []ecsapi.SpotPrice, s interval) (samples map[ecsapi.ZoneID][]spot.Sample, absurd int) {
	last := s.to
	if !s.older {
		last = last.Add(priceAhead)
	}
	samples = map[ecsapi.ZoneID][]spot.Sample{}
	for _, r := range rows {
		price, ok := spotPrice(r.Price)
		if !ok || r.Zone == "" || r.Type != "" && r.Type != key.Type || r.At.Unix() < 0 || r.At.After(last) {
			absurd++
			continue
		}
		origin, _ := spotPrice(r.Origin)
		samples[r.Zone] = append(samples[r.Zone], spot.Sample{At: r.At, Price: price, Origin: origin})
	}
	return samples, absurd
}

// spotPrice is a price an hour, if it can be one.
func spotPrice(p ecsapi.Price) (spot.Price, bool) { return spot.FromFloat(float64(p) / 1e6) }

// join puts samples of a stretch that adjoins into the series of their zones.
func (c history) join(s interval, samples map[ecsapi.ZoneID][]spot.Sample) history {
	out := history{zones: make(map[ecsapi.ZoneID]spot.Series, len(c.zones)+len(samples)), from: c.from, read: s.to}
	if maps.Copy(out.zones, c.zones); s.fresh || s.older {
		out.from = s.from
	}
	if s.older {
		out.read = c.read
	}
	for zone, more := range samples {
		series := out.zones[zone].Splice(s.from, s.to, more)
		// Of the time before nothing was asked, whatever the answer tells of it.
		if series = series.Trim(out.from); series.Len() > 0 {
			out.zones[zone] = series
		}
	}
	return out
}

// cut cuts off what is older than is to stay, once there is a day of it.
func (c history) cut(keep time.Duration) (rest history, cut bool) {
	if c.read.Sub(c.from) <= keep+priceSpare {
		return c, false
	}
	rest = history{zones: make(map[ecsapi.ZoneID]spot.Series, len(c.zones)), from: c.read.Add(-keep), read: c.read}
	for zone, s := range c.zones {
		rest.zones[zone] = s.Trim(rest.from)
	}
	return rest, true
}
