package ecssim

import "time"

// past is the fleet of a region as it was at most lag of wall time ago, the same
// one until then: a write is not seen in it for a while, and then it is.
func (r *region) past(now time.Time, lag time.Duration) *region {
	wall := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.replica == nil || wall.Sub(r.copied) > lag {
		r.settle(now)
		r.replica, r.copied = r.copy(), wall
	}
	return r.replica
}

// forgetPast drops the copy of the fleet, which is as large as the fleet.
func (r *region) forgetPast() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.replica = nil
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
		old.list[n], old.byID[i.ID] = &all[n], &all[n]
	}
	return old
}
