package world

import (
	"fmt"

	"ecsdeck/ecsapi/ecssim/hash"
)

// What a region holds at most on top of what it started with, of what is paid as it is used.
const (
	spareInstances = 1000
	spareCPUs      = 8000
)

// maxCreations is how many instances an account may create in a minute,
// whatever the limits of calls are.
const maxCreations = 5000

// Quota is how much of what is paid as it is used a region holds at most. Cpus is a quota of
// spot instances, and as much again of the others.
type Quota struct{ Instances, Cpus int }

// Usage is how much of what is paid as it is used a region holds. The vCPUs of spot instances
// are not among Cpus.
type Usage struct{ Instances, Cpus, SpotCpus int }

// Usage counts what is paid as it is used. The caller holds the lock.
func (r *Region) Usage() (used Usage) {
	for _, list := range [][]*Instance{r.List, r.Fresh} {
		for _, i := range list {
			switch {
			case i.Prepaid:
				continue
			case i.Spot != NoSpot:
				used.SpotCpus += i.Type.CPU
			default:
				used.Cpus += i.Type.CPU
			}
			used.Instances++
		}
	}
	return used
}

// CpusOf are the vCPUs of spot instances, or those of the others.
func (u Usage) CpusOf(spot bool) int {
	if spot {
		return u.SpotCpus
	}
	return u.Cpus
}

// OrderID is the number of the next order. The n-th one of a seed is always the same.
func (c *Cloud) OrderID() string {
	n := c.orders.Add(1)
	return fmt.Sprintf("2%014d", hash.Mix(c.Seed, n, 'o')%100_000_000_000_000)
}

// SetQuota sets the quota of each region: 0 is more than it starts with.
func (c *Cloud) SetQuota(instances int) {
	for _, r := range c.Regions {
		used := r.Usage()
		r.Quota = Quota{used.Instances + spareInstances, used.Cpus + used.SpotCpus + spareCPUs}
		if instances > 0 {
			r.Quota.Instances = instances
		}
	}
}
