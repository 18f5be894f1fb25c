package world

import (
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
)

// Rules of taking a spot instance back.
const (
	CheckEvery    = 5 * time.Minute // price and stock are looked at this often
	reclaimNotice = 5 * time.Minute // it stays this long after it was locked
	watchAhead    = 24 * time.Hour  // its fate is worked out this far ahead
)

// InStockOut is the chance that a spot instance is taken back when its type runs out in its zone.
const InStockOut = 0.1

// Reclaim takes a spot instance back: it is locked as Recycling at a moment and gone five minutes
// later, whatever its price. The caller holds the lock of the region.
func (r *Region) Reclaim(i *Instance, at time.Time) {
	if i.Lock == LockRecycling {
		return
	}
	i.Reclaimed, i.Watch = at, time.Time{}
	r.Plan(i)
}

// SpotPrice is the market price an instance is up against.
func (r *Region) SpotPrice(i *Instance) market.Series {
	return r.MarketPrice(i.Place.Zone, i.Type, i.SpotHours > 0, i.Image.OSType == "windows")
}

// turn does what next foretold for this instant; gone means that the instance
// was released. The caller holds the lock.
func (r *Region) turn(i *Instance, at time.Time) (gone bool) {
	due := func(t time.Time) bool { return !t.IsZero() && !at.Before(t) }
	switch {
	case i.Lock == LockRecycling && due(i.Reclaimed.Add(reclaimNotice)):
		if !i.Survives {
			return true
		}
		i.retreat(at)
	case i.Lock != LockRecycling && due(i.Reclaimed):
		i.Reclaimed, i.Watch = time.Time{}, at.Add(CheckEvery)
		// What gave its machine back has none to lose; other locks come first.
		if i.Lock == "" && i.Holds() {
			i.Lock, i.Reclaimed, i.Watch = LockRecycling, at, time.Time{}
		}
	case due(i.Watch):
		i.Reclaimed, i.Watch = r.doom(i, at), time.Time{}
		if i.Reclaimed.IsZero() {
			i.Watch = at.Add(watchAhead)
		}
	case due(i.Settles):
		i.settle(at)
	case i.Lock != LockFinancial && due(i.Renewal.Next):
		r.renewItself(i, at)
	default:
		return i.step(at)
	}
	return false
}

// retreat stops an instance that asked to be stopped instead of released.
func (i *Instance) retreat(at time.Time) {
	i.interrupt(at, false)
	i.Status, i.Mode, i.Lock = Stopped, StopCharging, ""
	i.Due, i.Reboot, i.Halted = time.Time{}, false, at
	i.Reclaimed, i.Watch = time.Time{}, at.Add(CheckEvery)
}

// doom is when a spot instance will be taken back, looking one day ahead from a
// moment; zero when it won't.
func (r *Region) doom(i *Instance, from time.Time) time.Time {
	to := from.Add(watchAhead)
	at := r.outOfStock(i, from, to)
	if i.Spot == SpotPriceLimit {
		at = soonest(at, r.outbid(i, from, to))
	}
	return at
}

// check is the first look at price and stock from a moment on, after the protected hours.
func (i *Instance) check(from time.Time) time.Time {
	first := i.Created.Add(time.Duration(i.SpotHours) * time.Hour)
	if !from.After(first) {
		return first
	}
	n := (from.Sub(first) + CheckEvery - 1) / CheckEvery
	return first.Add(n * CheckEvery)
}

// outbid is the first check between two moments that finds the price above the
// limit of an instance; zero when none does.
func (r *Region) outbid(i *Instance, from, to time.Time) time.Time {
	steps := r.SpotPrice(i).Between(from.Unix(), to.Unix())
	for n, s := range steps[:len(steps)-1] {
		if s.Price <= i.SpotLimit {
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
func (r *Region) outOfStock(i *Instance, from, to time.Time) time.Time {
	for t := from.Unix(); t < to.Unix(); {
		e := r.EraAt(i.Cell(), t)
		t = e.End
		if e.Level > 0 {
			continue
		}
		h := hash.Mix(i.Hash, e.Number, 'x')
		moment := time.Unix(e.Begin+int64(hash.Mix(h, 1)%uint64(e.End-e.Begin)), 0).UTC()
		if hash.Unit(h) < InStockOut && !moment.Before(from) && moment.Before(to) {
			if at := i.check(moment); at.Sub(moment) < CheckEvery {
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
