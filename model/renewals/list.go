package renewals

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// list holds the rows that the page shows of a snapshot. A command computes it, and
// Update swaps it in as a whole.
type list struct {
	rows  []*ecsapi.Instance // the first to expire first
	place map[ecsapi.InstanceID]int
	stale map[ecsapi.RegionID]bool

	prepaid  int // PrePaid instances, whenever they expire
	inWindow int // of these before the filter
	expired  int // of the rows
	renewing int // … that renew by themselves
	unread   int // … whose auto-renewal is not known
	failing  []*fleet.RegionState
	gone     []ecsapi.InstanceID // marks that the fleet no longer has
	complete bool                // all regions were read
}

// listQuery is everything that a list is made from.
type listQuery struct {
	snap       *fleet.Snapshot
	expr       filter.Expr[filter.Subject]
	now, until time.Time
	marks      []ecsapi.InstanceID
}

func (q listQuery) run() *list {
	out := &list{stale: map[ecsapi.RegionID]bool{}, complete: q.snap.Complete}
	all := q.expr.Empty()
	for _, r := range q.snap.Regions {
		if r.Err != nil {
			out.stale[r.ID] = true
			out.failing = append(out.failing, r)
		}
		for _, i := range r.Instances {
			if i.ChargeType != ecsapi.PrePaid {
				continue
			}
			out.prepaid++
			if i.Expires.After(q.until) {
				continue
			}
			out.inWindow++
			if all || q.expr.Match(fleet.Subject{Instance: i}) {
				out.rows = append(out.rows, i)
			}
		}
	}
	slices.SortFunc(out.rows, func(a, b *ecsapi.Instance) int {
		if a.Expires.IsZero() != b.Expires.IsZero() { // what is not known comes last
			return deck.Btoi(a.Expires.IsZero()) - deck.Btoi(b.Expires.IsZero())
		}
		return cmp.Or(a.Expires.Compare(b.Expires), cmp.Compare(a.ID, b.ID))
	})
	out.place = make(map[ecsapi.InstanceID]int, len(out.rows))
	for n, i := range out.rows {
		out.place[i.ID] = n
		if !i.Expires.IsZero() && !i.Expires.After(q.now) {
			out.expired++
		}
		switch a, known := q.snap.AutoRenewals[i.ID]; {
		case !known:
			out.unread++
		case a.On:
			out.renewing++
		}
	}
	for _, id := range q.marks {
		if _, known := q.snap.Instance(id); !known {
			out.gone = append(out.gone, id)
		}
	}
	return out
}

// columns returns the page's columns in the order of the screen.
func columns(d *deck.Deck) []column {
	return []column{
		{term.Column{Key: "name", Title: d.Text.S("NAME"), Min: 12, Max: 40, Grow: 3, Middle: true},
			func(_ *deck.Deck, i *ecsapi.Instance) term.Cell { return term.Cell{Text: deck.Label(i)} }},
		{term.Column{Key: "left", Title: d.Text.S("LEFT"), Min: 10, Max: 10, Right: true}, leftCell},
		{term.Column{Key: "expires", Title: d.Text.S("EXPIRES"), Min: 10, Max: 10, Priority: 3}, expiresCell},
		{term.Column{Key: "auto", Title: d.Text.S("AUTO-RENEW"), Min: 13, Max: 13, Priority: 1}, autoRenewCell},
		{term.Column{Key: "charged", Title: d.Text.S("NEXT CHARGE"), Min: 11, Max: 11, Priority: 4}, nextChargeCell},
		{term.Column{Key: "type", Title: d.Text.S("TYPE"), Min: 12, Max: 20, Grow: 1, Priority: 6},
			func(_ *deck.Deck, i *ecsapi.Instance) term.Cell {
				return term.Cell{Text: strings.TrimPrefix(i.Type, "ecs.")}
			}},
		{term.Column{Key: "region", Title: d.Text.S("REGION"), Min: 14, Max: 16, Priority: 5},
			func(_ *deck.Deck, i *ecsapi.Instance) term.Cell { return term.Cell{Text: string(i.Region)} }},
		{term.Column{Key: "status", Title: d.Text.S("STATUS"), Min: 10, Max: 11, Priority: 7}, (*deck.Deck).StatusCell},
		{term.Column{Key: "id", Title: d.Text.S("ID"), Min: 22, Max: 24, Priority: 8},
			func(d *deck.Deck, i *ecsapi.Instance) term.Cell {
				return term.Cell{Text: string(i.ID), Ink: d.Theme.Dim}
			}},
	}
}

type column struct {
	term.Column
	cell func(*deck.Deck, *ecsapi.Instance) term.Cell
}

func leftCell(d *deck.Deck, i *ecsapi.Instance) term.Cell { return d.UntilCell(i.Expires, false) }

func expiresCell(d *deck.Deck, i *ecsapi.Instance) term.Cell {
	if i.Expires.IsZero() {
		return term.Cell{}
	}
	return term.Cell{Text: d.Date(i.Expires)} // how many hours are left, its neighbour says
}

// autoRenewCell says what happens at the end; "…" until it was read.
func autoRenewCell(d *deck.Deck, i *ecsapi.Instance) term.Cell {
	a, known := d.Snap.AutoRenewals[i.ID]
	switch {
	case !known && d.Snap.AutoRenewalsErr[i.Region] != nil:
		return term.Cell{Text: "? " + d.Text.S("not read"), Ink: d.Theme.Bad}
	case !known:
		return term.Cell{Text: "…", Ink: d.Theme.Faint}
	case a.On:
		return term.Cell{Text: d.RenewalWord(a), Ink: d.Theme.Good}
	case a.Never:
		return term.Cell{Text: d.RenewalWord(a), Ink: d.Theme.Dim}
	}
	return term.Cell{Text: d.RenewalWord(a)}
}

func nextChargeCell(d *deck.Deck, i *ecsapi.Instance) term.Cell {
	if a := d.Snap.AutoRenewals[i.ID]; !a.On || i.Expires.IsZero() {
		return term.Cell{}
	}
	at := ecsapi.NextCharge(i.Expires, d.Cloud)
	if at.IsZero() {
		return term.Cell{Text: d.Text.S("not any more"), Ink: d.Theme.Bad}
	}
	return term.Cell{Text: d.Date(at), Ink: d.Theme.Dim} // always at the same hour
}

// rows gives the rows of a list to the table.
type rows struct{ *Page }

func (r rows) Cells(i int, cols []int, dst []term.Cell) {
	for n, c := range cols {
		dst[n] = r.columns[c].cell(r.Deck, r.list.rows[i])
	}
}

// Dim rows are of a region whose last read failed: what they say is old.
func (r rows) Dim(i int) bool { return r.list.stale[r.list.rows[i].Region] }
