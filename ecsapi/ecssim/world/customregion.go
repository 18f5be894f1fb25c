package world

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
func (s *seeder) given(info catalog.Region, index int, machines []*Machine) *Region {
	r := s.newRegion(info, index)
	for _, m := range machines {
		r.zoneOf(m.Zone).sellToo(m.Type)
	}
	places := r.networks(machines)
	all := make([]Instance, len(machines))
	for n, m := range machines {
		i := &all[n]
		*i = Instance{ID: m.ID, Hash: hash.Mix(s.Seed, hash.Of(m.ID)), Place: places[n], Type: s.Types.ByID(m.Type)}
		s.take(i, m)
		if i.PublicIP != 0 || i.EIP != 0 {
			s.Claimed[cmp.Or(i.PublicIP, i.EIP)] = true
		}
	}
	r.settleIn(all, s.now)
	return r
}

// take makes an instance what a machine is. What isn't told follows from its id.
func (s *seeder) take(i *Instance, m *Machine) {
	draw := rand.New(rand.NewPCG(i.Hash, 'g'))
	pick := s.images[imageKind(false, i.Type.Architecture == "ARM")]
	i.Image = pick[draw.IntN(len(pick))]
	i.KeyPair = KeyPairs[draw.IntN(len(KeyPairs))]

	i.Name, i.Status, i.Lock, i.Protected, i.Description = cmp.Or(m.Name, m.ID), m.Status, m.Lock, m.Protected, m.Description
	i.Groups = append([]string{}, m.SecurityGroups...)
	for _, t := range m.Tags {
		i.Tags = append(i.Tags, Tag{Key: t[0], Value: t[1]})
	}
	i.Created = cmp.Or(m.Created.UTC(), s.now.Truncate(time.Minute))
	if m.Status != Pending {
		i.Started = i.Created.Add(time.Minute)
	}
	switch i.Mode = m.StoppedMode; {
	case i.Mode == "Not-applicable":
		i.Mode = ""
	case i.Mode == "" && m.Status == Stopped:
		i.Mode = KeepCharging
	}
	i.Spot = cmp.Or(m.SpotStrategy, NoSpot)
	switch {
	case m.ChargeType == "PrePaid":
		i.Prepaid, i.Expires = true, m.Expires.UTC()
	case i.Spot != NoSpot:
		i.SpotHours = 1
	}
	if i.Spot == SpotPriceLimit {
		i.SpotLimit = m.SpotPriceLimit
	}
	if !i.Prepaid {
		i.Release = m.AutoRelease.UTC()
	}
	if i.Lock == LockRecycling {
		i.Reclaimed = s.now
	}
	switch m.Status {
	case Pending:
		i.Due = s.now.Add(i.Span(4, 9))
	case Starting:
		i.Due = s.now.Add(i.Span(10, 35))
	case Stopping:
		i.Due = s.now.Add(i.Span(8, 40))
	}
	if i.PrivateIP, _ = readAddr(m.PrivateIP); i.PrivateIP == 0 {
		i.PrivateIP = i.Place.Take()
	}
	// A machine that was given back keeps no address but an elastic one.
	if public, _ := readAddr(m.PublicIP); i.Holds() && public != 0 {
		i.PublicIP, i.Bandwidth = public, 5
	} else {
		i.EIP = public
	}
}

// networks lays out private networks around machines, and says where each is: machines that share a
// security group share a network, which has a vSwitch in each of their zones.
func (r *Region) networks(machines []*Machine) []*VSwitch {
	prefix := PrefixOf(r.ID)
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
			v = &VPC{ID: "vpc-" + prefix + hash.Code(hash.Mix(r.Cloud.Seed, hash.Of(r.ID+at), 'v'), 17)}
			byRoot[at] = v
			r.VPCs = append(r.VPCs, v)
		}
		return v
	}
	of := make([]*VPC, len(machines))
	for n, m := range machines {
		if len(m.SecurityGroups) > 0 {
			of[n] = network(root(m.SecurityGroups[0]))
			for _, g := range m.SecurityGroups {
				if !slices.Contains(of[n].Security, g) {
					of[n].Security = append(of[n].Security, g)
				}
			}
		}
	}
	for n := range machines {
		switch {
		case of[n] != nil:
		case len(r.VPCs) > 0:
			of[n] = r.VPCs[0]
		default:
			of[n] = network("")
			of[n].Security = []string{"sg-" + prefix + hash.Code(hash.Mix(r.Cloud.Seed, hash.Of(r.ID), 'g'), 15)}
		}
	}
	return r.switches(machines, of)
}

// switches lays out the vSwitches of the networks, in blocks of addresses that
// hold most of what the machines have.
func (r *Region) switches(machines []*Machine, of []*VPC) []*VSwitch {
	const size = 1 << (32 - SwitchBits)
	type site struct {
		VPC  *VPC
		zone string
	}
	at := map[site]*VSwitch{}
	seen := map[*VSwitch]map[Addr]int{} // blocks of the addresses in it
	out := make([]*VSwitch, len(machines))
	for n, m := range machines {
		k := site{of[n], m.Zone}
		if at[k] == nil {
			at[k] = &VSwitch{
				ID:  "vsw-" + PrefixOf(r.ID) + hash.Code(hash.Mix(r.Cloud.Seed, hash.Of(of[n].ID+m.Zone)), 17),
				VPC: of[n], Zone: r.zone(m.Zone),
			}
			of[n].Switches = append(of[n].Switches, at[k])
			seen[at[k]] = map[Addr]int{}
		}
		out[n] = at[k]
		if ip, ok := readAddr(m.PrivateIP); ok {
			seen[at[k]][ip&^(size-1)]++
		}
	}
	for n, v := range r.VPCs {
		taken := map[Addr]bool{}
		next := Addr(10)<<24 | Addr(8+hash.Mix(r.Cloud.Seed, hash.Of(r.ID))%100+uint64(n))<<16
		for _, sw := range v.Switches {
			blocks := slices.SortedFunc(maps.Keys(seen[sw]), func(a, b Addr) int {
				return cmp.Or(seen[sw][b]-seen[sw][a], cmp.Compare(a, b))
			})
			blocks = slices.DeleteFunc(blocks, func(b Addr) bool { return taken[b] })
			if len(blocks) > 0 {
				sw.Base = blocks[0]
				next = sw.Base
			}
			for sw.Base == 0 || taken[sw.Base] {
				sw.Base = next
				next += size
			}
			taken[sw.Base] = true
		}
	}
	// What is created later comes behind what is there.
	for n, m := range machines {
		ip, ok := readAddr(m.PrivateIP)
		for _, sw := range of[n].Switches {
			if ok && ip&^(size-1) == sw.Base {
				sw.Used = max(sw.Used, int(ip-sw.Base)-3)
			}
		}
	}
	return out
}
