package ecssim

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

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

func (c *client) results(invoke string, args ...string) []compute.WireRun {
	c.t.Helper()
	return fetch[compute.InvocationResultsReply](c, "DescribeInvocationResults", append(args, "InvokeId", invoke, "ContentEncoding", "PlainText")...).Invocation.InvocationResults.InvocationResult
}

func (c *client) runScript(script string, ids []string, args ...string) compute.RunCommandReply {
	c.t.Helper()
	return fetch[compute.RunCommandReply](c, "RunCommand", batch(ids, append(args, "Type", "RunShellScript", "CommandContent", script)...)...)
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
	encoded := fetch[compute.InvocationResultsReply](c, "DescribeInvocationResults", "InvokeId", made.InvokeId, "InstanceId", ids[0]).Invocation
	if b, err := base64.StdEncoding.DecodeString(encoded.InvocationResults.InvocationResult[0].Output); err != nil || encoded.TotalCount != 1 || !strings.HasPrefix(string(b), "up and well") {
		t.Errorf("encoded: %+v", encoded)
	}

	list := fetch[compute.InvocationsReply](c, "DescribeInvocations", "CommandName", "check", "InvokeId", made.InvokeId, "IncludeOutput", "true", "ContentEncoding", "PlainText")
	if list.TotalCount != 1 {
		t.Fatalf("%d invocations", list.TotalCount)
	}
	v := list.Invocations.Invocation[0]
	if v.InvocationStatus != "Success" || v.InvokeStatus != "Finished" || v.CommandType != "RunShellScript" || len(v.InvokeInstances.InvokeInstance) != 3 ||
		!strings.HasPrefix(v.CommandContent, "#!/bin/sh") || v.InvokeInstances.InvokeInstance[0].Output == "" || v.InvokeInstances.InvokeInstance[0].FinishTime == "" {
		t.Errorf("%+v", v)
	}
	if silent := fetch[compute.InvocationsReply](c, "DescribeInvocations"); silent.TotalCount != 1 || silent.Invocations.Invocation[0].InvokeInstances.InvokeInstance[0].Output != "" {
		t.Errorf("output nobody asked for: %+v", silent)
	}
	if none := fetch[compute.InvocationsReply](c, "DescribeInvocations", "InvokeStatus", "Failed").TotalCount + len(c.results(made.InvokeId, "InvokeRecordStatus", "Failed")); none != 0 {
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
	c.into(&rpc.Reply{}, "StopInstance", "InstanceId", ids[1])
	c.into(&rpc.Reply{}, "DeleteInstance", "InstanceId", ids[2], "Force", "true")
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
		if v := fetch[compute.InvocationsReply](c, "DescribeInvocations", "InvokeId", invoke).Invocations.Invocation[0]; v.InvocationStatus != want {
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
	c.refused(403, "CmdContent.ExceedLimit", action, ask("CommandContent", strings.Repeat("#", 16<<10+1))...)
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
	if got := fetch[compute.InvocationsReply](c, "DescribeInvocations").TotalCount; got != 0 {
		t.Errorf("%d refused commands ran", got)
	}
	for _, list := range []string{"DescribeInvocations", "DescribeInvocationResults"} {
		c.refused(403, "InvalidParam.PageNumber", list, "PageNumber", "x")
		c.refused(403, "InvalidParam.PageSize", list, "PageSize", "x")
		c.refused(404, "InvalidRegionId.NotFound", list, "RegionId", "cn-atlantis")
	}
	c.refused(400, "MissingParameter", "DescribeInvocations", "IncludeOutput", "true")

	first := fetch[compute.RunCommandReply](c, action, ask("ClientToken", "t")...)
	if again := fetch[compute.RunCommandReply](c, action, ask("ClientToken", "t")...); again.InvokeId != first.InvokeId {
		t.Errorf("the same token ran %s and %s", first.InvokeId, again.InvokeId)
	}
	c.refused(400, "IdempotentParameterMismatch", action, ask("ClientToken", "t", "CommandContent", "false")...)
	c.lock(linux[1], world.LockSecurity)
	c.refused(403, "InstanceLockedForSecurity", action, ask("InstanceId.2", linux[1])...)
	c.key = rpc.ReadOnlyKey
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
