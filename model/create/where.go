package create

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// where makes the rows of the places: a list of several, and the fields of the one looked at.
func (r *rowBuilder) where() {
	d, n := &r.draft, len(r.draft.places)
	if n == 1 {
		r.head(r.Text.S("Where"))
	} else {
		r.head(r.Text.N("{count} place", "{count} places", n))
		for i := range d.places {
			r.placeLine(i)
		}
		r.head(r.Text.S("Place {place}", r.place+1))
	}
	p, at := &d.places[r.place], r.place
	r.row(r.Text.S("Region"), r.regionNote(), r.wrong(at, "region"),
		picked("region", string(p.Region), r.Text.S("choose one"), "", r.pickRegion))
	r.row(r.Text.S("Zone"), r.zoneNote(), cmp.Or(r.wrong(at, "zone"), r.soldOut()),
		picked("zone", string(p.Zone), r.Text.S("any"), r.Text.S("any: wherever the vSwitch is"), r.pickZone))
	r.missed("zone")
	r.offered(r.Text.S("vSwitch"), "vswitch", r.vswitchName(at), r.vswitchNote(), r.pickVSwitch)
	r.offered(r.Text.S("Security groups"), "security-group", r.groupNames(at), "", r.pickGroups)
	r.offered(r.Text.S("Image"), "image", r.imageName(at), r.imageNote(), r.pickImage)
	note := ""
	if p.KeyPair == "" && !r.waits(at) {
		note = r.Text.S("nobody can log in before a password is set")
	}
	r.offered(r.Text.S("Key pair"), "key-pair", p.KeyPair, note, r.pickKey)
	note, short := r.quotaNote()
	r.row(r.Text.S("Amount"), note, r.wrong(at, "amount"), typed("amount", at, &p.amount, 6, "", "", r.Text.S("more than {most} go out in several calls", ecsapi.MaxBatch)))
	if short {
		r.rows[len(r.rows)-1].Warn = note
	}
	r.row("", "", "", pressed("add-place", 0, r.Text.S("add another place"), r.Text.S("like this one, with a region, a zone and an amount of its own"), r.addPlace))
}

// offered makes the row of something that the account has in the region.
func (r *rowBuilder) offered(label, name, text, note string, pick func(string) tea.Cmd) {
	o, empty, bad := r.offer(r.place), r.Text.S("choose one"), r.wrong(r.place, name)
	if name == "key-pair" {
		empty = r.Text.S("none")
	}
	if text == "" && o.loading() {
		empty, bad = r.Text.S("reading…"), ""
	}
	if e := o.failed(name); e != nil {
		note = r.Text.S("can't be read ({reason}); {key} tries again", r.Reason(e), r.Keys.Refresh.Label())
		if text == "" {
			bad = note
		}
	}
	r.row(label, note, bad, picked(name, text, empty, "", pick))
	r.missed(name)
}

// missed says in the last row what its field lost on the way from another region. It is no
// mistake of the person's: it is red only once the order was to be reviewed with it.
func (r *rowBuilder) missed(field string) {
	row := &r.rows[len(r.rows)-1]
	lost, ok := r.draft.places[r.place].missing[field]
	if text := r.Text.T(lost); ok && (row.Bad == "" || row.Bad == text && !r.Refused) {
		row.Bad, row.Warn = "", text
	}
}

// failed is why a part of what is offered could not be read, or nil.
func (o *offering) failed(name string) *ecsapi.Error {
	return map[string]*ecsapi.Error{
		"type": o.TypesErr, "image": o.ImagesErr, "vswitch": o.VSwitchesErr,
		"security-group": o.SecurityGroupsErr, "key-pair": o.KeyPairsErr,
	}[name]
}

func (r *rowBuilder) placeLine(i int) {
	p := &r.draft.places[i]
	text := deck.JoinNotes(cmp.Or(string(r.zone(i)), string(p.Region)), p.amount)
	label, bad := "  "+r.Text.S("place {index}", i+1), ""
	if i == r.place {
		label = "▸ " + r.Text.S("place {index}", i+1)
	}
	if k := slices.IndexFunc(r.problems, func(p fleet.OrderProblem) bool { return p.Place == i }); k >= 0 && !r.waits(i) {
		bad = r.Text.T(r.problems[k].Text)
	}
	r.row(label, r.vswitchName(i), bad,
		pressed("place", i, text, r.Text.S("its fields are below"), func() tea.Cmd { r.place = i; return r.recompute() }),
		pressed("remove-place", i, r.Text.S("remove"), "", func() tea.Cmd { return r.removePlace(i) }))
}

func (c *Form) addPlace() tea.Cmd {
	p := c.draft.places[c.place]
	p.SecurityGroups = slices.Clone(p.SecurityGroups)
	c.draft.places = slices.Insert(c.draft.places, c.place+1, p)
	c.place++
	cmd := c.edited()
	c.setFocus(fieldKey{Name: "region"})
	return cmd
}

func (c *Form) removePlace(i int) tea.Cmd {
	c.draft.places = slices.Delete(c.draft.places, i, i+1)
	if c.place > i || c.place == len(c.draft.places) {
		c.place--
	}
	return c.edited()
}

func (r *rowBuilder) regionNote() string {
	s, _ := r.Snap.Region(r.draft.places[r.place].Region)
	switch {
	case s == nil:
		return ""
	case r.waits(r.place):
		return r.Text.S("reading what it offers…")
	}
	return r.Text.N("{region} · {count} instance", "{region} · {count} instances", s.Counts.Total, s.Name)
}

// zoneNote says where the vSwitch is, and what there is of the type.
func (r *rowBuilder) zoneNote() string {
	p := &r.draft.places[r.place]
	t, ok := r.offer(r.place).instanceType(r.draft.typ)
	switch {
	case !ok:
		return ""
	case p.autoZone:
		return r.autoZoneNote(r.place)
	}
	zone := r.zone(r.place)
	note := r.StockCell(inStock(t, zone)).Text
	if p.Zone == "" && zone != "" {
		return string(zone) + ": " + note
	}
	return note
}

// soldOut says that nothing is left of the type. That may change: it can be tried all the same.
func (r *rowBuilder) soldOut() string {
	t, ok := r.offer(r.place).instanceType(r.draft.typ)
	if s := inStock(t, r.zone(r.place)); ok && (s == ecsapi.WithoutStock || s == ecsapi.ClosedWithoutStock) {
		return r.Text.S("{type} is sold out in {zone} now", r.draft.typ, cmp.Or(string(r.zone(r.place)), string(r.draft.places[r.place].Region)))
	}
	return ""
}

func (c *Form) vswitchName(place int) string {
	id := c.draft.places[place].VSwitch
	if v, ok := c.offer(place).vswitch(id); ok {
		return cmp.Or(v.Name, v.ID)
	}
	return id
}

func (r *rowBuilder) vswitchNote() string {
	v, ok := r.offer(r.place).vswitch(r.draft.places[r.place].VSwitch)
	if !ok {
		return ""
	}
	return deck.JoinNotes(v.CIDR, r.Text.N("{count} address free", "{count} addresses free", v.Addresses))
}

func (c *Form) groupNames(place int) string {
	var names []string
	for _, id := range c.draft.places[place].SecurityGroups {
		g, _ := c.offer(place).group(id)
		names = append(names, cmp.Or(g.Name, id))
	}
	return strings.Join(names, ", ")
}

func (c *Form) imageName(place int) string {
	id := c.draft.places[place].Image
	i, _ := c.offer(place).image(id)
	return cmp.Or(i.Name, id)
}

func (r *rowBuilder) imageNote() string {
	o, id := r.offer(r.place), r.draft.places[r.place].Image
	i, ok := o.image(id)
	switch {
	case !ok && id != "" && o.known && o.ImagesErr == nil && !o.loading():
		return r.Text.S("not among the images listed here")
	case !ok:
		return ""
	}
	return deck.JoinNotes(strings.Join(strings.Fields(i.OS), " "), i.Arch)
}
