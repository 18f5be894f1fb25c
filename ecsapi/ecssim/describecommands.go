package ecssim

import (
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
		w.StartTime, w.Repeats = second(m.began), 1
	}
	switch {
	case !m.over(now):
	case !m.cut.IsZero():
		ended = second(m.cut)
	default:
		ended, w.ExitCode, w.Output = second(m.ends), m.exit, encoded(m.output, plain)
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
	reply
	Invocation struct {
		TotalCount, PageNumber, PageSize int
		NextToken                        string
		InvocationResults                struct {
			InvocationResult []wireRun
		}
	}
}

// describeInvocationResults lists what commands did, machine by machine.
func describeInvocationResults(c *world, call *call) (stamped, error) {
	p := call.params
	r, pg, plain, err := readInvocationCall(c, call)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	var found []*machineRun
	for _, v := range slices.Backward(r.invocations) {
		if !p.asked("InvokeId", v.tid) || !p.asked("CommandId", v.command) || call.now.Sub(v.begun) > invocationsKept {
			continue
		}
		for _, m := range v.runs {
			_, record, _, _ := m.outcome(call.now)
			if p.asked("InstanceId", m.instance) && p.asked("InvokeRecordStatus", record) {
				found = append(found, m)
			}
		}
	}
	out := &invocationResultsReply{}
	a := &out.Invocation
	a.PageNumber, a.PageSize = pg.number, pg.size
	if !pg.byToken {
		a.TotalCount = len(found)
	}
	found, a.NextToken = cut(pg, found)
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
	reply
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
func describeInvocations(c *world, call *call) (stamped, error) {
	p := call.params
	r, pg, plain, err := readInvocationCall(c, call)
	if err != nil {
		return nil, err
	}
	output, err := p.flag("IncludeOutput")
	if err != nil {
		return nil, err
	}
	if output && p["InvokeId"] == "" && p["InstanceId"] == "" {
		return nil, missing("InvokeId")
	}
	timed, err := p.flag("Timed")
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
			p.asked("InvokeId", v.tid) && p.asked("CommandId", v.command) && p.asked("CommandName", v.name) &&
			p.asked("CommandType", v.kind) && p.asked("InvokeStatus", record) &&
			slices.ContainsFunc(v.runs, func(m *machineRun) bool { return p.asked("InstanceId", m.instance) }) {
			found = append(found, v)
		}
	}
	out := &invocationsReply{PageNumber: pg.number, PageSize: pg.size}
	if !pg.byToken {
		out.TotalCount = len(found)
	}
	found, out.NextToken = cut(pg, found)
	out.Invocations.Invocation = make([]wireInvocation, len(found))
	for n, v := range found {
		w := &out.Invocations.Invocation[n]
		w.InvokeId, w.CommandId, w.CommandName, w.CommandType = v.tid, v.command, v.name, v.kind
		w.CommandContent, w.Parameters, w.RepeatMode = encoded(v.script, plain), "{}", "Once"
		w.InvocationStatus, w.InvokeStatus = v.status(call.now)
		w.CreationTime, w.Username, w.Timeout = second(v.begun), v.user, int(v.timeout/time.Second)
		w.InvokeInstances.InvokeInstance = []wireRun{}
		for _, m := range v.runs {
			if !p.asked("InstanceId", m.instance) {
				continue
			}
			run, record, ended := describeRun(m, call.now, plain)
			if !output {
				run.Output = ""
			}
			run.CreationTime, run.UpdateTime = second(v.begun), ended
			if ended == "" {
				run.UpdateTime = second(call.now)
			}
			run.InstanceInvokeStatus, run.FinishTime = record, ended
			w.InvokeInstances.InvokeInstance = append(w.InvokeInstances.InvokeInstance, run)
		}
	}
	return out, nil
}

// readInvocationCall reads what the two lists have in common.
func readInvocationCall(c *world, call *call) (r *region, pg page, plain bool, err error) {
	if r, err = c.regionOf(call); err != nil {
		return nil, page{}, false, err
	}
	for _, name := range []string{"PageNumber", "PageSize"} {
		if s := call.params[name]; s != "" {
			if _, err := strconv.Atoi(s); err != nil {
				return nil, page{}, false, badCommand("InvalidParam."+name, "The specified parameter is invalid.")
			}
		}
	}
	pg, err = call.pages(50, 50)
	return r, pg, strings.EqualFold(call.params["ContentEncoding"], "PlainText"), err
}
