package world

import "time"

// Past is the fleet of a region as it was at most lag of wall time ago, the same
// one until then: a write is not seen in it for a while, and then it is.
func (r *Region) Past(now time.Time, lag time.Duration) *Region {
	wall := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.replica == nil || wall.Sub(r.copied) > lag {
		r.Settle(now)
		r.replica, r.copied = r.copy(), wall
	}
	return r.replica
}

// ForgetPast drops the copy of the fleet, which is as large as the fleet.
func (r *Region) ForgetPast() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.replica = nil
}

// copy is the fleet of a region as it is now, in which nothing ever happens.
// The caller holds the lock.
func (r *Region) copy() *Region {
	all := make([]Instance, len(r.List))
	old := &Region{
		Region: r.Region, Zones: r.Zones, VPCs: r.VPCs, Cloud: r.Cloud, index: r.index,
		List: make([]*Instance, len(all)), ByID: make(map[string]*Instance, len(all)),
	}
	for n, i := range r.List {
		all[n] = *i
		old.List[n], old.ByID[i.ID] = &all[n], &all[n]
	}
	return old
}
