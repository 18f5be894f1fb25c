package create

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
)

// Ids belong to one region. When a place gets another region, its choices are made again by
// name; what has no namesake there stays empty, with a warning, until the person chooses.

// names are what the choices of a place are called in the region or zone that it was in.
type names struct {
	region  ecsapi.RegionID
	zone    ecsapi.ZoneID // that was chosen; "": any
	vswitch string
	of      ecsapi.ZoneID // the vSwitch's
	groups  []string
	image   string
	imageID string
	public  bool // the image is the cloud's own
	key     string
	own     chosen
}

// namesOf tells what the choices of a place are called, those that are missing included.
func (c *Form) namesOf(place int) *names {
	p, o := &c.draft.places[place], c.offer(place)
	was := p.former
	if was == nil {
		was = &names{}
	}
	if p.pending != (chosen{}) {
		return was // nothing was made of it yet
	}
	n := &names{region: p.Region, zone: p.Zone, own: p.own}
	if p.autoZone {
		n.zone = ""
	}
	v, _ := o.vswitch(p.VSwitch)
	n.vswitch, n.of = v.Name, v.Zone
	for _, id := range p.SecurityGroups {
		g, _ := o.group(id)
		n.groups = append(n.groups, cmp.Or(g.Name, id))
	}
	i, listed := o.image(p.Image)
	n.image, n.imageID = i.Name, p.Image
	n.public = i.Owner == "system" || !listed && !strings.HasPrefix(p.Image, "m-")
	n.key = p.KeyPair
	if p.lacks("vswitch") {
		n.vswitch, n.of, n.zone = was.vswitch, was.of, cmp.Or(n.zone, was.zone)
	}
	if p.lacks("security-group") {
		n.groups = was.groups
	}
	if p.lacks("image") {
		n.image, n.imageID, n.public = was.image, was.imageID, was.public
	}
	if p.lacks("key-pair") {
		n.key = was.key
	}
	return n
}

// lacks reports whether a choice was lost on the way from another region.
func (p *placeDraft) lacks(field string) bool { _, lost := p.missing[field]; return lost }

// lack says of a field that its choice has no namesake.
func (p *placeDraft) lack(field string, text message.Key, args ...any) {
	p.missing = maps.Clone(p.missing) // places that were copied share it
	if p.missing == nil {
		p.missing = map[string]message.Text{}
	}
	p.missing[field] = message.New(text, args...)
}

// chose forgets that a choice was lost: the person has made it.
func (p *placeDraft) chose(field string) {
	p.missing = maps.Clone(p.missing)
	delete(p.missing, field)
}

// toRegion takes a place to another region. Its choices are matched once its offers are read.
func (c *Form) toRegion(place int, to ecsapi.RegionID) {
	p, n := &c.draft.places[place], c.namesOf(place)
	p.Place = fleet.Place{Region: to}
	p.own, p.vpc, p.former, p.missing = chosen{}, "", n, nil
	p.pending = chosen{vswitch: true, groups: true, image: true, key: true}
}

// toZone takes a place to another zone of its region, with a vSwitch of the same name there.
func (c *Form) toZone(place int, to ecsapi.ZoneID) {
	p, n := &c.draft.places[place], c.namesOf(place)
	v, ok := c.offer(place).vswitch(p.VSwitch)
	p.Zone, p.autoZone = to, false
	if to != "" && (ok && v.Zone != to || p.lacks("vswitch")) {
		p.VSwitch, p.former, p.pending.vswitch = "", n, true
		p.chose("vswitch")
	}
	p.chose("zone")
}

// match makes the choices of a place that wait for what its region offers.
func (c *Form) match(place int) {
	p, o, n := &c.draft.places[place], c.offer(place), c.draft.places[place].former
	t, _ := o.instanceType(c.draft.typ)
	if p.pending.vswitch && o.VSwitchesErr == nil {
		p.pending.vswitch = false
		c.matchVSwitch(p, o, n, t)
	}
	if p.pending.groups && !p.pending.vswitch && o.SecurityGroupsErr == nil {
		p.pending.groups = false
		p.matchGroups(o, n)
	}
	if p.pending.image && o.ImagesErr == nil {
		p.pending.image = false
		p.matchImage(o, n, t)
	}
	if p.pending.key && o.KeyPairsErr == nil {
		p.pending.key, p.own.key = false, n.own.key || n.key != ""
		if slices.Contains(o.KeyPairs, ecsapi.KeyPair{Name: n.key}) {
			p.KeyPair = n.key
		} else if n.key != "" {
			p.lack("key-pair", "{region} has no key pair {name}: none is set", string(p.Region), n.key)
		}
	}
}

func (c *Form) matchVSwitch(p *placeDraft, o *offering, n *names, t fleet.TypeOffer) {
	v, ok := o.vswitchLike(n, p.Region, p.Zone, t)
	p.own.vswitch = true
	switch {
	case ok && p.autoZone:
		p.vpc, p.own.vswitch = v.VPC, false // the cheapest zone of the VPC is to be found
	case ok:
		p.VSwitch = v.ID
	case n.vswitch == "" && !n.own.vswitch:
		p.own.vswitch = false
	case n.vswitch == "":
		p.autoZone = false
		p.lack("vswitch", "the vSwitch has no name that could be looked for in {place}: choose one", cmp.Or(string(p.Zone), string(p.Region)))
	default:
		p.autoZone = false
		p.lack("vswitch", "{place} has no vSwitch {name}: choose one", cmp.Or(string(p.Zone), string(p.Region)), n.pattern())
	}
	if n.zone == "" || p.Zone != "" {
		return
	}
	if letter := deck.ZoneLetter(n.region, n.zone); ok && deck.ZoneLetter(p.Region, v.Zone) == letter {
		p.Zone = v.Zone
	} else {
		p.lack("zone", "any zone instead of {letter}: wherever the vSwitch is", letter)
	}
}

// vswitchLike is the vSwitch of the same environment: of a zone, if one is given, or else if
// possible of the one with the same letter; of a VPC that has the security groups; and where the
// type is in stock.
func (o *offering) vswitchLike(n *names, to ecsapi.RegionID, zone ecsapi.ZoneID, t fleet.TypeOffer) (best ecsapi.VSwitch, _ bool) {
	environment := environmentOf(n.vswitch, n.region, n.of)
	worth := func(v ecsapi.VSwitch) int {
		groups := !slices.ContainsFunc(n.groups, func(name string) bool { _, ok := o.groupNamed(name, v.VPC); return !ok })
		same := n.zone != "" && deck.ZoneLetter(n.region, n.zone) == deck.ZoneLetter(to, v.Zone)
		return 16*deck.Btoi(groups) + 8*deck.Btoi(same) + 4*deck.Btoi(t.Stock[v.Zone].Available()) +
			2*deck.Btoi(v.Addresses > 0) + deck.Btoi(v.Name == n.vswitch)
	}
	var all []ecsapi.VSwitch
	for _, v := range o.VSwitches {
		same := v.Name == n.vswitch || environment != "" && environmentOf(v.Name, to, v.Zone) == environment
		if n.vswitch != "" && same && (zone == "" || v.Zone == zone) {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		return best, false
	}
	return slices.MinFunc(all, func(a, b ecsapi.VSwitch) int {
		return cmp.Or(cmp.Compare(worth(b), worth(a)), cmp.Compare(b.Addresses, a.Addresses), cmp.Compare(a.ID, b.ID))
	}), true
}

// environmentOf is a vSwitch's name without what tells its region and zone: "production" of
// "production-f", and of "production-cn-hangzhou-f".
func environmentOf(name string, region ecsapi.RegionID, zone ecsapi.ZoneID) string {
	name = strings.ToLower(name)
	for _, id := range []string{string(zone), string(region)} {
		if id != "" {
			name = strings.ReplaceAll(name, id, " ")
		}
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	letter := deck.ZoneLetter(region, zone)
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == letter }), " ")
}

// pattern is what a vSwitch is looked for by: "production-*" for "production-f".
func (n *names) pattern() string {
	s, ok := strings.CutSuffix(n.vswitch, deck.ZoneLetter(n.region, n.of))
	if r := []rune(s); ok && n.of != "" && len(r) > 0 && !unicode.IsLetter(r[len(r)-1]) && !unicode.IsDigit(r[len(r)-1]) {
		return s + "*"
	}
	return n.vswitch
}

// groupNamed is a security group by its name, of a VPC; "" is any.
func (o *offering) groupNamed(name, vpc string) (ecsapi.SecurityGroup, bool) {
	return find(o.SecurityGroups, func(g ecsapi.SecurityGroup) bool { return g.Name == name && (vpc == "" || g.VPC == vpc) })
}

func (p *placeDraft) matchGroups(o *offering, n *names) {
	if len(n.groups) == 0 && !n.own.groups {
		return
	}
	p.own.groups = true
	v, _ := o.vswitch(p.VSwitch)
	vpc := cmp.Or(v.VPC, p.vpc)
	var lost []string
	for _, name := range n.groups {
		if g, ok := o.groupNamed(name, vpc); ok {
			p.SecurityGroups, vpc = append(p.SecurityGroups, g.ID), g.VPC
		} else {
			lost = append(lost, name)
		}
	}
	switch names := strings.Join(lost, ", "); {
	case len(lost) == 0:
	case len(p.SecurityGroups) > 0:
		p.lack("security-group", "{region} has no security group {names} in the VPC: left out", string(p.Region), names)
	default:
		p.lack("security-group", "{region} has no security group {names} in the VPC: choose one", string(p.Region), names)
	}
}

// matchImage keeps an image that is in both regions, as the cloud's own are.
func (p *placeDraft) matchImage(o *offering, n *names, t fleet.TypeOffer) {
	_, same := o.image(n.imageID)
	named, ok := find(o.Images, func(i ecsapi.Image) bool { return n.image != "" && i.Name == n.image && t.Runs(i) })
	p.own.image = n.own.image || !n.public
	switch {
	case n.imageID == "":
		p.own.image = n.own.image
	case same || n.public && n.own.image && n.image == "":
		p.Image = n.imageID
	case ok:
		p.Image = named.ID
	case n.own.image || !n.public:
		p.own.image = true
		p.lack("image", "{region} has no image {name}: choose one", string(p.Region), cmp.Or(n.image, n.imageID))
	}
}
