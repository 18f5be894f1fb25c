package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
	"time"
)

// Rules of taking a spot instance back.
const (
	checkEvery    = 5 * time.Minute // price and stock are looked at this often
	reclaimNotice = 5 * time.Minute // it stays this long after it was locked
	watchAhead    = 24 * time.Hour  // its fate is worked out this far ahead
)

// inStockOut is the chance that a spot instance is taken back when its type
// runs out in its zone.
const inStockOut = 0.1

// reclaim takes a spot instance back: it is locked as Recycling at a moment and
// gone five minutes later, whatever its price. The caller holds the lock of the
// region.
func (c *world) reclaim(r *region, i *instance, at time.Time) {
	if i.lock == lockRecycling {
		return
	}
	i.reclaimed, i.watch = at, time.Time{}
	r.plan(i)
}

// spotPrice is the market price an instance is up against.
func (c *world) spotPrice(r *region, i *instance) market.Series {
	return c.marketPrice(r, i.place.zone, i.Type, i.spotHours > 0, i.image.OSType == "windows")
}

// turn does what next foretold for this instant; gone means that the instance
// was released. The caller holds the lock.
func (r *region) turn(i *instance, at time.Time) (gone bool) {
	due := func(t time.Time) bool { return !t.IsZero() && !at.Before(t) }
	switch {
	case i.lock == lockRecycling && due(i.reclaimed.Add(reclaimNotice)):
		if !i.survives {
			return true
		}
		i.retreat(at)
	case i.lock != lockRecycling && due(i.reclaimed):
		i.reclaimed, i.watch = time.Time{}, at.Add(checkEvery)
		// What gave its machine back has none to lose; other locks come first.
		if i.lock == "" && i.holds() {
			i.lock, i.reclaimed, i.watch = lockRecycling, at, time.Time{}
		}
	case due(i.watch):
		i.reclaimed, i.watch = r.cloud.doom(r, i, at), time.Time{}
		if i.reclaimed.IsZero() {
			i.watch = at.Add(watchAhead)
		}
	case due(i.settles):
		i.settle(at)
	case i.lock != lockFinancial && due(i.renewal.next):
		r.renewItself(i, at)
	default:
		return i.step(at)
	}
	return false
}

// retreat stops an instance that asked to be stopped instead of released.
func (i *instance) retreat(at time.Time) {
	i.interrupt(at, false)
	i.status, i.mode, i.lock = stopped, stopCharging, ""
	i.due, i.reboot, i.halted = time.Time{}, false, at
	i.reclaimed, i.watch = time.Time{}, at.Add(checkEvery)
}

// doom is when a spot instance will be taken back, looking one day ahead from a
// moment; zero when it won't.
func (c *world) doom(r *region, i *instance, from time.Time) time.Time {
	to := from.Add(watchAhead)
	at := c.outOfStock(i, from, to)
	if i.spot == spotPriceLimit {
		if t := c.outbid(r, i, from, to); !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	return at
}

// check is the first look at price and stock from a moment on, after the
// protected hours.
func (i *instance) check(from time.Time) time.Time {
	first := i.created.Add(time.Duration(i.spotHours) * time.Hour)
	if !from.After(first) {
		return first
	}
	n := (from.Sub(first) + checkEvery - 1) / checkEvery
	return first.Add(n * checkEvery)
}

// outbid is the first check between two moments that finds the price above the
// limit of an instance; zero when none does.
func (c *world) outbid(r *region, i *instance, from, to time.Time) time.Time {
	steps := c.spotPrice(r, i).Between(from.Unix(), to.Unix())
	for n, s := range steps[:len(steps)-1] {
		if s.Price <= i.spotLimit {
			continue
		}
		at := i.check(later(time.Unix(s.At, 0).UTC(), from))
		if at.Before(time.Unix(steps[n+1].At, 0)) {
			return at
		}
	}
	return time.Time{}
}

// outOfStock is the check between two moments that finds no stock left and
// picks this instance; zero when none does.
func (c *world) outOfStock(i *instance, from, to time.Time) time.Time {
	for t := from.Unix(); t < to.Unix(); {
		e := c.eraAt(i.cell(), t)
		t = e.End
		if e.Level > 0 {
			continue
		}
		h := hash.Mix(i.hash, e.Number, 'x')
		moment := time.Unix(e.Begin+int64(hash.Mix(h, 1)%uint64(e.End-e.Begin)), 0).UTC()
		if hash.Unit(h) < inStockOut && !moment.Before(from) && moment.Before(to) {
			if at := i.check(moment); at.Sub(moment) < checkEvery {
				return at
			}
		}
	}
	return time.Time{}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
