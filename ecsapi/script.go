package ecsapi

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// MaxScript is how long a script is, in bytes, at most.
const MaxScript = 16 << 10

// Script is what Cloud Assistant runs on instances: for a shell, as root.
type Script struct {
	Name  string // by which the cloud's console lists it; "" for none
	Text  string
	Limit time.Duration // then it is ended; from a second to a day, in seconds
}

type scriptAnswer struct {
	envelope
	InvokeId string
}

// RunScript runs a script on at most MaxBatch instances of a region
// (RunCommand): on all of them or on none, for one that does not run, or has
// another system, spoils it for all. run names what was begun, for
// ScriptResults. See Run for token and Delete for the outcomes.
func (c *Client) RunScript(ctx context.Context, region RegionID, ids []InstanceID, s Script, token string) (run string, outcomes []Outcome, err error) {
	seconds := int(s.Limit / time.Second)
	if err := checkToken(RunCommand, region, token); err != nil {
		return "", nil, err
	}
	switch {
	case s.Text == "":
		return "", nil, invalidCall(RunCommand, region, "the script is empty")
	case len(s.Text) > MaxScript:
		return "", nil, invalidCall(RunCommand, region, "the script has more than {most} bytes", MaxScript)
	case seconds < 1 || seconds > 24*60*60:
		return "", nil, invalidCall(RunCommand, region, "a script is given from a second to a day")
	}
	a, outcomes, err := writeAll[scriptAnswer](ctx, c, RunCommand, region, ids, MaxBatch, withList(params{
		"Name": s.Name, "Type": "RunShellScript", "CommandContent": s.Text, "ContentEncoding": "PlainText",
		"Timeout": strconv.Itoa(seconds), "ClientToken": token,
	}, "InstanceId", ids))
	if err != nil || a == nil {
		return "", outcomes, err
	}
	if run = field(a.InvokeId); run == "" {
		return "", nil, c.invalidAnswer(RunCommand, region, &a.envelope, "the answer names no invocation")
	}
	return run, outcomes, nil
}

// ScriptResult is how a script stands on one instance.
type ScriptResult struct {
	ID     InstanceID
	Over   bool
	Exit   int    // its exit status, once it is over
	Output string // its lines, cleaned, once it is over; the cloud keeps the first part of a long one
	Err    *Error // why it did not run, or not to its own end
}

type scriptResultsAnswer struct {
	envelope
	Invocation struct {
		paging
		InvocationResults struct {
			InvocationResult []scriptResultRow
		}
	}
}

func (a *scriptResultsAnswer) paged() *paging { return &a.Invocation.paging }

type scriptResultRow struct {
	InstanceId, InvokeRecordStatus             string
	FinishedTime, Output, ErrorCode, ErrorInfo string
	ExitCode                                   int
}

// perResults is how many results a page of DescribeInvocationResults has.
const perResults = 50

// ScriptResults reads how a run of a script stands (DescribeInvocationResults,
// 50 instances a call), each instance once and in no certain order.
func (c *Client) ScriptResults(ctx context.Context, region RegionID, run string) ([]ScriptResult, error) {
	const api = "DescribeInvocationResults"
	if run == "" {
		return nil, invalidCall(api, region, "no invocation is named")
	}
	return byToken(ctx, c, listing[scriptResultsAnswer, ScriptResult]{
		call: call{
			api: api, region: region, what: about(run), timeout: 15 * time.Second,
			params: params{"InvokeId": run, "ContentEncoding": "Base64"},
		},
		size: perResults, id: func(r ScriptResult) string { return string(r.ID) },
		rows: func(a *scriptResultsAnswer) (rows []ScriptResult) {
			for _, row := range a.Invocation.InvocationResults.InvocationResult {
				rows = append(rows, c.scriptResult(region, &a.envelope, &row))
			}
			return rows
		},
	})
}

func (c *Client) scriptResult(region RegionID, env *envelope, row *scriptResultRow) ScriptResult {
	r := ScriptResult{ID: InstanceID(field(row.InstanceId)), Exit: row.ExitCode}
	r.Over = row.FinishedTime != "" || slices.Contains([]string{"Finished", "Failed", "Stopped", "PartialFailed"}, row.InvokeRecordStatus)
	output := row.Output
	if b, err := base64.StdEncoding.DecodeString(output); err == nil {
		output = string(b)
	}
	r.Output = CleanText(c.Redact(output))
	if code := c.redactor.text(row.ErrorCode); code != "" && code != "ExitCodeNonzero" {
		r.Over = true
		r.Err = &Error{
			API: RunCommand, Region: region, Kind: kindOf(code, http.StatusConflict), Code: code,
			Message: c.redactor.text(row.ErrorInfo), RequestID: c.redactor.requestID(env.RequestId), HTTPStatus: 200,
		}
	}
	return r
}
