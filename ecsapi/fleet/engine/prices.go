package engine

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
)

const (
	priceWindow   = 24 * time.Hour      // that is read of a key for WantSpot
	historyWindow = 30 * 24 * time.Hour // … for WantHistory: all that the cloud keeps
	newestWindow  = 10 * 24 * time.Hour // … first, when many are wanted: a page or little more, and a week is whole
	historyPages  = 3                   // calls that a history takes, about
	priceSpare    = 24 * time.Hour      // a series may be longer by this before its beginning is cut off

	pricePause     = 5 * time.Minute  // the cloud's own step
	priceAwayPause = 30 * time.Minute // while nobody looks
	priceLap       = 10 * time.Minute // of it is read again: prices may be listed late
)

// history is prices of a time, in cloud time. They never change.
type history struct {
	zones map[ecsapi.ZoneID]spot.Series
	from  time.Time // the prices are known from here
	read  time.Time // … to here; zero: never read
}

// prices is the engine's own state of a SpotKey, guarded by its mutex.
type prices struct {
	reading
	older bool // the run under way reads what is wanted for WantHistory alone

	wished, deep bool      // by WantSpot, by WantHistory
	left         time.Time // wall time since when nobody wants it; zero: somebody does
	shallow      time.Time // wall time since when nobody wants its history; zero: somebody does

	history
	recalled bool      // what was kept of the past that is lacking is there
	done     time.Time // wall time when the newest prices were read
	currency string
	absurd   int
	retryAt  time.Time
	loading  bool
	dirty    bool
	state    *fleet.SpotState // as published
}

func (p *prices) publish() *fleet.SpotState {
	if p.dirty || p.state == nil {
		p.state = &fleet.SpotState{
			Zones: p.zones, From: p.from, Read: p.read, Err: p.err, RetryAt: p.retryAt,
			Loading: p.loading, Currency: p.currency, Absurd: p.absurd,
		}
		p.dirty = false
	}
	return p.state
}

func (p *prices) wanted() bool { return p.wished || p.deep }

// span is how far back the prices are wanted.
func (p *prices) span() time.Duration {
	if p.deep {
		return historyWindow
	}
	return priceWindow
}

// lacks reports whether more of the past is wanted than is known.
func (p *prices) lacks(cloud time.Time) bool {
	return p.read.IsZero() || p.from.After(cloud.Add(priceLap-p.span()))
}

// lacksOlder reports whether all that is lacking lies before what is known.
func (p *prices) lacksOlder(now, cloud time.Time) bool { return p.lacks(cloud) && !p.stale(now) }

// stale reports whether the newest prices are not known, or about to be due.
func (p *prices) stale(now time.Time) bool {
	return p.read.IsZero() || now.Sub(p.done) >= pricePause-time.Minute
}

// points is how many prices are kept.
func (p *prices) points() (n int) {
	for _, s := range p.zones {
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
// broken off.
func (p *prices) adjust(now, cloud time.Time) {
	switch {
	case p.deep:
		p.shallow = time.Time{}
	case p.shallow.IsZero():
		p.shallow = now
	}
	if !p.wanted() {
		if p.left.IsZero() {
			p.left = now
		}
		p.again = false
		p.setLoading(false)
		p.cancel()
		return
	}
	p.left = time.Time{}
	if p.older && !p.deep {
		p.cancel()
	}
	lacks := p.lacks(cloud) && p.err == nil
	if lacks {
		p.setLoading(true)
	}
	switch {
	case p.busy: // the end of the run plans the next
	case lacks:
		p.due = now
	default:
		p.want(now)
	}
}

// plan plans the next read after one.
func (p *prices) plan(now, cloud time.Time, pause time.Duration) {
	lacks := p.wanted() && p.err == nil && p.lacks(cloud)
	switch {
	case p.err != nil:
		p.due = p.retryAt
	case lacks:
		p.due = now
	default:
		p.due = p.done.Add(jitter(pause))
	}
	p.setLoading(lacks || p.wanted() && p.again)
}

// retry has a read that failed made again now.
func (p *prices) retry(now time.Time) {
	p.hurry(now)
	p.setLoading(p.wanted())
}

// interval is a time of which prices are asked for.
type interval struct {
	from, to time.Time
	fresh    bool // nothing is known that it could be joined to
	older    bool // it ends where what is known begins
}

// next is what to read next of a key. span is how far back a read goes that
// begins anew.
func (p *prices) next(now, cloud time.Time, span time.Duration) interval {
	newest := p.read.Add(-priceLap)
	switch {
	case p.read.IsZero(), newest.Before(cloud.Add(-historyWindow)), !newest.Before(cloud):
		return interval{from: cloud.Add(-span), to: cloud, fresh: true}
	case p.lacksOlder(now, cloud):
		return interval{from: cloud.Add(-p.span()), to: p.from, older: true}
	}
	return interval{from: newest, to: cloud}
}

// keeps is how much of the past stays known.
func (p *prices) keeps(now time.Time) time.Duration {
	if p.deep || now.Sub(p.shallow) < priceForget {
		return historyWindow
	}
	return priceWindow
}
