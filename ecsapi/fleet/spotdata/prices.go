package spotdata

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ecsapi/spot/store"
)

const (
	priceWindow  = 24 * time.Hour      // that is read of a key for WantSpot
	newestWindow = 10 * 24 * time.Hour // … first for WantHistory, when many are wanted and it is not known how many rows they have
	historyPages = 3                   // calls that a history takes, about
	priceSpare   = 24 * time.Hour      // a series may be longer by this before its beginning is cut off
)

// PriceFor is how old prices that are wanted get: they seldom change more often than once an
// hour. ClosePriceFor is that of a history that is wanted by itself, the cloud's own step;
// PriceAwayFor that of all while nobody looks.
const (
	PriceFor      = 15 * time.Minute
	ClosePriceFor = 5 * time.Minute
	PriceAwayFor  = 30 * time.Minute
)

// prices is the state of a key, guarded by the mutex of the data.
type prices struct {
	task.Reading
	older     bool // the run under way reads what is wanted for WantHistory alone
	recalling bool // … takes what is on disk

	wantSpot, wantHistory bool      // who wants it
	left                  time.Time // wall time since when nobody wants it; zero: somebody does
	shallow               time.Time // wall time since when nobody wants its history; zero: somebody does

	store.History
	recalled bool      // what is on disk of the past that is lacking is there
	done     time.Time // wall time when the newest prices were read
	invalid  int       // rows of the last read that can't be prices
	retryAt  time.Time
	loading  bool
	dirty    bool
	state    *fleet.SpotState // as published
}

func (p *prices) publish() *fleet.SpotState {
	if p.dirty || p.state == nil {
		p.state = &fleet.SpotState{
			Zones: make(map[ecsapi.ZoneID]spot.Series, len(p.Zones)), From: p.From, Read: p.To, Err: p.Err, RetryAt: p.retryAt,
			Loading: p.loading, Currency: p.Currency, InvalidRows: p.invalid,
		}
		for zone, series := range p.Zones {
			p.state.Zones[ecsapi.ZoneID(zone)] = series
		}
		p.dirty = false
	}
	return p.state
}

func (p *prices) wanted() bool { return p.wantSpot || p.wantHistory }

// span is how far back the prices are wanted.
func (p *prices) span() time.Duration {
	if p.wantHistory {
		return HistoryWindow
	}
	return priceWindow
}

// lacks reports whether more of the past is wanted than is known.
func (p *prices) lacks(cloud time.Time) bool {
	return p.To.IsZero() || p.From.After(cloud.Add(Overlap-p.span()))
}

// lacksOlder reports whether all that is lacking lies before what is known.
func (p *prices) lacksOlder(now, cloud time.Time) bool { return p.lacks(cloud) && !p.stale(now) }

// stale reports whether the newest prices are not known, or about to be due.
func (p *prices) stale(now time.Time) bool {
	return p.To.IsZero() || now.Sub(p.done) >= PriceFor*8/10
}

// points is how many prices are kept.
func (p *prices) points() (n int) {
	for _, s := range p.Zones {
		n += s.Len()
	}
	return n
}

func (p *prices) setLoading(on bool) {
	if p.loading != on {
		p.loading, p.dirty = on, true
	}
}

// adjust follows what is wanted of the key now: what nobody wants any more is
// cancelled.
func (p *prices) adjust(now, cloud time.Time, within time.Duration) {
	switch {
	case p.wantHistory:
		p.shallow = time.Time{}
	case p.shallow.IsZero():
		p.shallow = now
	}
	if !p.wanted() {
		if p.left.IsZero() {
			p.left = now
		}
		p.Again = false
		p.setLoading(false)
		p.Cancel()
		return
	}
	p.left = time.Time{}
	if p.older && !p.wantHistory {
		p.Cancel()
	}
	lacks := p.lacks(cloud) && p.Err == nil
	if lacks {
		p.setLoading(true)
	}
	switch {
	case p.Busy: // the end of the run plans the next
	case lacks:
		p.Due = now
	case p.Err == nil:
		p.Want(now)
		p.Sooner(p.done.Add(within))
	default:
		p.Want(now)
	}
}

// plan plans the next read after one, so that prices get no older than so much.
func (p *prices) plan(now, cloud time.Time, within time.Duration) {
	lacks := p.wanted() && p.Err == nil && p.lacks(cloud)
	switch {
	case p.Err != nil:
		p.Due = p.retryAt
	case lacks:
		p.Due = now
	default:
		p.Due = p.done.Add(task.Jitter(within * 9 / 10))
	}
	p.setLoading(lacks || p.wanted() && p.Again)
}

// next is what to read next. span is how far back a read goes that begins anew.
func (p *prices) next(now, cloud time.Time, span time.Duration) interval {
	parts := unknown(p.History, cloud.Add(-p.span()), cloud)
	switch {
	case parts[0].fresh:
		return interval{from: cloud.Add(-span), to: cloud, fresh: true}
	case p.lacksOlder(now, cloud):
		return parts[0]
	}
	return parts[len(parts)-1]
}

// keeps is how much of the past stays known.
func (p *prices) keeps(now time.Time) time.Duration {
	if p.wantHistory || now.Sub(p.shallow) < priceForget {
		return HistoryWindow
	}
	return priceWindow
}

// readPrices reads the next part of what is not known of a key. span is how far back a
// read goes that begins anew.
func (d *Data) readPrices(ctx context.Context, key fleet.SpotKey, p *prices, span time.Duration, ofSpot bool) {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	cloud := d.reader.Client.Now().Truncate(time.Second) // as the cloud counts
	var s interval
	d.locked(func() {
		s = p.next(time.Now(), cloud, span)
		p.older = s.older
	})
	err := d.readInterval(ctx, key, p, s)

	d.mu.Lock()
	defer d.mu.Unlock()
	d.reading[key.Region]--
	if ofSpot {
		d.readingOfSpot--
	}
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
	p.plan(time.Now(), d.reader.Client.Now(), d.priceWithin(p))
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
	d.locked(func() {
		known, keep = p.History, p.keeps(time.Now())
		d.noteRows(&a, key.Region)
	})
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

// onDisk reports whether what is lacking may be on disk.
func (d *Data) onDisk(p *prices, cloud time.Time) bool {
	return d.reader.Store != nil && !p.recalled && p.lacks(cloud)
}

// recallPrices takes what is on disk of the past that a key lacks: it costs no call, and what
// was read a moment ago by another run is not asked for again.
func (d *Data) recallPrices(ctx context.Context, key fleet.SpotKey, p *prices) {
	now := d.reader.Client.Now()
	var known store.History
	d.locked(func() { known = p.History })
	disk := d.reader.Store.Load(ctx, storeKey(key), now.Add(-HistoryWindow), now)
	h, more := prepend(disk, known)

	d.mu.Lock()
	defer d.mu.Unlock()
	p.recalling = false
	if ctx.Err() == nil { // else it will be wanted again, or not
		if p.recalled = true; more {
			p.History, p.dirty = h, true
		}
		if age := now.Sub(p.To); p.done.IsZero() && !p.To.IsZero() && age >= 0 {
			p.done = time.Now().Add(-age)
		}
	}
	if p.plan(time.Now(), now, d.priceWithin(p)); p.stale(time.Now()) {
		p.Due = time.Now()
		p.setLoading(p.wanted())
	}
	d.changed()
}
