package ecssim

import (
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"net/http"
	"slices"
	"strings"
	"time"
)

// disksReply is the answer of DescribeDisks.
type disksReply struct {
	rpc.Reply
	TotalCount, PageNumber, PageSize int
	NextToken                        string
	Disks                            struct {
		Disk []wireDisk
	}
}

// wireDisk is a disk as DescribeDisks answers it.
type wireDisk struct {
	DiskId, DiskName, Description, SerialNumber     string
	RegionId, ZoneId, ResourceGroupId               string
	Type, Category, PerformanceLevel                string
	Size                                            int
	Status, InstanceId, Device                      string
	CreationTime, AttachedTime, DetachedTime        string
	DiskChargeType, ExpiredTime                     string
	DeleteWithInstance, DeleteAutoSnapshot          bool
	EnableAutoSnapshot, Portable, Encrypted         bool
	EnableAutomatedSnapshotPolicy                   bool
	AutoSnapshotPolicyId, ImageId, ProductCode      string
	SourceSnapshotId, KMSKeyId, StorageSetId, BdfId string

	OperationLocks struct {
		OperationLock []wireLock
	}
	Attachments struct {
		Attachment []wireAttachment
	}
	MountInstances struct {
		MountInstance []struct{}
	}
	Tags struct {
		Tag []wireTag
	}
}

type wireAttachment struct{ InstanceId, Device, AttachedTime string }

// diskEnums are the parameters of DescribeDisks that refuse a value they don't
// know.
var diskEnums = []struct {
	name, code string
	status     int
	values     []string
}{
	{"DiskType", "InvalidDiskType.ValueNotSupported", http.StatusBadRequest, []string{"all", "system", "data"}},
	{"Category", "InvalidCategory.ValueNotSupported", http.StatusBadRequest, []string{"all", "cloud", market.CloudEfficiency, market.CloudSSD, market.CloudESSD, market.CloudAuto, market.CloudEntry, "local_ssd_pro", "local_hdd_pro", "ephemeral", "ephemeral_ssd"}},
	{"Status", "InvalidStatus.ValueNotSupported", http.StatusBadRequest, []string{"All", "In_use", "Available", "Attaching", "Detaching", "Creating", "ReIniting"}},
	{"DiskChargeType", "InvalidDiskChargeType.NotFound", http.StatusNotFound, []string{"PrePaid", "PostPaid"}},
	{"LockReason", "InvalidLockReason.NotFound", http.StatusNotFound, []string{lockFinancial, lockSecurity, lockRecycling, "recycling", "dedicatedhostfinancial"}},
}

// unmodelledDisk are filters of DescribeDisks that are refused instead of
// ignored.
var unmodelledDisk = []string{
	"AutoSnapshotPolicyId", "SnapshotId", "EnableAutoSnapshot", "EnableAutomatedSnapshotPolicy",
	"EnableShared", "Encrypted", "KMSKeyId", "MultiAttach", "DeleteAutoSnapshot",
}

var (
	errDiskIDs = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidParameter.DiskIds",
		Message: "The specified parameter DiskIds is not valid."}
	errTooManyDisks = &rpc.Error{Status: http.StatusForbidden, Code: "InvalidDiskIds.Malformed",
		Message: "The amount of specified disk ids exceeds the limit."}
	errTooManySnapshots = &rpc.Error{Status: http.StatusForbidden, Code: "InvalidSnapshotIds.Malformed",
		Message: "The amount of specified snapshot ids exceeds the limit."}
)

// describeDisks lists the disks of a region, newest first: those of machines,
// and those that outlived theirs.
func describeDisks(c *world, call *call) (rpc.Answer, error) {
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	ids, byID, err := call.JsonIDs("DiskIds", errDiskIDs, errTooManyDisks)
	if err != nil {
		return nil, err
	}
	matches, err := readDiskFilters(call.Params)
	if err != nil {
		return nil, err
	}
	pg, err := call.Pages(100, 500)
	if err != nil {
		return nil, err
	}
	if call.DryRun() {
		return nil, rpc.ErrDryRun
	}
	out := &disksReply{PageNumber: pg.Number, PageSize: pg.Size}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	found := r.disks(call.Params["InstanceId"], ids, byID)
	if len(matches) > 0 {
		found = slices.DeleteFunc(found, func(ref diskRef) bool {
			d := ref.disk()
			return slices.ContainsFunc(matches, func(ok func(disk) bool) bool { return !ok(d) })
		})
	}
	if !pg.ByToken {
		out.TotalCount = len(found)
	}
	found, out.NextToken = rpc.Cut(pg, found)
	out.Disks.Disk = make([]wireDisk, len(found))
	for n, ref := range found {
		describeDisk(ref.disk(), &out.Disks.Disk[n], r)
	}
	return out, nil
}

// readDiskFilters reads the conditions of DescribeDisks, DiskIds and InstanceId
// apart.
func readDiskFilters(p rpc.Params) ([]func(disk) bool, error) {
	for _, name := range unmodelledDisk {
		if p[name] != "" {
			return nil, rpc.Unsupported(name)
		}
	}
	for _, e := range diskEnums {
		if v := p[e.name]; v != "" && !slices.Contains(e.values, v) {
			return nil, &rpc.Error{Status: e.status, Code: e.code, Message: "The specified value of parameter \"" + e.name + "\" is not supported."}
		}
	}
	var all []func(disk) bool
	equal := func(name string, get func(disk) string) {
		if want := p[name]; want != "" && !strings.EqualFold(want, "all") {
			all = append(all, func(d disk) bool { return get(d) == want })
		}
	}
	if want := p["LockReason"]; want != "" {
		all = append(all, func(d disk) bool { return strings.EqualFold(d.with.lock, want) })
	}
	equal("ZoneId", func(d disk) string { return d.with.place.zone.ID })
	equal("DiskType", disk.kind)
	equal("Category", func(d disk) string { return d.Category })
	equal("Status", disk.status)
	equal("DiskChargeType", disk.chargeType)
	equal("ResourceGroupId", func(d disk) string { return d.with.resource })
	if pattern := p["DiskName"]; pattern != "" {
		fits := rpc.Glob(pattern)
		all = append(all, func(d disk) bool { return fits(d.Name) })
	}
	for _, f := range []struct {
		name string
		get  func(disk) bool
	}{
		{"Portable", disk.portable},
		{"DeleteWithInstance", func(d disk) bool { return !d.Keep }},
	} {
		want, err := p.Flag(f.name)
		if err != nil {
			return nil, err
		}
		if p[f.name] != "" {
			all = append(all, func(d disk) bool { return f.get(d) == want })
		}
	}
	// Disks carry the tags of the machine they were made with, and its age.
	tags, err := readTagFilters(p)
	if err != nil {
		return nil, err
	}
	windows, err := readWindowFilters(p)
	if err != nil {
		return nil, err
	}
	for _, m := range slices.Concat(tags, windows) {
		all = append(all, func(d disk) bool { return m(d.with) })
	}
	return all, nil
}

// describeDisk fills in how a disk is answered. The caller holds the lock.
func describeDisk(d disk, w *wireDisk, r *region) {
	i := d.with
	w.DiskId, w.DiskName, w.Description = d.ID(), d.Name, d.Description
	w.SerialNumber = strings.TrimPrefix(w.DiskId, "d-")
	w.RegionId, w.ZoneId, w.ResourceGroupId = r.ID, i.place.zone.ID, i.resource
	w.Type, w.Category, w.PerformanceLevel, w.Size = d.kind(), d.Category, d.Level, d.Size
	w.Status, w.InstanceId = d.status(), d.instance()
	w.CreationTime = rpc.Second(i.created)
	w.Attachments.Attachment = []wireAttachment{}
	if d.detached.IsZero() {
		w.Device = "/dev/xvd" + string(rune('a'+d.index))
		w.AttachedTime = rpc.Second(i.created.Add(3 * time.Second))
		w.Attachments.Attachment = append(w.Attachments.Attachment, wireAttachment{i.ID, w.Device, w.AttachedTime})
	}
	w.DetachedTime = rpc.Second(d.detached)
	w.DiskChargeType, w.ExpiredTime = d.chargeType(), diskNeverExpires
	if w.DiskChargeType == "PrePaid" {
		w.ExpiredTime = rpc.Minute(i.expires)
	}
	w.DeleteWithInstance, w.DeleteAutoSnapshot, w.EnableAutoSnapshot = !d.Keep, true, true
	w.Portable = d.portable()
	if d.index == 0 {
		w.ImageId = i.image.ID
	}
	if d.snapshotted() {
		w.EnableAutomatedSnapshotPolicy, w.AutoSnapshotPolicyId = true, r.snapshotPolicy()
	}
	w.OperationLocks.OperationLock = []wireLock{}
	if i.lock != "" && d.detached.IsZero() {
		w.OperationLocks.OperationLock = append(w.OperationLocks.OperationLock, wireLock{LockReason: i.lock})
	}
	w.MountInstances.MountInstance = []struct{}{}
	w.Tags.Tag = wireTags(i.tags)
}
