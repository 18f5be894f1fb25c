package model

import (
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// order holds the rows of the instance table in their order, and the counts beside it. It
// never changes; the next one is made from it, so that what costs is what differs.
type order struct {
	orderQuery
	*digest
	all    []*ecsapi.Instance       // in scope, sorted
	match  []*ecsapi.Instance       // those of them that match the filter
	rows   []*ecsapi.Instance       // the same, as they are shown
	first  int                      // how many of rows are before the others because of their problems
	shown  fleet.Counts             // of rows; while typing the total alone
	cursor int                      // where in rows the wanted one is, or -1
	stale  map[ecsapi.RegionID]bool // regions whose last read failed
	gone   []ecsapi.InstanceID      // what the fleet no longer has since the order before

	changed int // rows of the fleet that have changed in this order and all before it

	problems *problems     // of the whole fleet
	troubled problemCounts // of the scope
	lacking  fleet.Lacking // for the filter
}

// orderQuery is what an order is made of.
type orderQuery struct {
	snap    *fleet.Snapshot
	scope   deck.Scope
	expr    filter.Expr[fleet.Subject]
	sorts   []sortColumn      // the first one decides before the others
	wanted  ecsapi.InstanceID // the cursor's instance when the order was asked for
	now     time.Time         // cloud time
	wall    time.Time         // the same moment, on this machine
	plain   bool              // rows with problems stay among the others
	typing  bool              // of the rows that match a filter only the number is wanted
	profile string            // of the account
	texts   *searchable       // to look for words in; may be nil. Not kept with the order.
}

// sorting is the order of the rows.
func (q *orderQuery) sorting() sortOrder { return sortOrderOf(q.sorts, q.snap, q.now) }

// find is where an instance is among the rows, or -1.
func (o *order) find(id ecsapi.InstanceID) int {
	i, ok := o.snap.Instance(id)
	if !ok {
		return -1
	}
	if _, has := o.problems.sets[id]; has && !o.plain {
		return slices.Index(o.rows[:o.first], i)
	}
	if at := o.sorting().find(o.rows[o.first:], i); at >= 0 {
		return o.first + at
	}
	return -1
}

// after makes the order that q asks for from the one before.
func (q orderQuery) after(last *order) *order {
	out := &order{orderQuery: q, stale: map[ecsapi.RegionID]bool{}}
	for _, r := range q.snap.Regions {
		if r.Err != nil {
			out.stale[r.ID] = true
		}
	}
	diff := changesBetween(last.snap, q.snap)
	for _, i := range diff.removed {
		if _, known := q.snap.Instance(i.ID); !known {
			out.gone = append(out.gone, i.ID)
		}
	}
	out.changed = last.changed + len(diff.removed) + len(diff.added)
	out.problems = last.problems.after(diff, &q)
	out.troubled = out.problems.count(q.snap, q.scope)
	out.fill(last, diff)
	out.lacking = fleet.LackingOf(out.expr, out.all, out.about())
	out.show(last)
	out.cursor = out.find(q.wanted)
	out.texts = nil
	return out
}

// noOrder is the order before the first one.
func noOrder() *order {
	return &order{orderQuery: orderQuery{snap: &fleet.Snapshot{}}, digest: &digest{}, problems: &problems{}}
}

// show puts the rows that match in the order in which they are shown, and counts them.
func (o *order) show(last *order) {
	if same(o.match, last.match) && o.problems == last.problems && o.plain == last.plain && o.typing == last.typing {
		o.rows, o.first, o.shown = last.rows, last.first, last.shown
		return
	}
	if o.rows = o.match; !o.plain {
		o.rows, o.first = o.problems.first(o.match)
	}
	switch {
	case o.expr.Empty():
		o.shown = o.counts
		return
	case o.typing: // each letter would look at all rows for it
		o.shown.Total = len(o.rows)
		return
	}
	for _, i := range o.rows {
		o.shown.Count(i, 1)
	}
}

func same(a, b []*ecsapi.Instance) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// fill makes digest and rows of those of the last order and of what has changed since.
func (o *order) fill(last *order, diff changes) {
	if !o.scope.Equal(last.scope) {
		last = noOrder()
		diff = changesBetween(last.snap, o.snap)
	}
	if len(o.scope.Regions) > 0 {
		diff = diff.only(func(i *ecsapi.Instance) bool { return o.scope.Has(i.Region) })
	}
	o.digest = last.digest.counted(diff, o.scope)
	if o.scope.Zone != "" {
		diff = diff.only(func(i *ecsapi.Instance) bool { return i.Zone == o.scope.Zone })
	}

	by, sorted := o.sorting(), false
	if sameSort(o.sorts, last.sorts) {
		o.all, sorted = by.apply(diff, last.all)
	}
	if !sorted {
		o.all = by.sort(o.inScope())
	}
	o.match = o.matching(last, diff, sorted)
}

// matching returns the rows that match. sorted is true when the last order's are in this
// order, but for what has changed.
func (o *order) matching(last *order, diff changes, sorted bool) []*ecsapi.Instance {
	const few = 16 // of all rows: asking them is faster than looking through the texts of all
	rows := o.all
	if o.expr.Empty() {
		return rows
	}
	if sorted && !last.expr.Volatile() && o.expr.Narrows(last.expr) {
		if before, ok := o.sorting().apply(diff.only(o.matches(last.expr)), last.match); ok {
			if rows = before; last.expr.Narrows(o.expr) {
				return rows // they are the same
			}
		}
	}
	if o.texts != nil && len(rows) > len(o.all)/few {
		if rows, ok := o.texts.matching(o); ok {
			return rows
		}
	}
	return filtered(rows, o.matches(o.expr))
}

// inScope lists the instances before the filter.
func (o *order) inScope() []*ecsapi.Instance {
	rows := make([]*ecsapi.Instance, 0, o.total)
	for _, r := range o.snap.Regions {
		switch {
		case !o.scope.Has(r.ID):
		case o.scope.Zone == "":
			rows = append(rows, r.Instances...)
		default:
			for _, i := range r.Instances {
				if i.Zone == o.scope.Zone {
					rows = append(rows, i)
				}
			}
		}
	}
	return rows
}

// about is what filters ask beside the rows.
func (o *order) about() *fleet.Context {
	return &fleet.Context{Snap: o.snap, Now: o.now, Problems: o.problems.sets, Profile: o.profile}
}

// matches tests an instance by an expression, and by what is known with this order.
func (o *order) matches(expr filter.Expr[fleet.Subject]) func(*ecsapi.Instance) bool {
	about := o.about()
	return func(i *ecsapi.Instance) bool { return expr.Match(fleet.Subject{Instance: i, Context: about}) }
}
