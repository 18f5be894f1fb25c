package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/rpc"
	"errors"
	"net/http"
	"strings"
)

// maxSnapshots is how many snapshots one disk may have that were made by hand.
const maxSnapshots = 256

var (
	errDisk = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidDiskId.NotFound",
		Message: "The specified DiskId does not exist."}
	errCopying = &rpc.Error{Status: http.StatusForbidden, Code: "IncorrectDiskStatus.CreatingSnapshot",
		Message: "A previous snapshot creation is in process."}
	errSnapshotQuota = &rpc.Error{Status: http.StatusForbidden, Code: "QuotaExceed.Snapshot",
		Message: "The snapshot quota exceeds."}
	errSnapshotName = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidSnapshotName.Malformed",
		Message: "The specified SnapshotName is wrongly formed."}
	errSnapshotText = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidDescription.Malformed",
		Message: "The specified description is wrongly formed."}
	errDiskMachine = &rpc.Error{Status: http.StatusBadRequest, Code: "IncorrectInstanceStatus",
		Message: "The current status of the resource does not support this operation."}
	errDiskUnused = &rpc.Error{Status: http.StatusForbidden, Code: "IncorrectDiskStatus.NeverUsed",
		Message: "The specified disk has never been used after creating."}
	errDiskLocked = &rpc.Error{Status: http.StatusForbidden, Code: "InstanceLockedForSecurity",
		Message: "The disk attached instance is locked due to security."}
)

// createSnapshotReply is the answer of CreateSnapshot.
type createSnapshotReply struct {
	rpc.Reply
	SnapshotId string
}

// createSnapshot begins to copy a disk.
func createSnapshot(c *world, call *call) (rpc.Answer, error) {
	p := call.Params
	if p["DiskId"] == "" {
		return nil, rpc.Missing("DiskId")
	}
	if name := p["SnapshotName"]; name != "" && (!properName(name) || strings.HasPrefix(name, "auto")) {
		return nil, errSnapshotName
	}
	if text := p["Description"]; text != "" && !properDescription(text) {
		return nil, errSnapshotText
	}
	days, err := p.Number("RetentionDays", 0)
	if err != nil || p["RetentionDays"] != "" && (days < 1 || days > 65536) {
		return nil, rpc.BadParameter("RetentionDays")
	}
	tags, err := readTags(p)
	if err != nil {
		return nil, err
	}
	among, err := c.regionsOf(call)
	if err != nil {
		return nil, err
	}
	answer, err := c.once(call, func() (rpc.Answer, error) {
		for _, r := range among {
			id, found, err := copyDisk(c, r, call, days, tags)
			if found {
				return &createSnapshotReply{SnapshotId: id}, err
			}
		}
		return nil, errDisk
	})
	if errors.Is(err, rpc.ErrTokenMismatch) {
		// This action answers another status than the others do.
		err = &rpc.Error{Status: http.StatusForbidden, Code: rpc.ErrTokenMismatch.Code, Message: "The specified clientToken is used."}
	}
	return answer, err
}

// copyDisk begins a snapshot if the region has the disk.
func copyDisk(c *world, r *region, call *call, days int, tags []tag) (id string, found bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	r.forgetSnapshots(call.now)
	ref, ok := r.diskByID(call.Params["DiskId"])
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
		if s.disk.ID() != d.ID() {
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
	h := hash.Mix(c.seed, hash.Of(d.ID()), r.copies, uint64(call.now.UnixNano()))
	r.copies++
	s := &snapshot{
		hash: h, region: r, name: call.Params["SnapshotName"], description: call.Params["Description"],
		disk: d, days: days, tags: tags, begun: call.now, done: call.now.Add(d.copying(h)),
	}
	r.snapshots = append(r.snapshots, s)
	if attached {
		d.with.undertake(s, call.now)
	}
	return s.ID(), true, nil
}
