package ecssim

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/hash"
)

// given lays out a region with machines that are given.
func (s *seeder) given(c *world, info catalog.Region, index int, machines []*Machine) *region {
	r := &region{Region: info, cloud: c, index: index, byID: make(map[string]*instance, len(machines))}
	for _, z := range catalog.Zones(info.ID) {
		r.zones = append(r.zones, s.zone(z))
	}
	for _, m := range machines {
		z := r.zone(m.Zone)
		if z == nil {
			z = s.zone(ownZone(r, m.Zone))
			z.own = true
			r.zones = append(r.zones, z)
		}
		z.sellToo(m.Type)
	}
	places := r.networks(s, machines)
	all := make([]instance, len(machines))
	r.list = make([]*instance, len(machines))
	for n, m := range machines {
		i := &all[n]
		*i = instance{ID: m.ID, hash: hash.Mix(s.seed, hash.Of(m.ID)), slot: -1, place: places[n], Type: s.all.byID(m.Type)}
		s.take(i, m)
		r.list[n] = i
		if i.booked = i.holds(); i.publicIP != 0 || i.EIP != 0 {
			c.claimed[cmp.Or(i.publicIP, i.EIP)] = true
		}
	}
	r.settleIn()
	return r
}

// take makes an instance what a machine is. What isn't told follows from its id.
func (s *seeder) take(i *instance, m *Machine) {
	draw := rand.New(rand.NewPCG(i.hash, 'g'))
	pick := s.images[imageKind(false, i.Type.Architecture == "ARM")]
	i.image = pick[draw.IntN(len(pick))]
	i.keyPair = keyPairs[draw.IntN(len(keyPairs))]

	i.name, i.status, i.lock, i.protected = cmp.Or(m.Name, m.ID), m.Status, m.Lock, m.Protected
	i.groups = append([]string{}, m.SecurityGroups...)
	for _, t := range m.Tags {
		i.tags = append(i.tags, tag{key: t[0], value: t[1]})
	}
	i.created = cmp.Or(m.Created.UTC(), s.now.Truncate(time.Minute))
	if m.Status != pending {
		i.started = i.created.Add(time.Minute)
	}
	switch i.mode = m.StoppedMode; {
	case i.mode == "Not-applicable":
		i.mode = ""
	case i.mode == "" && m.Status == stopped:
		i.mode = keepCharging
	}
	i.spot = cmp.Or(m.SpotStrategy, noSpot)
	switch {
	case m.ChargeType == "PrePaid":
		i.prepaid, i.expires = true, m.Expires.UTC()
		i.renewal = i.foundRenewal(s.now)
		i.schedule(s.now)
	case i.spot != noSpot:
		i.spotHours = 1
		i.watch = s.now.Add(time.Duration(hash.Unit(hash.Mix(i.hash, 'w')) * float64(checkEvery)))
	}
	if i.spot == spotPriceLimit {
		i.spotLimit = m.SpotPriceLimit
	}
	if !i.prepaid {
		i.release = m.AutoRelease.UTC()
	}
	if i.lock == lockRecycling {
		i.reclaimed, i.watch = s.now, time.Time{}
	}
	switch m.Status {
	case pending:
		i.due = s.now.Add(i.span(4, 9))
	case starting:
		i.due = s.now.Add(i.span(10, 35))
	case stopping:
		i.due = s.now.Add(i.span(8, 40))
	}
	if i.privateIP, _ = readAddr(m.PrivateIP); i.privateIP == 0 {
		i.privateIP = i.place.take()
	}
	// A machine that was given back keeps no address but an elastic one.
	if public, _ := readAddr(m.PublicIP); i.holds() && public != 0 {
		i.publicIP, i.bandwidth = public, 5
	} else {
		i.EIP = public
	}
}

// networks lays out private networks around machines, and says where each is:
// machines that share a security group share a network, which has a vSwitch in
// each of their zones.
func (r *region) networks(s *seeder, machines []*Machine) []*vswitch {
	prefix := prefixOf(r.ID)
	joined := map[string]string{} // groups of one network, each to another of them
	var root func(group string) string
	root = func(group string) string {
		if up := joined[group]; up != group {
			joined[group] = root(up)
		}
		return joined[group]
	}
	for _, m := range machines {
		for _, g := range m.SecurityGroups {
			if _, known := joined[g]; !known {
				joined[g] = g
			}
			joined[root(g)] = root(m.SecurityGroups[0])
		}
	}
	byRoot := map[string]*VPC{}
	network := func(at string) *VPC {
		v := byRoot[at]
		if v == nil {
			v = &VPC{ID: "vpc-" + prefix + hash.Code(hash.Mix(s.seed, hash.Of(r.ID+at), 'v'), 17)}
			byRoot[at] = v
			r.vpcs = append(r.vpcs, v)
		}
		return v
	}
	of := make([]*VPC, len(machines))
	for n, m := range machines {
		if len(m.SecurityGroups) > 0 {
			of[n] = network(root(m.SecurityGroups[0]))
			for _, g := range m.SecurityGroups {
				if !slices.Contains(of[n].security, g) {
					of[n].security = append(of[n].security, g)
				}
			}
		}
	}
	for n := range machines {
		switch {
		case of[n] != nil:
		case len(r.vpcs) > 0:
			of[n] = r.vpcs[0]
		default:
			of[n] = network("")
			of[n].security = []string{"sg-" + prefix + hash.Code(hash.Mix(s.seed, hash.Of(r.ID), 'g'), 15)}
		}
	}
	return r.switches(s, machines, of)
}

// switches lays out the vSwitches of the networks, in blocks of addresses that
// hold most of what the machines have.
func (r *region) switches(s *seeder, machines []*Machine, of []*VPC) []*vswitch {
	const size = 1 << (32 - switchBits)
	type site struct {
		VPC  *VPC
		zone string
	}
	at := map[site]*vswitch{}
	seen := map[*vswitch]map[addr]int{} // blocks of the addresses in it
	out := make([]*vswitch, len(machines))
	for n, m := range machines {
		k := site{of[n], m.Zone}
		if at[k] == nil {
			at[k] = &vswitch{
				ID: "vsw-" + prefixOf(r.ID) + hash.Code(hash.Mix(s.seed, hash.Of(of[n].ID+m.Zone)), 17), VPC: of[n], zone: r.zone(m.Zone),
			}
			of[n].switches = append(of[n].switches, at[k])
			seen[at[k]] = map[addr]int{}
		}
		out[n] = at[k]
		if ip, ok := readAddr(m.PrivateIP); ok {
			seen[at[k]][ip&^(size-1)]++
		}
	}
	for n, v := range r.vpcs {
		taken := map[addr]bool{}
		next := addr(10)<<24 | addr(8+hash.Mix(s.seed, hash.Of(r.ID))%100+uint64(n))<<16
		for _, sw := range v.switches {
			blocks := slices.SortedFunc(maps.Keys(seen[sw]), func(a, b addr) int {
				return cmp.Or(seen[sw][b]-seen[sw][a], cmp.Compare(a, b))
			})
			blocks = slices.DeleteFunc(blocks, func(b addr) bool { return taken[b] })
			if len(blocks) > 0 {
				sw.base = blocks[0]
				next = sw.base
			}
			for sw.base == 0 || taken[sw.base] {
				sw.base = next
				next += size
			}
			taken[sw.base] = true
		}
	}
	// What is created later comes behind what is there.
	for n, m := range machines {
		ip, ok := readAddr(m.PrivateIP)
		for _, sw := range of[n].switches {
			if ok && ip&^(size-1) == sw.base {
				sw.used = max(sw.used, int(ip-sw.base)-3)
			}
		}
	}
	return out
}
