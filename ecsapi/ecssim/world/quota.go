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

// Quota is how much of what is paid as it is used a region holds at most.
type Quota struct{ Instances, Cpus int }

// Usage is how much of what is paid as it is used a region holds.
func (r *Region) Usage() (used Quota) {
	for _, list := range [][]*Instance{r.List, r.Fresh} {
		for _, i := range list {
			if !i.Prepaid {
				used.Instances++
				used.Cpus += i.Type.CPU
			}
		}
	}
	return used
}

// OrderID is the number of the next order. The n-th one of a seed is always the same.
func (c *Cloud) OrderID() string {
	n := c.orders.Add(1)
	return fmt.Sprintf("2%014d", hash.Mix(c.Seed, n, 'o')%100_000_000_000_000)
}

// SetQuota sets the quota of each region: 0 is more than it starts with.
func (c *Cloud) SetQuota(instances int) {
	for _, r := range c.Regions {
		r.Quota = r.Usage()
		r.Quota.Cpus += spareCPUs
		if r.Quota.Instances += spareInstances; instances > 0 {
			r.Quota.Instances = instances
		}
	}
}
