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
	vpcs  []*vpc
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

// zone is a zone and what it sells.
type zone struct {
	catalog.Zone
	hash  uint64
	types types    // of the cloud
	sells []bool   // by index into types
	added []string // ids of types that it sells because the fleet has them there
	own   bool     // the catalogue lacks it
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
		if r.byID[i.id] == i {
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
	delete(r.byID, i.id)
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
		if r.byID[i.id] == i {
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
	return strings.Compare(a.id, b.id)
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
