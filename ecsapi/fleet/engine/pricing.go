package engine

import (
	"context"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ecsapi/spot/store"
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
	if !brokenOff { // else it will be wanted again, or not
		p.note(err)
		p.retryAt, p.dirty = time.Time{}, true
		if err != nil {
			p.retryAt = p.due
		}
	}
	p.plan(time.Now(), e.client.Now(), e.pricePause())
	e.changed()
}

// readInterval reads prices and joins them to what is known: a key is not read
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

// join puts samples of an interval that adjoins into the series of their zones.
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

// recallPrices takes what is kept on disk of the past that a key lacks.
func (e *Engine) recallPrices(ctx context.Context, key fleet.SpotKey, p *prices) {
	now := e.client.Now()
	var c history
	lacks := false
	e.locked(func() { c, lacks = p.history, p.lacks(now) && !p.recalled })
	if e.kept == nil || !lacks {
		return
	}
	h := e.kept.Load(ctx, keptKey(key), now.Add(-historyWindow), now)
	if ctx.Err() != nil {
		return
	}
	c, more := c.after(h)

	e.mu.Lock()
	defer e.mu.Unlock()
	if p.recalled = true; !more {
		return
	}
	if p.history, p.dirty = c, true; p.currency == "" {
		p.currency = h.Currency
	}
	e.changed()
}

// keepPrices has an answer written to disk.
func (e *Engine) keepPrices(key fleet.SpotKey, s interval, currency string, samples map[ecsapi.ZoneID][]spot.Sample) {
	if e.kept == nil {
		return
	}
	u := store.Update{Key: keptKey(key), From: s.from, To: s.to, Currency: currency, Zones: make(map[string][]spot.Sample, len(samples))}
	for zone, list := range samples {
		u.Zones[string(zone)] = list
	}
	e.kept.Append(u)
}

func keptKey(key fleet.SpotKey) store.Key {
	return store.Key{Region: string(key.Region), Type: key.Type, Network: "vpc"}
}

// after joins a history to one on disk that reaches up to them, if it does.
func (c history) after(h store.History) (joined history, ok bool) {
	anew := c.read.IsZero()
	if h.To.IsZero() || !anew && (h.To.Before(c.from) || !h.From.Before(c.from)) {
		return c, false
	}
	joined = history{zones: make(map[ecsapi.ZoneID]spot.Series, len(h.Zones)), from: h.From, read: h.To}
	for zone, s := range h.Zones {
		joined.zones[ecsapi.ZoneID(zone)] = s
	}
	if anew {
		return joined, true
	}
	joined.read = c.read
	for zone, s := range c.zones {
		joined.zones[zone] = joined.zones[zone].Splice(c.from, c.read, slices.Collect(s.All()))
	}
	return joined, true
}
