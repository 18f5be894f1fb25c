package model

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui"
)

// expiring is what the renewals page shows of a snapshot. It is computed off
// the loop and swapped in as a whole.
type expiring struct {
	rows  []*ecsapi.Instance // the first to expire first
	place map[ecsapi.InstanceID]int
	stale map[ecsapi.RegionID]bool

	prepaid  int // instances paid in advance, whenever they expire
	inWindow int // of these before the filter
	expired  int // of the rows
	renewing int // … that renew by themselves
	unread   int // … of which it is not known
	failing  []*fleet.RegionState
	gone     []ecsapi.InstanceID // marks that the fleet no longer has
	complete bool                // all regions were read
}

// expiry is the question that an expiring answers.
type expiry struct {
	snap       *fleet.Snapshot
	expr       filter.Expr[filter.Subject]
	now, until time.Time
	marks      []ecsapi.InstanceID
}

func (q expiry) run() *expiring {
	out := &expiring{stale: map[ecsapi.RegionID]bool{}, complete: q.snap.Complete}
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
			return btoi(a.Expires.IsZero()) - btoi(b.Expires.IsZero())
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

// renewalColumns are the page's columns in the order of the screen.
func renewalColumns(d *deck) []renewalColumn {
	return []renewalColumn{
		{ui.Column{Key: "name", Title: d.Text.S("NAME"), Min: 12, Max: 40, Grow: 3, Middle: true},
			func(_ *deck, i *ecsapi.Instance) ui.Cell { return ui.Cell{Text: label(i)} }},
		{ui.Column{Key: "left", Title: d.Text.S("LEFT"), Min: 10, Max: 10, Right: true}, (*deck).leftCell},
		{ui.Column{Key: "expires", Title: d.Text.S("EXPIRES"), Min: 10, Max: 10, Priority: 3}, (*deck).expiresCell},
		{ui.Column{Key: "auto", Title: d.Text.S("AUTO-RENEW"), Min: 13, Max: 13, Priority: 1}, (*deck).autoRenewCell},
		{ui.Column{Key: "charged", Title: d.Text.S("NEXT CHARGE"), Min: 11, Max: 11, Priority: 4}, (*deck).nextChargeCell},
		{ui.Column{Key: "type", Title: d.Text.S("TYPE"), Min: 12, Max: 20, Grow: 1, Priority: 6},
			func(_ *deck, i *ecsapi.Instance) ui.Cell { return ui.Cell{Text: strings.TrimPrefix(i.Type, "ecs.")} }},
		{ui.Column{Key: "region", Title: d.Text.S("REGION"), Min: 14, Max: 16, Priority: 5},
			func(_ *deck, i *ecsapi.Instance) ui.Cell { return ui.Cell{Text: string(i.Region)} }},
		{ui.Column{Key: "status", Title: d.Text.S("STATUS"), Min: 10, Max: 11, Priority: 7}, (*deck).statusCell},
		{ui.Column{Key: "id", Title: d.Text.S("ID"), Min: 22, Max: 24, Priority: 8},
			func(d *deck, i *ecsapi.Instance) ui.Cell { return ui.Cell{Text: string(i.ID), Ink: d.theme.Dim} }},
	}
}

type renewalColumn struct {
	ui.Column
	cell func(*deck, *ecsapi.Instance) ui.Cell
}

func (d *deck) leftCell(i *ecsapi.Instance) ui.Cell { return d.untilCell(i.Expires, false) }

func (d *deck) expiresCell(i *ecsapi.Instance) ui.Cell {
	if i.Expires.IsZero() {
		return ui.Cell{}
	}
	return ui.Cell{Text: d.date(i.Expires)} // how many hours are left, its neighbour says
}

// autoRenewCell says what happens at the end; "…" until it was read.
func (d *deck) autoRenewCell(i *ecsapi.Instance) ui.Cell {
	a, known := d.snap.AutoRenewals[i.ID]
	switch {
	case !known && d.snap.AutoRenewalsErr[i.Region] != nil:
		return ui.Cell{Text: "? " + d.Text.S("not read"), Ink: d.theme.Bad}
	case !known:
		return ui.Cell{Text: "…", Ink: d.theme.Faint}
	case a.On:
		return ui.Cell{Text: d.renewalWord(a), Ink: d.theme.Good}
	case a.Never:
		return ui.Cell{Text: d.renewalWord(a), Ink: d.theme.Dim}
	}
	return ui.Cell{Text: d.renewalWord(a)}
}

func (d *deck) nextChargeCell(i *ecsapi.Instance) ui.Cell {
	if a := d.snap.AutoRenewals[i.ID]; !a.On || i.Expires.IsZero() {
		return ui.Cell{}
	}
	at := ecsapi.NextCharge(i.Expires, d.cloud)
	if at.IsZero() {
		return ui.Cell{Text: d.Text.S("not any more"), Ink: d.theme.Bad}
	}
	return ui.Cell{Text: d.date(at), Ink: d.theme.Dim} // always at the same hour
}

// renewalRows shows a list to the table.
type renewalRows struct{ *renewals }

func (r renewalRows) Len() int        { return len(r.list.rows) }
func (r renewalRows) ID(i int) string { return string(r.list.rows[i].ID) }

func (r renewalRows) Cells(i int, cols []int, dst []ui.Cell) {
	for n, c := range cols {
		dst[n] = r.columns[c].cell(r.deck, r.list.rows[i])
	}
}

func (r renewalRows) Marked(i int) bool { return r.chosen.has(r.list.rows[i].ID) }
func (r renewalRows) Dim(i int) bool    { return r.list.stale[r.list.rows[i].Region] }
