package ecssim

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi/ecssim/network"
	"ecsdeck/ecsapi/ecssim/world"
)

// A lock of the control path is one like any other, and can be taken away.
func TestControlledLocks(t *testing.T) {
	c := newClient(t, frozen(1200))
	up := c.some(2, world.Running)
	for n, reason := range []string{world.LockSecurity, world.LockFinancial} {
		lock := func(reason string) {
			if w := control(c.cloud, "POST", "/_sim/lock", fmt.Sprintf(`{"instance":%q,"reason":%q}`, up[n], reason)); w.Code != http.StatusOK {
				t.Fatal(w.Body)
			}
		}
		lock(reason)
		if i, _ := c.find(up[n]); len(i.OperationLocks.LockReason) != 1 || i.OperationLocks.LockReason[0].LockReason != reason {
			t.Errorf("%s: %+v", reason, i.OperationLocks)
		}
		if a := c.call("StopInstance", "InstanceId", up[n]); a.status != 403 {
			t.Errorf("%s: %s", reason, a.body)
		}
		lock("")
		if i, _ := c.find(up[n]); len(i.OperationLocks.LockReason) != 0 {
			t.Errorf("%s was taken away: %+v", reason, i.OperationLocks)
		}
	}
	if i, _ := c.find(up[0]); i.Status != world.Running {
		t.Errorf("a lock for security stopped it: %s", i.Status)
	}
	if i, _ := c.find(up[1]); i.Status != world.Stopped {
		t.Errorf("a debt left it %s", i.Status)
	}
	for _, bad := range []string{`{"instance":"i-none","reason":"security"}`, fmt.Sprintf(`{"instance":%q,"reason":"boredom"}`, up[0]), `[]`} {
		if w := control(c.cloud, "POST", "/_sim/lock", bad); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", bad, w.Code, w.Body)
		}
	}
}

// What is released under a lock for security takes its disks along, also those that
// were to stay.
func TestReleaseUnderSecurityLock(t *testing.T) {
	c := newClient(t, frozen(1200))
	kept := func(id string) (n int) {
		for _, d := range c.disks("InstanceId", id) {
			if !d.DeleteWithInstance {
				n++
			}
		}
		return n
	}
	down := slices.DeleteFunc(c.some(17, world.Stopped), func(id string) bool { return kept(id) == 0 })
	if len(down) < 2 {
		t.Fatal("too few machines keep disks")
	}
	before := len(c.disks("Status", "Available"))
	c.lock(down[0], world.LockSecurity)
	for n, id := range down[:2] {
		stays := n * kept(id) // of the second one, which is not locked
		if a := c.call("DeleteInstance", "InstanceId", id); a.status != 200 {
			t.Fatal(a.body)
		}
		if got := len(c.disks("Status", "Available")) - before; got != stays {
			t.Errorf("%d disks stay of %s, want %d", got, id, stays)
		}
	}
}

// A vSwitch has so many addresses and no more.
func TestFreeAddresses(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	free := func() int {
		return fetch[network.VSwitchesReply](s.client, "DescribeVSwitches", "VSwitchId", s.place.ID).VSwitches.VSwitch[0].AvailableIpAddressCount
	}
	fill := func(n int) int {
		return control(s.cloud, "POST", "/_sim/vswitch", fmt.Sprintf(`{"id":%q,"free":%d}`, s.place.ID, n)).Code
	}
	if all := free(); all != 1<<14-4 {
		t.Errorf("an empty vSwitch has %d", all)
	}
	if fill(3) != http.StatusOK || free() != 3 {
		t.Errorf("left %d", free())
	}
	if fill(4) != http.StatusBadRequest || fill(-1) != http.StatusBadRequest || free() != 3 {
		t.Errorf("more than there are, or less than none: %d", free())
	}
	expect(t, s.call("RunInstances", s.goods("Amount", "4")...), 400, "QuotaExceeded.PrivateIpAddress")
	expect(t, s.call("RunInstances", s.goods("Amount", "4", "DryRun", "true")...), 400, "QuotaExceeded.PrivateIpAddress")
	if a := s.call("RunInstances", s.goods("Amount", "4", "MinAmount", "1")...); a.status != 200 || strings.Count(a.body, `"i-`) != 3 {
		t.Errorf("as many as fit: %s", a.body)
	}
	if free() != 0 {
		t.Errorf("%d are left", free())
	}
	expect(t, s.call("CreateInstance", s.goods()...), 400, "QuotaExceeded.PrivateIpAddress")
}

// Most lists cut a page that is too large; this one refuses it.
func TestImagesAPage(t *testing.T) {
	c := newClient(t, frozen(NoInstances))
	c.refused(400, "InvalidParameter", "DescribeImages", "PageSize", "101")
	if a := c.call("DescribeImages", "PageSize", "100"); a.status != 200 {
		t.Error(a.body)
	}
}

// Only what is paid as it is used can be protected; what is protected already can be
// released from it.
func TestProtectedSpotInstance(t *testing.T) {
	c := newClient(t, frozen(1200))
	for _, i := range c.instances("Status", world.Running) {
		if i.SpotStrategy == world.NoSpot {
			continue
		}
		c.refused(403, "InvalidChargeType.ValueNotSupported", "ModifyInstanceAttribute", "InstanceId", i.InstanceId, "DeletionProtection", "true")
		if a := c.call("ModifyInstanceAttribute", "InstanceId", i.InstanceId, "DeletionProtection", "false"); a.status != 200 {
			t.Error(a.body)
		}
		return
	}
	t.Fatal("no spot instance runs")
}
