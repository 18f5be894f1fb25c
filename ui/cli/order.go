package cli

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// order is what the flags ask for on top of a template's order, or of none, and
// what is wrong with how they are written, a line each. A region that is not
// said is home. The time of automatic release is read later, by cloud time.
func (f *orderFlags) order(a *commands, o fleet.Order, home ecsapi.RegionID) (fleet.Order, []string) {
	var wrong []string
	bad := func(flag, value, accepted string) {
		wrong = append(wrong, a.P.S("--{flag} cannot be {value:q}; accepted: {accepted}", flag, value, accepted))
	}
	disk := func(flag, text string) ecsapi.DiskSpec {
		d, ok := readDisk(text)
		if !ok {
			bad(flag, text, diskForm)
		}
		return d
	}
	l, said := &o.Launch, &f.launch
	for flag, set := range map[string]func(){
		"type":              func() { l.Type = said.Type },
		"name":              func() { l.Name = said.Name },
		"host-name":         func() { l.HostName = said.HostName },
		"description":       func() { l.Description = said.Description },
		"bandwidth":         func() { l.BandwidthOut = said.BandwidthOut },
		"bandwidth-terms":   func() { l.BandwidthTerms = f.terms.Value },
		"auto-renew":        func() { l.AutoRenew = said.AutoRenew },
		"protect":           func() { l.Protected = said.Protected },
		"period":            func() { l.Period = f.period.value() },
		"spot-interruption": func() { l.SpotInterruption = f.interruption.Value },
		"any-stock":         func() { o.AnyStock = f.anyStock },
		"one-by-one":        func() { o.OneByOne = f.oneByOne },
		"leave-stopped":     func() { o.LeaveStopped = f.leaveStopped },
		"system-disk":       func() { l.System = disk("system-disk", f.system) },
		"charge-type": func() {
			l.ChargeType = map[string]string{"postpaid": ecsapi.PostPaid, "prepaid": ecsapi.PrePaid}[f.charge.Value]
		},
		"spot": func() {
			l.SpotStrategy = map[string]string{"price-limit": ecsapi.SpotWithPriceLimit, "as-price-goes": ecsapi.SpotAsPriceGo}[f.spot.Value]
		},
		"spot-limit": func() {
			var err error
			if l.SpotPriceLimit, err = op.ParsePrice(f.spotLimit); err != nil {
				wrong = append(wrong, "--spot-limit: "+a.P.E(err))
			}
		},
		"data-disk": func() {
			l.Data = nil
			for _, text := range f.data {
				l.Data = append(l.Data, disk("data-disk", text))
			}
		},
		"tag": func() {
			l.Tags = nil
			for _, text := range f.tags {
				key, value, ok := strings.Cut(text, "=")
				if !ok {
					bad("tag", text, "KEY=VALUE")
					continue
				}
				l.Tags = append(l.Tags, ecsapi.Tag{Key: key, Value: value})
			}
		},
	} {
		if f.given(flag) {
			set()
		}
	}
	l.ChargeType = cmp.Or(l.ChargeType, ecsapi.PostPaid)
	slices.Sort(wrong) // in the same order each time
	return o, append(wrong, f.placeThem(a, &o, home)...)
}

// placeThem says where the order's instances are to be: in the places of the
// flags, else in the template's, else in the one that single flags make up.
func (f *orderFlags) placeThem(a *commands, o *fleet.Order, home ecsapi.RegionID) (wrong []string) {
	one := fleet.Place{Region: home, Amount: 1}
	if len(o.Places) > 0 && len(f.places) == 0 {
		one = o.Places[0]
	}
	for _, flag := range []struct {
		name string
		only bool // of one place
		set  func()
	}{
		{"region", false, func() { one.Region = ecsapi.RegionID(f.region) }},
		{"zone", true, func() { one.Zone = ecsapi.ZoneID(f.zone) }},
		{"vswitch", true, func() { one.VSwitch = f.vswitch }},
		{"security-group", true, func() { one.SecurityGroups = f.groups }},
		{"image", false, func() { one.Image = f.image }},
		{"key-pair", false, func() { one.KeyPair = f.keyPair }},
		{"amount", false, func() { one.Amount = f.amount }},
	} {
		if !f.given(flag.name) {
			continue
		}
		flag.set()
		switch {
		case len(f.places) > 0 && flag.only:
			wrong = append(wrong, a.P.S("--{name} is right in one place only: with --place it stands in there", flag.name))
		case len(f.places) == 0 && len(o.Places) > 1:
			wrong = append(wrong, a.P.S("--{name} could be meant for any of the template's {count} places; accepted: --place for each", flag.name, len(o.Places)))
		}
	}
	if len(f.places) == 0 {
		if len(o.Places) < 2 {
			o.Places = []fleet.Place{one}
		}
		return wrong
	}
	o.Places = nil
	for _, text := range f.places {
		p, ok := readPlace(text, one)
		if !ok {
			wrong = append(wrong, a.P.S("--{flag} cannot be {value:q}; accepted: {accepted}", "place", text, placeForm))
		}
		o.Places = append(o.Places, p)
	}
	return wrong
}

// placeForm is how a place is written.
const placeForm = "region=R,vswitch=V,security-group=G,image=I,amount=N,zone=Z,key-pair=K"

// readPlace reads a place, which takes what it does not say from base but for
// what only exists in one place.
func readPlace(text string, base fleet.Place) (p fleet.Place, ok bool) {
	p = base
	p.Zone, p.VSwitch, p.SecurityGroups = "", "", nil
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, ",") {
		key, value, ok := strings.Cut(part, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !ok || value == "" || seen[key] && key != "security-group" {
			return p, false
		}
		seen[key] = true
		switch key {
		case "region":
			p.Region = ecsapi.RegionID(value)
		case "zone":
			p.Zone = ecsapi.ZoneID(value)
		case "vswitch":
			p.VSwitch = value
		case "security-group":
			p.SecurityGroups = append(p.SecurityGroups, value)
		case "image":
			p.Image = value
		case "key-pair":
			p.KeyPair = value
		case "amount":
			n, err := strconv.Atoi(value)
			if err != nil {
				return p, false
			}
			p.Amount = n
		default:
			return p, false
		}
	}
	return p, true
}

// diskForm is how a disk is written.
const diskForm = "CATEGORY:GIB, CATEGORY:GIB:PL"

// readDisk reads CATEGORY:GIB[:PL].
func readDisk(text string) (ecsapi.DiskSpec, bool) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 || parts[0] == "" || parts[len(parts)-1] == "" {
		return ecsapi.DiskSpec{}, false
	}
	n, err := strconv.Atoi(parts[1])
	d := ecsapi.DiskSpec{Category: parts[0], SizeGiB: n}
	if len(parts) == 3 {
		d.Level = strings.ToUpper(parts[2])
	}
	return d, err == nil && n > 0
}
