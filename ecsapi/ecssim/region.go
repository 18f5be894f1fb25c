package ecssim

import (
	"container/heap"
	"slices"
	"strings"
	"sync"
	"time"

	"ecsdeck/ecsapi/catalog"
)

// region is a region and its part of the fleet, under one lock of its own.
type region struct {
	catalog.Region
	zones []*zone // in catalogue order
	vpcs  []*VPC
	cloud *world
	index int // in the catalogue

	mu     sync.Mutex
	list   []*instance // newest first
	byID   map[string]*instance
	agenda agenda
	fresh  []*instance  // created a moment ago, not in list yet
	taken  map[cell]int // machines taken from stock since the start, less those given back
	short  time.Time    // nothing is in stock until then
	quota  quota
	made   int              // instances created so far
	public int              // static public addresses given so far
	kept   map[string]*disk // disks that outlived their machine

	snapshots []*snapshot // made by hand, oldest first
	copies    uint64      // snapshots begun so far

	replica *region   // what stale answers tell, nil until there was one to tell
	copied  time.Time // when it was made, wall time
	history []event   // of machines that are gone

	spare []instance // room for the next copy of the fleet that is saved

	invocations []*invocation // of commands, oldest first
	invoked     uint64        // invocations so far
}

// settle applies everything that is due by now. The caller holds the lock.
func (r *region) settle(now time.Time) {
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
		r.plan(i)
	}
	if r.reveal(now) || turned {
		r.cloud.changed.Add(1)
	}
	if !gone {
		return
	}
	kept := make([]*instance, 0, len(r.byID))
	for _, i := range r.list {
		if r.byID[i.ID] == i {
			kept = append(kept, i)
		}
	}
	r.list = kept
}

// retire ends an instance, its place in the list apart.
func (r *region) retire(i *instance, at time.Time) {
	if i.slot >= 0 {
		heap.Remove(&r.agenda, i.slot)
	}
	delete(r.byID, i.ID)
	r.book(i, false)
	r.bury(i, at)
}

// reveal lists the instances that were created a moment ago, if there are any.
func (r *region) reveal(now time.Time) (any bool) {
	before := len(r.fresh)
	r.fresh = slices.DeleteFunc(r.fresh, func(i *instance) bool {
		if i.listed.After(now) {
			return false
		}
		i.hidden = false
		if r.byID[i.ID] == i {
			n, _ := slices.BinarySearchFunc(r.list, i, newer)
			r.list = slices.Insert(r.list, n, i)
		}
		return true
	})
	return len(r.fresh) < before
}

// plan puts an instance where it now belongs on the agenda and in the books of
// the stock. The caller holds the lock, and calls it after every change that
// moves next.
func (r *region) plan(i *instance) {
	r.book(i, i.holds())
	waits := !i.next().IsZero()
	switch {
	case waits && i.slot < 0:
		heap.Push(&r.agenda, i)
	case waits:
		heap.Fix(&r.agenda, i.slot)
	case i.slot >= 0:
		heap.Remove(&r.agenda, i.slot)
	}
}

// newer orders a region's list: by creation time, newest first, then by id.
func newer(a, b *instance) int {
	if c := b.created.Compare(a.created); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}

// agenda is a heap of the instances that will change by themselves, the next
// one first; each knows its slot.
type agenda []*instance

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(x, y int) bool { return a[x].next().Before(a[y].next()) }
func (a agenda) Swap(x, y int) {
	a[x], a[y] = a[y], a[x]
	a[x].slot, a[y].slot = x, y
}

func (a *agenda) Push(x any) {
	i := x.(*instance)
	i.slot = len(*a)
	*a = append(*a, i)
}

func (a *agenda) Pop() any {
	old := *a
	i := old[len(old)-1]
	old[len(old)-1] = nil
	*a = old[:len(old)-1]
	i.slot = -1
	return i
}

func (r *region) change(id string, now time.Time, do func(r *region, i *instance) error) (found bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(now)
	i := r.byID[id]
	if i == nil {
		return false, nil
	}
	return true, do(r, i)
}

// copyOf is a copy of an instance of the region as it stands.
func (r *region) copyOf(id string, now time.Time) (i instance, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(now)
	if found := r.byID[id]; found != nil {
		return *found, true
	}
	return instance{}, false
}

// pick finds instances by id, in the order of the list; unknown ids are not
// answered at all. The caller holds the lock.
func (r *region) pick(ids []string) []*instance {
	var out []*instance
	seen := map[string]bool{}
	for _, id := range ids {
		if i := r.byID[id]; i != nil && !i.hidden && !seen[id] {
			out = append(out, i)
			seen[id] = true
		}
	}
	slices.SortFunc(out, newer)
	return out
}

// release ends an instance and its place in the list. The caller holds the lock.
func (r *region) release(i *instance, now time.Time) {
	r.retire(i, now)
	if n, ok := slices.BinarySearchFunc(r.list, i, newer); ok {
		r.list = slices.Delete(r.list, n, n+1)
	}
}
