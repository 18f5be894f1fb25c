package ecssim

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/storage"
	"ecsdeck/ecsapi/ecssim/world"
)

func (c *client) disks(args ...string) []storage.WireDisk {
	c.t.Helper()
	return fetch[storage.DisksReply](c, "DescribeDisks", append(args, "PageSize", "100")...).Disks.Disk
}

func (c *client) snapshots(args ...string) []storage.WireSnapshot {
	c.t.Helper()
	return fetch[storage.SnapshotsReply](c, "DescribeSnapshots", append(args, "PageSize", "100")...).Snapshots.Snapshot
}

func TestEveryMachineHasItsDisks(t *testing.T) {
	c := newClient(t, frozen(300))
	byMachine, seen := map[string][]storage.WireDisk{}, map[string]bool{}
	for token, begun := "", false; token != "" || !begun; begun = true {
		page := fetch[storage.DisksReply](c, "DescribeDisks", "MaxResults", "70", "NextToken", token)
		for _, d := range page.Disks.Disk {
			if seen[d.DiskId] {
				t.Errorf("%s came twice", d.DiskId)
			}
			seen[d.DiskId] = true
			byMachine[d.InstanceId] = append(byMachine[d.InstanceId], d)
		}
		token = page.NextToken
	}
	if n := fetch[storage.DisksReply](c, "DescribeDisks").TotalCount; n != len(seen) {
		t.Errorf("%d by token, %d told", len(seen), n)
	}
	kept, dropped := 0, 0
	for _, i := range c.instances() {
		disks := byMachine[i.InstanceId]
		if len(disks) == 0 {
			t.Fatalf("%s has no disk", i.InstanceId)
		}
		for n, d := range disks {
			if (n == 0) != (d.Type == "system") || d.ZoneId != i.ZoneId || d.Status != "In_use" || d.Size < 20 ||
				d.Device != fmt.Sprintf("/dev/xvd%c", 'a'+n) || len(d.Attachments.Attachment) != 1 {
				t.Errorf("disk %d of %s: %+v", n, i.InstanceId, d)
			}
			switch {
			case n == 0 && !d.DeleteWithInstance:
				t.Errorf("a system disk that stays: %+v", d)
			case n > 0 && d.DeleteWithInstance:
				dropped++
			case n > 0:
				kept++
			}
			if (d.DiskChargeType == "PrePaid") != (d.ExpiredTime != world.DiskNeverExpires) {
				t.Errorf("%s until %s", d.DiskChargeType, d.ExpiredTime)
			}
		}
		if got := c.disks("InstanceId", i.InstanceId); len(got) != len(disks) || got[0].DiskId != disks[0].DiskId {
			t.Errorf("disks of %s: %v", i.InstanceId, got)
		}
	}
	if kept == 0 || dropped == 0 {
		t.Errorf("%d data disks stay, %d go", kept, dropped)
	}
}

func TestDiskFilters(t *testing.T) {
	c := newClient(t, frozen(300))
	all := c.disks()
	two := fmt.Sprintf(`[%q,%q,%q,"d-bp1nosuch"]`, all[3].DiskId, all[7].DiskId, all[3].DiskId)
	if got := c.disks("DiskIds", two); len(got) != 2 {
		t.Errorf("two ids: %d disks", len(got))
	}
	if got := c.disks("DiskIds", "[]"); len(got) != 0 {
		t.Errorf("no ids: %d disks", len(got))
	}
	for _, f := range []struct {
		name, value string
		get         func(storage.WireDisk) string
	}{
		{"DiskType", "data", func(d storage.WireDisk) string { return d.Type }},
		{"Category", market.CloudESSD, func(d storage.WireDisk) string { return d.Category }},
		{"ZoneId", all[0].ZoneId, func(d storage.WireDisk) string { return d.ZoneId }},
		{"DiskChargeType", "PrePaid", func(d storage.WireDisk) string { return d.DiskChargeType }},
		{"Portable", "true", func(d storage.WireDisk) string { return fmt.Sprint(d.Portable) }},
		{"DeleteWithInstance", "false", func(d storage.WireDisk) string { return fmt.Sprint(d.DeleteWithInstance) }},
	} {
		got := c.disks(f.name, f.value)
		if len(got) == 0 {
			t.Errorf("%s=%s: none", f.name, f.value)
		}
		for _, d := range got {
			if f.get(d) != f.value {
				t.Errorf("%s=%s: %+v", f.name, f.value, d)
			}
		}
	}
	for _, d := range c.disks("Tag.1.Key", "env", "Tag.1.Value", "prod") {
		if !slices.Contains(d.Tags.Tag, world.WireTag{TagKey: "env", TagValue: "prod"}) {
			t.Errorf("tags %v", d.Tags)
		}
	}
	if got := c.disks("Status", "Available"); len(got) != 0 {
		t.Errorf("%d disks are free", len(got))
	}

	many := `["d"` + strings.Repeat(`,"d"`, 100) + `]`
	const action = "DescribeDisks"
	c.refused(400, "InvalidParameter.DiskIds", action, "DiskIds", "d-1")
	c.refused(403, "InvalidDiskIds.Malformed", action, "DiskIds", many)
	c.refused(400, "InvalidDiskType.ValueNotSupported", action, "DiskType", "x")
	c.refused(400, "InvalidCategory.ValueNotSupported", action, "Category", "x")
	c.refused(400, "InvalidStatus.ValueNotSupported", action, "Status", "x")
	c.refused(404, "InvalidDiskChargeType.NotFound", action, "DiskChargeType", "x")
	c.refused(404, "InvalidLockReason.NotFound", action, "LockReason", "x")
	c.refused(404, "InvalidFilterKey.NotFound", action, "Filter.1.Key", "x", "Filter.1.Value", "2026-03-14T00:00Z")
	c.refused(400, "InvalidTag.Mismatch", action, "Tag.1.Value", "x")
	c.refused(400, "InvalidParameter", action, "Portable", "x")
	c.refused(400, "UnsupportedParameter", action, "KMSKeyId", "x")
	c.refused(400, "DryRunOperation", action, "DryRun", "true")
	c.refused(404, "InvalidRegionId.NotFound", action, "RegionId", "cn-atlantis")
}

// What is marked to stay does, and goes on telling where it came from.
func TestDisksThatOutliveTheirMachine(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	var d storage.WireDisk
	for _, id := range c.some(20, "Running") {
		i, _ := c.find(id)
		mine := c.disks("InstanceId", id, "DeleteWithInstance", "false")
		if len(mine) > 0 && !i.DeletionProtection {
			d = mine[0]
			break
		}
	}
	if d.DiskId == "" {
		t.Fatal("no machine with a disk that stays")
	}
	before := c.disks("InstanceId", d.InstanceId)
	c.into(&rpc.Reply{}, "DeleteInstance", "InstanceId", d.InstanceId, "Force", "true")
	cloud.Advance(time.Minute)
	free := c.disks("Status", "Available")
	if !slices.ContainsFunc(free, func(f storage.WireDisk) bool { return f.DiskId == d.DiskId }) {
		t.Fatalf("%s is gone; free: %v", d.DiskId, free)
	}
	again := c.disks("DiskIds", `["`+d.DiskId+`"]`)[0]
	if again.InstanceId != "" || again.Device != "" || again.DetachedTime == "" || again.Size != d.Size || len(again.Attachments.Attachment) != 0 {
		t.Errorf("%+v", again)
	}
	if gone := c.disks("DiskIds", `["`+before[0].DiskId+`"]`); len(gone) != 0 {
		t.Errorf("the system disk stayed: %+v", gone)
	}
	// A free disk can be copied.
	if s := fetch[storage.CreateSnapshotReply](c, "CreateSnapshot", "DiskId", d.DiskId); s.SnapshotId == "" {
		t.Error("no snapshot")
	}
}

// A machine has the disks it was bought with, works like those that were there
// before, and leaves the disk behind that was meant to stay.
func TestWhatWasBoughtIsThere(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	id := s.one("SystemDisk.Size", "60", "DataDisk.1.Size", "200", "DataDisk.1.Category", market.CloudEfficiency,
		"DataDisk.1.DeleteWithInstance", "false", "UserData", "ZWNobw==")
	s.settled()
	disks := s.disks("InstanceId", id)
	if len(disks) != 2 || disks[0].Size != 60 || disks[1].Size != 200 || disks[1].Category != market.CloudEfficiency || disks[1].DeleteWithInstance {
		t.Fatalf("%+v", disks)
	}
	if got := fetch[compute.UserDataReply](s.client, "DescribeUserData", "InstanceId", id); got.UserData != "ZWNobw==" {
		t.Errorf("user data %q", got.UserData)
	}
	made := s.runScript("echo new", []string{id})
	s.settled()
	if r := s.results(made.InvokeId); len(r) != 1 || r[0].Output != "new\n" {
		t.Errorf("%+v", r)
	}
	if now := s.cloud.Now(); len(s.points(id, now.Add(-time.Hour), now)) == 0 || len(s.points(id, day.Add(-time.Hour), day)) != 0 {
		t.Error("a new machine has monitoring data since it was made, and none before")
	}
	s.into(&rpc.Reply{}, "DeleteInstance", "InstanceId", id, "Force", "true")
	if left := s.disks(); len(left) != 1 || left[0].DiskId != disks[1].DiskId || left[0].Status != "Available" {
		t.Errorf("left behind: %+v", left)
	}
}

// ours is the disk of a running machine that no policy copies.
func (c *client) ours() (diskID, instanceID string) {
	c.t.Helper()
	for _, id := range c.some(20, "Running") {
		for _, d := range c.disks("InstanceId", id) {
			if !d.EnableAutomatedSnapshotPolicy {
				return d.DiskId, id
			}
		}
	}
	c.t.Fatal("no disk")
	return "", ""
}

func TestSnapshotTakesTime(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	diskID, instanceID := c.ours()
	made := fetch[storage.CreateSnapshotReply](c, "CreateSnapshot", "DiskId", diskID, "SnapshotName", "before-upgrade",
		"Description", "to be safe", "RetentionDays", "2", "Tag.1.Key", "why", "Tag.1.Value", "upgrade")
	look := func() storage.WireSnapshot {
		t.Helper()
		got := c.snapshots("SnapshotIds", `["`+made.SnapshotId+`"]`)
		if len(got) != 1 {
			t.Fatalf("%d snapshots %s", len(got), made.SnapshotId)
		}
		return got[0]
	}
	s := look()
	if s.Status != world.Progressing || s.Progress != "0%" || s.RemainTime < 10 || s.Available || s.SourceDiskId != diskID ||
		s.SnapshotName != "before-upgrade" || s.SnapshotType != "user" || s.RetentionDays != 2 || len(s.Tags.Tag) != 1 {
		t.Errorf("at the start: %+v", s)
	}
	c.refused(403, "IncorrectDiskStatus.CreatingSnapshot", "CreateSnapshot", "DiskId", diskID)
	cloud.Advance(time.Duration(s.RemainTime) * time.Second / 2)
	if s = look(); s.Status != world.Progressing || s.Progress < "4" || len(s.Progress) != 3 {
		t.Errorf("half way: %+v", s)
	}
	cloud.Advance(time.Duration(s.RemainTime+1) * time.Second)
	if s = look(); s.Status != world.Accomplished || s.Progress != "100%" || s.RemainTime != 0 || !s.Available {
		t.Errorf("at the end: %+v", s)
	}
	for _, f := range [][2]string{{"DiskId", diskID}, {"InstanceId", instanceID}, {"Status", world.Accomplished}, {"SnapshotType", "user"},
		{"SnapshotName", "before*"}, {"Tag.1.Key", "why"}, {"Usage", "none"}} {
		if got := c.snapshots(f[0], f[1], "SnapshotType", "user"); len(got) != 1 {
			t.Errorf("%v: %d snapshots", f, len(got))
		}
	}
	if got := c.snapshots("Status", world.Failed); len(got) != 0 {
		t.Errorf("failed ones: %+v", got)
	}
	cloud.Advance(48 * time.Hour)
	if got := c.snapshots("SnapshotIds", `["`+made.SnapshotId+`"]`); len(got) != 0 {
		t.Errorf("kept beyond its time: %+v", got)
	}
}

func TestStoppingSpoilsASnapshot(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	diskID, instanceID := c.ours()
	made := fetch[storage.CreateSnapshotReply](c, "CreateSnapshot", "DiskId", diskID)
	cloud.Advance(3 * time.Second)
	c.into(&rpc.Reply{}, "StopInstance", "InstanceId", instanceID)
	c.refused(400, "IncorrectInstanceStatus", "CreateSnapshot", "DiskId", diskID)
	cloud.Advance(time.Hour)
	if s := c.snapshots("SnapshotIds", `["`+made.SnapshotId+`"]`)[0]; s.Status != world.Failed || s.Available || s.Progress == "100%" {
		t.Errorf("%+v", s)
	}
	// Stopped, it can be copied in peace.
	made = fetch[storage.CreateSnapshotReply](c, "CreateSnapshot", "DiskId", diskID)
	cloud.Advance(time.Hour)
	if s := c.snapshots("SnapshotIds", `["`+made.SnapshotId+`"]`)[0]; s.Status != world.Accomplished {
		t.Errorf("%+v", s)
	}
}

func TestSnapshotsByPolicy(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	auto := fetch[storage.SnapshotsReply](c, "DescribeSnapshots", "SnapshotType", "auto")
	if auto.TotalCount == 0 {
		t.Fatal("no policy at work")
	}
	s := auto.Snapshots.Snapshot[0]
	if !strings.HasPrefix(s.SnapshotName, "auto") || s.RetentionDays != 3 || s.Status != world.Accomplished {
		t.Errorf("%+v", s)
	}
	disk := c.disks("DiskIds", `["`+s.SourceDiskId+`"]`)[0]
	if !disk.EnableAutomatedSnapshotPolicy || !strings.HasSuffix(s.SnapshotName, disk.AutoSnapshotPolicyId) {
		t.Errorf("%s of %+v", s.SnapshotName, disk)
	}
	cloud.Advance(24 * time.Hour)
	later := c.snapshots("DiskId", s.SourceDiskId)
	if len(later) != 3 || !slices.ContainsFunc(later, func(l storage.WireSnapshot) bool { return l.SnapshotId == s.SnapshotId }) || later[0].CreationTime <= s.CreationTime {
		t.Errorf("a day later: %+v", later)
	}
	seen := 0
	for token, begun := "", false; token != "" || !begun; begun = true {
		page := fetch[storage.SnapshotsReply](c, "DescribeSnapshots", "MaxResults", "15", "NextToken", token)
		seen, token = seen+len(page.Snapshots.Snapshot), page.NextToken
	}
	if total := fetch[storage.SnapshotsReply](c, "DescribeSnapshots").TotalCount; seen != total {
		t.Errorf("%d by token, %d told", seen, total)
	}
}

func TestSnapshotRefusals(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	diskID, instanceID := c.ours()
	const create, list = "CreateSnapshot", "DescribeSnapshots"
	c.refused(400, "MissingParameter", create)
	c.refused(404, "InvalidDiskId.NotFound", create, "DiskId", "d-bp1nosuchdisk")
	c.refused(404, "InvalidDiskId.NotFound", create, "DiskId", "d")
	c.refused(404, "InvalidRegionId.NotFound", create, "DiskId", diskID, "RegionId", "cn-atlantis")
	for _, name := range []string{"x", "1st", "auto-mine", "http://x", "a b", strings.Repeat("n", 129)} {
		c.refused(400, "InvalidSnapshotName.Malformed", create, "DiskId", diskID, "SnapshotName", name)
	}
	c.refused(404, "InvalidDescription.Malformed", create, "DiskId", diskID, "Description", "https://x")
	c.refused(400, "InvalidParameter", create, "DiskId", diskID, "RetentionDays", "0")
	c.refused(400, "InvalidTagKey.Malformed", create, "DiskId", diskID, "Tag.1.Key", "acs:x")
	c.refused(400, "InvalidTagValue.Malformed", create, "DiskId", diskID, "Tag.1.Key", "x", "Tag.1.Value", "http://x")
	c.refused(400, "InvalidTagCount", create, append(manyTags(21), "DiskId", diskID)...)
	c.refused(400, "Duplicate.TagKey", create, "DiskId", diskID, "Tag.1.Key", "x", "Tag.2.Key", "x")
	c.refused(400, "InvalidParameter", create, "DiskId", diskID, "RetentionDays", "70000")

	c.refused(403, "InvalidSnapshotIds.Malformed", list, "SnapshotIds", `["s"`+strings.Repeat(`,"s"`, 100)+`]`)
	c.refused(400, "InvalidParameter", list, "SnapshotIds", "s-1")
	c.refused(404, "InvalidStatus.NotFound", list, "Status", "x")
	c.refused(404, "InvalidSnapshotType.NotFound", list, "SnapshotType", "x")
	c.refused(404, "InvalidSourceDiskType", list, "SourceDiskType", "x")
	c.refused(404, "InvalidUsage", list, "Usage", "x")
	c.refused(400, "InvalidTag.Mismatch", list, "Tag.1.Value", "x")
	c.refused(400, "UnsupportedParameter", list, "KMSKeyId", "x")
	c.refused(400, "DryRunOperation", list, "DryRun", "true")

	// The same token makes the same snapshot; with other parameters it is
	// refused, and with another status than elsewhere.
	first := fetch[storage.CreateSnapshotReply](c, create, "DiskId", diskID, "ClientToken", "one", "RegionId", "")
	if again := fetch[storage.CreateSnapshotReply](c, create, "DiskId", diskID, "ClientToken", "one", "RegionId", ""); again.SnapshotId != first.SnapshotId {
		t.Errorf("the same token made %s and %s", first.SnapshotId, again.SnapshotId)
	}
	c.refused(http.StatusForbidden, "IdempotentParameterMismatch", create, "DiskId", diskID, "ClientToken", "one", "SnapshotName", "other")

	cloud.Advance(time.Hour)
	r := cloud.world.ByID["cn-hangzhou"]
	since := r.ByID[instanceID].Started
	r.ByID[instanceID].Started = time.Time{}
	c.refused(403, "IncorrectDiskStatus.NeverUsed", create, "DiskId", diskID)
	r.ByID[instanceID].Started = since
	d, _ := r.DiskByID(diskID)
	for n := range 255 {
		r.Snapshots = append(r.Snapshots, &world.Snapshot{Hash: uint64(n), Region: r, Disk: d.Disk(), Begun: day, Done: day})
	}
	c.refused(403, "QuotaExceed.Snapshot", create, "DiskId", diskID)
	c.lock(instanceID, world.LockSecurity)
	c.refused(403, "InstanceLockedForSecurity", create, "DiskId", diskID)
	if locked := c.disks("LockReason", world.LockSecurity, "InstanceId", instanceID); len(locked) == 0 || len(locked[0].OperationLocks.OperationLock) != 1 {
		t.Errorf("locked disks: %+v", locked)
	}
}

// What a text says counts in characters, whatever their bytes.
func TestSnapshotInChinese(t *testing.T) {
	c := newClient(t, frozen(300))
	d := fetch[storage.DisksReply](c, "DescribeDisks", "Status", "In_use", "PageSize", "100").Disks.Disk
	n := slices.IndexFunc(d, func(d storage.WireDisk) bool {
		i, _ := c.find(d.InstanceId)
		return i.Status == world.Running && len(i.OperationLocks.LockReason) == 0
	})
	a := c.call("CreateSnapshot", "DiskId", d[n].DiskId, "SnapshotName", "升级之前", "Description", strings.Repeat("备份", 100))
	if a.status != 200 {
		t.Error(a.body)
	}
}
