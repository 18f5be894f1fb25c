package compute

import (
	"cmp"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// WireRun is how a run of a command is answered; the two lists call some of it by different names.
type WireRun struct {
	InstanceId, InvocationStatus, ErrorCode, ErrorInfo string
	CreationTime                                       string `json:",omitempty"`
	StartTime, StopTime                                string
	UpdateTime, FinishTime, InstanceInvokeStatus       string `json:",omitempty"`
	InvokeId, CommandId, FinishedTime                  string `json:",omitempty"`
	InvokeRecordStatus, Username                       string `json:",omitempty"`
	ExitCode, Dropped, Repeats                         int
	Output                                             string
}

// describeRun is what both lists answer of a run. Output shows when a run is over.
func describeRun(m *world.MachineRun, now time.Time, plain bool) (w WireRun, record string, ended string) {
	w = WireRun{InstanceId: m.Instance}
	w.InvocationStatus, record, w.ErrorCode, w.ErrorInfo = m.Outcome(now)
	if !now.Before(m.Began) {
		w.StartTime, w.Repeats = rpc.Second(m.Began), 1
	}
	switch {
	case !m.Over(now):
	case !m.Cut.IsZero():
		ended = rpc.Second(m.Cut)
	default:
		ended, w.ExitCode, w.Output = rpc.Second(m.Ends), m.Exit, encoded(m.Output, plain)
	}
	return w, record, ended
}

// encoded is a text as it is answered: base64 unless plain text is asked for.
func encoded(s string, plain bool) string {
	if plain {
		return s
	}
	return base64.StdEncoding.EncodeToString([]byte(s))
}

// InvocationResultsReply is the answer of DescribeInvocationResults.
type InvocationResultsReply struct {
	rpc.Reply
	Invocation struct {
		rpc.Listed
		InvocationResults struct{ InvocationResult []WireRun }
	}
}

var _ = Actions.Add("DescribeInvocationResults", world.InRegion(describeInvocationResults), `
	InvalidParam.PageNumber InvalidParam.PageSize`)

// describeInvocationResults lists what commands did, machine by machine.
func describeInvocationResults(r *world.Region, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	pg, plain, err := readInvocationCall(p)
	if err != nil {
		return nil, err
	}
	r.Lock(call.Now)
	defer r.Unlock()
	var found []*world.MachineRun
	for _, v := range slices.Backward(r.Invocations) {
		if !p.Asked("InvokeId", v.Tid) || !p.Asked("CommandId", v.Command) || call.Now.Sub(v.Begun) > invocationsKept {
			continue
		}
		for _, m := range v.Runs {
			_, record, _, _ := m.Outcome(call.Now)
			if p.Asked("InstanceId", m.Instance) && p.Asked("InvokeRecordStatus", record) {
				found = append(found, m)
			}
		}
	}
	out := &InvocationResultsReply{}
	a := &out.Invocation
	found, a.Listed = rpc.Cut(pg, found)
	a.InvocationResults.InvocationResult = make([]WireRun, len(found))
	for n, m := range found {
		w, record, ended := describeRun(m, call.Now, plain)
		w.InvokeId, w.CommandId, w.Username = m.Of.Tid, m.Of.Command, m.Of.User
		w.InvokeRecordStatus, w.FinishedTime = record, ended
		a.InvocationResults.InvocationResult[n] = w
	}
	return out, nil
}

// InvocationsReply is the answer of DescribeInvocations.
type InvocationsReply struct {
	rpc.Reply
	rpc.Listed
	Invocations struct{ Invocation []WireInvocation }
}

// WireInvocation is a row of InvocationsReply.
type WireInvocation struct {
	InvokeId, CommandId, CommandName, CommandType, CommandContent string
	InvocationStatus, InvokeStatus, CreationTime                  string
	Frequency, Parameters, RepeatMode, Username                   string
	Timed                                                         bool
	Timeout                                                       int
	InvokeInstances                                               struct{ InvokeInstance []WireRun }
}

var _ = Actions.Add("DescribeInvocations", world.InRegion(describeInvocations), "InvalidParam.PageNumber InvalidParam.PageSize")

// describeInvocations lists commands that were run, with how they stand on each
// machine, and with what they printed if that is asked for.
func describeInvocations(r *world.Region, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	pg, plain, err := readInvocationCall(p)
	if err != nil {
		return nil, err
	}
	output, err := p.Flag("IncludeOutput")
	if err != nil {
		return nil, err
	}
	if output && p["InvokeId"] == "" && p["InstanceId"] == "" {
		return nil, rpc.Missing("InvokeId")
	}
	timed, err := p.Flag("Timed")
	if err != nil {
		return nil, err
	}
	r.Lock(call.Now)
	defer r.Unlock()
	var found []*world.Invocation
	for _, v := range slices.Backward(r.Invocations) {
		_, record := v.Status(call.Now)
		if !timed && call.Now.Sub(v.Begun) <= invocationsKept &&
			p.Asked("InvokeId", v.Tid) && p.Asked("CommandId", v.Command) && p.Asked("CommandName", v.Name) &&
			p.Asked("CommandType", v.Kind) && p.Asked("InvokeStatus", record) &&
			slices.ContainsFunc(v.Runs, func(m *world.MachineRun) bool { return p.Asked("InstanceId", m.Instance) }) {
			found = append(found, v)
		}
	}
	out := &InvocationsReply{}
	found, out.Listed = rpc.Cut(pg, found)
	out.Invocations.Invocation = make([]WireInvocation, len(found))
	for n, v := range found {
		w := &out.Invocations.Invocation[n]
		w.InvokeId, w.CommandId, w.CommandName, w.CommandType = v.Tid, v.Command, v.Name, v.Kind
		w.CommandContent, w.Parameters, w.RepeatMode = encoded(v.Script, plain), "{}", "Once"
		w.InvocationStatus, w.InvokeStatus = v.Status(call.Now)
		w.CreationTime, w.Username, w.Timeout = rpc.Second(v.Begun), v.User, int(v.Timeout/time.Second)
		w.InvokeInstances.InvokeInstance = []WireRun{}
		for _, m := range v.Runs {
			if !p.Asked("InstanceId", m.Instance) {
				continue
			}
			run, record, ended := describeRun(m, call.Now, plain)
			if !output {
				run.Output = ""
			}
			run.CreationTime, run.UpdateTime = rpc.Second(v.Begun), cmp.Or(ended, rpc.Second(call.Now))
			run.InstanceInvokeStatus, run.FinishTime = record, ended
			w.InvokeInstances.InvokeInstance = append(w.InvokeInstances.InvokeInstance, run)
		}
	}
	return out, nil
}

// readInvocationCall reads what the two lists have in common.
func readInvocationCall(p rpc.Params) (pg rpc.Page, plain bool, err error) {
	for _, name := range []string{"PageNumber", "PageSize"} {
		if _, err := p.Number(name, 1); err != nil {
			return rpc.Page{}, false, rpc.NewError(403, "InvalidParam."+name, "The specified parameter is invalid.")
		}
	}
	pg, err = p.Pages(50, 50)
	return pg, strings.EqualFold(p["ContentEncoding"], "PlainText"), err
}
