package spotdata

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot/store"
)

// readPrices reads the next part of what is not known of a key. span is how far back a
// read goes that begins anew.
func (d *Data) readPrices(ctx context.Context, key fleet.SpotKey, p *prices, span time.Duration, ofSpot bool) {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	d.recallPrices(ctx, key, p)
	cloud := d.reader.Client.Now().Truncate(time.Second) // as the cloud counts
	var s interval
	d.locked(func() {
		s = p.next(time.Now(), cloud, span)
		p.older = s.older
	})
	err := d.readInterval(ctx, key, p, s)

	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended(key.Region, ofSpot)
	cancelled := err != nil && ctx.Err() != nil
	p.Cancel()
	p.older = false
	if !cancelled { // else it will be wanted again, or not
		p.Note(err)
		p.retryAt, p.dirty = time.Time{}, true
		if err != nil {
			p.retryAt = p.Due
		}
	}
	p.plan(time.Now(), d.reader.Client.Now(), d.pricePause())
	d.changed()
}

// readInterval reads prices and joins them to what is known: a key is not read twice at
// once.
func (d *Data) readInterval(ctx context.Context, key fleet.SpotKey, p *prices, s interval) error {
	a, err := d.reader.ask(ctx, key, s)
	if err != nil {
		return err
	}
	d.reader.Store.Append(a.Update)
	var known store.History
	var keep time.Duration
	d.locked(func() { known, keep = p.History, p.keeps(time.Now()) })
	h, short := cut(join(known, a), keep)

	d.mu.Lock()
	defer d.mu.Unlock()
	p.History, p.invalid, p.dirty = h, a.invalid, true
	if short {
		p.recalled = false
	}
	if !s.older {
		p.done = time.Now()
	}
	return nil
}

// recallPrices takes what is on disk of the past that a key lacks.
func (d *Data) recallPrices(ctx context.Context, key fleet.SpotKey, p *prices) {
	now := d.reader.Client.Now()
	var known store.History
	lacks := false
	d.locked(func() { known, lacks = p.History, p.lacks(now) && !p.recalled })
	if d.reader.Store == nil || !lacks {
		return
	}
	disk := d.reader.Store.Load(ctx, storeKey(key), now.Add(-HistoryWindow), now)
	if ctx.Err() != nil {
		return
	}
	h, more := prepend(disk, known)

	d.mu.Lock()
	defer d.mu.Unlock()
	if p.recalled = true; more {
		p.History, p.dirty = h, true
		d.changed()
	}
}
