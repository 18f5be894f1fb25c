package ecssim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// statuses steps the frozen clock and notes the statuses an instance goes
// through and how long each transient one took.
func statuses(c *client, id string, span time.Duration) (seen []string, took map[string]time.Duration) {
	took = map[string]time.Duration{}
	for at := time.Duration(0); at <= span; at += 500 * time.Millisecond {
		i, _ := c.find(id)
		if len(seen) == 0 || seen[len(seen)-1] != i.Status {
			seen = append(seen, i.Status)
		}
		took[i.Status] += 500 * time.Millisecond
		c.cloud.Advance(500 * time.Millisecond)
	}
	return seen, took
}

func TestStatusesOverTime(t *testing.T) {
	for _, test := range []struct {
		action string
		args   []string
		from   string
		seen   []string
		least  map[string]time.Duration
		most   map[string]time.Duration
	}{
		{"StopInstance", nil, world.Running, []string{world.Stopping, world.Stopped},
			map[string]time.Duration{world.Stopping: 8 * time.Second}, map[string]time.Duration{world.Stopping: 41 * time.Second}},
		{"StopInstance", []string{"ForceStop", "true"}, world.Running, []string{world.Stopping, world.Stopped},
			map[string]time.Duration{world.Stopping: 2 * time.Second}, map[string]time.Duration{world.Stopping: 5 * time.Second}},
		{"StartInstance", nil, world.Stopped, []string{world.Starting, world.Running},
			map[string]time.Duration{world.Starting: 10 * time.Second}, map[string]time.Duration{world.Starting: 36 * time.Second}},
		{"RebootInstance", nil, world.Running, []string{world.Stopping, world.Starting, world.Running},
			map[string]time.Duration{world.Stopping: 8 * time.Second, world.Starting: 10 * time.Second},
			map[string]time.Duration{world.Stopping: 41 * time.Second, world.Starting: 36 * time.Second}},
		{"RebootInstance", []string{"ForceStop", "true"}, world.Running, []string{world.Stopping, world.Starting, world.Running},
			map[string]time.Duration{world.Stopping: 2 * time.Second}, map[string]time.Duration{world.Stopping: 5 * time.Second}},
	} {
		name := fmt.Sprint(test.action, test.args)
		c := newClient(t, frozen(1200))
		id := c.some(1, test.from)[0]
		if a := c.call(test.action, append(test.args, "InstanceId", id)...); a.status != 200 || strings.Contains(a.body, "Response") {
			t.Fatalf("%s: %d %s", name, a.status, a.body)
		}
		seen, took := statuses(c, id, 90*time.Second)
		if !slices.Equal(seen, test.seen) {
			t.Errorf("%s: went through %v, want %v", name, seen, test.seen)
		}
		for status, least := range test.least {
			if took[status] < least || took[status] > test.most[status] {
				t.Errorf("%s: %s for %v", name, status, took[status])
			}
		}
	}
}

func TestNothingMovesWhileTheClockStands(t *testing.T) {
	c := newClient(t, frozen(1200))
	id := c.some(1, world.Running)[0]
	c.call("StopInstance", "InstanceId", id)
	for range 3 {
		if i, _ := c.find(id); i.Status != world.Stopping {
			t.Fatalf("%s on a frozen clock", i.Status)
		}
	}
	c.cloud.Advance(time.Hour)
	if i, _ := c.find(id); i.Status != world.Stopped {
		t.Errorf("%s after an hour", i.Status)
	}
}

func TestStartIsSeenInStartTime(t *testing.T) {
	c := newClient(t, frozen(1200))
	id := c.some(1, world.Stopped)[0]
	c.call("StartInstance", "InstanceId", id)
	c.cloud.Advance(24 * time.Hour)
	i, _ := c.find(id)
	if got, _ := time.Parse(rpc.MinuteForm, i.StartTime); got.Sub(day).Abs() > 2*time.Minute {
		t.Errorf("started %s, want the moment it came up, about %s", i.StartTime, day.Format(rpc.MinuteForm))
	}
}

func TestStoppedModes(t *testing.T) {
	c := newClient(t, frozen(1200))
	ids := c.some(2, world.Running)
	prepaid := ""
	for _, i := range c.instances("InstanceChargeType", "PrePaid", "Status", world.Running) {
		if len(i.OperationLocks.LockReason) == 0 {
			prepaid = i.InstanceId
		}
	}
	for _, test := range []struct{ ID, mode, want string }{
		{ids[0], "", world.KeepCharging},
		{ids[1], world.StopCharging, world.StopCharging},
		{prepaid, world.StopCharging, world.KeepCharging}, // ignored where it can't be
	} {
		if a := c.call("StopInstance", "InstanceId", test.ID, "StoppedMode", test.mode); a.status != 200 {
			t.Fatal(a.body)
		}
		c.cloud.Advance(time.Minute)
		if i, _ := c.find(test.ID); i.Status != world.Stopped || i.StoppedMode != test.want {
			t.Errorf("stopped with %q: %s %s, want %s", test.mode, i.Status, i.StoppedMode, test.want)
		}
		c.call("StartInstance", "InstanceId", test.ID)
		c.cloud.Advance(time.Minute)
		if i, _ := c.find(test.ID); i.Status != world.Running || i.StoppedMode != "Not-applicable" {
			t.Errorf("started again: %s %s", i.Status, i.StoppedMode)
		}
	}
}

// Giving the machine back gives its public address back too, but no other.
func TestAddressesAfterEconomicalStop(t *testing.T) {
	c := newClient(t, frozen(1200))
	ids := c.some(40, world.Running)
	changed := 0
	for _, id := range ids {
		before, _ := c.find(id)
		c.call("StopInstance", "InstanceId", id, "StoppedMode", world.StopCharging)
		c.cloud.Advance(time.Minute)
		c.call("StartInstance", "InstanceId", id)
		c.cloud.Advance(time.Minute)
		after, _ := c.find(id)
		if !slices.Equal(before.VpcAttributes.PrivateIpAddress.IpAddress, after.VpcAttributes.PrivateIpAddress.IpAddress) {
			t.Errorf("%s: private address changed", id)
		}
		if before.EipAddress != after.EipAddress {
			t.Errorf("%s: elastic address changed", id)
		}
		if len(before.PublicIpAddress.IpAddress) != len(after.PublicIpAddress.IpAddress) {
			t.Errorf("%s: public addresses %v, then %v", id, before.PublicIpAddress, after.PublicIpAddress)
		} else if !slices.Equal(before.PublicIpAddress.IpAddress, after.PublicIpAddress.IpAddress) {
			changed++
		}
	}
	if changed == 0 {
		t.Error("no static public address changed")
	}
}

// locked finds an instance with a lock.
func locked(c *client, reason string) string {
	c.t.Helper()
	for _, r := range c.cloud.world.Regions {
		for _, i := range c.instances("RegionId", r.ID, "LockReason", reason) {
			return i.InstanceId
		}
	}
	c.t.Fatalf("nothing is locked for %s", reason)
	return ""
}

func TestWrongStateChangesNothing(t *testing.T) {
	c := newClient(t, frozen(1200))
	up, down := c.some(2, world.Running), c.some(2, world.Stopped)
	moving := up[1]
	c.call("StopInstance", "InstanceId", moving)
	financial, security := locked(c, world.LockFinancial), locked(c, world.LockSecurity)
	for _, test := range []struct {
		action, ID string
		status     int
		code       string
	}{
		{"StartInstance", up[0], 403, "IncorrectInstanceStatus"},
		{"StopInstance", down[0], 403, "IncorrectInstanceStatus"},
		{"RebootInstance", down[0], 403, "IncorrectInstanceStatus"},
		{"StartInstance", moving, 403, "IncorrectInstanceStatus"},
		{"StopInstance", moving, 403, "IncorrectInstanceStatus"},
		{"RebootInstance", moving, 403, "IncorrectInstanceStatus"},
		{"StartInstance", financial, 403, "InstanceExpired"},
		{"StopInstance", financial, 403, "InstanceExpiredOrInArrears"},
		{"RebootInstance", financial, 403, "InstanceExpiredOrInArrears"},
		{"StopInstance", security, 403, "InstanceLockedForSecurity"},
		{"RebootInstance", security, 403, "InstanceLockedForSecurity"},
		{"StopInstance", "i-none", 404, "InvalidInstanceId.NotFound"},
		{"StopInstance", "", 400, "MissingParameter"},
	} {
		before, _ := c.cloudStatus(test.ID)
		a := c.call(test.action, "InstanceId", test.ID, "RegionId", "")
		if a.status != test.status || a.Code != test.code {
			t.Errorf("%s of %s (%s): %d %s, want %d %s", test.action, test.ID, before, a.status, a.Code, test.status, test.code)
		}
		if after, _ := c.cloudStatus(test.ID); after != before {
			t.Errorf("%s of %s: %s became %s", test.action, test.ID, before, after)
		}
	}
	if a := c.call("StopInstance", "InstanceId", up[0], "RegionId", "cn-beijing"); a.status != 404 {
		t.Errorf("in another region: %d %s", a.status, a.body)
	}
	if a := c.call("StopInstance", "InstanceId", up[0], "StoppedMode", "Sleep"); a.Code != "InvalidParameter" {
		t.Errorf("unknown stopped mode: %s", a.body)
	}
}

// cloudStatus is the status of an instance in whatever region it is.
func (c *client) cloudStatus(id string) (string, bool) {
	c.t.Helper()
	for _, r := range c.cloud.world.Regions {
		if i, ok := c.find(id, "RegionId", r.ID); ok {
			return i.Status, true
		}
	}
	return "", false
}

func TestStartBelowTheMarketPriceIsRefused(t *testing.T) {
	c := newClient(t, frozen(1200))
	var id string
	for _, r := range c.cloud.world.Regions {
		for _, i := range r.List {
			if i.Spot == world.SpotPriceLimit && i.Status == world.Stopped && i.Lock == "" && id == "" {
				i.SpotLimit = 0.001
				id = i.ID
			}
		}
	}
	if a := c.call("StartInstance", "InstanceId", id, "RegionId", ""); a.status != 403 || a.Code != "OperationDenied.SpotPriceLowerThanPublicPrice" {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestDryRunTellsAndDoesNothing(t *testing.T) {
	c := newClient(t, frozen(1200))
	up, down := c.some(2, world.Running), c.some(1, world.Stopped)
	mixed := append(slices.Clone(up), down[0])
	c.cloud.ResetStats()
	for _, test := range []struct {
		action string
		args   []string
		code   string
	}{
		{"StopInstance", []string{"InstanceId", up[0]}, "DryRunOperation"},
		{"StopInstance", []string{"InstanceId", down[0]}, "IncorrectInstanceStatus"},
		{"StopInstances", batch(up), "DRYRUN.SUCCESS"},
		{"StopInstances", batch(mixed), "IncorrectInstanceStatus"},
		{"StopInstances", batch(mixed, "BatchOptimization", "SuccessFirst"), "DRYRUN.SUCCESS"},
	} {
		if a := c.call(test.action, append(test.args, "DryRun", "true")...); a.Code != test.code {
			t.Errorf("%s %v: %s, want %s", test.action, test.args, a.Code, test.code)
		}
	}
	s := c.cloud.Stats()
	if s.DryRunCalls["StopInstance"] != 2 || s.DryRunCalls["StopInstances"] != 3 || s.Calls["StopInstances"] != 0 {
		t.Errorf("stats %+v", s)
	}
	for _, id := range up {
		if i, _ := c.find(id); i.Status != world.Running {
			t.Errorf("%s is %s after dry runs", id, i.Status)
		}
	}
}

// What time does by itself: periods end, automatic releases come due.
func TestExpiryAndRelease(t *testing.T) {
	c := newClient(t, frozen(1200))
	var expiring, releasing compute.WireInstance
	for number := range 5 {
		for _, i := range c.instances("PageNumber", fmt.Sprint(number+1), "Status", world.Running) {
			switch {
			case i.InstanceChargeType == "PrePaid" && (expiring.InstanceId == "" || i.ExpiredTime < expiring.ExpiredTime):
				expiring = i
			case i.AutoReleaseTime != "" && (releasing.InstanceId == "" || i.AutoReleaseTime < releasing.AutoReleaseTime):
				releasing = i
			}
		}
	}
	until := func(s string) time.Duration {
		at, err := time.Parse(rpc.MinuteForm, s)
		if err != nil {
			t.Fatal(err)
		}
		return at.Sub(c.cloud.Now())
	}
	end := until(expiring.ExpiredTime)
	c.cloud.Advance(end - time.Second)
	if i, _ := c.find(expiring.InstanceId); i.Status != world.Running {
		t.Errorf("a second before it expires: %s", i.Status)
	}
	c.cloud.Advance(time.Second)
	i, _ := c.find(expiring.InstanceId)
	if i.Status != world.Stopped || len(i.OperationLocks.LockReason) != 1 || i.OperationLocks.LockReason[0].LockReason != world.LockFinancial {
		t.Errorf("expired: %s %+v", i.Status, i.OperationLocks)
	}
	c.cloud.Advance(keptAfterExpiry)
	if _, listed := c.find(expiring.InstanceId); listed {
		t.Error("still listed 15 days after it expired")
	}

	c = newClient(t, frozen(1200))
	c.cloud.Advance(until(releasing.AutoReleaseTime) - time.Second)
	before := c.total()
	if _, listed := c.find(releasing.InstanceId); !listed {
		t.Error("released too early")
	}
	c.cloud.Advance(time.Second)
	if _, listed := c.find(releasing.InstanceId); listed || c.total() >= before {
		t.Error("still listed after its automatic release")
	}
}
