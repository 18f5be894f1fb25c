package storage

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// SnapshotsReply is the answer of DescribeSnapshots.
type SnapshotsReply struct {
	rpc.Reply
	rpc.Listed
	Snapshots struct{ Snapshot []WireSnapshot }
}

// WireSnapshot is a row of SnapshotsReply.
type WireSnapshot struct {
	SnapshotId, SnapshotName, Description, SnapshotSN         string
	RegionId, ResourceGroupId, SnapshotType, Status, Progress string
	RemainTime                                                int // seconds
	SourceDiskId, SourceDiskType, SourceDiskSize              string
	SourceStorageType, Category, Usage                        string
	CreationTime, LastModifiedTime                            string
	RetentionDays                                             int `json:",omitempty"`
	Available, Encrypted, InstantAccess                       bool
	ProductCode, KMSKeyId                                     string
	Tags                                                      struct{ Tag []world.WireTag }
}

var _ = Actions.Add("DescribeSnapshots", world.InRegion(describeSnapshots), `
	InvalidSnapshotIds.Malformed InvalidStatus.NotFound InvalidSnapshotType.NotFound InvalidSourceDiskType
	InvalidUsage InvalidTag.Mismatch InvalidTagCount UnsupportedParameter DryRunOperation`)

// describeSnapshots lists the snapshots of a region, newest first.
func describeSnapshots(r *world.Region, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	if err := p.Unmodelled(
		"SnapshotLinkId", "Encrypted", "KMSKeyId", "Category", "ResourceGroupId", "Filter.1.Key", "Filter.2.Key",
	); err != nil {
		return nil, err
	}
	ids, byID, err := call.JSONIDs("SnapshotIds", rpc.BadParameter("SnapshotIds"), errTooManySnapshots)
	if err != nil {
		return nil, err
	}
	if err := cmp.Or(
		p.Among("Status", "InvalidStatus.NotFound", world.Progressing, world.Accomplished, world.Failed, "all"),
		p.Among("SnapshotType", "InvalidSnapshotType.NotFound", "auto", "user", "all"),
		p.Among("SourceDiskType", "InvalidSourceDiskType", "system", "data", "System", "Data"),
		p.Among("Usage", "InvalidUsage", "image", "disk", "image_disk", "none"),
	); err != nil {
		return nil, err
	}
	wanted, err := world.ReadTagPairs(p)
	if err != nil {
		return nil, err
	}
	pg, err := call.ListPages(100, 100)
	if err != nil {
		return nil, err
	}
	out := &SnapshotsReply{}
	r.Lock(call.Now)
	defer r.Unlock()
	r.ForgetSnapshots(call.Now)
	all := slices.Clone(r.Snapshots)
	for _, ref := range r.Disks(p["InstanceId"], []string{p["DiskId"]}, p["DiskId"] != "") {
		if ref.Snapshotted() {
			all = append(all, ref.Disk().Automatic(r, call.Now)...)
		}
	}
	fits := func(name string, value func() string) bool {
		return p[name] == "" || p[name] == "all" || strings.EqualFold(p[name], value())
	}
	named := rpc.Glob(p["SnapshotName"])
	all = slices.DeleteFunc(all, func(s *world.Snapshot) bool {
		return byID && !slices.Contains(ids, s.ID()) ||
			!fits("DiskId", s.Disk.ID) || !p.Asked("InstanceId", s.Disk.With.ID) ||
			!fits("Status", func() string { return s.Status(call.Now) }) ||
			!fits("SnapshotType", s.Kind) || !fits("SourceDiskType", s.Disk.Kind) ||
			!p.Asked("Usage", "none") ||
			p["SnapshotName"] != "" && !named(s.Title()) || !world.Carries(s.Tags, wanted)
	})
	slices.SortFunc(all, func(a, b *world.Snapshot) int {
		return cmp.Or(b.Begun.Compare(a.Begun), cmp.Compare(a.Hash, b.Hash))
	})
	all, out.Listed = rpc.Cut(pg, all)
	out.Snapshots.Snapshot = make([]WireSnapshot, len(all))
	for n, s := range all {
		describeSnapshot(s, &out.Snapshots.Snapshot[n], r, call.Now)
	}
	return out, nil
}

// describeSnapshot fills in how a snapshot is answered.
func describeSnapshot(s *world.Snapshot, w *WireSnapshot, r *world.Region, now time.Time) {
	w.SnapshotId, w.SnapshotName, w.Description = s.ID(), s.Title(), s.Description
	w.SnapshotSN = strings.TrimPrefix(w.SnapshotId, "s-")
	w.RegionId, w.ResourceGroupId, w.SnapshotType = r.ID, s.Disk.With.Resource, s.Kind()
	w.SourceDiskId, w.SourceDiskType, w.SourceDiskSize = s.Disk.ID(), s.Disk.Kind(), strconv.Itoa(s.Disk.Size)
	w.SourceStorageType, w.Category, w.Usage = "disk", "standard", "none"
	w.Status, w.RetentionDays = s.Status(now), s.Days
	at := now
	switch w.Status {
	case world.Accomplished:
		at = s.Done
	case world.Failed:
		at = s.Failed
	}
	part := float64(at.Sub(s.Begun)) / float64(s.Done.Sub(s.Begun))
	w.Progress = fmt.Sprintf("%d%%", int(part*100))
	if w.Status == world.Progressing {
		w.RemainTime = int(s.Done.Sub(now).Round(time.Second) / time.Second)
	}
	w.Available = w.Status == world.Accomplished
	w.CreationTime, w.LastModifiedTime = rpc.Second(s.Begun), rpc.Second(at)
	w.Tags.Tag = world.WireTags(s.Tags)
}
