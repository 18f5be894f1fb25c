package renewals

import (
	"cmp"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// list holds the rows that the page shows of a snapshot. It never changes.
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

type listQuery struct {
	snap       *fleet.Snapshot
	expr       filter.Expr[fleet.Subject]
	now, until time.Time
	marks      []ecsapi.InstanceID
}

func (q listQuery) run() *list {
	out := &list{stale: map[ecsapi.RegionID]bool{}, complete: q.snap.Complete}
	all, about := q.expr.Empty(), &fleet.Context{Snap: q.snap, Now: q.now}
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
			if all || q.expr.Match(fleet.Subject{Instance: i, Context: about}) {
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

func (p *Page) columns() []deck.Column[*ecsapi.Instance] {
	return []deck.Column[*ecsapi.Instance]{
		{Column: term.Column{Key: "name", What: p.Text.S("its name, or its id where it has none"), Title: p.Text.S("NAME"), Min: 12, Max: 40, Grow: 3, Middle: true}, Cell: p.names.LabelCell},
		{Column: term.Column{Key: "left", What: p.Text.S("how long until it expires"), Title: p.Text.S("LEFT"), Min: 10, Max: 10, Right: true},
			Cell: p.leftCell},
		{Column: term.Column{Key: "expires", What: p.Text.S("the day on which it expires"), Title: p.Text.S("EXPIRES"), Min: 10, Max: 10, Priority: 3},
			Cell: func(i *ecsapi.Instance) term.Cell {
				if i.Expires.IsZero() {
					return term.Cell{}
				}
				return term.Cell{Text: p.Date(i.Expires), Ink: p.Theme.Dim} // how many hours are left, its neighbour says
			}},
		{Column: term.Column{Key: "auto", What: p.Text.S("whether it is renewed automatically"), Title: p.Text.S("AUTO-RENEW"), Min: 13, Max: 13, Priority: 1}, Cell: p.autoRenewCell},
		{Column: term.Column{Key: "charged", What: p.Text.S("when the next renewal is charged"), Title: p.Text.S("NEXT CHARGE"), Min: 11, Max: 11, Priority: 4}, Cell: p.nextChargeCell},
		{Column: term.Column{Key: "type", What: p.Text.S("the instance type"), Title: p.Text.S("TYPE"), Min: 12, Max: 20, Grow: 1, Priority: 6}, Cell: deck.DimText(p.Deck, deck.ShortType)},
		{Column: term.Column{Key: "region", What: p.Text.S("the region"), Title: p.Text.S("REGION"), Min: 14, Max: 16, Priority: 5},
			Cell: deck.DimText(p.Deck, func(i *ecsapi.Instance) string { return string(i.Region) })},
		{Column: term.Column{Key: "status", What: p.Text.S("the status, or why it is locked"), Title: p.Text.S("STATUS"), Min: 10, Max: 11, Priority: 7}, Cell: p.StatusCell},
		{Column: term.Column{Key: "id", What: p.Text.S("the instance id"), Title: p.Text.S("ID"), Min: 22, Max: 24, Priority: 8},
			Cell: deck.DimText(p.Deck, func(i *ecsapi.Instance) string { return string(i.ID) })},
	}
}

// leftCell warns of what is not renewed automatically, and of what should have been: the cloud
// first tries nine days before.
func (p *Page) leftCell(i *ecsapi.Instance) term.Cell {
	cell := p.UntilCell(i.Expires, false)
	const firstTry = 9 * 24 * time.Hour
	if p.Snap.AutoRenewals[i.ID].On && i.Expires.Sub(p.Cloud) > firstTry {
		cell.Ink = p.Theme.Dim
	}
	return cell
}

// autoRenewCell says what happens at the end; "…" until it was read.
func (p *Page) autoRenewCell(i *ecsapi.Instance) term.Cell {
	a, known := p.Snap.AutoRenewals[i.ID]
	switch {
	case !known && p.Snap.AutoRenewalsErr[i.Region] != nil:
		return term.Cell{Text: "? " + p.Text.S("not read"), Ink: p.Theme.Bad}
	case !known:
		return term.Cell{Text: "…", Ink: p.Theme.Faint}
	case a.On:
		return term.Cell{Text: p.RenewalWord(a), Ink: p.Theme.Good}
	case a.Never:
		return term.Cell{Text: p.RenewalWord(a), Ink: p.Theme.Dim}
	}
	return term.Cell{Text: p.RenewalWord(a)}
}

func (p *Page) nextChargeCell(i *ecsapi.Instance) term.Cell {
	if a := p.Snap.AutoRenewals[i.ID]; !a.On || i.Expires.IsZero() {
		return term.Cell{}
	}
	at := ecsapi.NextCharge(i.Expires, p.Cloud)
	if at.IsZero() {
		return term.Cell{Text: p.Text.S("not any more"), Ink: p.Theme.Bad}
	}
	return term.Cell{Text: p.Date(at), Ink: p.Theme.Dim} // always at the same hour
}
