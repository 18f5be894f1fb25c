package model

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// regions is the pane of regions: instances and trouble of each. Its first row is all of them.
type regions struct {
	*deck.Deck
	table *term.Table
}

func newRegions(d *deck.Deck) *regions {
	return &regions{Deck: d, table: term.NewTable([]term.Column{
		{Key: "region", Title: d.Text.S("REGION"), Min: 14, Grow: 1},
		{Key: "count", Title: d.Text.S("COUNT"), Min: 6, Max: 8, Right: true},
		{Key: "health", Min: 1, Max: 1},
	})}
}

func (p *regions) apply() {
	r := regionRows{p.Deck}
	cursor := 0 // the first row, all, has no id
	if id := ecsapi.RegionID(p.table.LastID()); id != "" {
		cursor = 1 + slices.IndexFunc(p.Snap.Regions, func(s *fleet.RegionState) bool { return s.ID == id })
	}
	p.table.SetRows(r, cursor)
}

// enter puts the region under the cursor in scope.
func (p *regions) enter() deck.Scope {
	if id := p.table.CursorID(); id != "" {
		return deck.Scope{Regions: []ecsapi.RegionID{ecsapi.RegionID(id)}}
	}
	return deck.Scope{}
}

func (p *regions) view(w, h int, focused bool) []string {
	return withoutHeader(p.table, w, h, &p.Theme, focused)
}

func withoutHeader(t *term.Table, w, h int, th *term.Theme, focused bool) []string {
	if h <= 0 {
		return nil
	}
	t.SetSize(w, h+1)
	return t.Append(make([]string, 0, h+1), th, focused)[1:]
}

// regionRows shows the snapshot's regions; row 0, with an empty id, is all.
type regionRows struct{ *deck.Deck }

func (r regionRows) Len() int { return 1 + len(r.Snap.Regions) }

func (r regionRows) ID(i int) string {
	if i == 0 {
		return ""
	}
	return string(r.Snap.Regions[i-1].ID)
}

func (r regionRows) Cells(i int, cols []int, dst []term.Cell) {
	row := [3]term.Cell{{Text: r.Text.S("all")}, {}}
	if i == 0 && slices.ContainsFunc(r.Snap.Regions, func(s *fleet.RegionState) bool { return s.Known }) {
		row[1].Text = term.Count(r.Snap.Counts.Total)
	}
	if i > 0 {
		s := r.Snap.Regions[i-1]
		row[0].Text = string(s.ID)
		row[1] = term.Cell{Text: countOf(s), Ink: r.Theme.Text}
		row[2] = healthCell(r.Deck, s)
		if s.Known && s.Counts.Total == 0 {
			row[0].Ink, row[1].Ink = r.Theme.Dim, r.Theme.Dim
		}
	}
	for n, c := range cols {
		dst[n] = row[c]
	}
}

// countOf is blank until the region has answered: unknown is not 0.
func countOf(s *fleet.RegionState) string {
	if !s.Known {
		return ""
	}
	if s.Total > len(s.Instances) {
		return term.Count(len(s.Instances)) + "+"
	}
	return term.Count(len(s.Instances))
}

func healthCell(d *deck.Deck, s *fleet.RegionState) term.Cell {
	switch {
	case s.Err != nil:
		return term.Cell{Text: "!", Ink: d.Theme.Bad}
	case !s.Complete:
		return term.Cell{Text: "…", Ink: d.Theme.Dim}
	}
	return term.Cell{}
}

func (r regionRows) Marked(i int) bool {
	if i == 0 {
		return len(r.Scope.Regions) == 0
	}
	return len(r.Scope.Regions) > 0 && r.Scope.Has(r.Snap.Regions[i-1].ID)
}

func (r regionRows) Dim(i int) bool { return i > 0 && r.Snap.Regions[i-1].Err != nil }

// zones is the pane of the scope's zones with their instances.
type zones struct {
	*deck.Deck
	table   *term.Table
	rows    deck.Rows[zoneCount]
	touched bool // the person has moved the cursor; until then it stays on the first row
}

func newZones(d *deck.Deck) *zones {
	columns := []deck.Column[zoneCount]{
		{Column: term.Column{Key: "zone", Title: d.Text.S("ZONE"), Min: 14, Grow: 1}, Cell: deck.Text(func(z zoneCount) string {
			if id, one := d.Scope.Region(); one {
				return deck.ZoneLetter(id, z.id)
			}
			return string(z.id)
		})},
		{Column: term.Column{Key: "count", Title: d.Text.S("COUNT"), Min: 6, Max: 8, Right: true},
			Cell: deck.Text(func(z zoneCount) string { return term.Count(z.n) })},
		{Column: term.Column{Key: "edge", Min: 1, Max: 1}, // in line with the regions above
			Cell: deck.Text(func(zoneCount) string { return "" })},
	}
	return &zones{Deck: d, table: deck.NewTable(columns), rows: deck.Rows[zoneCount]{
		Columns:  columns,
		Key:      func(z zoneCount) string { return string(z.id) },
		IsMarked: func(z zoneCount) bool { return z.id == d.Scope.Zone },
		IsDim:    func(z zoneCount) bool { return z.n == 0 },
	}}
}

// apply shows the zones of an order and, of a single region, also those that have no instance.
func (p *zones) apply(o *order) {
	p.rows.Rows = slices.Clone(o.zones)
	if id, one := p.Scope.Region(); one {
		if s, ok := p.Snap.Region(id); ok {
			for _, z := range s.Zones {
				if !slices.ContainsFunc(o.zones, func(has zoneCount) bool { return has.id == z.ID }) {
					p.rows.Rows = append(p.rows.Rows, zoneCount{id: z.ID})
				}
			}
		}
	}
	cursor := 0
	if p.touched {
		cursor = p.rows.Index(p.table.LastID())
	}
	p.table.SetRows(p.rows, cursor)
	p.table.SetEmpty(p.Text.S("no zones yet"))
}

// enter puts the zone under the cursor in scope, or takes it out again.
func (p *zones) enter() deck.Scope {
	s := p.Scope
	id := ecsapi.ZoneID(p.table.CursorID())
	if id == s.Zone {
		s.Zone = ""
	} else {
		s.Zone = id
	}
	return s
}

func (p *zones) heading() string {
	if id, one := p.Scope.Region(); one {
		return p.Text.S("Zones") + " · " + string(id)
	}
	return p.Text.S("Zones")
}

func (p *zones) view(w, h int, focused bool) []string {
	return withoutHeader(p.table, w, h, &p.Theme, focused)
}
