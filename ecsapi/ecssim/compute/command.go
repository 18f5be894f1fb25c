package compute

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
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

// scriptSystems are the types of command, and the systems they run on.
var scriptSystems = map[string]string{
	"RunShellScript": "linux", "RunBatScript": "windows", "RunPowerShellScript": "windows",
}

// RunCommandReply is the answer of RunCommand.
type RunCommandReply struct {
	rpc.Reply
	CommandId, InvokeId string
}

var _ = Actions.Add("RunCommand", world.InRegion(runCommand), `
	InvalidCmdType.NotFound CmdName.ExceedLimit CmdDesc.ExceedLimit Username.ExceedLimit CmdContent.ExceedLimit
	CmdContent.DecodeError MissingParam.Frequency InstanceIds.ExceedLimit InvalidInstance.NotFound
	InvalidInstance.NotMatch InstanceLockedForSecurity UnsupportedParameter IdempotentParameterMismatch
`).Keeps(&RunCommandReply{})

// runCommand runs a script on machines of a region: on all of them, or on none
// when one of them is not running or runs another system.
func runCommand(r *world.Region, call *world.Call) (rpc.Answer, error) {
	v, err := readInvocation(call)
	if err != nil {
		return nil, err
	}
	ids, err := readBatchIDs(call.Params, rpc.Missing("InstanceId"), rpc.NewError(403, "InstanceIds.ExceedLimit",
		"The number of instance IDs exceeds the upper limit."))
	if err != nil {
		return nil, err
	}
	return r.Cloud.Once(call, func() (rpc.Answer, error) {
		if err := invoke(r, v, ids, call.Now); err != nil {
			return nil, err
		}
		return &RunCommandReply{CommandId: v.Command, InvokeId: v.Tid}, nil
	})
}

// readInvocation reads what is to be run, machines apart.
func readInvocation(c *world.Call) (*world.Invocation, error) {
	p := c.Params
	if err := cmp.Or(
		p.Needs("Type", "CommandContent"),
		p.Unmodelled("Parameters", "ContainerId", "ContainerName", "ResourceTag.1.Key", "Launcher", "WindowsPasswordName"),
	); err != nil {
		return nil, err
	}
	timed, err := p.Flag("Timed")
	switch {
	case err != nil:
		return nil, err
	case timed && p["Frequency"] == "":
		return nil, rpc.NewError(403, "MissingParam.Frequency", "The frequency must be specified when you create a timed task.")
	case timed, p["Frequency"] != "":
		return nil, rpc.Unsupported("Frequency")
	case !p.Asked("RepeatMode", "Once"):
		return nil, rpc.Unsupported("RepeatMode")
	}
	v := &world.Invocation{Name: p["Name"], Kind: p["Type"], Script: p["CommandContent"], User: p["Username"], Begun: c.Now}
	if scriptSystems[v.Kind] == "" {
		return nil, rpc.NewError(403, "InvalidCmdType.NotFound", "The specified command type does not exist.")
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
			return nil, rpc.NewError(403, limit.code, "The length of "+limit.name+" exceeds the upper limit.")
		}
	}
	if strings.EqualFold(p["ContentEncoding"], "Base64") {
		b, err := base64.StdEncoding.DecodeString(v.Script)
		if err != nil {
			return nil, rpc.NewError(403, "CmdContent.DecodeError", "The CommandContent can not be base64 decoded.")
		}
		v.Script = string(b)
	}
	if len(v.Script) > maxScript {
		return nil, rpc.NewError(403, "CmdContent.ExceedLimit", "The length of the command content exceeds the upper limit.")
	}
	seconds, err := p.Number("Timeout", 60)
	if err != nil || seconds < 1 || seconds > 24*3600 {
		return nil, rpc.BadParameter("Timeout")
	}
	v.Timeout = time.Duration(seconds) * time.Second
	return v, nil
}

// invoke begins an invocation.
func invoke(r *world.Region, v *world.Invocation, ids []string, now time.Time) error {
	r.Lock(now)
	defer r.Unlock()
	var machines []*world.Instance
	for _, id := range ids {
		i := r.ByID[id]
		switch {
		case i == nil:
			return errUnknownInstance
		case i.Lock == world.LockSecurity:
			return errInstanceLocked
		case i.Status != world.Running, i.Image.OSType != scriptSystems[v.Kind]:
			return rpc.NewError(403, "InvalidInstance.NotMatch", "The specified instance type does not match the command.")
		}
		if !slices.Contains(machines, i) {
			machines = append(machines, i)
		}
	}
	h := hash.Mix(r.Cloud.Seed, hash.Of(r.ID), r.Invoked, uint64(now.UnixNano()))
	r.Invoked++
	prefix := world.PrefixOf(r.ID)
	v.Tid, v.Command = "t-"+prefix+hash.Code(hash.Mix(h, 't'), 14), "c-"+prefix+hash.Code(hash.Mix(h, 'c'), 14)
	v.User = cmp.Or(v.User, map[string]string{"linux": "root", "windows": "System"}[scriptSystems[v.Kind]])
	for _, i := range machines {
		m := &world.MachineRun{Instance: i.ID, Of: v}
		m.Began = now.Add(200*time.Millisecond + time.Duration(hash.Mix(h, i.Hash)%800)*time.Millisecond)
		m.Run = runScript(i, v.Script, v.User, m.Began)
		if m.Took > v.Timeout {
			m.TimedOut, m.Took, m.Exit = true, v.Timeout, 0
		}
		m.Ends = m.Began.Add(m.Took)
		v.Runs = append(v.Runs, m)
		i.Undertake(m, now)
	}
	r.Invocations = slices.DeleteFunc(r.Invocations, func(old *world.Invocation) bool { return now.Sub(old.Begun) > invocationsKept })
	if extra := len(r.Invocations) + 1 - maxInvocations; extra > 0 {
		r.Invocations = slices.Delete(r.Invocations, 0, extra)
	}
	r.Invocations = append(r.Invocations, v)
	return nil
}
