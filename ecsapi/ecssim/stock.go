package ecssim

import (
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/market"
)

// cell is a type in a zone, which is where stock is counted.
type cell struct {
	zone *zone
	Type *catalog.InstanceType
}

// eraAt is the era of a cell at a moment.
func (c *world) eraAt(l cell, at int64) market.Era {
	return market.EraAt(c.seed, l.zone.hash, l.Type, at)
}

// stock is how many machines of a type a zone has left at a moment: what is on
// offer by then, less what was taken. The caller holds the lock.
func (c *world) stock(r *region, l cell, now time.Time) int {
	if !l.zone.sellsType(l.Type) || now.Before(r.short) {
		return 0
	}
	return max(c.eraAt(l, now.Unix()).Level-r.taken[l], 0)
}

// cell is where the machine of an instance comes from.
func (i *instance) cell() cell { return cell{zone: i.place.zone, Type: i.Type} }

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
func (c *world) marketPrice(r *region, z *zone, t *catalog.InstanceType, protected, windows bool) market.Series {
	return c.spotSeries(r, z, t).Sold(t, protected, windows)
}

// spotSeries is the spot price of a type in a zone of a region.
func (c *world) spotSeries(r *region, z *zone, t *catalog.InstanceType) market.Series {
	return market.SpotSeries(c.seed, z.hash, t, r.PriceMultiplier)
}
