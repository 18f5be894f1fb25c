package world

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"
	"sync"
	"time"

	"ecsdeck/ecsapi/catalog"
)

// Region is a region and its part of the fleet, under one lock of its own.
type Region struct {
	catalog.Region
	Zones []*Zone // in catalogue order
	VPCs  []*VPC
	Cloud *Cloud
	index int // in the catalogue

	mu     sync.Mutex
	List   []*Instance // newest first
	ByID   map[string]*Instance
	agenda agenda
	Fresh  []*Instance  // created a moment ago, not in List yet
	taken  map[Cell]int // machines taken from stock since the start, less those given back
	short  time.Time    // nothing is in stock until then
	Quota  Quota
	Made   int              // instances created so far
	public int              // static public addresses given so far
	Kept   map[string]*Disk // disks that outlived their machine

	Snapshots []*Snapshot // made by hand, oldest first
	Copies    uint64      // snapshots begun so far

	replica *Region   // what stale answers tell, nil until there was one to tell
	copied  time.Time // when it was made, wall time
	History []Event   // of machines that are gone

	spare []Instance // room for the next copy of the fleet that is saved

	Invocations []*Invocation // of commands, oldest first
	Invoked     uint64        // invocations so far
}

// newRegion is a region with its zones, and without a fleet.
func (c *Cloud) newRegion(info catalog.Region, index int) *Region {
	r := &Region{
		Region: info, Cloud: c, index: index,
		ByID: map[string]*Instance{}, Kept: map[string]*Disk{}, taken: map[Cell]int{},
	}
	for _, z := range catalog.Zones(info.ID) {
		r.addZone(z)
	}
	return r
}

// Lock takes the lock of the region and applies everything that is due by now.
func (r *Region) Lock(now time.Time) {
	r.mu.Lock()
	r.Settle(now)
}

// Unlock gives the lock back.
func (r *Region) Unlock() { r.mu.Unlock() }

// Settle applies everything that is due by now. The caller holds the lock.
func (r *Region) Settle(now time.Time) {
	gone, turned := false, false
	for len(r.agenda) > 0 {
		i := r.agenda[0]
		at := i.next()
		if at.After(now) {
			break
		}
		turned = true
		if r.turn(i, at) {
			r.retire(i, at)
			gone = true
			continue
		}
		r.Plan(i)
	}
	if r.reveal(now) || turned {
		r.Cloud.Changed.Add(1)
	}
	if gone {
		r.List = slices.DeleteFunc(r.List, func(i *Instance) bool { return r.ByID[i.ID] != i })
	}
}

// retire ends an instance, its place in the list apart.
func (r *Region) retire(i *Instance, at time.Time) {
	if i.Slot >= 0 {
		heap.Remove(&r.agenda, i.Slot)
	}
	delete(r.ByID, i.ID)
	r.book(i, false)
	r.bury(i, at)
}

// reveal lists the instances that were created a moment ago, if there are any.
func (r *Region) reveal(now time.Time) (shown bool) {
	before := len(r.Fresh)
	r.Fresh = slices.DeleteFunc(r.Fresh, func(i *Instance) bool {
		if i.Listed.After(now) {
			return false
		}
		i.Hidden = false
		if r.ByID[i.ID] == i {
			n, _ := slices.BinarySearchFunc(r.List, i, newer)
			r.List = slices.Insert(r.List, n, i)
		}
		return true
	})
	return len(r.Fresh) < before
}

// Plan puts an instance where it now belongs on the agenda and in the books of the stock. The
// caller holds the lock, and calls it after every change that moves next.
func (r *Region) Plan(i *Instance) {
	r.book(i, i.Holds())
	waits := !i.next().IsZero()
	switch {
	case waits && i.Slot < 0:
		heap.Push(&r.agenda, i)
	case waits:
		heap.Fix(&r.agenda, i.Slot)
	case i.Slot >= 0:
		heap.Remove(&r.agenda, i.Slot)
	}
}

// newer orders a region's list: by creation time, newest first, then by id.
func newer(a, b *Instance) int {
	return cmp.Or(b.Created.Compare(a.Created), strings.Compare(a.ID, b.ID))
}

// agenda is a heap of the instances that will change by themselves, the next
// one first; each knows its slot.
type agenda []*Instance

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(x, y int) bool { return a[x].next().Before(a[y].next()) }
func (a agenda) Swap(x, y int) {
	a[x], a[y] = a[y], a[x]
	a[x].Slot, a[y].Slot = x, y
}

func (a *agenda) Push(x any) {
	i := x.(*Instance)
	i.Slot = len(*a)
	*a = append(*a, i)
}

func (a *agenda) Pop() any {
	old := *a
	i := old[len(old)-1]
	old[len(old)-1] = nil
	*a = old[:len(old)-1]
	i.Slot = -1
	return i
}

// Change does something to an instance, with the lock of the region held; found is false
// without one of that id.
func (r *Region) Change(id string, now time.Time, do func(r *Region, i *Instance) error) (found bool, err error) {
	r.Lock(now)
	defer r.Unlock()
	i := r.ByID[id]
	if i == nil {
		return false, nil
	}
	return true, do(r, i)
}

// Pick finds instances by id, in the order of the list; unknown ids are not
// answered at all. Unless byID it is all of the list. The caller holds the lock.
func (r *Region) Pick(ids []string, byID bool) []*Instance {
	if !byID {
		return r.List
	}
	var out []*Instance
	seen := map[string]bool{}
	for _, id := range ids {
		if i := r.ByID[id]; i != nil && !i.Hidden && !seen[id] {
			out = append(out, i)
			seen[id] = true
		}
	}
	slices.SortFunc(out, newer)
	return out
}

// Release ends an instance and its place in the list. The caller holds the lock.
func (r *Region) Release(i *Instance, now time.Time) {
	r.retire(i, now)
	if n, ok := slices.BinarySearchFunc(r.List, i, newer); ok {
		r.List = slices.Delete(r.List, n, n+1)
	}
}
