package brief

import (
	"cmp"
	"slices"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

// launch is what each instance of a creation is like and, in a line of its own, how it is paid for
// and comes about; nothing of another action.
func (w Writer) launch(p Summary) []Line {
	o := p.Order
	if o == nil || len(p.Launches) == 0 {
		return nil
	}
	l := p.Launches[0]
	parts := []string{l.Type}
	disk := func(plus string, d ecsapi.DiskSpec) {
		size := w.Text.S("default size")
		if d.SizeGiB > 0 {
			size = w.Text.S("{size} GiB", d.SizeGiB)
		}
		parts = append(parts, strings.Join(strings.Fields(plus+" "+size+" "+d.Category+" "+d.Level), " "))
	}
	if l.System == (ecsapi.DiskSpec{}) {
		parts = append(parts, w.Text.S("default system disk"))
	} else {
		disk("", l.System)
	}
	for _, d := range l.Data {
		disk("+", d)
	}
	like := append(parts, w.address(l))
	parts = append(w.payment(p, l), w.ending(l)...)
	switch {
	case o.LeaveStopped:
		parts = append(parts, w.Text.S("one by one, left stopped"))
	case o.OneByOne:
		parts = append(parts, w.Text.S("one by one, started"))
	case o.AnyStock:
		parts = append(parts, w.Text.S("fewer if stock is short"))
	}
	for _, t := range o.Launch.Tags {
		parts = append(parts, Tag(t))
	}
	return []Line{{Text: strings.Join(like, " · ")}, {Text: strings.Join(parts, " · ")}}
}

// address is whether each has a public address, and how its traffic is charged.
func (w Writer) address(l ecsapi.Launch) string {
	switch {
	case l.BandwidthOut == 0:
		return w.Text.S("no public address")
	case l.BandwidthTerms == "PayByTraffic":
		return w.Text.S("public address, {bandwidth} Mbit/s, charged by traffic", l.BandwidthOut)
	case l.BandwidthTerms == "PayByBandwidth":
		return w.Text.S("public address, {bandwidth} Mbit/s, charged by bandwidth", l.BandwidthOut)
	}
	return w.Text.S("public address, {bandwidth} Mbit/s", l.BandwidthOut)
}

// payment is how it is paid for and, of spot instances, what a reclaim does.
func (w Writer) payment(p Summary, l ecsapi.Launch) []string {
	reclaimed := w.Text.S("released when reclaimed")
	if l.SpotInterruption == "Stop" {
		reclaimed = w.Text.S("stopped when reclaimed")
	}
	switch {
	case l.ChargeType == ecsapi.PrePaid && l.AutoRenew:
		return []string{w.Text.S("paid in advance for {period}, again and again", w.Period(l.Period))}
	case l.ChargeType == ecsapi.PrePaid:
		return []string{w.Text.S("paid in advance for {period}", w.Period(l.Period))}
	case l.SpotStrategy == ecsapi.SpotWithPriceLimit:
		return []string{w.Text.S("spot up to {price} an hour", w.Price(l.SpotPriceLimit, p.Currency())), reclaimed}
	case l.SpotStrategy != "" && l.SpotStrategy != ecsapi.NoSpot:
		return []string{w.Text.S("spot at any price"), reclaimed}
	}
	return []string{w.Text.S("pay as you go")}
}

// ending is when it is released, and what keeps it from that.
func (w Writer) ending(l ecsapi.Launch) (parts []string) {
	if !l.AutoRelease.IsZero() {
		parts = append(parts, w.Text.S("released at {time}, {away}", w.Clock(l.AutoRelease), w.Away(l.AutoRelease)))
	}
	if l.Protected {
		parts = append(parts, w.Text.S("protected against release"))
	}
	return parts
}

// Places are the image, the networks, the security groups and the key pair of a creation,
// by name as far as names are known. What is the same everywhere is told once; without all,
// for where there is little room, what differs is listed in a line.
func (w Writer) Places(p Summary, all bool) []Line {
	if len(p.Places) == 0 {
		return nil
	}
	lines := w.perPlace(p, all, "image: {image}", "image in {place}: {image}", func(l ecsapi.Launch) string {
		return w.nameAndID(p.Names[l.Image], l.Image)
	})
	lines = append(lines, w.vswitches(p, all)...)
	lines = append(lines, w.perPlace(p, all, "security groups: {groups}", "security groups in {place}: {groups}", func(l ecsapi.Launch) string {
		var names []string
		for _, id := range l.SecurityGroups {
			names = append(names, w.nameAndID(p.Names[id], id))
		}
		return strings.Join(names, ", ")
	})...)
	if !slices.ContainsFunc(p.Places, func(o Place) bool { return o.Launch.KeyPair != "" }) {
		return append(lines, w.line(Plain, "no key pair: nobody can log in before a password is set"))
	}
	return append(lines, w.perPlace(p, all, "key pair: {keyPair}", "key pair in {place}: {keyPair}", func(l ecsapi.Launch) string {
		return cmp.Or(l.KeyPair, w.Text.S("none"))
	})...)
}

// perPlace has a line for each place or, where all are alike or there is no room, one for all.
func (w Writer) perPlace(p Summary, all bool, shared, one message.Key, of func(ecsapi.Launch) string) []Line {
	var lines []Line
	var texts []string
	for _, o := range p.Places {
		text := of(o.Launch)
		lines = append(lines, w.line(Plain, one, where(o.Launch), text))
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	if len(texts) == 1 || !all {
		return []Line{w.line(Plain, shared, strings.Join(texts, ", "))}
	}
	return lines
}

// vswitches tell the networks, and how many addresses are free for what is to be there.
func (w Writer) vswitches(p Summary, all bool) []Line {
	takes := map[string]int{}
	var ids, names []string
	for _, o := range p.Places {
		id := o.Launch.VSwitch
		if takes[id] == 0 {
			ids, names = append(ids, id), append(names, cmp.Or(p.VSwitches[id].Name, id))
		}
		takes[id] += o.N
	}
	if len(ids) > 1 && !all {
		return []Line{w.line(Plain, "vSwitches: {vswitches}", strings.Join(names, ", "))}
	}
	var lines []Line
	for _, id := range ids {
		v, known := p.VSwitches[id]
		if !known {
			lines = append(lines, w.line(Plain, "vSwitch: {vswitch}", id))
			continue
		}
		s := Plain
		if takes[id] > v.Addresses {
			s = Warning
		}
		lines = append(lines, w.line(s, "vSwitch: {vswitch} in {zone}, VPC {vpc}: {free} addresses free, this order takes {takes}",
			w.nameAndID(v.Name, id), string(v.Zone), v.VPC, v.Addresses, takes[id]))
	}
	return lines
}

// where names a place by its zone or, where that is not known, by its region.
func where(l ecsapi.Launch) string { return cmp.Or(string(l.Zone), string(l.Region)) }

// nameAndID is the id alone of what has no name that is known, or none but its id.
func (w Writer) nameAndID(name, id string) string {
	if name == "" || name == id {
		return id
	}
	return w.Text.S("{name} ({id})", name, id)
}
