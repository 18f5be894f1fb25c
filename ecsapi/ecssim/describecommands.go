package ecssim

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
)

// wireRun is how a run of a command is answered; the two lists call some of it
// by different names.
type wireRun struct {
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
func describeRun(m *machineRun, now time.Time, plain bool) (w wireRun, record string, ended string) {
	w = wireRun{InstanceId: m.instance}
	w.InvocationStatus, record, w.ErrorCode, w.ErrorInfo = m.outcome(now)
	if !now.Before(m.began) {
		w.StartTime, w.Repeats = rpc.Second(m.began), 1
	}
	switch {
	case !m.over(now):
	case !m.cut.IsZero():
		ended = rpc.Second(m.cut)
	default:
		ended, w.ExitCode, w.Output = rpc.Second(m.ends), m.exit, encoded(m.output, plain)
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

// invocationResultsReply is the answer of DescribeInvocationResults.
type invocationResultsReply struct {
	rpc.Reply
	Invocation struct {
		TotalCount, PageNumber, PageSize int
		NextToken                        string
		InvocationResults                struct {
			InvocationResult []wireRun
		}
	}
}

// describeInvocationResults lists what commands did, machine by machine.
func describeInvocationResults(c *world, call *call) (rpc.Answer, error) {
	p := call.Params
	r, pg, plain, err := readInvocationCall(c, call)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	var found []*machineRun
	for _, v := range slices.Backward(r.invocations) {
		if !p.Asked("InvokeId", v.tid) || !p.Asked("CommandId", v.command) || call.now.Sub(v.begun) > invocationsKept {
			continue
		}
		for _, m := range v.runs {
			_, record, _, _ := m.outcome(call.now)
			if p.Asked("InstanceId", m.instance) && p.Asked("InvokeRecordStatus", record) {
				found = append(found, m)
			}
		}
	}
	out := &invocationResultsReply{}
	a := &out.Invocation
	a.PageNumber, a.PageSize = pg.Number, pg.Size
	if !pg.ByToken {
		a.TotalCount = len(found)
	}
	found, a.NextToken = rpc.Cut(pg, found)
	a.InvocationResults.InvocationResult = make([]wireRun, len(found))
	for n, m := range found {
		w, record, ended := describeRun(m, call.now, plain)
		w.InvokeId, w.CommandId, w.Username = m.of.tid, m.of.command, m.of.user
		w.InvokeRecordStatus, w.FinishedTime = record, ended
		a.InvocationResults.InvocationResult[n] = w
	}
	return out, nil
}

// invocationsReply is the answer of DescribeInvocations.
type invocationsReply struct {
	rpc.Reply
	TotalCount, PageNumber, PageSize int
	NextToken                        string
	Invocations                      struct {
		Invocation []wireInvocation
	}
}

type wireInvocation struct {
	InvokeId, CommandId, CommandName, CommandType, CommandContent string
	InvocationStatus, InvokeStatus, CreationTime                  string
	Frequency, Parameters, RepeatMode, Username                   string
	Timed                                                         bool
	Timeout                                                       int
	InvokeInstances                                               struct {
		InvokeInstance []wireRun
	}
}

// describeInvocations lists commands that were run, with how they stand on each
// machine, and with what they printed if that is asked for.
func describeInvocations(c *world, call *call) (rpc.Answer, error) {
	p := call.Params
	r, pg, plain, err := readInvocationCall(c, call)
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
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	var found []*invocation
	for _, v := range slices.Backward(r.invocations) {
		_, record := v.status(call.now)
		if !timed && call.now.Sub(v.begun) <= invocationsKept &&
			p.Asked("InvokeId", v.tid) && p.Asked("CommandId", v.command) && p.Asked("CommandName", v.name) &&
			p.Asked("CommandType", v.kind) && p.Asked("InvokeStatus", record) &&
			slices.ContainsFunc(v.runs, func(m *machineRun) bool { return p.Asked("InstanceId", m.instance) }) {
			found = append(found, v)
		}
	}
	out := &invocationsReply{PageNumber: pg.Number, PageSize: pg.Size}
	if !pg.ByToken {
		out.TotalCount = len(found)
	}
	found, out.NextToken = rpc.Cut(pg, found)
	out.Invocations.Invocation = make([]wireInvocation, len(found))
	for n, v := range found {
		w := &out.Invocations.Invocation[n]
		w.InvokeId, w.CommandId, w.CommandName, w.CommandType = v.tid, v.command, v.name, v.kind
		w.CommandContent, w.Parameters, w.RepeatMode = encoded(v.script, plain), "{}", "Once"
		w.InvocationStatus, w.InvokeStatus = v.status(call.now)
		w.CreationTime, w.Username, w.Timeout = rpc.Second(v.begun), v.user, int(v.timeout/time.Second)
		w.InvokeInstances.InvokeInstance = []wireRun{}
		for _, m := range v.runs {
			if !p.Asked("InstanceId", m.instance) {
				continue
			}
			run, record, ended := describeRun(m, call.now, plain)
			if !output {
				run.Output = ""
			}
			run.CreationTime, run.UpdateTime = rpc.Second(v.begun), ended
			if ended == "" {
				run.UpdateTime = rpc.Second(call.now)
			}
			run.InstanceInvokeStatus, run.FinishTime = record, ended
			w.InvokeInstances.InvokeInstance = append(w.InvokeInstances.InvokeInstance, run)
		}
	}
	return out, nil
}

// readInvocationCall reads what the two lists have in common.
func readInvocationCall(c *world, call *call) (r *region, pg rpc.Page, plain bool, err error) {
	if r, err = c.regionOf(call); err != nil {
		return nil, rpc.Page{}, false, err
	}
	for _, name := range []string{"PageNumber", "PageSize"} {
		if s := call.Params[name]; s != "" {
			if _, err := strconv.Atoi(s); err != nil {
				return nil, rpc.Page{}, false, badCommand("InvalidParam."+name, "The specified parameter is invalid.")
			}
		}
	}
	pg, err = call.Pages(50, 50)
	return r, pg, strings.EqualFold(call.Params["ContentEncoding"], "PlainText"), err
}
