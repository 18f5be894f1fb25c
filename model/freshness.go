package model

import (
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/model/deck"
)

// freshMarks is how many marked instances are kept fresh, in sight or not. With more
// marks those in sight are: states are read again when something is sent.
const freshMarks = 200

// inSight are the instances in the rows that the screen has room for.
func (r *root) inSight() []*ecsapi.Instance {
	if r.Top() != nil || r.tooSmall() {
		return nil
	}
	from, to := r.instances.Table.Visible()
	rows := r.instances.order.rows
	return rows[min(from, len(rows)):min(to, len(rows))]
}

// restAfter is how long after the last key the deck is at rest, and restFor how old what is
// in sight gets then.
const restAfter, restFor = time.Minute, 2 * time.Minute

// wantFresh has the engine keep fresh what the person looks at and has marked.
func (r *root) wantFresh() {
	if r.Engine == nil {
		return
	}
	var ids []ecsapi.InstanceID
	for _, in := range r.inSight() {
		ids = append(ids, in.ID)
	}
	if p, ok := r.Top().(deck.FreshOwner); ok {
		ids = append(ids, p.Fresh()...)
	}
	if r.Marks.Len() <= freshMarks {
		ids = append(ids, r.Marks.IDs()...)
	}
	within := engine.FreshFor
	if r.Wall.Sub(r.touched) > restAfter {
		within = restFor
	}
	if !slices.Equal(ids, r.fresh) || within != r.within {
		r.fresh, r.within = ids, within
		r.Engine.WantFresh(ids, within)
	}
}

// age is how old the oldest of the rows in sight is or, where something covers them, of
// all rows in scope, and whether that is older than they are to get. Regions that fail are left out:
// they say their own age. known is false before the first data.
func (r *root) age() (age time.Duration, late, known bool) {
	rows := r.inSight()
	if len(rows) == 0 {
		age, known = r.Age()
		return age, age > max(alwaysFresh, engine.ChangeSeenWithin(r.Snap.Counts.Total)*5/4), known
	}
	for _, in := range rows {
		g, ok := r.Snap.Region(in.Region)
		if !ok || g.Err != nil {
			continue
		}
		if at := g.ReadAt(in.ID); !at.IsZero() {
			age, known = max(age, r.Cloud.Sub(at)), true
		}
	}
	return age, age > alwaysFresh, known
}

// alwaysFresh is an age that is no reason to worry: while nobody looked things got older.
const alwaysFresh = 5 * time.Minute
