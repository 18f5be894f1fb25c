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
	rows  deck.Rows[*fleet.RegionState] // nil is all regions
}

func newRegions(d *deck.Deck) *regions {
	p := &regions{Deck: d}
	p.rows = deck.Rows[*fleet.RegionState]{
		Columns: []deck.Column[*fleet.RegionState]{
			{Column: term.Column{Key: "region", Title: d.Text.S("REGION"), Min: 14, Grow: 1}, Cell: p.nameCell},
			{Column: term.Column{Key: "count", Title: d.Text.S("COUNT"), Min: 6, Max: 8, Right: true}, Cell: p.countCell},
			{Column: term.Column{Key: "health", Min: 1, Max: 1}, Cell: p.healthCell},
		},
		Key: func(s *fleet.RegionState) string {
			if s == nil {
				return ""
			}
			return string(s.ID)
		},
		IsMarked: func(s *fleet.RegionState) bool {
			if s == nil {
				return len(d.Scope.Regions) == 0
			}
			return len(d.Scope.Regions) > 0 && d.Scope.Has(s.ID)
		},
		IsDim: func(s *fleet.RegionState) bool { return s != nil && s.Err != nil },
	}
	p.table = deck.NewTable(p.rows.Columns)
	return p
}

func (p *regions) apply() {
	p.rows.Rows = append([]*fleet.RegionState{nil}, p.Snap.Regions...)
	p.table.SetRows(p.rows, max(0, p.rows.Index(p.table.LastID())))
}

// toUnread moves the cursor to the next region that can't be read.
func (p *regions) toUnread() {
	n := p.rows.Len()
	for k := range n {
		at := (max(p.table.Cursor(), 0) + 1 + k) % n
		if s := p.rows.Rows[at]; s != nil && s.Err != nil {
			p.table.ScrollTo(at)
			return
		}
	}
}

func (p *regions) nameCell(s *fleet.RegionState) term.Cell {
	switch {
	case s == nil:
		return term.Cell{Text: p.Text.S("all")}
	case s.Known && s.Counts.Total == 0:
		return term.Cell{Text: string(s.ID), Ink: p.Theme.Dim}
	}
	return term.Cell{Text: string(s.ID)}
}

// countCell is blank until the region has answered: unknown is not 0.
func (p *regions) countCell(s *fleet.RegionState) term.Cell {
	switch {
	case s == nil && slices.ContainsFunc(p.Snap.Regions, func(s *fleet.RegionState) bool { return s.Known }):
		return term.Cell{Text: term.Count(p.Snap.Counts.Total)}
	case s == nil || !s.Known:
		return term.Cell{}
	}
	cell := term.Cell{Text: term.Count(len(s.Instances))}
	if s.Total > len(s.Instances) {
		cell.Text += "+"
	}
	if s.Counts.Total == 0 {
		cell.Ink = p.Theme.Dim
	}
	return cell
}

func (p *regions) healthCell(s *fleet.RegionState) term.Cell {
	switch {
	case s == nil:
	case s.Err != nil:
		return term.Cell{Text: "!", Ink: p.Theme.Bad}
	case !s.Complete:
		return term.Cell{Text: "…", Ink: p.Theme.Dim}
	}
	return term.Cell{}
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
