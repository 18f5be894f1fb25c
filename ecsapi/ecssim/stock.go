package ecssim

import (
	"math"
	"time"

	"ecsdeck/ecsapi/catalog"
)

// cell is a type in a zone, which is where stock is counted.
type cell struct {
	zone *zone
	typ  *catalog.InstanceType
}

// eraAt is the era of a cell at a moment.
func (c *world) eraAt(l cell, at int64) era {
	key := mix(c.seed, l.zone.hash, hashOf(l.typ.ID), 'q')
	length := int64(4*3600 + key%(4*3600))
	n := floorDiv(at, length)
	e := era{number: uint64(n), begin: n * length, end: (n + 1) * length}
	h := mix(key, e.number)
	most, empty := 3000.0, 0.03
	if scarce(l.typ) {
		most, empty = 60, 0.12
	}
	if unit(h) < empty {
		return e
	}
	// Large machines are fewer: those of 8 vCPUs set the scale.
	least := most / 40
	level := least * math.Pow(most/least, unit(mix(h, 1)))
	e.level = max(int(level*8/max(float64(l.typ.CPU), 8)), 1)
	return e
}

// stock is how many machines of a type a zone has left at a moment: what is on
// offer by then, less what was taken. The caller holds the lock.
func (c *world) stock(r *region, l cell, now time.Time) int {
	if !l.zone.sellsType(l.typ) || now.Before(r.short) {
		return 0
	}
	return max(c.eraAt(l, now.Unix()).level-r.taken[l], 0)
}

// cell is where the machine of an instance comes from.
func (i *instance) cell() cell { return cell{zone: i.place.zone, typ: i.typ} }

// holds is whether an instance occupies a machine: one stopped in economical
// mode has given it back.
func (i *instance) holds() bool { return i.status != stopped || i.mode != stopCharging }

// book takes a machine out of stock for an instance, or puts it back, as its
// state has changed. The caller holds the lock.
func (r *region) book(i *instance, holds bool) {
	if holds == i.booked {
		return
	}
	if r.taken == nil {
		r.taken = map[cell]int{}
	}
	if i.booked = holds; holds {
		r.taken[i.cell()]++
	} else {
		r.taken[i.cell()]--
	}
}

// marketPrice is the spot price of a type as it is sold: with a protected hour or
// without, with the licence of Windows or without.
func (c *world) marketPrice(r *region, z *zone, t *catalog.InstanceType, protected, windows bool) series {
	s := c.spotSeries(r, z, t)
	if !protected {
		s.share = unprotectedShare
	}
	if windows {
		s.extra = windowsLicence(t)
	}
	return s
}

// spotSeries is the spot price of a type in a zone of a region.
func (c *world) spotSeries(r *region, z *zone, t *catalog.InstanceType) series {
	return series{
		key:    mix(c.seed, z.hash, hashOf(t.ID)),
		origin: onDemand(t, r.PriceMultiplier),
		share:  1,
	}
}
