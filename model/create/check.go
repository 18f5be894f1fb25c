package create

import (
	"cmp"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// check finds what keeps the order from being sent, by itself or with the account's resources.
func (c *Form) check() {
	o, unread := c.draft.order(c.InLocal(c.Cloud))
	for i := range o.Places {
		o.Places[i].Zone = c.zone(i)
	}
	c.order, c.problems = o, nil
	c.note(unread...)
	c.checkSwitches()
	c.checkMissing()
	c.note(op.CheckOrder(&o, c.Cloud)...)
	c.checkLimit()
	for i := range o.Places {
		if c.draft.places[i].autoZone {
			c.checkZone(i)
		}
		c.checkPlace(i)
	}
}

// note adds problems. A field has one at a time: the first says enough.
func (c *Form) note(found ...fleet.OrderProblem) {
	for _, p := range found {
		if _, dup := c.problem(p.Place, p.Field); !dup {
			c.problems = append(c.problems, p)
		}
	}
}

// problem is what is wrong with a field; place is -1 for what places share.
func (c *Form) problem(place int, field string) (fleet.OrderProblem, bool) {
	return find(c.problems, func(p fleet.OrderProblem) bool { return p.Place == place && p.Field == field })
}

// wrong is problem in words, or "".
func (c *Form) wrong(place int, fields ...string) string {
	for _, f := range fields {
		if p, ok := c.problem(place, f); ok {
			return c.Text.T(p.Text)
		}
	}
	return ""
}

func (c *Form) checkPlace(i int) {
	p, o := &c.order.Places[i], c.offer(i)
	if !o.known {
		return
	}
	bad := func(ok bool, field string, text message.Key, args ...any) {
		if !ok {
			c.note(fleet.OrderProblem{Place: i, Field: field, Text: message.New(text, args...)})
		}
	}
	t, sold := o.instanceType(c.draft.typ)
	if o.TypesErr == nil && o.complete() && c.draft.typ != "" {
		bad(sold, "region", "{type} is not sold in {place}", c.draft.typ, string(p.Region))
		bad(!sold || p.Zone == "" || t.Stock[p.Zone] != "", "zone", "{type} is not sold in {place}", c.draft.typ, string(p.Zone))
	}
	v, found := o.vswitch(p.VSwitch)
	if o.VSwitchesErr == nil && p.VSwitch != "" {
		bad(found, "vswitch", "there is no vSwitch {vswitch} in {region}", p.VSwitch, string(p.Region))
		bad(!found || v.Zone == p.Zone, "vswitch", "this vSwitch is in {zone}", string(v.Zone))
		bad(!found || v.Addresses >= p.Amount || c.order.AnyStock && v.Addresses > 0, "vswitch", "this vSwitch has {addresses} addresses left", v.Addresses)
	}
	for _, id := range p.SecurityGroups {
		g, there := o.group(id)
		if o.SecurityGroupsErr == nil {
			bad(there, "security-group", "there is no security group {group} in {region}", id, string(p.Region))
			bad(!there || !found || g.VPC == v.VPC, "security-group", "{group} belongs to another VPC than the vSwitch", cmp.Or(g.Name, id))
		}
	}
	if img, there := o.image(p.Image); there {
		bad(!sold || t.Runs(img), "image", "this image is for {imageArch}, the type is {typeArch}", img.Arch, t.Arch)
		if s := c.order.Launch.System.SizeGiB; s > 0 && s < img.SizeGiB {
			c.note(fleet.OrderProblem{Place: -1, Field: "system-disk", Text: message.New("the image needs a system disk of {size} GiB", img.SizeGiB)})
		}
	}
	if o.KeyPairsErr == nil && p.KeyPair != "" {
		bad(slices.Contains(o.KeyPairs, ecsapi.KeyPair{Name: p.KeyPair}), "key-pair", "there is no key pair {keyPair} in {region}", p.KeyPair, string(p.Region))
	}
}

// checkMissing says what a place that came from another region lost of what an order needs.
func (c *Form) checkMissing() {
	for i, p := range c.order.Places {
		empty := map[string]bool{"vswitch": p.VSwitch == "", "security-group": len(p.SecurityGroups) == 0, "image": p.Image == ""}
		for field, text := range c.draft.places[i].missing {
			if empty[field] {
				c.note(fleet.OrderProblem{Place: i, Field: field, Text: text})
			}
		}
	}
}

// checkSwitches says of which zones the account has no vSwitch: nothing can be chosen there.
func (c *Form) checkSwitches() {
	for i, p := range c.order.Places {
		o := c.offer(i)
		if p.Zone == "" || p.VSwitch != "" || !o.known || o.VSwitchesErr != nil {
			continue
		}
		if !slices.ContainsFunc(o.VSwitches, func(v ecsapi.VSwitch) bool { return v.Zone == p.Zone }) {
			c.note(fleet.OrderProblem{Place: i, Field: "vswitch", Text: message.New("there is no vSwitch in {zone}: create one there, or choose another zone", string(p.Zone))})
		}
	}
}

// waits reports whether a place's offers, or the prices that choose its zone, are still being read.
func (c *Form) waits(place int) bool {
	o := c.offer(place)
	return !o.complete() && o.loading() || c.searching(place)
}
