package reclaims

import (
	"strings"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

type column struct {
	term.Column
	cell func(*deck.Deck, *fleet.Reclaim) term.Cell
}

// columns returns the page's columns in the order of the screen.
func columns(d *deck.Deck) []column {
	return []column{
		{term.Column{Key: "name", Title: d.Text.S("NAME"), Min: 12, Max: 40, Grow: 3, Middle: true},
			func(_ *deck.Deck, l *fleet.Reclaim) term.Cell { return term.Cell{Text: deck.Label(l.Instance)} }},
		{term.Column{Key: "state", Title: d.Text.S("STATE"), Min: 12, Max: 17, Grow: 1}, (*deck.Deck).ReclaimCell},
		{term.Column{Key: "seen", Title: d.Text.S("SEEN"), Min: 4, Max: 4, Priority: 2}, seenCell},
		{term.Column{Key: "drain", Title: d.Text.S("DRAIN"), Min: 9, Max: 14, Grow: 1, Priority: 1}, drainCell},
		{term.Column{Key: "replaced", Title: d.Text.S("REPLACED"), Min: 8, Max: 12, Grow: 1, Priority: 3}, replacedCell},
		{term.Column{Key: "type", Title: d.Text.S("TYPE"), Min: 12, Max: 20, Grow: 1, Priority: 4},
			func(_ *deck.Deck, l *fleet.Reclaim) term.Cell {
				return term.Cell{Text: strings.TrimPrefix(l.Instance.Type, "ecs.")}
			}},
		{term.Column{Key: "zone", Title: d.Text.S("ZONE"), Min: 14, Max: 18, Grow: 1, Priority: 5},
			func(_ *deck.Deck, l *fleet.Reclaim) term.Cell { return term.Cell{Text: string(l.Instance.Zone)} }},
		{term.Column{Key: "charge", Title: d.Text.S("CHARGE"), Min: 11, Max: 12, Priority: 7},
			func(d *deck.Deck, l *fleet.Reclaim) term.Cell { return d.ChargeCell(l.Instance) }},
		{term.Column{Key: "private", Title: d.Text.S("PRIVATE IP"), Min: 15, Max: 15, Priority: 8},
			func(_ *deck.Deck, l *fleet.Reclaim) term.Cell { return term.Cell{Text: l.Instance.PrivateIP()} }},
		{term.Column{Key: "id", Title: d.Text.S("ID"), Min: 22, Max: 24, Priority: 6},
			func(d *deck.Deck, l *fleet.Reclaim) term.Cell {
				return term.Cell{Text: string(l.Instance.ID), Ink: d.Theme.Dim}
			}},
	}
}

func seenCell(d *deck.Deck, l *fleet.Reclaim) term.Cell {
	if l.Acked {
		return term.Cell{Text: "✓", Ink: d.Theme.Dim}
	}
	return term.Cell{Text: d.Text.S("new"), Ink: d.Theme.Warn}
}

// drainCell sums up the drains of an instance: the worst outcome counts.
func drainCell(d *deck.Deck, l *fleet.Reclaim) term.Cell {
	t := &d.Theme
	out := term.Cell{}
	for _, r := range newestDrains(l) {
		switch {
		case !r.Over() && r.Began.IsZero():
			return term.Cell{Text: "◌ " + d.Text.S("waits"), Ink: t.Busy}
		case !r.Over():
			return term.Cell{Text: "◐ " + term.Clock(d.Cloud.Sub(r.Began)), Ink: t.Busy}
		case !r.Err.IsZero():
			out = term.Cell{Text: "✗ " + d.Text.S("failed"), Ink: t.Bad}
		case r.Exit != 0:
			out = term.Cell{Text: "✗ " + d.Text.S("exit {status}", r.Exit), Ink: t.Bad}
		case out.Text == "":
			out = term.Cell{Text: "✓ " + d.Text.S("done"), Ink: t.Good}
		}
	}
	return out
}

// newestDrains are the last attempt here and the last one on the instance.
func newestDrains(l *fleet.Reclaim) []*fleet.Drain {
	var here, there *fleet.Drain
	for _, d := range l.Drains {
		if d.Remote {
			there = d
		} else {
			here = d
		}
	}
	var out []*fleet.Drain
	for _, d := range []*fleet.Drain{here, there} {
		if d != nil {
			out = append(out, d)
		}
	}
	return out
}

// replacedCell names the job that creates an instance in place of the lost one,
// and how it goes.
func replacedCell(d *deck.Deck, l *fleet.Reclaim) term.Cell {
	id, any := d.Replaced[l.Instance.ID]
	if !any {
		return term.Cell{}
	}
	sign, ink := "◐", d.Theme.Busy
	if j, ok := d.Snap.Job(id); ok {
		ink = d.LineInk(d.Brief().JobState(j).Severity)
		switch {
		case !j.Over():
		case j.Counts.Done == len(j.Items):
			sign = "✓"
		default:
			sign = "✗"
		}
	}
	return term.Cell{Text: sign + " " + d.Text.S("job {job}", int(id)), Ink: ink}
}

// rowView gives the reclaims to the table.
type rowView struct{ *Page }

func (r rowView) Len() int          { return len(r.rows) }
func (r rowView) ID(i int) string   { return reclaimKey(r.rows[i]) }
func (r rowView) Marked(i int) bool { return r.chosen.Has(r.rows[i].Instance.ID) }
func (r rowView) Dim(int) bool      { return false }

func (r rowView) Cells(i int, cols []int, dst []term.Cell) {
	for n, c := range cols {
		dst[n] = r.columns[c].cell(r.Deck, r.rows[i])
	}
}
