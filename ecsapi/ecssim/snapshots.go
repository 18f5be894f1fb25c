package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"errors"
	"net/http"
	"strings"
)

// maxSnapshots is how many snapshots one disk may have that were made by hand.
const maxSnapshots = 256

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
	h := hash.Mix(c.seed, hash.HashOf(d.id()), r.copies, uint64(call.now.UnixNano()))
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
