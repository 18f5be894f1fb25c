package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

// pickRegion lists the regions to look at: those in scope first.
func (p *board) pickRegion() {
	pick := &picker{
		deck: p.deck, title: p.Text.S("Spot prices of which region?"),
		list: p.regionList,
		news: func() (string, bool) { return "", false },
		take: func(ids []string) tea.Cmd {
			p.enter(ecsapi.RegionID(ids[0]))
			return p.Refresh()
		},
		again:  func() tea.Cmd { p.Engine.Refresh(); return nil },
		scroll: func() tea.Cmd { return nil },
		gone:   func() {},
	}
	p.cover(pick.open([]string{string(p.region)}, "", 0, 0))
}

func (p *board) regionList() ([]term.Column, []item) {
	columns := []term.Column{
		{Key: "id", Title: p.Text.S("REGION"), Min: 16, Max: 24, Grow: 1},
		{Key: "name", Title: p.Text.S("NAME"), Min: 10, Grow: 2, Priority: 1},
		{Key: "spot", Title: p.Text.S("SPOT"), Min: 6, Right: true},
		{Key: "n", Title: p.Text.S("INSTANCES"), Right: true},
	}
	var all []item
	for _, inScope := range []bool{true, false} {
		for _, s := range p.snap.Regions {
			if p.scope.has(s.ID) != inScope {
				continue
			}
			spots, n := "", ""
			if s.Known {
				k := 0
				for _, i := range s.Instances {
					k += btoi(i.Spot())
				}
				spots, n = term.Count(k), term.Count(s.Counts.Total)
			}
			all = append(all, item{
				id: string(s.ID), cells: []term.Cell{{Text: string(s.ID)}, {Text: s.Name}, {Text: spots}, {Text: n}}, faint: !inScope,
				has: func(w string) bool {
					return ContainsWord(string(s.ID), w) || ContainsWord(s.Name, w) || ContainsWord(s.NameZH, w)
				},
			})
		}
	}
	return columns, all
}
