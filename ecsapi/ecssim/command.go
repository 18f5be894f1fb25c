package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/rpc"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// How long and how many invocations are remembered.
const (
	invocationsKept = 14 * 24 * time.Hour
	maxInvocations  = 2000
)

// Limits of a command.
const (
	maxScript      = 16 << 10 // bytes
	maxCommandName = 128
	maxCommandText = 512
	maxUserName    = 255
)

// unmodelledCommand are parameters of RunCommand that are refused instead of
// ignored.
var unmodelledCommand = []string{
	"Parameters", "ContainerId", "ContainerName", "ResourceTag.1.Key", "Launcher", "WindowsPasswordName",
}

// scriptSystems are the types of command, and the systems they run on.
var scriptSystems = map[string]string{
	"RunShellScript": "linux", "RunBatScript": "windows", "RunPowerShellScript": "windows",
}

func badCommand(code, message string) *rpc.Error {
	return &rpc.Error{Status: http.StatusForbidden, Code: code, Message: message}
}

// runCommandReply is the answer of RunCommand.
type runCommandReply struct {
	rpc.Reply
	CommandId, InvokeId string
}

// runCommand runs a script on machines of a region: on all of them, or on none
// when one of them is not running or runs another system.
func runCommand(c *world, call *call) (rpc.Answer, error) {
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	v, err := readInvocation(call)
	if err != nil {
		return nil, err
	}
	ids, err := readBatchIDs(call.Params, badCommand("InstanceIds.ExceedLimit", "The number of instance IDs exceeds the upper limit."))
	if err != nil {
		return nil, err
	}
	return c.once(call, func() (rpc.Answer, error) {
		if err := invoke(c, r, v, ids, call.now); err != nil {
			return nil, err
		}
		return &runCommandReply{CommandId: v.command, InvokeId: v.tid}, nil
	})
}

// readInvocation reads what is to be run, machines apart.
func readInvocation(c *call) (*invocation, error) {
	p := c.Params
	for _, name := range []string{"Type", "CommandContent"} {
		if p[name] == "" {
			return nil, rpc.Missing(name)
		}
	}
	for _, name := range unmodelledCommand {
		if p[name] != "" {
			return nil, rpc.Unsupported(name)
		}
	}
	timed, err := p.Flag("Timed")
	switch {
	case err != nil:
		return nil, err
	case timed && p["Frequency"] == "":
		return nil, badCommand("MissingParam.Frequency", "The frequency must be specified when you create a timed task.")
	case timed, p["Frequency"] != "":
		return nil, rpc.Unsupported("Frequency")
	case p["RepeatMode"] != "" && p["RepeatMode"] != "Once":
		return nil, rpc.Unsupported("RepeatMode")
	}
	v := &invocation{name: p["Name"], kind: p["Type"], script: p["CommandContent"], user: p["Username"], begun: c.now}
	if scriptSystems[v.kind] == "" {
		return nil, badCommand("InvalidCmdType.NotFound", "The specified command type does not exist.")
	}
	for _, limit := range []struct {
		name, code string
		most       int
	}{
		{"Name", "CmdName.ExceedLimit", maxCommandName},
		{"Description", "CmdDesc.ExceedLimit", maxCommandText},
		{"Username", "Username.ExceedLimit", maxUserName},
	} {
		if utf8.RuneCountInString(p[limit.name]) > limit.most {
			return nil, badCommand(limit.code, "The length of "+limit.name+" exceeds the upper limit.")
		}
	}
	if strings.EqualFold(p["ContentEncoding"], "Base64") {
		b, err := base64.StdEncoding.DecodeString(v.script)
		if err != nil {
			return nil, badCommand("CmdContent.DecodeError", "The CommandContent can not be base64 decoded.")
		}
		v.script = string(b)
	}
	if len(v.script) > maxScript {
		return nil, badCommand("CmdContent.ExceedLimit", "The length of the command content exceeds the upper limit.")
	}
	seconds, err := p.Number("Timeout", 60)
	if err != nil || seconds < 1 || seconds > 24*3600 {
		return nil, rpc.BadParameter("Timeout")
	}
	v.timeout = time.Duration(seconds) * time.Second
	return v, nil
}

// invoke begins an invocation.
func invoke(c *world, r *region, v *invocation, ids []string, now time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(now)
	var machines []*instance
	for _, id := range ids {
		i := r.byID[id]
		switch {
		case i == nil:
			return &rpc.Error{Status: http.StatusNotFound, Code: "InvalidInstance.NotFound", Message: "The specified instance does not exist."}
		case i.lock == lockSecurity:
			return errInstanceLocked
		case i.status != running, i.image.OSType != scriptSystems[v.kind]:
			return badCommand("InvalidInstance.NotMatch", "The specified instance type does not match the command.")
		}
		if !slices.Contains(machines, i) {
			machines = append(machines, i)
		}
	}
	h := hash.Mix(c.seed, hash.Of(r.ID), r.invoked, uint64(now.UnixNano()))
	r.invoked++
	prefix := prefixOf(r.ID)
	v.tid, v.command = "t-"+prefix+hash.Code(hash.Mix(h, 't'), 14), "c-"+prefix+hash.Code(hash.Mix(h, 'c'), 14)
	if v.user == "" {
		v.user = map[string]string{"linux": "root", "windows": "System"}[scriptSystems[v.kind]]
	}
	for _, i := range machines {
		m := &machineRun{instance: i.ID, of: v}
		m.began = now.Add(200*time.Millisecond + time.Duration(hash.Mix(h, i.hash)%800)*time.Millisecond)
		m.run = runScript(i, v.script, v.user, m.began)
		if m.took > v.timeout {
			m.timedOut, m.took, m.exit = true, v.timeout, 0
		}
		m.ends = m.began.Add(m.took)
		v.runs = append(v.runs, m)
		i.undertake(m, now)
	}
	r.invocations = slices.DeleteFunc(r.invocations, func(old *invocation) bool { return now.Sub(old.begun) > invocationsKept })
	if extra := len(r.invocations) + 1 - maxInvocations; extra > 0 {
		r.invocations = slices.Delete(r.invocations, 0, extra)
	}
	r.invocations = append(r.invocations, v)
	return nil
}
