package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
	"slices"
	"strings"
	"time"
)

// maxDisks is how many disks a machine has at most, the system disk included.
const maxDisks = 17

// diskNeverExpires is the ExpiredTime of a disk that is not prepaid.
const diskNeverExpires = "2999-09-08T16:00Z"

// disk is one made with a machine. It goes on describing itself by it when the
// machine is gone and the disk was kept.
type disk struct {
	market.DiskSpec
	with     *instance
	index    int       // 0 is the system disk
	detached time.Time // when the machine was released, zero before
}

// diskCount is how many disks a machine was made with.
func (i *instance) diskCount() int {
	if i.specs != nil {
		return len(i.specs)
	}
	switch u := hash.Unit(hash.Mix(i.hash, 'k')); {
	case u < 0.55:
		return 1
	case u < 0.85:
		return 2
	case u < 0.97:
		return 3
	}
	return 4
}

// disk is the n-th disk a machine was made with: as it was asked for, or as it
// follows from the hash of a machine that was there from the start.
func (i *instance) disk(n int) disk {
	d := disk{with: i, index: n}
	if i.specs != nil {
		d.DiskSpec = i.specs[n]
		return d
	}
	h := hash.Mix(i.hash, 'k', uint64(n))
	switch p := h % 20; {
	case p < 12:
		d.Category, d.Level = market.CloudESSD, []string{"PL0", "PL1", "PL1", "PL1", "PL2"}[h/20%5]
	case p < 16:
		d.Category = market.CloudEfficiency
	case p < 18:
		d.Category = market.CloudSSD
	case p < 19:
		d.Category = market.CloudAuto
	default:
		d.Category = market.CloudEntry
	}
	if offered := market.DiskCategories(i.Type); !slices.Contains(offered, d.Category) {
		d.Category, d.Level = offered[0], ""
		if d.Category == market.CloudESSD {
			d.Level = "PL1"
		}
	}
	if n == 0 {
		d.Size = max([]int{40, 40, 40, 60, 100}[h/100%5], i.image.SizeGiB)
		return d
	}
	d.Size = []int{100, 200, 200, 500, 1000, 2000}[h/100%6]
	d.Keep = h/1000%5 < 2
	if h/10000%3 == 0 {
		d.Name = "data" + string(rune('0'+n))
	}
	return d
}

// disks are all disks a machine was made with, the system disk first.
func (i *instance) disks() []disk {
	all := make([]disk, i.diskCount())
	for n := range all {
		all[n] = i.disk(n)
	}
	return all
}

// diskID names a disk after its machine and its place there, so that it leads back
// to both.
func diskID(with *instance, index int) string { return "d" + shift(with.ID, index, 1)[1:] }

func (d disk) ID() string { return diskID(d.with, d.index) }

// shift turns the letters and digits of an id that follow its prefix by an
// amount that depends on n, forth (1) or back (-1).
func shift(id string, n, way int) string {
	b := []byte(id)
	for k := 5; k < len(b); k++ {
		if at := strings.IndexByte(hash.Alphabet, b[k]); at >= 0 {
			b[k] = hash.Alphabet[(at+36+way*int(hash.Mix(uint64(n), uint64(k))%36))%36]
		}
	}
	return string(b)
}

// diskByID finds a disk of the region. The caller holds the lock.
func (r *region) diskByID(id string) (ref diskRef, ok bool) {
	if d := r.kept[id]; d != nil {
		return diskRef{with: d.with, index: d.index, kept: d}, true
	}
	if len(id) < 2 {
		return diskRef{}, false
	}
	for n := range maxDisks {
		if i := r.byID["i"+shift(id, n, -1)[1:]]; i != nil && n < i.diskCount() {
			return diskRef{with: i, index: n}, true
		}
	}
	return diskRef{}, false
}

// bury ends what hangs on a machine that is released: its disks are kept or
// go with it, what it was doing is interrupted. The caller holds the lock.
func (r *region) bury(i *instance, at time.Time) {
	i.interrupt(at, true)
	r.released(i, at)
	for _, d := range i.disks() {
		if !d.Keep {
			continue
		}
		if r.kept == nil {
			r.kept = map[string]*disk{}
		}
		d.detached = at
		r.kept[d.ID()] = &d
	}
}

// task is something that goes on in a machine and ends early when the machine
// does.
type task interface {
	// interrupt is told that the machine stopped, or that it was released.
	interrupt(at time.Time, released bool)
	over(now time.Time) bool
}

// undertake adds to what a machine is doing. The caller holds the lock of the
// region.
func (i *instance) undertake(t task, now time.Time) {
	i.tasks = append(slices.DeleteFunc(i.tasks, func(t task) bool { return t.over(now) }), t)
}

// interrupt ends what a machine is doing, because it stops or is released. The
// caller holds the lock of the region.
func (i *instance) interrupt(at time.Time, released bool) {
	for _, t := range i.tasks {
		t.interrupt(at, released)
	}
	i.tasks = nil
}

// diskRef names a disk: what there is to know of it is found out only of those
// that are looked at.
type diskRef struct {
	with  *instance
	index int
	kept  *disk // of one that outlived its machine
}

func (ref diskRef) ID() string { return diskID(ref.with, ref.index) }

func (ref diskRef) Made() time.Time { return ref.with.created }

func (ref diskRef) disk() disk {
	if ref.kept != nil {
		return *ref.kept
	}
	return ref.with.disk(ref.index)
}

// disks are the disks of the region, newest first: all, those attached to a
// machine, or those with certain ids. The caller holds the lock.
func (r *region) disks(instance string, ids []string, byID bool) []diskRef {
	var all []diskRef
	switch {
	case byID:
		seen := map[string]bool{}
		for _, id := range ids {
			ref, ok := r.diskByID(id)
			if attached := ref.kept == nil && ok && ref.with.ID == instance; ok && !seen[id] && (instance == "" || attached) {
				all = append(all, ref)
				seen[id] = true
			}
		}
	case instance != "":
		if i := r.byID[instance]; i != nil {
			all = i.refs(nil)
		}
	default:
		all = make([]diskRef, 0, 2*len(r.list))
		for _, i := range r.list {
			all = i.refs(all)
		}
		if len(r.kept) == 0 {
			return all // in order as they are
		}
		for _, d := range r.kept {
			all = append(all, diskRef{with: d.with, index: d.index, kept: d})
		}
	}
	slices.SortFunc(all, func(a, b diskRef) int {
		if a.with != b.with {
			return newer(a.with, b.with)
		}
		return a.index - b.index
	})
	return all
}

// refs appends the disks of a machine to a list.
func (i *instance) refs(list []diskRef) []diskRef {
	for n := range i.diskCount() {
		list = append(list, diskRef{with: i, index: n})
	}
	return list
}

// instance is the machine a disk is attached to, "" when there is none.
func (d disk) instance() string {
	if d.detached.IsZero() {
		return d.with.ID
	}
	return ""
}

func (d disk) status() string {
	if d.detached.IsZero() {
		return "In_use"
	}
	return "Available"
}

func (d disk) kind() string {
	if d.index == 0 {
		return "system"
	}
	return "data"
}

// portable is whether a disk can be taken to another machine: those that are
// kept and those paid for by the hour.
func (d disk) portable() bool { return d.index > 0 && (d.Keep || !d.with.prepaid) }

func (d disk) chargeType() string {
	if d.with.prepaid && !d.portable() {
		return "PrePaid"
	}
	return "PostPaid"
}
