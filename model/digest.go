package model

import (
	"cmp"
	"maps"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// digest holds the counts of a snapshot and a scope, whatever the filter.
type digest struct {
	total     int             // instances before the filter
	counts    fleet.Counts    // of them, by status
	zones     []zoneCount     // most instances first
	spots     []fleet.SpotKey // the scope's types, those run as spot first, most used first
	runAsSpot int             // how many of these are run as spot

	inZone map[ecsapi.ZoneID]int // instances of the scope's regions
	use    map[fleet.SpotKey]int // of each type in scope, see weight
}

type zoneCount struct {
	id ecsapi.ZoneID
	n  int
}

// asSpot is the weight of a spot instance when types are ordered by use; others weigh 1.
const asSpot = 1_000_000

// weight has the types that people really run as spot come first.
func weight(i *ecsapi.Instance) int {
	if i.Spot() {
		return asSpot
	}
	return 1
}

// counted returns the counts after changes, all of which are of the scope's regions.
func (d *digest) counted(c changes, scope deck.Scope) *digest {
	if c.none() {
		return d
	}
	out := *d
	inZone, use := map[ecsapi.ZoneID]int{}, map[fleet.SpotKey]int{}
	count := func(rows []*ecsapi.Instance, n int) {
		for _, i := range rows {
			inZone[i.Zone] += n // the zones of a region are shown whichever of them is in scope
			if scope.Zone != "" && i.Zone != scope.Zone {
				continue
			}
			out.total += n
			out.counts.Count(i, n)
			use[fleet.SpotKey{Region: i.Region, Type: i.Type}] += n * weight(i)
		}
	}
	count(c.removed, -1)
	count(c.added, 1)
	var changed bool
	if out.inZone, changed = summed(d.inZone, inZone); changed {
		out.zones = out.byCount()
	}
	if out.use, changed = summed(d.use, use); changed {
		out.spots, out.runAsSpot = out.byUse()
	}
	return &out
}

// summed adds to sums what was counted. It shares them when nothing did.
func summed[K comparable](sums, more map[K]int) (out map[K]int, changed bool) {
	maps.DeleteFunc(more, func(_ K, n int) bool { return n == 0 })
	switch {
	case len(more) == 0:
		return sums, false
	case len(sums) == 0:
		return more, true
	}
	out = maps.Clone(sums)
	for k, n := range more {
		if out[k] += n; out[k] == 0 {
			delete(out, k)
		}
	}
	return out, true
}

func (d *digest) byCount() []zoneCount {
	zones := make([]zoneCount, 0, len(d.inZone))
	for id, n := range d.inZone {
		zones = append(zones, zoneCount{id, n})
	}
	slices.SortFunc(zones, func(a, b zoneCount) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.id, b.id))
	})
	return zones
}

func (d *digest) byUse() (spots []fleet.SpotKey, runAsSpot int) {
	spots = make([]fleet.SpotKey, 0, len(d.use))
	for k, weight := range d.use {
		spots = append(spots, k)
		runAsSpot += deck.Btoi(weight >= asSpot)
	}
	slices.SortFunc(spots, func(a, b fleet.SpotKey) int {
		return cmp.Or(cmp.Compare(d.use[b], d.use[a]), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Type, b.Type))
	})
	return spots, runAsSpot
}
