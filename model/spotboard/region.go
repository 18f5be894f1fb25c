package spotboard

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/term"
)

// pickRegion lists the regions to look at: those in scope first.
func (p *Board) pickRegion() {
	pick := &form.Picker{
		Deck: p.Deck, Title: p.Text.S("Spot prices of which region?"),
		List: p.regionList,
		News: func() (string, bool) { return "", false },
		Take: func(ids []string) tea.Cmd {
			p.showRegion(ecsapi.RegionID(ids[0]))
			return p.Refresh()
		},
		Again:  func() tea.Cmd { p.Engine.Refresh(); return nil },
		Scroll: func() tea.Cmd { return nil },
		Gone:   func() {},
	}
	p.Cover(pick.Open([]string{string(p.region)}, "", 0, 0))
}

func (p *Board) regionList() ([]term.Column, []form.Item) {
	columns := []term.Column{
		{Key: "id", Title: p.Text.S("REGION"), Min: 16, Max: 24, Grow: 1},
		{Key: "name", Title: p.Text.S("NAME"), Min: 10, Grow: 2, Priority: 1},
		{Key: "spot", Title: p.Text.S("SPOT"), Min: 6, Right: true},
		{Key: "n", Title: p.Text.S("INSTANCES"), Right: true},
	}
	var all []form.Item
	for _, inScope := range []bool{true, false} {
		for _, s := range p.Snap.Regions {
			if p.Scope.Has(s.ID) != inScope {
				continue
			}
			spots, n := "", ""
			if s.Known {
				k := 0
				for _, i := range s.Instances {
					k += deck.Btoi(i.Spot())
				}
				spots, n = term.Count(k), term.Count(s.Counts.Total)
			}
			all = append(all, form.Item{
				ID: string(s.ID), Cells: []term.Cell{{Text: string(s.ID)}, {Text: s.Name}, {Text: spots}, {Text: n}}, Faint: !inScope,
				Has: form.AnyHas(string(s.ID), s.Name, s.NameZH),
			})
		}
	}
	return columns, all
}
