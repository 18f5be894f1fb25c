package storage

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// DisksReply is the answer of DescribeDisks.
type DisksReply struct {
	rpc.Reply
	rpc.Listed
	Disks struct{ Disk []WireDisk }
}

// WireDisk is a disk as DescribeDisks answers it.
type WireDisk struct {
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

	OperationLocks struct{ OperationLock []world.WireLock }
	Attachments    struct{ Attachment []WireAttachment }
	MountInstances struct {
		MountInstance []struct{}
	}
	Tags struct{ Tag []world.WireTag }
}

// WireAttachment is the machine a disk is attached to.
type WireAttachment struct{ InstanceId, Device, AttachedTime string }

var (
	errDiskIDs          = rpc.NewError(400, "InvalidParameter.DiskIds", "The specified parameter DiskIds is not valid.")
	errTooManyDisks     = rpc.NewError(403, "InvalidDiskIds.Malformed", "The amount of specified disk ids exceeds the limit.")
	errTooManySnapshots = rpc.NewError(403, "InvalidSnapshotIds.Malformed", "The amount of specified snapshot ids exceeds the limit.")
)

var _ = Actions.Add("DescribeDisks", world.InRegion(describeDisks), `
	InvalidParameter.DiskIds InvalidDiskIds.Malformed InvalidDiskType.ValueNotSupported
	InvalidCategory.ValueNotSupported InvalidStatus.ValueNotSupported InvalidDiskChargeType.NotFound
	InvalidLockReason.NotFound InvalidFilterKey.NotFound InvalidTag.Mismatch InvalidTagCount UnsupportedParameter
	DryRunOperation`)

// describeDisks lists the disks of a region, newest first: those of machines,
// and those that outlived theirs.
func describeDisks(r *world.Region, call *world.Call) (rpc.Answer, error) {
	ids, byID, err := call.JSONIDs("DiskIds", errDiskIDs, errTooManyDisks)
	if err != nil {
		return nil, err
	}
	matches, err := readDiskFilters(call.Params)
	if err != nil {
		return nil, err
	}
	pg, err := call.ListPages(100, 500)
	if err != nil {
		return nil, err
	}
	out := &DisksReply{}
	r.Lock(call.Now)
	defer r.Unlock()
	found := r.Disks(call.Params["InstanceId"], ids, byID)
	if len(matches) > 0 {
		found = slices.DeleteFunc(found, func(ref world.DiskRef) bool {
			d := ref.Disk()
			return slices.ContainsFunc(matches, func(ok func(world.Disk) bool) bool { return !ok(d) })
		})
	}
	found, out.Listed = rpc.Cut(pg, found)
	out.Disks.Disk = make([]WireDisk, len(found))
	for n, ref := range found {
		describeDisk(ref.Disk(), &out.Disks.Disk[n], r)
	}
	return out, nil
}

// readDiskFilters reads the conditions of DescribeDisks, DiskIds and InstanceId apart.
func readDiskFilters(p rpc.Params) ([]func(world.Disk) bool, error) {
	if err := p.Unmodelled(
		"AutoSnapshotPolicyId", "SnapshotId", "EnableAutoSnapshot", "EnableAutomatedSnapshotPolicy",
		"EnableShared", "Encrypted", "KMSKeyId", "MultiAttach", "DeleteAutoSnapshot",
	); err != nil {
		return nil, err
	}
	among := func(status int, name, code string, values ...string) error {
		return p.OneOf(name, rpc.NewError(status, code, `The specified value of parameter "`+name+`" is not supported.`), values...)
	}
	if err := cmp.Or(
		among(400, "DiskType", "InvalidDiskType.ValueNotSupported", "all", "system", "data"),
		among(400, "Category", "InvalidCategory.ValueNotSupported", append([]string{
			"all", "cloud", "local_ssd_pro", "local_hdd_pro", "ephemeral", "ephemeral_ssd"}, market.CloudDisks...)...),
		among(400, "Status", "InvalidStatus.ValueNotSupported",
			"All", "In_use", "Available", "Attaching", "Detaching", "Creating", "ReIniting"),
		among(404, "DiskChargeType", "InvalidDiskChargeType.NotFound", "PrePaid", "PostPaid"),
		among(404, "LockReason", "InvalidLockReason.NotFound",
			world.LockFinancial, world.LockSecurity, world.LockRecycling, "recycling", "dedicatedhostfinancial"),
	); err != nil {
		return nil, err
	}
	var all []func(world.Disk) bool
	equal := func(name string, get func(world.Disk) string) {
		if want := p[name]; want != "" && !strings.EqualFold(want, "all") {
			all = append(all, func(d world.Disk) bool { return get(d) == want })
		}
	}
	if want := p["LockReason"]; want != "" {
		all = append(all, func(d world.Disk) bool { return strings.EqualFold(d.With.Lock, want) })
	}
	equal("ZoneId", func(d world.Disk) string { return d.With.Place.Zone.ID })
	equal("DiskType", world.Disk.Kind)
	equal("Category", func(d world.Disk) string { return d.Category })
	equal("Status", world.Disk.Status)
	equal("DiskChargeType", world.Disk.ChargeType)
	equal("ResourceGroupId", func(d world.Disk) string { return d.With.Resource })
	if pattern := p["DiskName"]; pattern != "" {
		fits := rpc.Glob(pattern)
		all = append(all, func(d world.Disk) bool { return fits(d.Name) })
	}
	for _, f := range []struct {
		name string
		get  func(world.Disk) bool
	}{
		{"Portable", world.Disk.Portable},
		{"DeleteWithInstance", func(d world.Disk) bool { return !d.Keep }},
	} {
		want, err := p.Flag(f.name)
		if err != nil {
			return nil, err
		}
		if p[f.name] != "" {
			all = append(all, func(d world.Disk) bool { return f.get(d) == want })
		}
	}
	// Disks carry the tags of the machine they were made with, and its age.
	matches, err := world.ReadMatches(p)
	if err != nil {
		return nil, err
	}
	for _, m := range matches {
		all = append(all, func(d world.Disk) bool { return m(d.With) })
	}
	return all, nil
}

// describeDisk fills in how a disk is answered. The caller holds the lock.
func describeDisk(d world.Disk, w *WireDisk, r *world.Region) {
	i := d.With
	w.DiskId, w.DiskName, w.Description = d.ID(), d.Name, d.Description
	w.SerialNumber = strings.TrimPrefix(w.DiskId, "d-")
	w.RegionId, w.ZoneId, w.ResourceGroupId = r.ID, i.Place.Zone.ID, i.Resource
	w.Type, w.Category, w.PerformanceLevel, w.Size = d.Kind(), d.Category, d.Level, d.Size
	w.Status, w.InstanceId = d.Status(), d.Instance()
	w.CreationTime = rpc.Second(i.Created)
	w.Attachments.Attachment = []WireAttachment{}
	if d.Detached.IsZero() {
		w.Device = "/dev/xvd" + string(rune('a'+d.Index))
		w.AttachedTime = rpc.Second(i.Created.Add(3 * time.Second))
		w.Attachments.Attachment = append(w.Attachments.Attachment, WireAttachment{i.ID, w.Device, w.AttachedTime})
	}
	w.DetachedTime = rpc.Second(d.Detached)
	w.DiskChargeType, w.ExpiredTime = d.ChargeType(), world.DiskNeverExpires
	if w.DiskChargeType == "PrePaid" {
		w.ExpiredTime = rpc.Minute(i.Expires)
	}
	w.DeleteWithInstance, w.DeleteAutoSnapshot, w.EnableAutoSnapshot = !d.Keep, true, true
	w.Portable = d.Portable()
	if d.Index == 0 {
		w.ImageId = i.Image.ID
	}
	if d.Snapshotted() {
		w.EnableAutomatedSnapshotPolicy, w.AutoSnapshotPolicyId = true, r.SnapshotPolicy()
	}
	w.OperationLocks.OperationLock = world.WireLocks("")
	if d.Detached.IsZero() {
		w.OperationLocks.OperationLock = world.WireLocks(i.Lock)
	}
	w.MountInstances.MountInstance = []struct{}{}
	w.Tags.Tag = world.WireTags(i.Tags)
}
