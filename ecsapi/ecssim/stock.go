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

// era is a stretch of time, some hours long, through which the stock of a cell
// is replenished to the same level.
type era struct {
	number     uint64
	begin, end int64 // seconds since 1970
	level      int   // machines on offer
}

// localDisks is whether machines of a type have disks of their own, which nobody
// can take along.
func localDisks(t *catalog.InstanceType) bool {
	return t.Category == "Local SSDs" || t.Category == "Big data"
}

// scarce is whether there are never many of a type.
func scarce(t *catalog.InstanceType) bool { return t.GPUs > 0 || localDisks(t) }

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

// sellsType is whether a type is on sale in the zone at all.
func (z *zone) sellsType(t *catalog.InstanceType) bool {
	n := z.types.index(t.ID)
	return n >= 0 && z.sells[n]
}

// sellToo puts a type on sale in the zone; false means that there is no such type.
func (z *zone) sellToo(id string) bool {
	n := z.types.index(id)
	if n >= 0 && !z.sells[n] {
		z.sells[n], z.added = true, append(z.added, id)
	}
	return n >= 0
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
