package model

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
)

// order is what the instance table shows of a snapshot: which instances, in
// which order, and what the panes beside it count. It is computed in a command,
// never in Update, and swapped in as a whole.
type order struct {
	snap    *fleet.Snapshot
	rows    []*ecsapi.Instance
	cursor  int // index of the wanted cursor id, or -1
	inScope int // instances before the filter
	stale   map[ecsapi.RegionID]bool
	zones   []zoneCount                // of the scope, unfiltered
	spots   []fleet.SpotKey            // the scope's types, spot instances first, most used first
	marked  map[ecsapi.InstanceID]bool // marks that are among rows
	gone    []ecsapi.InstanceID        // marks that the fleet no longer has
}

type zoneCount struct {
	id ecsapi.ZoneID
	n  int
}

// ordering is the question an order answers.
type ordering struct {
	snap   *fleet.Snapshot
	scope  scope
	expr   filter.Expr
	column column
	desc   bool
	cursor ecsapi.InstanceID
	marks  []ecsapi.InstanceID
}

// orderedMsg carries an answer; gen says which question it belongs to.
type orderedMsg struct {
	gen   int
	order *order
}

func (o ordering) cmd(gen int) tea.Cmd {
	return func() tea.Msg { return orderedMsg{gen: gen, order: o.run()} }
}

func (o ordering) run() *order {
	out := &order{snap: o.snap, cursor: -1, stale: map[ecsapi.RegionID]bool{}, marked: map[ecsapi.InstanceID]bool{}}
	zones := map[ecsapi.ZoneID]int{}
	types := map[fleet.SpotKey]int{}
	all := o.expr.Empty()

	size := 0
	for _, r := range o.snap.Regions {
		if o.scope.has(r.ID) {
			size += len(r.Instances)
		}
	}
	out.rows = make([]*ecsapi.Instance, 0, size)
	for _, r := range o.snap.Regions {
		if r.Err != nil {
			out.stale[r.ID] = true
		}
		if !o.scope.has(r.ID) {
			continue
		}
		for _, i := range r.Instances {
			zones[i.Zone]++
			if o.scope.zone != "" && i.Zone != o.scope.zone {
				continue
			}
			out.inScope++
			weight := 1
			if i.Spot() {
				weight = 1000 // the types that people really run as spot come first
			}
			types[fleet.SpotKey{Region: i.Region, Type: i.Type}] += weight
			if all || o.expr.Match(fleet.Subject{Instance: i}) {
				out.rows = append(out.rows, i)
			}
		}
	}
	slices.SortFunc(out.rows, o.compare())

	marks := make(map[ecsapi.InstanceID]bool, len(o.marks))
	for _, id := range o.marks {
		marks[id] = true
	}
	for n, i := range out.rows {
		if i.ID == o.cursor {
			out.cursor = n
		}
		if len(marks) > 0 && marks[i.ID] {
			out.marked[i.ID] = true
		}
	}
	for _, id := range o.marks {
		if _, known := o.snap.Instance(id); !known {
			out.gone = append(out.gone, id)
		}
	}

	for id, n := range zones {
		out.zones = append(out.zones, zoneCount{id, n})
	}
	slices.SortFunc(out.zones, func(a, b zoneCount) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.id, b.id))
	})
	for k := range types {
		out.spots = append(out.spots, k)
	}
	slices.SortFunc(out.spots, func(a, b fleet.SpotKey) int {
		return cmp.Or(cmp.Compare(types[b], types[a]), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Type, b.Type))
	})
	return out
}

// compare sorts by the column; unknown values stay at the end both ways, and
// the id decides between equals, so that a refresh never shuffles them.
func (o ordering) compare() func(a, b *ecsapi.Instance) int {
	c, desc := o.column, o.desc
	return func(a, b *ecsapi.Instance) int {
		if c.unknown != nil {
			ua, ub := c.unknown(a), c.unknown(b)
			if ua != ub {
				if ua {
					return 1
				}
				return -1
			}
		}
		v := c.compare(a, b)
		if desc {
			v = -v
		}
		if v == 0 {
			return cmp.Compare(a.ID, b.ID)
		}
		return v
	}
}
