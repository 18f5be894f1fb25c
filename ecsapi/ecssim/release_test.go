package ecssim

import (
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/world"
)

// lockedAs is an instance of a region with a lock, and of a way of paying.
func (c *client) lockedAs(reason string, prepaid bool) string {
	c.t.Helper()
	for _, i := range c.cloud.world.ByID["cn-hangzhou"].List {
		if i.Lock == reason && i.Prepaid == prepaid && !i.Protected {
			return i.ID
		}
	}
	c.t.Fatalf("nothing is locked as %s", reason)
	return ""
}

func TestRelease(t *testing.T) {
	c := newClient(t, frozen(5000))
	expired := c.lockedAs(world.LockFinancial, true)
	subscribed := c.instances("InstanceChargeType", "PrePaid", "Status", world.Stopped)
	unexpired := ""
	for _, i := range subscribed {
		if len(i.OperationLocks.LockReason) == 0 {
			unexpired = i.InstanceId
		}
	}
	protected := ""
	for _, i := range c.cloud.world.ByID["cn-hangzhou"].List {
		if i.Protected && i.Status == world.Running && i.Lock == "" {
			protected = i.ID
		}
	}
	up, down := c.some(3, world.Running), c.some(1, world.Stopped)[0]
	c.call("StopInstance", "InstanceId", up[1])
	c.call("RebootInstance", "InstanceId", up[2], "ForceStop", "true")
	c.cloud.Advance(5 * time.Second) // up[1] is Stopping, up[2] is Starting
	for _, test := range []struct {
		what   string
		ID     string
		args   []string
		status int
		code   string
	}{
		{"no id", "", nil, 400, "MissingParameter"},
		{"unknown", "i-none", nil, 404, "InvalidInstanceId.NotFound"},
		{"elsewhere", down, []string{"RegionId", "cn-beijing"}, 404, "InvalidInstanceId.NotFound"},
		{"running", up[0], nil, 403, "IncorrectInstanceStatus"},
		{"starting", up[2], []string{"Force", "true"}, 403, "IncorrectInstanceStatus"},
		{"stopping", up[1], nil, 403, "IncorrectInstanceStatus"},
		{"protected", protected, []string{"Force", "true"}, 403, "InvalidOperation.DeletionProtection"},
		{"subscribed", unexpired, []string{"TerminateSubscription", "true"}, 403, "ChargeTypeViolation"},
		{"expired", expired, nil, 403, "ChargeTypeViolation"},
		{"bad flag", down, []string{"Force", "perhaps"}, 400, "InvalidParameter"},
		{"dry run", down, []string{"DryRun", "true"}, 400, "DryRunOperation"},

		{"stopped", down, []string{"RegionId", ""}, 200, ""},
		{"again", down, nil, 404, "InvalidInstanceId.NotFound"},
		{"running, by force", up[0], []string{"Force", "true"}, 200, ""},
		{"stopping, by force", up[1], []string{"Force", "true"}, 200, ""},
		{"expired, accepted", expired, []string{"TerminateSubscription", "true"}, 200, ""},
		{"locked for security", c.lockedAs(world.LockSecurity, false), []string{"Force", "true"}, 200, ""},
		{"in arrears", c.lockedAs(world.LockFinancial, false), nil, 200, ""},
	} {
		a := c.call("DeleteInstance", append(test.args, "InstanceId", test.ID)...)
		if a.status != test.status || a.Code != test.code {
			t.Errorf("%s: %d %s %s, want %d %s", test.what, a.status, a.Code, a.Message, test.status, test.code)
		}
		if _, listed := c.find(test.ID); test.status == 200 && listed {
			t.Errorf("%s: still listed", test.what)
		}
	}
}

func TestReleaseOfANewInstance(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	id := s.one()
	s.cloud.Advance(3 * time.Second)
	expect(t, s.call("DeleteInstance", "InstanceId", id, "Force", "true"), 403, "IncorrectInstanceStatus.Initializing")
}

func TestReleaseOfMany(t *testing.T) {
	c := newClient(t, frozen(1200))
	up, down := c.some(2, world.Running), c.some(2, world.Stopped)
	n := c.total()
	expect(t, c.call("DeleteInstances"), 403, "InvalidInstanceId.NotFound")
	expect(t, c.call("DeleteInstances", batch(down, "RegionId", "")...), 400, "MissingParameter")
	expect(t, c.call("DeleteInstances", batch(make([]string, 101))...), 403, "InvalidInstanceId.NotFound") // empty ids are not sent
	many := slices.Repeat(down, 51)
	expect(t, c.call("DeleteInstances", batch(many)...), 403, "InvalidParameter.TooManyInstanceIds")
	expect(t, c.call("DeleteInstances", batch(append(slices.Clone(down), up...))...), 403, "IncorrectInstanceStatus")
	expect(t, c.call("DeleteInstances", batch(append(slices.Clone(down), "i-none"))...), 404, "InvalidInstanceIds.NotFound")
	expect(t, c.call("DeleteInstances", batch([]string{"i none"})...), 403, "InvalidInstanceIds.ValueNotSupported")
	expect(t, c.call("DeleteInstances", batch(down, "DryRun", "true")...), 400, "DRYRUN.SUCCESS")
	if got := c.total(); got != n {
		t.Fatalf("refused, and yet %d of %d are left", got, n)
	}
	all := batch(append(append(up, down...), down...), "Force", "true", "ClientToken", "t")
	for range 2 { // the second time, what is gone is no error
		if a := c.call("DeleteInstances", all...); a.status != 200 {
			t.Fatal(a.body)
		}
	}
	if got := c.total(); got != n-4 {
		t.Errorf("%d left of %d", got, n)
	}
	expect(t, c.call("DeleteInstances", batch(up, "ClientToken", "t")...), 400, "IdempotentParameterMismatch")
	expect(t, c.call("DeleteInstances", batch(up)...), 404, "InvalidInstanceIds.NotFound")
}

func TestAutoReleaseComes(t *testing.T) {
	c := newClient(t, frozen(1200))
	id := c.some(1, world.Running)[0]
	if a := c.call("ModifyInstanceAutoReleaseTime", "InstanceId", id, "AutoReleaseTime", "2026-03-14T10:00:59Z"); a.status != 200 {
		t.Fatal(a.body)
	}
	if i, _ := c.find(id); i.AutoReleaseTime != "2026-03-14T10:00Z" {
		t.Errorf("release at %s", i.AutoReleaseTime)
	}
	c.cloud.Advance(33*time.Minute + 6*time.Second)
	if _, listed := c.find(id); !listed {
		t.Error("gone a second early")
	}
	c.cloud.Advance(time.Second)
	if _, listed := c.find(id); listed {
		t.Error("not gone at its minute")
	}
}

func TestAutoReleaseWindow(t *testing.T) {
	c := newClient(t, frozen(1200))
	id := c.some(1, world.Running)[0]
	prepaid := c.instances("InstanceChargeType", "PrePaid")[0].InstanceId
	for _, test := range []struct {
		ID, at string
		status int
		code   string
	}{
		{id, "2026-03-14T09:56:53Z", 200, ""}, // thirty minutes to the second
		{id, "2026-03-14T09:56:52Z", 400, "InvalidAutoReleaseTime.Malformed"},
		{id, "2029-03-14T09:26:53Z", 200, ""},
		{id, "2029-03-14T09:26:54Z", 400, "InvalidAutoReleaseTime.Malformed"},
		{id, "2026-03-14T11:00Z", 400, "InvalidAutoReleaseTime.Malformed"},
		{prepaid, "2026-03-20T00:00:00Z", 403, "ChargeTypeViolation"},
		{"i-none", "2026-03-20T00:00:00Z", 404, "NoSuchResource"},
		{"", "", 400, "MissingParameter"},
		{id, "", 200, ""},
	} {
		a := c.call("ModifyInstanceAutoReleaseTime", "InstanceId", test.ID, "AutoReleaseTime", test.at)
		if a.status != test.status || a.Code != test.code {
			t.Errorf("%s at %q: %d %s, want %d %s", test.ID, test.at, a.status, a.Code, test.status, test.code)
		}
	}
	if i, _ := c.find(id); i.AutoReleaseTime != "" {
		t.Errorf("cancelled, and yet at %s", i.AutoReleaseTime)
	}
}
