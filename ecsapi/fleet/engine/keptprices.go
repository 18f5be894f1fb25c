package engine

import (
	"context"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ecsapi/spot/store"
)

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

// after joins curves to a history that reaches up to them, if it does.
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
