package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"fmt"
)

// What a region holds at most on top of what it started with, of what is paid
// as it is used.
const (
	spareInstances = 1000
	spareCPUs      = 8000
)

// quota is how much of what is paid as it is used a region holds at most.
type quota struct{ instances, cpus int }

// usage is how much of what is paid as it is used a region holds.
func (r *region) usage() (used quota) {
	count := func(list []*instance) {
		for _, i := range list {
			if !i.prepaid {
				used.instances++
				used.cpus += i.Type.CPU
			}
		}
	}
	count(r.list)
	count(r.fresh)
	return used
}

// orderID is the number of the next order. The n-th one of a seed is always the same.
func (c *world) orderID() string {
	n := c.orders.Add(1)
	return fmt.Sprintf("2%014d", hash.Mix(c.seed, n, 'o')%100_000_000_000_000)
}

// limit sets the quota of each region: 0 is more than it starts with.
func (c *world) limit(instances int) {
	for _, r := range c.regions {
		r.quota = r.usage()
		r.quota.cpus += spareCPUs
		if r.quota.instances += spareInstances; instances > 0 {
			r.quota.instances = instances
		}
	}
}
