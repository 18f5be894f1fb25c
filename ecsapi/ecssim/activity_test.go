package ecssim

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

func (c *client) points(id string, from, to time.Time, args ...string) []compute.WireMonitor {
	c.t.Helper()
	return fetch[compute.MonitorReply](c, "DescribeInstanceMonitorData", append(args,
		"InstanceId", id, "StartTime", rpc.Second(from), "EndTime", rpc.Second(to))...).MonitorData.InstanceMonitorData
}

func TestMonitorData(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	id := c.some(1, "Running")[0]
	now := cloud.Now()
	hour := c.points(id, now.Add(-time.Hour), now)
	if len(hour) < 58 || len(hour) > 60 {
		t.Fatalf("an hour has %d points", len(hour))
	}
	sum := 0
	for n, p := range hour {
		if p.InstanceId != id || p.CPU < 0 || p.CPU > 100 || p.IntranetRX != p.IntranetRX/60*60 || !strings.HasSuffix(p.TimeStamp, ":00Z") {
			t.Errorf("point %d: %+v", n, p)
		}
		if n > 0 && p.TimeStamp <= hour[n-1].TimeStamp {
			t.Errorf("%s after %s", p.TimeStamp, hour[n-1].TimeStamp)
		}
		sum += p.CPU
	}
	if again := c.points(id, now.Add(-time.Hour), now); !slices.Equal(again, hour) {
		t.Error("the past changed")
	}
	// A point of an hour is the mean of its minutes.
	at := now.Truncate(time.Hour).Add(-time.Hour)
	coarse := c.points(id, at, at.Add(time.Hour), "Period", "3600")
	if len(coarse) != 1 {
		t.Fatalf("%d points", len(coarse))
	}
	mean := 0.0
	for _, p := range c.points(id, at, at.Add(time.Hour)) {
		mean += float64(p.CPU) / 60
	}
	if d := mean - float64(coarse[0].CPU); d < -1 || d > 1 {
		t.Errorf("%d%% in an hour whose minutes have %.1f%%", coarse[0].CPU, mean)
	}
	if days := c.points(id, now.AddDate(0, 0, -10), now, "Period", "3600"); len(days) < 2 {
		t.Errorf("%d points in ten days", len(days))
	}
	// What is to come is not known, and what is not on the internet has no traffic there.
	if ahead := c.points(id, now.Add(time.Minute), now.Add(time.Hour)); len(ahead) != 0 {
		t.Errorf("%d points of the future", len(ahead))
	}
	i, _ := c.find(id)
	if online := len(i.PublicIpAddress.IpAddress) > 0 || i.EipAddress.IpAddress != ""; online != (hour[0].InternetTX > 0) {
		t.Errorf("%+v of %+v", hour[0], i.PublicIpAddress)
	}
}

func TestNoMonitorDataWhileStopped(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	id := c.some(1, "Running")[0]
	c.into(&rpc.Reply{}, "StopInstance", "InstanceId", id, "ForceStop", "true")
	cloud.Advance(time.Hour)
	stopped := cloud.Now()
	c.into(&rpc.Reply{}, "StartInstance", "InstanceId", id)
	cloud.Advance(time.Hour)
	if before := c.points(id, day.Add(-10*time.Minute), day); len(before) < 9 {
		t.Errorf("%d points before the stop", len(before))
	}
	if gap := c.points(id, day.Add(2*time.Minute), stopped); len(gap) != 0 {
		t.Errorf("%d points while it was stopped", len(gap))
	}
	if after := c.points(id, stopped.Add(2*time.Minute), cloud.Now()); len(after) < 55 {
		t.Errorf("%d points after the start", len(after))
	}
	if found := c.some(1, "Stopped")[0]; len(c.points(found, day.Add(-time.Hour), day)) != 0 {
		t.Errorf("%s was stopped all the time", found)
	}
}

func TestMonitorRefusals(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	id, now := c.some(1, "Running")[0], cloud.Now()
	const action = "DescribeInstanceMonitorData"
	from, to := rpc.Second(now.Add(-time.Hour)), rpc.Second(now)
	c.refused(400, "MissingParameter", action, "StartTime", from, "EndTime", to)
	c.refused(400, "MissingParameter", action, "InstanceId", id, "EndTime", to)
	c.refused(400, "InvalidStartTime.Malformed", action, "InstanceId", id, "StartTime", "x", "EndTime", to)
	c.refused(400, "InvalidEndTime.Malformed", action, "InstanceId", id, "StartTime", from, "EndTime", "x")
	c.refused(400, "InvalidPeriod.ValueNotSupported", action, "InstanceId", id, "StartTime", from, "EndTime", to, "Period", "61")
	c.refused(400, "InvalidStartTime.ValueNotSupported", action, "InstanceId", id, "StartTime", to, "EndTime", from)
	c.refused(400, "InvalidStartTime.TooEarly", action, "InstanceId", id, "StartTime", rpc.Second(now.AddDate(0, 0, -31)), "EndTime", to, "Period", "3600")
	c.refused(400, "InvalidParameter.TooManyDataQueried", action, "InstanceId", id, "StartTime", rpc.Second(now.Add(-401*time.Minute)), "EndTime", to)
	c.refused(404, "InvalidInstanceId.NotFound", action, "InstanceId", "i-none", "StartTime", from, "EndTime", to)
	c.refused(404, "InvalidRegionId.NotFound", action, "InstanceId", id, "StartTime", from, "EndTime", to, "RegionId", "cn-atlantis")
}

func TestUserData(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	id := c.some(1, "Running")[0]
	if got := fetch[compute.UserDataReply](c, "DescribeUserData", "InstanceId", id); got.InstanceId != id || got.RegionId != "cn-hangzhou" || got.UserData != "" {
		t.Errorf("%+v", got)
	}
	script := base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\nreboot\n"))
	cloud.world.ByID["cn-hangzhou"].ByID[id].UserData = script
	if got := fetch[compute.UserDataReply](c, "DescribeUserData", "InstanceId", id); got.UserData != script {
		t.Errorf("%+v", got)
	}
	c.refused(400, "MissingParameter", "DescribeUserData")
	c.refused(404, "InvalidInstanceId.NotFound", "DescribeUserData", "InstanceId", "i-none")
	c.refused(404, "InvalidRegionId.NotFound", "DescribeUserData", "InstanceId", id, "RegionId", "cn-atlantis")
}

func TestNoMachineHasARole(t *testing.T) {
	c := newClient(t, frozen(300))
	const action = "DescribeInstanceRamRole"
	var ids []string
	for _, i := range fetch[compute.InstancesReply](c, "DescribeInstances", "PageSize", "60").Instances.Instance {
		ids = append(ids, i.InstanceId)
	}
	asked := `["` + strings.Join(ids, `","`) + `","i-none"]`
	got := fetch[compute.RamRoleReply](c, action, "InstanceIds", asked, "PageSize", "50", "PageNumber", "2")
	if rest := got.InstanceRamRoleSets.InstanceRamRoleSet; got.TotalCount != 60 || len(rest) != 10 || rest[9] != (compute.WireRamRole{InstanceId: ids[59]}) {
		t.Errorf("%+v", got)
	}
	if got := fetch[compute.RamRoleReply](c, action, "InstanceIds", asked, "RamRoleName", "reader"); got.TotalCount != 0 {
		t.Errorf("%+v", got)
	}
	c.refused(400, "MissingParameter", action)
	c.refused(400, "InvalidParameter", action, "InstanceIds", "i-1")
}

func TestFullStatusAndEvents(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	all := fetch[compute.FullStatusReply](c, "DescribeInstancesFullStatus", "PageSize", "100")
	if all.TotalCount != c.total() {
		t.Fatalf("%d of %d instances", all.TotalCount, c.total())
	}
	// What expires within two weeks is foretold.
	expiring := fetch[compute.FullStatusReply](c, "DescribeInstancesFullStatus", "EventType", world.ExpirationStop, "PageSize", "100")
	if expiring.TotalCount == 0 {
		t.Fatal("nothing expires")
	}
	one := expiring.InstanceFullStatusSet.InstanceFullStatusType[0]
	e := one.ScheduledSystemEventSet.ScheduledSystemEventType[0]
	i, _ := c.find(one.InstanceId)
	if e.EventType != (compute.WireName{Code: 34, Name: world.ExpirationStop}) || e.EventCycleStatus != (compute.WireName{Code: 24, Name: world.Scheduled}) ||
		!strings.HasPrefix(e.NotBefore, strings.TrimSuffix(i.ExpiredTime, "Z")) || one.Status.Name != i.Status {
		t.Errorf("%+v of an instance until %s", e, i.ExpiredTime)
	}
	due, _ := time.Parse(rpc.SecondForm, e.NotBefore)
	count := func(args ...string) int {
		t.Helper()
		return fetch[compute.FullStatusReply](c, "DescribeInstancesFullStatus", append(args, "InstanceId.1", one.InstanceId)...).TotalCount
	}
	for _, f := range []struct {
		name, value string
		want        int
	}{
		{"EventId.1", e.EventId, 1}, {"EventId.1", "e-none", 0},
		{"InstanceEventType.1", world.ExpirationStop, 1}, {"InstanceEventType.1", world.ExpirationDelete, 0},
		{"NotBefore.End", rpc.Second(due), 1}, {"NotBefore.Start", rpc.Second(due.Add(time.Second)), 0},
		{"EventPublishTime.Start", rpc.Second(due.Add(-keptAfterExpiry)), 1}, {"EventPublishTime.End", rpc.Second(day.AddDate(-1, 0, 0)), 0},
		{"Status", i.Status, 1}, {"Status", "Pending", 0},
		{"HealthStatus", "Impaired", 0},
	} {
		if got := count(f.name, f.value); got != f.want {
			t.Errorf("%s=%s: %d, want %d", f.name, f.value, got, f.want)
		}
	}

	// It comes to pass, and the release after it.
	history := func(args ...string) []compute.WireEvent {
		t.Helper()
		return fetch[compute.HistoryReply](c, "DescribeInstanceHistoryEvents", append(args, "InstanceId", one.InstanceId)...).InstanceSystemEventSet.InstanceSystemEventType
	}
	finished := func(kind string) *compute.WireEvent {
		t.Helper()
		for _, w := range history() {
			if w.EventType.Name == kind {
				return &w
			}
		}
		return nil
	}
	if finished(world.ExpirationStop) != nil {
		t.Error("done before its time")
	}
	if ahead := history("InstanceEventCycleStatus.1", world.Scheduled, "InstanceEventType.1", world.ExpirationStop); len(ahead) != 1 || ahead[0].EventId != e.EventId {
		t.Errorf("scheduled: %+v", ahead)
	}
	cloud.Advance(due.Sub(cloud.Now()) + time.Second)
	if w := finished(world.ExpirationStop); w == nil || w.EventId != e.EventId || w.EventCycleStatus != (compute.WireName{Code: 0, Name: world.Executed}) || w.EventFinishTime != e.NotBefore || w.InstanceId != one.InstanceId {
		t.Errorf("after the expiry: %+v", w)
	}
	cloud.Advance(keptAfterExpiry)
	if w := finished(world.ExpirationDelete); w == nil || w.EventCycleStatus.Name != world.Executed {
		t.Errorf("after the release: %+v", w)
	}
	cloud.Advance(world.EventsKept + time.Hour)
	if w := finished(world.ExpirationDelete); w != nil {
		t.Errorf("told for ever: %+v", w)
	}
}

// The hosts of some machines are maintained; a machine that is started again
// before has evaded it.
func TestHostMaintenance(t *testing.T) {
	cloud := frozen(3000)
	c := newClient(t, cloud)
	var found *compute.WireFullStatus
	for _, w := range fetch[compute.FullStatusReply](c, "DescribeInstancesFullStatus", "EventType", world.MaintenanceReboot, "Status", "Running", "PageSize", "100").InstanceFullStatusSet.InstanceFullStatusType {
		if i, _ := c.find(w.InstanceId); len(i.OperationLocks.LockReason) == 0 && i.SpotStrategy == world.NoSpot && i.InstanceChargeType == "PostPaid" {
			found = &w
			break
		}
	}
	if found == nil {
		t.Fatal("no maintenance")
	}
	e := found.ScheduledSystemEventSet.ScheduledSystemEventType[0]
	c.into(&rpc.Reply{}, "RebootInstance", "InstanceId", found.InstanceId)
	cloud.Advance(5 * time.Minute)
	got := fetch[compute.HistoryReply](c, "DescribeInstanceHistoryEvents", "InstanceId", found.InstanceId, "EventId.1", e.EventId).InstanceSystemEventSet.InstanceSystemEventType
	if len(got) != 1 || got[0].EventCycleStatus != (compute.WireName{Code: 8, Name: world.Avoided}) || got[0].EventFinishTime == "" {
		t.Errorf("%+v", got)
	}
	seen := 0
	for token, begun := "", false; token != "" || !begun; begun = true {
		page := fetch[compute.HistoryReply](c, "DescribeInstanceHistoryEvents", "MaxResults", "10", "NextToken", token)
		seen, token = seen+len(page.InstanceSystemEventSet.InstanceSystemEventType), page.NextToken
	}
	if total := fetch[compute.HistoryReply](c, "DescribeInstanceHistoryEvents").TotalCount; seen != total || total < 10 {
		t.Errorf("%d by token, %d told", seen, total)
	}
}

func TestEventRefusals(t *testing.T) {
	c := newClient(t, frozen(NoInstances))
	repeated := func(name string, n int) (args []string) {
		for k := range n {
			args = append(args, name+"."+strconv.Itoa(k+1), "x")
		}
		return args
	}
	for _, action := range []string{"DescribeInstancesFullStatus", "DescribeInstanceHistoryEvents"} {
		c.refused(403, "EventIdLimitExceeded", action, repeated("EventId", 101)...)
		c.refused(400, "InvalidParameter", action, repeated("InstanceEventType", 31)...)
		c.refused(400, "InvalidParameter", action, "NotBefore.Start", "soon")
		c.refused(404, "InvalidRegionId.NotFound", action, "RegionId", "cn-atlantis")
	}
	c.refused(403, "InstanceIdLimitExceeded", "DescribeInstancesFullStatus", repeated("InstanceId", 101)...)
	c.refused(404, "InvalidStatus.NotFound", "DescribeInstancesFullStatus", "Status", "x")
	c.refused(400, "InvalidParameter", "DescribeInstancesFullStatus", "HealthStatus", "x")
	c.refused(403, "InstanceIdLimitExceeded", "DescribeInstanceHistoryEvents", repeated("ResourceId", 101)...)
	c.refused(400, "InvalidParameter", "DescribeInstanceHistoryEvents", repeated("InstanceEventCycleStatus", 8)...)
	c.refused(400, "UnsupportedParameter", "DescribeInstanceHistoryEvents", "ResourceType", "ddh")
}
