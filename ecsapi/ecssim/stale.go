package ecssim

import (
	"time"
)

// past lets a call look at the past. While a stale fault is in force for a
// region, a copy of its fleet is made whenever somebody calls and the last one
// is older than the fault allows; calls that are hit are answered from it. So a
// write is not seen by stale reads for a while, and then it is.
func (c *Cloud) past(call *call, m mishap) {
	r := c.byID[call.params["RegionId"]]
	if m.lag == 0 || r == nil {
		return
	}
	wall := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.replica == nil || wall.Sub(r.copied) > m.lag {
		r.settle(call.now)
		r.replica, r.copied = r.copy(), wall
	}
	if m.kind == FaultStale {
		call.stale = r.replica
	}
}

// copy is the fleet of a region as it is now, in which nothing ever happens.
// The caller holds the lock.
func (r *region) copy() *region {
	all := make([]instance, len(r.list))
	old := &region{
		Region: r.Region, zones: r.zones, vpcs: r.vpcs, cloud: r.cloud, index: r.index,
		list: make([]*instance, len(all)), byID: make(map[string]*instance, len(all)),
	}
	for n, i := range r.list {
		all[n] = *i
		old.list[n], old.byID[i.id] = &all[n], &all[n]
	}
	return old
}
