package ecssim

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
)

// addr is an IPv4 address.
type addr uint32

func (a addr) String() string {
	if a == 0 {
		return ""
	}
	return netip.AddrFrom4([4]byte{byte(a >> 24), byte(a >> 16), byte(a >> 8), byte(a)}).String()
}

// another is the address a machine gets that gave this one back.
func (a addr) another(hash uint64) addr {
	const low = 1<<poolBits - 1
	return a&^low | addr(hash)&low
}

// vpc is a private network with one vSwitch in each zone the fleet lives in.
type VPC struct {
	ID       string
	switches []*vswitch
	security []string   // ids of its security groups
	groups   [][]string // combinations of them that machines are in
}

// vswitch is the part of a VPC that lies in one zone.
type vswitch struct {
	ID   string
	VPC  *VPC
	zone *zone
	base addr // first address
	used int
}

// take is the next free private address.
func (s *vswitch) take() addr {
	s.used++
	return s.base + addr(s.used+3) // the first few belong to the cloud
}

// newVPCs lays out the networks of a region.
func newVPCs(rng *rand.Rand, prefix string, zones []*zone) []*VPC {
	vpcs := make([]*VPC, 1+rng.IntN(2))
	for n := range vpcs {
		v := &VPC{ID: "vpc-" + prefix + letters(rng, 17)}
		block := addr(10)<<24 | addr(8+rng.IntN(120)*2+n)<<16
		for k, z := range zones {
			v.switches = append(v.switches, &vswitch{
				ID: "vsw-" + prefix + letters(rng, 17), VPC: v, zone: z, base: block | addr(k)<<14,
			})
		}
		ids := make([]string, 3+rng.IntN(3))
		for k := range ids {
			ids[k] = "sg-" + prefix + letters(rng, 15)
		}
		v.security = ids
		for k := range ids {
			v.groups = append(v.groups, ids[k:k+1], []string{ids[k], ids[(k+1)%len(ids)]})
		}
		vpcs[n] = v
	}
	return vpcs
}

// publicAddr is the n-th address of a pool of the region with the given index.
// Addresses of a pool look random and never repeat.
func publicAddr(pool addr, region, n int) addr {
	serial := uint32(region)<<17 | uint32(n)&(1<<17-1)
	return pool | addr(serial*2654435761&(1<<poolBits-1))
}

// Pools of public addresses: static ones and elastic ones.
const (
	staticPool  addr = 47 << 24
	elasticPool addr = 120 << 24
	poolBits         = 23
)

// switchBits is how many bits of an address name the vSwitch.
const switchBits = 18

// cidr is the block of addresses of a VPC.
func (v *VPC) CIDR() string { return fmt.Sprintf("%s/16", v.switches[0].base&^0xffff) }

// keyPairs are the login keys of the account, in every region the same ones.
var keyPairs = []string{"deploy", "ops-2024", "prod-login"}

// publicAddr is the next static public address of the region.
func (r *region) publicAddr() addr {
	for {
		r.public++
		if a := publicAddr(staticPool, r.index, r.public-1); !r.cloud.claimed[a] {
			return a
		}
	}
}
