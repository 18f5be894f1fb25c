package storage

import (
	"errors"
	"strings"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// maxSnapshots is how many snapshots one disk may have that were made by hand.
const maxSnapshots = 256

var (
	errDisk          = rpc.NewError(404, "InvalidDiskId.NotFound", "The specified DiskId does not exist.")
	errCopying       = rpc.NewError(403, "IncorrectDiskStatus.CreatingSnapshot", "A previous snapshot creation is in process.")
	errSnapshotQuota = rpc.NewError(403, "QuotaExceed.Snapshot", "The snapshot quota exceeds.")
	errSnapshotName  = rpc.NewError(400, "InvalidSnapshotName.Malformed", "The specified SnapshotName is wrongly formed.")
	errSnapshotText  = rpc.NewError(404, "InvalidDescription.Malformed", "The specified description is wrongly formed.")
	errDiskMachine   = rpc.NewError(400, "IncorrectInstanceStatus", "The current status of the resource does not support this operation.")
	errDiskUnused    = rpc.NewError(403, "IncorrectDiskStatus.NeverUsed", "The specified disk has never been used after creating.")
	errDiskLocked    = rpc.NewError(403, "InstanceLockedForSecurity", "The disk attached instance is locked due to security.")
)

// CreateSnapshotReply is the answer of CreateSnapshot.
type CreateSnapshotReply struct {
	rpc.Reply
	SnapshotId string
}

var _ = Actions.Add("CreateSnapshot", createSnapshot, `
	InvalidDiskId.NotFound InvalidSnapshotName.Malformed InvalidDescription.Malformed IncorrectInstanceStatus
	IncorrectDiskStatus.CreatingSnapshot IncorrectDiskStatus.NeverUsed QuotaExceed.Snapshot InvalidTagKey.Malformed
	InvalidTagValue.Malformed InvalidTagCount Duplicate.TagKey InstanceLockedForSecurity IdempotentParameterMismatch
`).Keeps(&CreateSnapshotReply{})

// createSnapshot begins to copy a disk.
func createSnapshot(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	if p["DiskId"] == "" {
		return nil, rpc.Missing("DiskId")
	}
	if name := p["SnapshotName"]; name != "" && (!world.ProperName(name) || strings.HasPrefix(name, "auto")) {
		return nil, errSnapshotName
	}
	if text := p["Description"]; text != "" && !world.ProperDescription(text) {
		return nil, errSnapshotText
	}
	days, err := p.Number("RetentionDays", 0)
	if err != nil || p["RetentionDays"] != "" && (days < 1 || days > 65536) {
		return nil, rpc.BadParameter("RetentionDays")
	}
	tags, err := world.ReadTags(p)
	if err != nil {
		return nil, err
	}
	among, err := c.RegionsOf(call)
	if err != nil {
		return nil, err
	}
	answer, err := c.Once(call, func() (rpc.Answer, error) {
		for _, r := range among {
			id, found, err := copyDisk(r, call, days, tags)
			if found {
				return &CreateSnapshotReply{SnapshotId: id}, err
			}
		}
		return nil, errDisk
	})
	if errors.Is(err, rpc.ErrTokenMismatch) {
		// This action answers another status than the others do.
		err = rpc.NewError(403, rpc.ErrTokenMismatch.Code, "The specified clientToken is used.")
	}
	return answer, err
}

// copyDisk begins a snapshot if the region has the disk.
func copyDisk(r *world.Region, call *world.Call, days int, tags []world.Tag) (id string, found bool, err error) {
	r.Lock(call.Now)
	defer r.Unlock()
	r.ForgetSnapshots(call.Now)
	ref, ok := r.DiskByID(call.Params["DiskId"])
	if !ok {
		return "", false, nil
	}
	d := ref.Disk()
	attached := d.Detached.IsZero()
	switch i := d.With; {
	case attached && i.Lock == world.LockSecurity:
		return "", true, errDiskLocked
	case attached && i.Status != world.Running && i.Status != world.Stopped:
		return "", true, errDiskMachine
	case attached && i.Started.IsZero():
		return "", true, errDiskUnused
	}
	byHand := 0
	for _, s := range append(d.Automatic(r, call.Now), r.Snapshots...) {
		if s.Disk.ID() != d.ID() {
			continue
		}
		if s.Status(call.Now) == world.Progressing {
			return "", true, errCopying
		}
		if !s.Auto {
			byHand++
		}
	}
	if byHand >= maxSnapshots {
		return "", true, errSnapshotQuota
	}
	h := hash.Mix(r.Cloud.Seed, hash.Of(d.ID()), r.Copies, uint64(call.Now.UnixNano()))
	r.Copies++
	s := &world.Snapshot{
		Hash: h, Region: r, Name: call.Params["SnapshotName"], Description: call.Params["Description"],
		Disk: d, Days: days, Tags: tags, Begun: call.Now, Done: call.Now.Add(d.Copying(h)),
	}
	r.Snapshots = append(r.Snapshots, s)
	if attached {
		d.With.Undertake(s, call.Now)
	}
	return s.ID(), true, nil
}
