package ecssim

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func (c *client) points(id string, from, to time.Time, args ...string) []wireMonitor {
	c.t.Helper()
	return fetch[monitorReply](c, "DescribeInstanceMonitorData", append(args,
		"InstanceId", id, "StartTime", second(from), "EndTime", second(to))...).MonitorData.InstanceMonitorData
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
	c.into(&reply{}, "StopInstance", "InstanceId", id, "ForceStop", "true")
	cloud.Advance(time.Hour)
	stopped := cloud.Now()
	c.into(&reply{}, "StartInstance", "InstanceId", id)
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
	from, to := second(now.Add(-time.Hour)), second(now)
	c.refused(400, "MissingParameter", action, "StartTime", from, "EndTime", to)
	c.refused(400, "MissingParameter", action, "InstanceId", id, "EndTime", to)
	c.refused(400, "InvalidStartTime.Malformed", action, "InstanceId", id, "StartTime", "x", "EndTime", to)
	c.refused(400, "InvalidEndTime.Malformed", action, "InstanceId", id, "StartTime", from, "EndTime", "x")
	c.refused(400, "InvalidPeriod.ValueNotSupported", action, "InstanceId", id, "StartTime", from, "EndTime", to, "Period", "61")
	c.refused(400, "InvalidStartTime.ValueNotSupported", action, "InstanceId", id, "StartTime", to, "EndTime", from)
	c.refused(400, "InvalidStartTime.TooEarly", action, "InstanceId", id, "StartTime", second(now.AddDate(0, 0, -31)), "EndTime", to, "Period", "3600")
	c.refused(400, "InvalidParameter.TooManyDataQueried", action, "InstanceId", id, "StartTime", second(now.Add(-401*time.Minute)), "EndTime", to)
	c.refused(404, "InvalidInstanceId.NotFound", action, "InstanceId", "i-none", "StartTime", from, "EndTime", to)
	c.refused(404, "InvalidRegionId.NotFound", action, "InstanceId", id, "StartTime", from, "EndTime", to, "RegionId", "cn-atlantis")
}

func TestUserData(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	id := c.some(1, "Running")[0]
	if got := fetch[userDataReply](c, "DescribeUserData", "InstanceId", id); got.InstanceId != id || got.RegionId != "cn-hangzhou" || got.UserData != "" {
		t.Errorf("%+v", got)
	}
	script := base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\nreboot\n"))
	cloud.byID["cn-hangzhou"].byID[id].userData = script
	if got := fetch[userDataReply](c, "DescribeUserData", "InstanceId", id); got.UserData != script {
		t.Errorf("%+v", got)
	}
	c.refused(400, "MissingParameter", "DescribeUserData")
	c.refused(404, "InvalidInstanceId.NotFound", "DescribeUserData", "InstanceId", "i-none")
	c.refused(404, "InvalidRegionId.NotFound", "DescribeUserData", "InstanceId", id, "RegionId", "cn-atlantis")
}

func TestFullStatusAndEvents(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	all := fetch[fullStatusReply](c, "DescribeInstancesFullStatus", "PageSize", "100")
	if all.TotalCount != c.total() {
		t.Fatalf("%d of %d instances", all.TotalCount, c.total())
	}
	// What expires within two weeks is foretold.
	expiring := fetch[fullStatusReply](c, "DescribeInstancesFullStatus", "EventType", expirationStop, "PageSize", "100")
	if expiring.TotalCount == 0 {
		t.Fatal("nothing expires")
	}
	one := expiring.InstanceFullStatusSet.InstanceFullStatusType[0]
	e := one.ScheduledSystemEventSet.ScheduledSystemEventType[0]
	i, _ := c.find(one.InstanceId)
	if e.EventType != (wireName{34, expirationStop}) || e.EventCycleStatus != (wireName{24, scheduled}) ||
		!strings.HasPrefix(e.NotBefore, strings.TrimSuffix(i.ExpiredTime, "Z")) || one.Status.Name != i.Status {
		t.Errorf("%+v of an instance until %s", e, i.ExpiredTime)
	}
	due, _ := time.Parse(secondForm, e.NotBefore)
	count := func(args ...string) int {
		t.Helper()
		return fetch[fullStatusReply](c, "DescribeInstancesFullStatus", append(args, "InstanceId.1", one.InstanceId)...).TotalCount
	}
	for _, f := range []struct {
		name, value string
		want        int
	}{
		{"EventId.1", e.EventId, 1}, {"EventId.1", "e-none", 0},
		{"InstanceEventType.1", expirationStop, 1}, {"InstanceEventType.1", expirationDelete, 0},
		{"NotBefore.End", second(due), 1}, {"NotBefore.Start", second(due.Add(time.Second)), 0},
		{"EventPublishTime.Start", second(due.Add(-expiryForetold)), 1}, {"EventPublishTime.End", second(day.AddDate(-1, 0, 0)), 0},
		{"Status", i.Status, 1}, {"Status", "Pending", 0},
		{"HealthStatus", "Impaired", 0},
	} {
		if got := count(f.name, f.value); got != f.want {
			t.Errorf("%s=%s: %d, want %d", f.name, f.value, got, f.want)
		}
	}

	// It comes to pass, and the release after it.
	history := func(args ...string) []wireEvent {
		t.Helper()
		return fetch[historyReply](c, "DescribeInstanceHistoryEvents", append(args, "InstanceId", one.InstanceId)...).InstanceSystemEventSet.InstanceSystemEventType
	}
	finished := func(kind string) *wireEvent {
		t.Helper()
		for _, w := range history() {
			if w.EventType.Name == kind {
				return &w
			}
		}
		return nil
	}
	if finished(expirationStop) != nil {
		t.Error("done before its time")
	}
	if ahead := history("InstanceEventCycleStatus.1", scheduled, "InstanceEventType.1", expirationStop); len(ahead) != 1 || ahead[0].EventId != e.EventId {
		t.Errorf("scheduled: %+v", ahead)
	}
	cloud.Advance(due.Sub(cloud.Now()) + time.Second)
	if w := finished(expirationStop); w == nil || w.EventId != e.EventId || w.EventCycleStatus != (wireName{0, executed}) || w.EventFinishTime != e.NotBefore || w.InstanceId != one.InstanceId {
		t.Errorf("after the expiry: %+v", w)
	}
	cloud.Advance(keptAfterExpiry)
	if w := finished(expirationDelete); w == nil || w.EventCycleStatus.Name != executed {
		t.Errorf("after the release: %+v", w)
	}
	cloud.Advance(eventsKept + time.Hour)
	if w := finished(expirationDelete); w != nil {
		t.Errorf("told for ever: %+v", w)
	}
}

// The hosts of some machines are maintained; a machine that is started again
// before has evaded it.
func TestHostMaintenance(t *testing.T) {
	cloud := frozen(3000)
	c := newClient(t, cloud)
	var found *wireFullStatus
	for _, w := range fetch[fullStatusReply](c, "DescribeInstancesFullStatus", "EventType", maintenanceReboot, "Status", "Running", "PageSize", "100").InstanceFullStatusSet.InstanceFullStatusType {
		if i, _ := c.find(w.InstanceId); len(i.OperationLocks.LockReason) == 0 && i.SpotStrategy == noSpot && i.InstanceChargeType == "PostPaid" {
			found = &w
			break
		}
	}
	if found == nil {
		t.Fatal("no maintenance")
	}
	e := found.ScheduledSystemEventSet.ScheduledSystemEventType[0]
	c.into(&reply{}, "RebootInstance", "InstanceId", found.InstanceId)
	cloud.Advance(5 * time.Minute)
	got := fetch[historyReply](c, "DescribeInstanceHistoryEvents", "InstanceId", found.InstanceId, "EventId.1", e.EventId).InstanceSystemEventSet.InstanceSystemEventType
	if len(got) != 1 || got[0].EventCycleStatus != (wireName{8, avoided}) || got[0].EventFinishTime == "" {
		t.Errorf("%+v", got)
	}
	seen := 0
	for token, begun := "", false; token != "" || !begun; begun = true {
		page := fetch[historyReply](c, "DescribeInstanceHistoryEvents", "MaxResults", "10", "NextToken", token)
		seen, token = seen+len(page.InstanceSystemEventSet.InstanceSystemEventType), page.NextToken
	}
	if total := fetch[historyReply](c, "DescribeInstanceHistoryEvents").TotalCount; seen != total || total < 10 {
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

// runners are running machines of a system, not locked, paid for by the hour.
func (c *client) runners(n int, system string) []string {
	c.t.Helper()
	var ids []string
	for _, id := range c.some(min(12, len(c.instances("Status", "Running"))), "Running") {
		if i, _ := c.find(id); i.OSType == system && len(ids) < n {
			ids = append(ids, id)
		}
	}
	if len(ids) < n {
		c.t.Fatalf("only %d machines with %s", len(ids), system)
	}
	return ids
}

func (c *client) results(invoke string, args ...string) []wireRun {
	c.t.Helper()
	return fetch[invocationResultsReply](c, "DescribeInvocationResults", append(args, "InvokeId", invoke, "ContentEncoding", "PlainText")...).Invocation.InvocationResults.InvocationResult
}

func (c *client) runScript(script string, ids []string, args ...string) runCommandReply {
	c.t.Helper()
	return fetch[runCommandReply](c, "RunCommand", batch(ids, append(args, "Type", "RunShellScript", "CommandContent", script)...)...)
}

func TestRunCommand(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	ids := c.runners(3, "linux")
	made := c.runScript("#!/bin/sh\necho \"up and well\"; hostname && whoami\nsystemctl restart nginx\nsleep 5\n", ids, "Name", "check")
	for _, r := range c.results(made.InvokeId) {
		if r.InvocationStatus != "Pending" || r.InvokeRecordStatus != "Running" || r.StartTime != "" || r.Output != "" {
			t.Errorf("at once: %+v", r)
		}
	}
	cloud.Advance(2 * time.Second)
	for _, r := range c.results(made.InvokeId) {
		if r.InvocationStatus != "Running" || r.StartTime == "" || r.FinishedTime != "" || r.Output != "" {
			t.Errorf("while it runs: %+v", r)
		}
	}
	cloud.Advance(10 * time.Second)
	results := c.results(made.InvokeId)
	if len(results) != 3 {
		t.Fatalf("%d results", len(results))
	}
	for _, r := range results {
		want := "up and well\niZ" + strings.TrimPrefix(r.InstanceId, "i-") + "Z\nroot\n"
		if r.InvocationStatus != "Success" || r.InvokeRecordStatus != "Finished" || r.ExitCode != 0 || r.Output != want ||
			r.FinishedTime <= r.StartTime || r.ErrorCode != "" || r.Repeats != 1 || r.CommandId != made.CommandId {
			t.Errorf("at the end: %+v", r)
		}
	}
	encoded := fetch[invocationResultsReply](c, "DescribeInvocationResults", "InvokeId", made.InvokeId, "InstanceId", ids[0]).Invocation
	if b, err := base64.StdEncoding.DecodeString(encoded.InvocationResults.InvocationResult[0].Output); err != nil || encoded.TotalCount != 1 || !strings.HasPrefix(string(b), "up and well") {
		t.Errorf("encoded: %+v", encoded)
	}

	list := fetch[invocationsReply](c, "DescribeInvocations", "CommandName", "check", "InvokeId", made.InvokeId, "IncludeOutput", "true", "ContentEncoding", "PlainText")
	if list.TotalCount != 1 {
		t.Fatalf("%d invocations", list.TotalCount)
	}
	v := list.Invocations.Invocation[0]
	if v.InvocationStatus != "Success" || v.InvokeStatus != "Finished" || v.CommandType != "RunShellScript" || len(v.InvokeInstances.InvokeInstance) != 3 ||
		!strings.HasPrefix(v.CommandContent, "#!/bin/sh") || v.InvokeInstances.InvokeInstance[0].Output == "" || v.InvokeInstances.InvokeInstance[0].FinishTime == "" {
		t.Errorf("%+v", v)
	}
	if silent := fetch[invocationsReply](c, "DescribeInvocations"); silent.TotalCount != 1 || silent.Invocations.Invocation[0].InvokeInstances.InvokeInstance[0].Output != "" {
		t.Errorf("output nobody asked for: %+v", silent)
	}
	if none := fetch[invocationsReply](c, "DescribeInvocations", "InvokeStatus", "Failed").TotalCount + len(c.results(made.InvokeId, "InvokeRecordStatus", "Failed")); none != 0 {
		t.Errorf("%d failed", none)
	}
	cloud.Advance(15 * 24 * time.Hour)
	if old := c.results(made.InvokeId); len(old) != 0 {
		t.Errorf("remembered for ever: %+v", old)
	}
}

func TestCommandsThatFail(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	ids := c.runners(3, "linux")
	bad := c.runScript("true && false && echo never\nexit 7\necho never", ids[:1])
	slow := c.runScript(base64.StdEncoding.EncodeToString([]byte("echo begun; sleep 100")), ids[:1], "Timeout", "20", "ContentEncoding", "Base64")
	cut := c.runScript("sleep 30; echo done", ids)
	cloud.Advance(5 * time.Second)
	c.into(&reply{}, "StopInstance", "InstanceId", ids[1])
	c.into(&reply{}, "DeleteInstance", "InstanceId", ids[2], "Force", "true")
	cloud.Advance(time.Minute)

	check := func(invoke, id, status, record, code string, exit int, output string) {
		t.Helper()
		got := c.results(invoke, "InstanceId", id)
		if len(got) != 1 {
			t.Fatalf("%d results", len(got))
		}
		if r := got[0]; r.InvocationStatus != status || r.InvokeRecordStatus != record || r.ErrorCode != code || r.ExitCode != exit || r.Output != output || (r.ErrorInfo == "") != (code == "") {
			t.Errorf("%+v", r)
		}
	}
	check(bad.InvokeId, ids[0], "Failed", "Finished", "ExitCodeNonzero", 7, "")
	check(slow.InvokeId, ids[0], "Timeout", "Failed", "ExecutionTimeout", 0, "begun\n")
	check(cut.InvokeId, ids[0], "Success", "Finished", "", 0, "done\n")
	check(cut.InvokeId, ids[1], "Failed", "Failed", "ExecutionInterrupted", 0, "")
	check(cut.InvokeId, ids[2], "Failed", "Failed", "InstanceReleased", 0, "")
	for invoke, want := range map[string]string{bad.InvokeId: "Failed", slow.InvokeId: "Failed", cut.InvokeId: "PartialFailed"} {
		if v := fetch[invocationsReply](c, "DescribeInvocations", "InvokeId", invoke).Invocations.Invocation[0]; v.InvocationStatus != want {
			t.Errorf("%s: %s, want %s", invoke, v.InvocationStatus, want)
		}
	}
}

func TestCommandRefusals(t *testing.T) {
	cloud := frozen(300)
	c := newClient(t, cloud)
	linux := c.runners(2, "linux")
	ask := func(over ...string) []string {
		p := pairs([]string{"Type", "RunShellScript", "CommandContent", "true", "InstanceId.1", linux[0]})
		for k, v := range pairs(over) {
			p[k] = v
		}
		var args []string
		for k, v := range p {
			args = append(args, k, v)
		}
		return args
	}
	const action = "RunCommand"
	c.refused(400, "MissingParameter", action, ask("Type", "")...)
	c.refused(400, "MissingParameter", action, ask("CommandContent", "")...)
	c.refused(400, "MissingParameter", action, ask("InstanceId.1", "")...)
	c.refused(404, "InvalidRegionId.NotFound", action, ask("RegionId", "cn-atlantis")...)
	c.refused(403, "InvalidCmdType.NotFound", action, ask("Type", "RunPerl")...)
	c.refused(403, "CmdName.ExceedLimit", action, ask("Name", strings.Repeat("n", 129))...)
	c.refused(403, "CmdDesc.ExceedLimit", action, ask("Description", strings.Repeat("n", 513))...)
	c.refused(403, "Username.ExceedLimit", action, ask("Username", strings.Repeat("n", 256))...)
	c.refused(403, "CmdContent.ExceedLimit", action, ask("CommandContent", strings.Repeat("#", maxScript+1))...)
	c.refused(403, "CmdContent.DecodeError", action, ask("ContentEncoding", "Base64", "CommandContent", "%%%")...)
	c.refused(403, "MissingParam.Frequency", action, ask("Timed", "true")...)
	c.refused(400, "UnsupportedParameter", action, ask("Timed", "true", "Frequency", "0 * * * * *")...)
	c.refused(400, "UnsupportedParameter", action, ask("RepeatMode", "EveryReboot")...)
	c.refused(400, "UnsupportedParameter", action, ask("Parameters", "{}")...)
	c.refused(400, "InvalidParameter", action, ask("Timeout", "0")...)
	c.refused(404, "InvalidInstance.NotFound", action, ask("InstanceId.2", "i-none")...)
	c.refused(403, "InvalidInstance.NotMatch", action, ask("InstanceId.2", c.some(1, "Stopped")[0])...)
	c.refused(403, "InvalidInstance.NotMatch", action, ask("Type", "RunBatScript")...)
	many := []string{}
	for n := range 101 {
		many = append(many, fmt.Sprintf("InstanceId.%d", n+1), linux[0])
	}
	c.refused(403, "InstanceIds.ExceedLimit", action, ask(many...)...)
	if got := fetch[invocationsReply](c, "DescribeInvocations").TotalCount; got != 0 {
		t.Errorf("%d refused commands ran", got)
	}
	for _, list := range []string{"DescribeInvocations", "DescribeInvocationResults"} {
		c.refused(403, "InvalidParam.PageNumber", list, "PageNumber", "x")
		c.refused(403, "InvalidParam.PageSize", list, "PageSize", "x")
		c.refused(404, "InvalidRegionId.NotFound", list, "RegionId", "cn-atlantis")
	}
	c.refused(400, "MissingParameter", "DescribeInvocations", "IncludeOutput", "true")

	first := fetch[runCommandReply](c, action, ask("ClientToken", "t")...)
	if again := fetch[runCommandReply](c, action, ask("ClientToken", "t")...); again.InvokeId != first.InvokeId {
		t.Errorf("the same token ran %s and %s", first.InvokeId, again.InvokeId)
	}
	c.refused(400, "IdempotentParameterMismatch", action, ask("ClientToken", "t", "CommandContent", "false")...)
	c.lock(linux[1], lockSecurity)
	c.refused(403, "InstanceLockedForSecurity", action, ask("InstanceId.2", linux[1])...)
	c.key = readOnlyKey
	c.refused(403, "Forbidden.RAM", action, ask()...)
}

func TestHostnameInACommand(t *testing.T) {
	cloud := frozen(300)
	s := newShop(t, cloud)
	id := s.one("HostName", "till-7")
	cloud.Advance(2 * time.Minute)
	made := s.runScript("hostname", []string{id})
	cloud.Advance(time.Minute)
	if got := s.results(made.InvokeId)[0].Output; got != "till-7\n" {
		t.Errorf("hostname printed %q", got)
	}
}
