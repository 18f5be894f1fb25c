package model

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// order holds the rows of the instance table in their order, and the counts beside it.
type order struct {
	*digest
	rows   []*ecsapi.Instance
	wanted ecsapi.InstanceID        // the cursor's instance when the order was asked for
	cursor int                      // where in rows it is, or -1
	stale  map[ecsapi.RegionID]bool // regions whose last read failed
	gone   []ecsapi.InstanceID      // marks that the fleet no longer has
}

func (o *order) find(id ecsapi.InstanceID) int {
	return slices.IndexFunc(o.rows, func(i *ecsapi.Instance) bool { return i.ID == id })
}

// digest holds the counts of a snapshot and a scope, whatever the filter.
type digest struct {
	snap      *fleet.Snapshot
	scope     deck.Scope
	inScope   int             // instances before the filter
	counts    fleet.Counts    // of them, by status
	zones     []zoneCount     // most instances first
	spots     []fleet.SpotKey // the scope's types, those run as spot first, most used first
	runAsSpot int             // how many of these are run as spot
}

type zoneCount struct {
	id ecsapi.ZoneID
	n  int
}

type orderQuery struct {
	snap   *fleet.Snapshot
	scope  deck.Scope
	expr   filter.Expr[filter.Subject]
	column column
	desc   bool
	wanted ecsapi.InstanceID
	marks  []ecsapi.InstanceID
	now    time.Time // cloud time
	last   *digest   // reused while snapshot and scope are the same
}

func (o orderQuery) run() *order {
	out := &order{
		digest: o.last,
		wanted: o.wanted,
		stale:  map[ecsapi.RegionID]bool{},
	}
	if out.digest == nil || out.snap != o.snap || !out.scope.Equal(o.scope) {
		out.digest = o.digest()
	}
	for _, r := range o.snap.Regions {
		if r.Err != nil {
			out.stale[r.ID] = true
		}
	}
	out.rows = make([]*ecsapi.Instance, 0, out.inScope)
	all := o.expr.Empty()
	for i := range o.inScope() {
		if all || o.expr.Match(fleet.Subject{Instance: i}) {
			out.rows = append(out.rows, i)
		}
	}
	slices.SortFunc(out.rows, o.compare(out.rows))

	out.cursor = out.find(o.wanted)
	for _, id := range o.marks {
		if _, known := o.snap.Instance(id); !known {
			out.gone = append(out.gone, id)
		}
	}
	return out
}

func (o orderQuery) inScope() iter.Seq[*ecsapi.Instance] {
	return func(yield func(*ecsapi.Instance) bool) {
		for _, r := range o.snap.Regions {
			if !o.scope.Has(r.ID) {
				continue
			}
			for _, i := range r.Instances {
				if (o.scope.Zone == "" || i.Zone == o.scope.Zone) && !yield(i) {
					return
				}
			}
		}
	}
}

// asSpot is the weight of a spot instance when types are ordered by use; others weigh 1.
const asSpot = 1_000_000

func (o orderQuery) digest() *digest {
	out := &digest{snap: o.snap, scope: o.scope}
	zones := map[ecsapi.ZoneID]int{}
	types := map[fleet.SpotKey]int{}
	for i := range o.inScope() {
		out.inScope++
		out.counts.Add(fleet.CountsOf(i))
		weight := 1
		if i.Spot() {
			weight = asSpot // the types that people really run as spot come first
		}
		types[fleet.SpotKey{Region: i.Region, Type: i.Type}] += weight
	}
	region := o // the zones of a region are shown whichever of them is in scope
	region.scope.Zone = ""
	for i := range region.inScope() {
		zones[i.Zone]++
	}
	for id, n := range zones {
		out.zones = append(out.zones, zoneCount{id, n})
	}
	slices.SortFunc(out.zones, func(a, b zoneCount) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.id, b.id))
	})
	for k, weight := range types {
		out.spots = append(out.spots, k)
		out.runAsSpot += deck.Btoi(weight >= asSpot)
	}
	slices.SortFunc(out.spots, func(a, b fleet.SpotKey) int {
		return cmp.Or(cmp.Compare(types[b], types[a]), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Type, b.Type))
	})
	return out
}

// compare sorts by the column; unknown values stay at the end both ways, and
// the id decides between equals, so that a refresh never shuffles them.
func (o orderQuery) compare(rows []*ecsapi.Instance) func(a, b *ecsapi.Instance) int {
	c := o.column
	if c.value != nil {
		c.compare, c.unknown = o.values(rows)
	}
	return func(a, b *ecsapi.Instance) int {
		if c.unknown != nil {
			if d := deck.Btoi(c.unknown(a)) - deck.Btoi(c.unknown(b)); d != 0 {
				return d
			}
		}
		v := c.compare(a, b)
		switch {
		case v == 0:
			return cmp.Compare(a.ID, b.ID)
		case o.desc:
			return -v
		}
		return v
	}
}

// values looks up the value that the column sorts by, once for each row.
func (o orderQuery) values(rows []*ecsapi.Instance) (compare func(a, b *ecsapi.Instance) int, unknown func(*ecsapi.Instance) bool) {
	of := map[*ecsapi.Instance]float64{}
	for _, i := range rows {
		if v, known := o.column.value(o.snap, o.now, i); known {
			of[i] = v
		}
	}
	return func(a, b *ecsapi.Instance) int { return cmp.Compare(of[a], of[b]) },
		func(i *ecsapi.Instance) bool { _, known := of[i]; return !known }
}
