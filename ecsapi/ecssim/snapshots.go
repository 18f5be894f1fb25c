package ecssim

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxSnapshots is how many snapshots one disk may have that were made by hand.
const maxSnapshots = 256

// Statuses of a snapshot.
const (
	progressing  = "progressing"
	accomplished = "accomplished"
	failed       = "failed"
)

// snapshot is a copy of a disk, made by hand or by policy. A policy's are not
// stored: they follow from the disk and the day.
type snapshot struct {
	hash              uint64 // its id follows from it
	region            *region
	name, description string
	disk              disk
	auto              bool
	days              int // of retention, 0 is forever
	tags              []tag
	begun, done       time.Time
	failed            time.Time // when its machine stopped meanwhile, zero if it didn't
}

func (s *snapshot) id() string      { return "s-" + prefixOf(s.region.ID) + code(s.hash, 17) }
func (s *snapshot) made() time.Time { return s.begun }

// interrupt spoils a snapshot that is not done yet.
func (s *snapshot) interrupt(at time.Time, _ bool) {
	if at.Before(s.done) {
		s.failed = at
	}
}

func (s *snapshot) over(now time.Time) bool { return s.status(now) != progressing }

// status of a snapshot at a moment.
func (s *snapshot) status(now time.Time) string {
	switch {
	case !s.failed.IsZero():
		return failed
	case now.Before(s.done):
		return progressing
	}
	return accomplished
}

// title is what a snapshot is called; a policy names it after itself and the day.
func (s *snapshot) title() string {
	if s.auto {
		return "auto2.0_" + s.begun.Format("20060102") + "_" + s.region.snapshotPolicy()
	}
	return s.name
}

// kind is who had a snapshot taken.
func (s *snapshot) kind() string {
	if s.auto {
		return "auto"
	}
	return "user"
}

// gone is whether a snapshot's retention is over.
func (s *snapshot) gone(now time.Time) bool {
	return s.days > 0 && !now.Before(s.begun.AddDate(0, 0, s.days))
}

// Automatic snapshots are taken every night and kept for some days.
const (
	autoHour = 18 // UTC; two in the morning of UTC+8
	autoDays = 3
)

// snapshotted is whether a policy takes snapshots of a disk.
func (d disk) snapshotted() bool { return snapshotted(d.with, d.index) }

func snapshotted(i *instance, index int) bool { return mix(i.hash, 'p', uint64(index))%6 == 0 }

// snapshotPolicy is the id of the region's one policy.
func (r *region) snapshotPolicy() string {
	return "sp-" + prefixOf(r.ID) + code(mix(hashOf(r.ID), 'p'), 17)
}

// copying is how long it takes to copy a disk: ten seconds, and up to a second
// and a half for each GiB up to ten minutes.
func (d disk) copying(h uint64) time.Duration {
	took := 10*time.Second + time.Duration(float64(d.size)*(0.5+unit(h))*float64(time.Second))
	return min(took, 10*time.Minute).Truncate(time.Second)
}

// automatic are the snapshots a policy took of a disk and still keeps, newest
// first.
func (d disk) automatic(r *region, now time.Time) []*snapshot {
	if !d.snapshotted() || !d.detached.IsZero() {
		return nil
	}
	var all []*snapshot
	y, m, day := now.Date()
	for n := range autoDays + 1 {
		at := time.Date(y, m, day-n, autoHour, 0, 0, 0, time.UTC)
		h := mix(d.with.hash, 'a', uint64(d.index), uint64(at.Unix()))
		at = at.Add(time.Duration(h%900) * time.Second)
		if at.After(now) || !at.After(d.with.created) || !now.Before(at.AddDate(0, 0, autoDays)) {
			continue
		}
		all = append(all, &snapshot{
			hash: h, region: r, disk: d, auto: true, days: autoDays, begun: at, done: at.Add(d.copying(h)),
		})
	}
	return all
}

var (
	errDisk = &apiError{status: http.StatusNotFound, code: "InvalidDiskId.NotFound",
		message: "The specified DiskId does not exist."}
	errCopying = &apiError{status: http.StatusForbidden, code: "IncorrectDiskStatus.CreatingSnapshot",
		message: "A previous snapshot creation is in process."}
	errSnapshotQuota = &apiError{status: http.StatusForbidden, code: "QuotaExceed.Snapshot",
		message: "The snapshot quota exceeds."}
	errSnapshotName = &apiError{status: http.StatusBadRequest, code: "InvalidSnapshotName.Malformed",
		message: "The specified SnapshotName is wrongly formed."}
	errSnapshotText = &apiError{status: http.StatusNotFound, code: "InvalidDescription.Malformed",
		message: "The specified description is wrongly formed."}
	errDiskMachine = &apiError{status: http.StatusBadRequest, code: "IncorrectInstanceStatus",
		message: "The current status of the resource does not support this operation."}
	errDiskUnused = &apiError{status: http.StatusForbidden, code: "IncorrectDiskStatus.NeverUsed",
		message: "The specified disk has never been used after creating."}
	errDiskLocked = &apiError{status: http.StatusForbidden, code: "InstanceLockedForSecurity",
		message: "The disk attached instance is locked due to security."}
)

// createSnapshotReply is the answer of CreateSnapshot.
type createSnapshotReply struct {
	reply
	SnapshotId string
}

// createSnapshot begins to copy a disk.
func createSnapshot(c *world, call *call) (stamped, error) {
	p := call.params
	if p["DiskId"] == "" {
		return nil, missing("DiskId")
	}
	if name := p["SnapshotName"]; name != "" && (!properName(name) || strings.HasPrefix(name, "auto")) {
		return nil, errSnapshotName
	}
	if text := p["Description"]; text != "" && !properDescription(text) {
		return nil, errSnapshotText
	}
	days, err := p.number("RetentionDays", 0)
	if err != nil || p["RetentionDays"] != "" && (days < 1 || days > 65536) {
		return nil, badParameter("RetentionDays")
	}
	tags, err := readTags(p)
	if err != nil {
		return nil, err
	}
	among, err := c.regionsOf(call)
	if err != nil {
		return nil, err
	}
	answer, err := c.once(call, func() (stamped, error) {
		for _, r := range among {
			id, found, err := copyDisk(c, r, call, days, tags)
			if found {
				return &createSnapshotReply{SnapshotId: id}, err
			}
		}
		return nil, errDisk
	})
	if errors.Is(err, errTokenMismatch) {
		// This action answers another status than the others do.
		err = &apiError{status: http.StatusForbidden, code: errTokenMismatch.code, message: "The specified clientToken is used."}
	}
	return answer, err
}

// copyDisk begins a snapshot if the region has the disk.
func copyDisk(c *world, r *region, call *call, days int, tags []tag) (id string, found bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	r.forgetSnapshots(call.now)
	ref, ok := r.diskByID(call.params["DiskId"])
	if !ok {
		return "", false, nil
	}
	d := ref.disk()
	attached := d.detached.IsZero()
	switch i := d.with; {
	case attached && i.lock == lockSecurity:
		return "", true, errDiskLocked
	case attached && i.status != running && i.status != stopped:
		return "", true, errDiskMachine
	case attached && i.started.IsZero():
		return "", true, errDiskUnused
	}
	byHand := 0
	for _, s := range append(d.automatic(r, call.now), r.snapshots...) {
		if s.disk.id() != d.id() {
			continue
		}
		if s.status(call.now) == progressing {
			return "", true, errCopying
		}
		if !s.auto {
			byHand++
		}
	}
	if byHand >= maxSnapshots {
		return "", true, errSnapshotQuota
	}
	h := mix(c.seed, hashOf(d.id()), r.copies, uint64(call.now.UnixNano()))
	r.copies++
	s := &snapshot{
		hash: h, region: r, name: call.params["SnapshotName"], description: call.params["Description"],
		disk: d, days: days, tags: tags, begun: call.now, done: call.now.Add(d.copying(h)),
	}
	r.snapshots = append(r.snapshots, s)
	if attached {
		d.with.undertake(s, call.now)
	}
	return s.id(), true, nil
}

// forgetSnapshots drops those whose retention is over.
func (r *region) forgetSnapshots(now time.Time) {
	r.snapshots = slices.DeleteFunc(r.snapshots, func(s *snapshot) bool { return s.gone(now) })
}
