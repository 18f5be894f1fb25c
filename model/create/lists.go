package create

import (
	"cmp"
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/term"
)

// The pickers list what is known when they are drawn: what arrives later shows at once.

func (c *Form) pickRegion(search string) tea.Cmd {
	p := &c.draft.places[c.place]
	return c.pick(&form.Picker{
		Title: c.Text.S("Region"),
		List: func() ([]term.Column, []form.Item) {
			var all []form.Item
			for _, r := range c.Snap.Regions {
				n := ""
				if r.Known {
					n = term.Count(r.Counts.Total)
				}
				all = append(all, form.Item{ID: string(r.ID), Cells: []term.Cell{{Text: string(r.ID)}, {Text: r.Name}, {Text: n}},
					Has: form.AnyHas(string(r.ID), r.Name, r.NameZH)})
			}
			return []term.Column{
				{Key: "id", Title: c.Text.S("REGION"), Min: 16, Max: 24, Grow: 1},
				{Key: "name", Title: c.Text.S("NAME"), Min: 10, Grow: 2, Priority: 1},
				{Key: "n", Title: c.Text.S("INSTANCES"), Right: true},
			}, all
		},
		News: func() (string, bool) {
			if len(c.Snap.Regions) == 0 {
				return c.Text.S("reading…"), false
			}
			return "", false
		},
		Take: func(ids []string) tea.Cmd {
			if to := ecsapi.RegionID(ids[0]); to != p.Region {
				c.toRegion(c.place, to)
			}
			return c.next()
		},
	}, []string{string(p.Region)}, search)
}

func (c *Form) pickZone(search string) tea.Cmd {
	p := &c.draft.places[c.place]
	return c.pick(&form.Picker{
		Title: c.Text.S("Zone of {region}", string(p.Region)),
		List: func() ([]term.Column, []form.Item) {
			o := c.offer(c.place)
			t, _ := o.instanceType(c.draft.typ)
			any := c.Text.S("any")
			all := []form.Item{{ID: "any", Cells: []term.Cell{{Text: any}, {Text: c.Text.S("wherever the vSwitch is")}, {}}, Has: form.AnyHas(any)}}
			for _, z := range o.zones() {
				n, free := 0, 0
				for _, v := range o.VSwitches {
					if v.Zone == z {
						n, free = n+1, free+v.Addresses
					}
				}
				switches := "–"
				if n > 0 {
					switches = deck.JoinNotes(c.Text.N("{count} vSwitch", "{count} vSwitches", n), c.Text.S("{free} free", free))
				}
				stock := term.Cell{}
				if c.draft.typ != "" {
					stock = c.StockCell(t.Stock[z])
				}
				all = append(all, form.Item{ID: string(z), Cells: []term.Cell{{Text: string(z)}, {Text: switches}, stock}, Faint: n == 0,
					Has: form.AnyHas(string(z))})
			}
			return []term.Column{
				{Key: "id", Title: c.Text.S("ZONE"), Min: 16, Max: 24, Grow: 1},
				{Key: "vswitches", Title: c.Text.S("VSWITCHES"), Min: 22, Grow: 1},
				{Key: "stock", Title: c.Text.S("STOCK OF {type}", cmp.Or(c.draft.typ, c.Text.S("THE TYPE"))), Priority: 1},
			}, all
		},
		News: c.newsOf("type", "vswitch"),
		Take: func(ids []string) tea.Cmd {
			z := ecsapi.ZoneID(ids[0])
			if z == "any" {
				z = ""
			}
			c.toZone(c.place, z)
			return c.next()
		},
	}, []string{cmp.Or(string(p.Zone), "any")}, search)
}

// zones are those of which anything is offered, in order.
func (o *offering) zones() []ecsapi.ZoneID {
	found := map[ecsapi.ZoneID]bool{}
	for i := range o.Types {
		for z := range o.Types[i].Stock {
			found[z] = true
		}
	}
	for _, v := range o.VSwitches {
		found[v.Zone] = true
	}
	return slices.Sorted(maps.Keys(found))
}

func (c *Form) pickVSwitch(search string) tea.Cmd {
	p := &c.draft.places[c.place]
	return c.pick(&form.Picker{
		Title: c.Text.S("vSwitch in {zone}", cmp.Or(string(p.Zone), string(p.Region))),
		List: func() ([]term.Column, []form.Item) {
			o := c.offer(c.place)
			t, _ := o.instanceType(c.draft.typ)
			var all []form.Item
			for _, v := range o.VSwitches {
				if p.Zone != "" && v.Zone != p.Zone {
					continue
				}
				stock := term.Cell{}
				if c.draft.typ != "" {
					stock = c.StockCell(t.Stock[v.Zone])
				}
				all = append(all, form.Item{ID: v.ID, Faint: v.Addresses == 0,
					Cells: []term.Cell{{Text: cmp.Or(v.Name, "–")}, {Text: v.ID}, {Text: string(v.Zone)}, {Text: v.CIDR}, {Text: term.Count(v.Addresses)}, stock, {Text: v.VPC}},
					Has:   form.AnyHas(v.Name, v.ID, string(v.Zone), v.CIDR, v.VPC)})
			}
			return []term.Column{
				{Key: "name", Title: c.Text.S("NAME"), Min: 12, Max: 30, Grow: 2},
				{Key: "id", Title: c.Text.S("ID"), Min: 10, Max: 26, Grow: 1, Middle: true, Priority: 2},
				{Key: "zone", Title: c.Text.S("ZONE"), Min: 14, Max: 20, Grow: 1},
				{Key: "cidr", Title: c.Text.S("ADDRESSES"), Min: 16, Priority: 1},
				{Key: "free", Title: c.Text.S("FREE"), Min: 6, Right: true},
				{Key: "stock", Title: c.Text.S("STOCK"), Min: 7, Priority: 1},
				{Key: "vpc", Title: c.Text.S("VPC"), Min: 10, Max: 26, Grow: 1, Middle: true, Priority: 3},
			}, all
		},
		News: c.newsOf("vswitch"),
		Take: func(ids []string) tea.Cmd {
			p.VSwitch, p.own.vswitch, p.autoZone = ids[0], true, false
			p.chose("vswitch")
			return c.next()
		},
	}, []string{p.VSwitch}, search)
}

func (c *Form) pickGroups(search string) tea.Cmd {
	p := &c.draft.places[c.place]
	return c.pick(&form.Picker{
		Title: c.Text.S("Security groups of the vSwitch's VPC"), Several: true,
		List: func() ([]term.Column, []form.Item) {
			o := c.offer(c.place)
			v, known := o.vswitch(p.VSwitch)
			var all []form.Item
			for _, g := range o.SecurityGroups {
				if !known || g.VPC == v.VPC {
					all = append(all, form.Item{ID: g.ID, Cells: []term.Cell{{Text: cmp.Or(g.Name, "–")}, {Text: g.ID}, {Text: g.VPC}},
						Has: form.AnyHas(g.Name, g.ID, g.VPC)})
				}
			}
			return []term.Column{
				{Key: "name", Title: c.Text.S("NAME"), Min: 12, Grow: 2},
				{Key: "id", Title: c.Text.S("ID"), Min: 20, Max: 26, Grow: 1, Middle: true},
				{Key: "vpc", Title: c.Text.S("VPC"), Min: 20, Max: 26, Grow: 1, Middle: true, Priority: 1},
			}, all
		},
		News: c.newsOf("security-group", "vswitch"),
		Take: func(ids []string) tea.Cmd {
			p.SecurityGroups, p.own.groups = slices.Clone(ids), true
			p.chose("security-group")
			return c.next()
		},
	}, p.SecurityGroups, search)
}

// newsOf says why parts of the offers are missing from a list.
func (c *Form) newsOf(parts ...string) func() (string, bool) {
	return func() (string, bool) {
		o := c.offer(c.place)
		for _, part := range parts {
			if e := o.failed(part); e != nil {
				return c.Text.S("can't be read ({reason}); {key} tries again", c.Reason(e), c.Keys.Refresh.Label()), true
			}
		}
		if o.loading() {
			return c.Text.S("reading…"), false
		}
		return "", false
	}
}

// next moves the focus to the next field, after a choice in a picker.
func (c *Form) next() tea.Cmd {
	cmd := c.edited()
	c.step(1)
	return cmd
}
