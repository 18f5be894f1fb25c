package ecssim

import (
	"cmp"
	"ecsdeck/ecsapi/ecssim/rpc"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// snapshotsReply is the answer of DescribeSnapshots.
type snapshotsReply struct {
	rpc.Reply
	TotalCount, PageNumber, PageSize int
	NextToken                        string
	Snapshots                        struct {
		Snapshot []wireSnapshot
	}
}

type wireSnapshot struct {
	SnapshotId, SnapshotName, Description, SnapshotSN         string
	RegionId, ResourceGroupId, SnapshotType, Status, Progress string
	RemainTime                                                int // seconds
	SourceDiskId, SourceDiskType, SourceDiskSize              string
	SourceStorageType, Category, Usage                        string
	CreationTime, LastModifiedTime                            string
	RetentionDays                                             int `json:",omitempty"`
	Available, Encrypted, InstantAccess                       bool
	ProductCode, KMSKeyId                                     string
	Tags                                                      struct {
		Tag []wireTag
	}
}

// snapshotEnums are the parameters of DescribeSnapshots that refuse a value
// they don't know.
var snapshotEnums = []struct {
	name, code string
	values     []string
}{
	{"Status", "InvalidStatus.NotFound", []string{progressing, accomplished, failed, "all"}},
	{"SnapshotType", "InvalidSnapshotType.NotFound", []string{"auto", "user", "all"}},
	{"SourceDiskType", "InvalidSourceDiskType", []string{"system", "data", "System", "Data"}},
	{"Usage", "InvalidUsage", []string{"image", "disk", "image_disk", "none"}},
}

// unmodelledSnapshot are filters of DescribeSnapshots that are refused instead
// of ignored.
var unmodelledSnapshot = []string{"SnapshotLinkId", "Encrypted", "KMSKeyId", "Category", "ResourceGroupId", "Filter.1.Key", "Filter.2.Key"}

// describeSnapshots lists the snapshots of a region, newest first.
func describeSnapshots(c *world, call *call) (rpc.Answer, error) {
	p := call.Params
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	for _, name := range unmodelledSnapshot {
		if p[name] != "" {
			return nil, rpc.Unsupported(name)
		}
	}
	ids, byID, err := call.JsonIDs("SnapshotIds", rpc.BadParameter("SnapshotIds"), errTooManySnapshots)
	if err != nil {
		return nil, err
	}
	for _, e := range snapshotEnums {
		if err := call.Among(e.name, e.code, e.values...); err != nil {
			return nil, err
		}
	}
	wanted, err := readTagPairs(p)
	if err != nil {
		return nil, err
	}
	pg, err := call.Pages(100, 100)
	if err != nil {
		return nil, err
	}
	if call.DryRun() {
		return nil, rpc.ErrDryRun
	}
	out := &snapshotsReply{PageNumber: pg.Number, PageSize: pg.Size}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	r.forgetSnapshots(call.now)
	all := slices.Clone(r.snapshots)
	for _, ref := range r.disks(p["InstanceId"], []string{p["DiskId"]}, p["DiskId"] != "") {
		if snapshotted(ref.with, ref.index) {
			all = append(all, ref.disk().automatic(r, call.now)...)
		}
	}
	fits := func(name string, value func() string) bool {
		return p[name] == "" || p[name] == "all" || strings.EqualFold(p[name], value())
	}
	named := rpc.Glob(p["SnapshotName"])
	all = slices.DeleteFunc(all, func(s *snapshot) bool {
		return byID && !slices.Contains(ids, s.ID()) ||
			!fits("DiskId", s.disk.ID) || p["InstanceId"] != "" && p["InstanceId"] != s.disk.with.ID ||
			!fits("Status", func() string { return s.status(call.now) }) ||
			!fits("SnapshotType", s.kind) || !fits("SourceDiskType", s.disk.kind) ||
			p["Usage"] != "" && p["Usage"] != "none" ||
			p["SnapshotName"] != "" && !named(s.title()) || !carries(s.tags, wanted)
	})
	slices.SortFunc(all, func(a, b *snapshot) int {
		if n := b.begun.Compare(a.begun); n != 0 {
			return n
		}
		return cmp.Compare(a.hash, b.hash)
	})
	if !pg.ByToken {
		out.TotalCount = len(all)
	}
	all, out.NextToken = rpc.Cut(pg, all)
	out.Snapshots.Snapshot = make([]wireSnapshot, len(all))
	for n, s := range all {
		describeSnapshot(s, &out.Snapshots.Snapshot[n], r, call.now)
	}
	return out, nil
}

// describeSnapshot fills in how a snapshot is answered.
func describeSnapshot(s *snapshot, w *wireSnapshot, r *region, now time.Time) {
	w.SnapshotId, w.SnapshotName, w.Description = s.ID(), s.title(), s.description
	w.SnapshotSN = strings.TrimPrefix(w.SnapshotId, "s-")
	w.RegionId, w.ResourceGroupId, w.SnapshotType = r.ID, s.disk.with.resource, s.kind()
	w.SourceDiskId, w.SourceDiskType, w.SourceDiskSize = s.disk.ID(), s.disk.kind(), strconv.Itoa(s.disk.Size)
	w.SourceStorageType, w.Category, w.Usage = "disk", "standard", "none"
	w.Status, w.RetentionDays = s.status(now), s.days
	at := now
	switch w.Status {
	case accomplished:
		at = s.done
	case failed:
		at = s.failed
	}
	part := float64(at.Sub(s.begun)) / float64(s.done.Sub(s.begun))
	w.Progress = fmt.Sprintf("%d%%", int(part*100))
	if w.Status == progressing {
		w.RemainTime = int(s.done.Sub(now).Round(time.Second) / time.Second)
	}
	w.Available = w.Status == accomplished
	w.CreationTime, w.LastModifiedTime = rpc.Second(s.begun), rpc.Second(at)
	w.Tags.Tag = wireTags(s.tags)
}
