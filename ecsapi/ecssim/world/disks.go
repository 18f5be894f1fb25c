package world

import (
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
)

// MaxDisks is how many disks a machine has at most, the system disk included.
const MaxDisks = 17

// DiskNeverExpires is the ExpiredTime of a disk that is not prepaid.
const DiskNeverExpires = "2999-09-08T16:00Z"

// Disk is one made with a machine. It goes on describing itself by it when the
// machine is gone and the disk was kept.
type Disk struct {
	market.DiskSpec
	DiskPlace
	Detached time.Time // when the machine was released, zero before
}

// DiskPlace is the machine a disk was made with, and its place there.
type DiskPlace struct {
	With  *Instance
	Index int // 0 is the system disk
}

// ID names a disk after its place, so that it leads back there.
func (p DiskPlace) ID() string { return "d" + shift(p.With.ID, p.Index, 1)[1:] }

// Made is when its machine was created.
func (p DiskPlace) Made() time.Time { return p.With.Created }

// diskCount is how many disks a machine was made with.
func (i *Instance) diskCount() int {
	if i.Specs != nil {
		return len(i.Specs)
	}
	switch u := hash.Unit(hash.Mix(i.Hash, 'k')); {
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
func (i *Instance) disk(n int) Disk {
	d := Disk{DiskPlace: DiskPlace{i, n}}
	if i.Specs != nil {
		d.DiskSpec = i.Specs[n]
		return d
	}
	h := hash.Mix(i.Hash, 'k', uint64(n))
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
		d.Size = max([]int{40, 40, 40, 60, 100}[h/100%5], i.Image.SizeGiB)
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
func (i *Instance) disks() []Disk {
	all := make([]Disk, i.diskCount())
	for n := range all {
		all[n] = i.disk(n)
	}
	return all
}

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

// DiskByID finds a disk of the region. The caller holds the lock.
func (r *Region) DiskByID(id string) (ref DiskRef, ok bool) {
	if d := r.Kept[id]; d != nil {
		return DiskRef{d.DiskPlace, d}, true
	}
	if len(id) < 2 {
		return DiskRef{}, false
	}
	for n := range MaxDisks {
		if i := r.ByID["i"+shift(id, n, -1)[1:]]; i != nil && n < i.diskCount() {
			return DiskRef{DiskPlace{i, n}, nil}, true
		}
	}
	return DiskRef{}, false
}

// bury ends what hangs on a machine that is released: its disks are kept or go with it, as
// all of them do under a lock for security; what it was doing is interrupted. The caller
// holds the lock.
func (r *Region) bury(i *Instance, at time.Time) {
	i.interrupt(at, true)
	r.released(i, at)
	for _, d := range i.disks() {
		if !d.Keep || i.Lock == LockSecurity {
			continue
		}
		d.Detached = at
		r.Kept[d.ID()] = &d
	}
}

// Task is something that goes on in a machine and ends early when the machine does.
type Task interface {
	// interrupt is told that the machine stopped, or that it was released.
	interrupt(at time.Time, released bool)
	Over(now time.Time) bool
}

// Undertake adds to what a machine is doing. The caller holds the lock of the region.
func (i *Instance) Undertake(t Task, now time.Time) {
	i.Tasks = append(slices.DeleteFunc(i.Tasks, func(t Task) bool { return t.Over(now) }), t)
}

// interrupt ends what a machine is doing, because it stops or is released. The
// caller holds the lock of the region.
func (i *Instance) interrupt(at time.Time, released bool) {
	for _, t := range i.Tasks {
		t.interrupt(at, released)
	}
	i.Tasks = nil
}

// DiskRef names a disk: what there is to know of it is found out only of those that are looked at.
type DiskRef struct {
	DiskPlace
	kept *Disk // of one that outlived its machine
}

// Disk is the disk that is referred to.
func (ref DiskRef) Disk() Disk {
	if ref.kept != nil {
		return *ref.kept
	}
	return ref.With.disk(ref.Index)
}

// Disks are the disks of the region, newest first: all, those attached to a
// machine, or those with certain ids. The caller holds the lock.
func (r *Region) Disks(instance string, ids []string, byID bool) []DiskRef {
	var all []DiskRef
	switch {
	case byID:
		seen := map[string]bool{}
		for _, id := range ids {
			ref, ok := r.DiskByID(id)
			if attached := ref.kept == nil && ok && ref.With.ID == instance; ok && !seen[id] && (instance == "" || attached) {
				all = append(all, ref)
				seen[id] = true
			}
		}
	case instance != "":
		if i := r.ByID[instance]; i != nil {
			all = i.refs(nil)
		}
	default:
		all = make([]DiskRef, 0, 2*len(r.List))
		for _, i := range r.List {
			all = i.refs(all)
		}
		if len(r.Kept) == 0 {
			return all // in order as they are
		}
		for _, d := range r.Kept {
			all = append(all, DiskRef{d.DiskPlace, d})
		}
	}
	slices.SortFunc(all, func(a, b DiskRef) int {
		if a.With != b.With {
			return newer(a.With, b.With)
		}
		return a.Index - b.Index
	})
	return all
}

// refs appends the disks of a machine to a list.
func (i *Instance) refs(list []DiskRef) []DiskRef {
	for n := range i.diskCount() {
		list = append(list, DiskRef{DiskPlace{i, n}, nil})
	}
	return list
}

// Instance is the machine a disk is attached to, "" when there is none.
func (d Disk) Instance() string {
	if d.Detached.IsZero() {
		return d.With.ID
	}
	return ""
}

// Status is In_use or Available.
func (d Disk) Status() string {
	if d.Detached.IsZero() {
		return "In_use"
	}
	return "Available"
}

// Kind is system or data.
func (d Disk) Kind() string {
	if d.Index == 0 {
		return "system"
	}
	return "data"
}

// Portable is whether a disk can be taken to another machine: those that are
// kept and those paid for by the hour.
func (d Disk) Portable() bool { return d.Index > 0 && (d.Keep || !d.With.Prepaid) }

// ChargeType is PrePaid or PostPaid.
func (d Disk) ChargeType() string {
	if d.With.Prepaid && !d.Portable() {
		return "PrePaid"
	}
	return "PostPaid"
}
