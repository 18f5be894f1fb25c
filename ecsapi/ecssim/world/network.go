package world

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"
)

// Addr is an IPv4 address.
type Addr uint32

// String is the address with dots, "" for 0.
func (a Addr) String() string {
	if a == 0 {
		return ""
	}
	return netip.AddrFrom4([4]byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)}).String()
}

// another is the address a machine gets that gave this one back.
func (a Addr) another(hash uint64) Addr {
	const low = 1<<poolBits - 1
	return a&^low | Addr(hash)&low
}

// VPC is a private network with one vSwitch in each zone the fleet lives in.
type VPC struct {
	ID       string
	Switches []*VSwitch
	Security []string   // ids of its security groups
	groups   [][]string // combinations of them that machines are in
}

// VSwitch is the part of a VPC that lies in one zone.
type VSwitch struct {
	ID   string
	VPC  *VPC
	Zone *Zone
	Base Addr // first address
	Used int
}

// Free is how many private addresses are left.
func (s *VSwitch) Free() int { return max(1<<(32-SwitchBits)-4-s.Used, 0) }

// Take is the next free private address.
func (s *VSwitch) Take() Addr {
	s.Used++
	return s.Base + Addr(s.Used+3) // the first few belong to the cloud
}

// newVPCs lays out the networks of a region.
func newVPCs(rng *rand.Rand, prefix string, zones []*Zone) []*VPC {
	vpcs := make([]*VPC, 1+rng.IntN(2))
	for n := range vpcs {
		v := &VPC{ID: "vpc-" + prefix + Letters(rng, 17)}
		block := Addr(10)<<24 | Addr(8+rng.IntN(120)*2+n)<<16
		for k, z := range zones {
			v.Switches = append(v.Switches, &VSwitch{
				ID: "vsw-" + prefix + Letters(rng, 17), VPC: v, Zone: z, Base: block | Addr(k)<<14,
			})
		}
		ids := make([]string, 3+rng.IntN(3))
		for k := range ids {
			ids[k] = "sg-" + prefix + Letters(rng, 15)
		}
		v.Security = ids
		for k := range ids {
			v.groups = append(v.groups, ids[k:k+1], []string{ids[k], ids[(k+1)%len(ids)]})
		}
		vpcs[n] = v
	}
	return vpcs
}

// publicAddr is the n-th address of a pool of the region with the given index.
// Addresses of a pool look random and never repeat.
func publicAddr(pool Addr, region, n int) Addr {
	serial := uint32(region)<<17 | uint32(n)&(1<<17-1)
	return pool | Addr(serial*2654435761&(1<<poolBits-1))
}

// Pools of public addresses: static ones and elastic ones.
const (
	staticPool  Addr = 47 << 24
	elasticPool Addr = 120 << 24
	poolBits         = 23
)

// SwitchBits is how many bits of an address name the vSwitch.
const SwitchBits = 18

// CIDR is the block of addresses of a VPC.
func (v *VPC) CIDR() string { return fmt.Sprintf("%s/16", v.Switches[0].Base&^0xffff) }

// KeyPairs are the login keys of the account, in every region the same ones.
var KeyPairs = []string{"deploy", "ops-2024", "prod-login"}

// PublicAddr is the next static public address of the region.
func (r *Region) PublicAddr() Addr {
	for {
		r.public++
		if a := publicAddr(staticPool, r.index, r.public-1); !r.Cloud.Claimed[a] {
			return a
		}
	}
}

// Fill leaves a vSwitch no more than so many free addresses and says how many it has now;
// ok is false if there is none of that id.
func (c *Cloud) Fill(id string, free int, now time.Time) (left int, ok bool) {
	defer c.Changed.Add(1)
	for _, r := range c.Regions {
		for _, v := range r.VPCs {
			for _, s := range v.Switches {
				if s.ID != id {
					continue
				}
				r.Lock(now)
				defer r.Unlock()
				s.Used += max(s.Free()-free, 0)
				return s.Free(), true
			}
		}
	}
	return 0, false
}
