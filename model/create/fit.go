package create

import (
	"cmp"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// fillDefaults fills in what the person has not chosen: what is used most and fits the rest.
func (c *Form) fillDefaults() {
	d := &c.draft
	if o := c.offer(0); !d.ownType && o.complete() {
		d.typ = o.usualType(d.typ, d.places[0].Zone)
	}
	for i := range d.places {
		p, o := &d.places[i], c.offer(i)
		if !o.complete() {
			continue
		}
		t, _ := o.instanceType(d.typ)
		c.match(i)
		if p.autoZone {
			c.useCheapestZone(i)
		}
		if !p.own.vswitch && !p.pending.vswitch && (!p.autoZone || p.Zone != "") {
			p.VSwitch = o.usualVSwitch(p.VSwitch, p.Zone, o.vpc(p), t)
		}
		if v, ok := o.vswitch(p.VSwitch); ok && !p.own.groups && !p.pending.groups {
			p.SecurityGroups = o.usualGroups(p.SecurityGroups, v.VPC)
		}
		if !p.own.image && !p.pending.image {
			p.Image = o.usualImage(p.Image, t)
		}
		if !p.own.key && !p.pending.key {
			p.KeyPair = o.usualKey(p.KeyPair)
		}
	}
}

// usualType is the type there is if it is in stock, or else the one used most
// of those that are, or the smallest one with two vCPUs.
func (o *offering) usualType(current string, zone ecsapi.ZoneID) string {
	for _, id := range append([]string{current}, o.usage.types...) {
		if t, ok := o.instanceType(id); ok && t.Available(zone) {
			return id
		}
	}
	var best fleet.TypeOffer
	size := func(t fleet.TypeOffer) int { return t.GPU<<40 + t.CPU<<24 + t.MemoryMiB }
	for _, t := range o.Types {
		if t.CPU >= 2 && t.Arch != "ARM" && t.Available(zone) && (best.ID == "" || size(t) < size(best)) {
			best = t
		}
	}
	return best.ID
}

// vpc is where the place is bound to, or "".
func (o *offering) vpc(p *placeDraft) string {
	if p.vpc != "" {
		return p.vpc
	}
	if p.own.groups && len(p.SecurityGroups) > 0 {
		g, _ := o.group(p.SecurityGroups[0])
		return g.VPC
	}
	v, _ := o.vswitch(p.VSwitch)
	return v.VPC
}

// usualVSwitch keeps the one there is if it still will do, and is of the VPC if the place is bound
// to one. A zone without stock of the type is the last to be taken.
func (o *offering) usualVSwitch(current string, zone ecsapi.ZoneID, vpc string, t fleet.TypeOffer) string {
	worth := func(v ecsapi.VSwitch) int {
		groups := slices.ContainsFunc(o.SecurityGroups, func(g ecsapi.SecurityGroup) bool { return g.VPC == v.VPC })
		return 4*deck.Btoi(t.Stock[v.Zone].Available()) + 2*deck.Btoi(v.Addresses > 0) + deck.Btoi(groups)
	}
	used := func(v ecsapi.VSwitch) int {
		if i := slices.Index(o.usage.vswitches, v.ID); i >= 0 {
			return i
		}
		return len(o.usage.vswitches)
	}
	var fits []ecsapi.VSwitch
	for _, v := range o.VSwitches {
		if (zone == "" || v.Zone == zone) && (vpc == "" || v.VPC == vpc) {
			fits = append(fits, v)
		}
	}
	if len(fits) == 0 {
		return ""
	}
	best := slices.MinFunc(fits, func(a, b ecsapi.VSwitch) int {
		return cmp.Or(cmp.Compare(worth(b), worth(a)), cmp.Compare(used(a), used(b)), cmp.Compare(b.Addresses, a.Addresses), cmp.Compare(a.ID, b.ID))
	})
	if v, ok := find(fits, func(v ecsapi.VSwitch) bool { return v.ID == current }); ok && worth(v) == worth(best) {
		return current
	}
	return best.ID
}

// usualGroups are the groups there are, if they are of the VPC, or else the one used most in it.
func (o *offering) usualGroups(current []string, vpc string) []string {
	of := func(id string) bool { g, ok := o.group(id); return ok && g.VPC == vpc }
	if len(current) > 0 && !slices.ContainsFunc(current, func(id string) bool { return !of(id) }) {
		return current
	}
	for _, id := range o.usage.groups {
		if of(id) {
			return []string{id}
		}
	}
	for _, g := range o.SecurityGroups {
		if g.VPC == vpc {
			return []string{g.ID}
		}
	}
	return nil
}

// usualImage is the one there is if it runs on the type, or else the one used
// most that does, or else the newest of the cloud's own.
func (o *offering) usualImage(current string, t fleet.TypeOffer) string {
	for _, id := range append([]string{current}, o.usage.images...) {
		if i, ok := o.image(id); ok && t.Runs(i) {
			return id
		}
	}
	var best ecsapi.Image
	rank := func(i ecsapi.Image) int { return deck.Btoi(i.Owner == "system" && i.OSType == "linux") }
	for _, i := range o.Images {
		if t.Runs(i) && (best.ID == "" || cmp.Or(rank(i)-rank(best), i.Created.Compare(best.Created)) > 0) {
			best = i
		}
	}
	return best.ID
}

// usualKey is the key pair there is if the region has it, or the one used most, or the only one.
func (o *offering) usualKey(current string) string {
	for _, name := range append([]string{current}, o.usage.keys...) {
		if slices.ContainsFunc(o.KeyPairs, func(k ecsapi.KeyPair) bool { return k.Name == name }) {
			return name
		}
	}
	if len(o.KeyPairs) == 1 {
		return o.KeyPairs[0].Name
	}
	return ""
}

// inStock is what a zone has of a type, or the best that any zone has. "" is not on sale.
func inStock(t fleet.TypeOffer, zone ecsapi.ZoneID) ecsapi.Stock {
	if zone != "" {
		return t.Stock[zone]
	}
	for _, s := range []ecsapi.Stock{ecsapi.WithStock, ecsapi.ClosedWithStock, ecsapi.WithoutStock, ecsapi.ClosedWithoutStock} {
		for _, has := range t.Stock {
			if has == s {
				return s
			}
		}
	}
	return ""
}
