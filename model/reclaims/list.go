package reclaims

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

func (p *Page) columns() []deck.Column[*fleet.Reclaim] {
	instance := func(cell func(*ecsapi.Instance) term.Cell) func(*fleet.Reclaim) term.Cell {
		return func(l *fleet.Reclaim) term.Cell { return cell(l.Instance) }
	}
	return []deck.Column[*fleet.Reclaim]{
		{Column: term.Column{Key: "name", What: p.Text.S("its name, or its id where it has none"), Title: p.Text.S("NAME"), Min: 12, Max: 40, Grow: 3, Middle: true},
			Cell: instance(p.names.LabelCell)},
		{Column: term.Column{Key: "state", What: p.Text.S("how long it has left, or what became of it"), Title: p.Text.S("STATE"), Min: 12, Max: 17, Grow: 1}, Cell: p.ReclaimCell},
		{Column: term.Column{Key: "seen", What: p.Text.S("whether somebody acknowledged it"), Title: p.Text.S("SEEN"), Min: 4, Max: 4, Priority: 2}, Cell: p.seenCell},
		{Column: term.Column{Key: "drain", What: p.Text.S("what became of draining it"), Title: p.Text.S("DRAIN"), Min: 9, Max: 14, Grow: 1, Priority: 1}, Cell: p.drainCell},
		{Column: term.Column{Key: "replaced", What: p.Text.S("what was created in its place"), Title: p.Text.S("REPLACED"), Min: 8, Max: 12, Grow: 1, Priority: 3}, Cell: p.replacedCell},
		{Column: term.Column{Key: "type", What: p.Text.S("the instance type"), Title: p.Text.S("TYPE"), Min: 12, Max: 20, Grow: 1, Priority: 4},
			Cell: instance(deck.DimText(p.Deck, deck.ShortType))},
		{Column: term.Column{Key: "zone", What: p.Text.S("the zone"), Title: p.Text.S("ZONE"), Min: 14, Max: 18, Grow: 1, Priority: 5},
			Cell: deck.DimText(p.Deck, func(l *fleet.Reclaim) string { return string(l.Instance.Zone) })},
		{Column: term.Column{Key: "charge", What: p.Text.S("how it is paid, and the limit of a spot price"), Title: p.Text.S("CHARGE"), Min: 11, Max: 12, Priority: 7}, Cell: instance(p.ChargeCell)},
		{Column: term.Column{Key: "private", What: p.Text.S("the first private address"), Title: p.Text.S("PRIVATE IP"), Min: 15, Max: 15, Priority: 8},
			Cell: instance(deck.DimText(p.Deck, (*ecsapi.Instance).PrivateIP)), Field: "ip"},
		{Column: term.Column{Key: "id", What: p.Text.S("the instance id"), Title: p.Text.S("ID"), Min: 22, Max: 24, Priority: 6},
			Cell: deck.DimText(p.Deck, func(l *fleet.Reclaim) string { return string(l.Instance.ID) })},
	}
}

func (p *Page) seenCell(l *fleet.Reclaim) term.Cell {
	if l.Acked {
		return term.Cell{Text: "✓", Ink: p.Theme.Dim}
	}
	return term.Cell{Text: p.Text.S("new"), Ink: p.Theme.Warn}
}

// drainCell sums up the drains of an instance: the worst outcome counts.
func (p *Page) drainCell(l *fleet.Reclaim) term.Cell {
	t := &p.Theme
	out := term.Cell{}
	for _, r := range newestDrains(l) {
		switch {
		case !r.Over() && r.Began.IsZero():
			return term.Cell{Text: "◌ " + p.Text.S("waits"), Ink: t.Busy}
		case !r.Over():
			return term.Cell{Text: "◐ " + term.Clock(p.Cloud.Sub(r.Began)), Ink: t.Busy}
		case !r.Err.IsZero():
			out = term.Cell{Text: "✗ " + p.Text.S("failed"), Ink: t.Bad}
		case r.Exit != 0:
			out = term.Cell{Text: "✗ " + p.Text.S("exit {status}", r.Exit), Ink: t.Bad}
		case out.Text == "":
			out = term.Cell{Text: "✓ " + p.Text.S("done"), Ink: t.Good}
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

// replacedCell names the job that creates an instance in place of the lost one, and how it goes.
func (p *Page) replacedCell(l *fleet.Reclaim) term.Cell {
	id, any := p.Replaced[l.Instance.ID]
	if !any {
		return term.Cell{}
	}
	sign, ink := "◐", p.Theme.Busy
	if j, ok := p.Snap.Job(id); ok {
		ink = p.LineInk(p.Brief().JobState(j).Severity)
		switch {
		case !j.Over():
		case j.Counts.Done == len(j.Items):
			sign = "✓"
		default:
			sign = "✗"
		}
	}
	return term.Cell{Text: sign + " " + p.Text.S("job {job}", int(id)), Ink: ink}
}
