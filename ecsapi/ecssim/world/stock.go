package world

import (
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/market"
)

// Cell is a type in a zone, which is where stock is counted.
type Cell struct {
	Zone *Zone
	Type *catalog.InstanceType
}

// EraAt is the era of a cell at a moment.
func (r *Region) EraAt(l Cell, at int64) market.Era {
	return market.EraAt(r.Cloud.Seed, l.Zone.hash, l.Type, at)
}

// Stock is how many machines of a type a zone has left at a moment: what is on
// offer by then, less what was taken. The caller holds the lock.
func (r *Region) Stock(l Cell, now time.Time) int {
	if !l.Zone.SellsType(l.Type) || now.Before(r.short) {
		return 0
	}
	return max(r.EraAt(l, now.Unix()).Level-r.taken[l], 0)
}

// Cell is where the machine of an instance comes from.
func (i *Instance) Cell() Cell { return Cell{Zone: i.Place.Zone, Type: i.Type} }

// Holds is whether an instance occupies a machine: one stopped in economical
// mode has given it back.
func (i *Instance) Holds() bool { return i.Status != Stopped || i.Mode != StopCharging }

// book takes a machine out of stock for an instance, or puts it back, as its
// state has changed. The caller holds the lock.
func (r *Region) book(i *Instance, holds bool) {
	if holds == i.booked {
		return
	}
	if i.booked = holds; holds {
		r.taken[i.Cell()]++
	} else {
		r.taken[i.Cell()]--
	}
}

// MarketPrice is the spot price of a type as it is sold: with a protected hour or
// without, with the licence of Windows or without.
func (r *Region) MarketPrice(z *Zone, t *catalog.InstanceType, protected, windows bool) market.Series {
	return r.SpotSeries(z, t).Sold(t, protected, windows)
}

// SpotSeries is the spot price of a type in a zone of a region.
func (r *Region) SpotSeries(z *Zone, t *catalog.InstanceType) market.Series {
	return market.SpotSeries(r.Cloud.Seed, z.hash, t, r.PriceMultiplier)
}
