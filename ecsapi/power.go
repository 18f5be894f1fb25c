package ecsapi

import (
	"context"
	"strconv"
)

// MaxBatch is how many instances one call takes or tells of, at most: Start,
// Stop and Reboot, and a page or the ids of DescribeInstances.
const MaxBatch = 100

// Outcome is what became of one instance in a batch. Accepted is not done: the
// instance is on its way, and its state tells when it arrived.
type Outcome struct {
	ID        InstanceID
	From, To  Status // "" where the cloud did not say
	RequestID string
	Err       *Error // nil: accepted
}

// The APIs that carry actions out, as an [Error] names them.
const (
	StartInstances                   = "StartInstances"
	StopInstances                    = "StopInstances"
	RebootInstances                  = "RebootInstances"
	RunInstances                     = "RunInstances"
	CreateInstance                   = "CreateInstance"
	DeleteInstances                  = "DeleteInstances"
	RenewInstance                    = "RenewInstance"
	ModifyInstanceAutoRenewAttribute = "ModifyInstanceAutoRenewAttribute"
	ModifyInstanceAutoReleaseTime    = "ModifyInstanceAutoReleaseTime"
	ModifyInstanceAttribute          = "ModifyInstanceAttribute"
	AllocatePublicIPAddress          = "AllocatePublicIpAddress"
	AttachKeyPair                    = "AttachKeyPair"
	TagResources                     = "TagResources"
	UntagResources                   = "UntagResources"
	CreateSnapshot                   = "CreateSnapshot"
	RunCommand                       = "RunCommand"
)

// StopOptions says how to stop.
type StopOptions struct {
	Force bool   // cut the power instead of asking the system
	Mode  string // KeepCharging or StopCharging; "" for the account's default
}

// Start starts at most MaxBatch stopped instances of a region (StartInstances).
//
// Start, Stop and Reboot return one Outcome for each id, in the order of ids;
// some may have failed. An error instead says that the call failed as a whole.
func (c *Client) Start(ctx context.Context, region RegionID, ids []InstanceID) ([]Outcome, error) {
	return c.batch(ctx, StartInstances, region, ids, params{})
}

// Stop stops at most MaxBatch running instances of a region (StopInstances).
// See Start for what it returns.
func (c *Client) Stop(ctx context.Context, region RegionID, ids []InstanceID, o StopOptions) ([]Outcome, error) {
	return c.batch(ctx, StopInstances, region, ids, params{"ForceStop": strconv.FormatBool(o.Force), "StoppedMode": o.Mode})
}

// Reboot restarts at most MaxBatch running instances of a region
// (RebootInstances); force cuts the power. See Start for what it returns.
func (c *Client) Reboot(ctx context.Context, region RegionID, ids []InstanceID, force bool) ([]Outcome, error) {
	return c.batch(ctx, RebootInstances, region, ids, params{"ForceReboot": strconv.FormatBool(force)})
}

type batchAnswer struct {
	envelope
	InstanceResponses struct{ InstanceResponse []instanceResponse }
}

// instanceResponse is what an answer says of one instance of several. Success is
// "" where an API has none, and its code tells.
type instanceResponse struct{ InstanceId, PreviousStatus, CurrentStatus, Success, Code, Message string }

func (c *Client) batch(ctx context.Context, api string, region RegionID, ids []InstanceID, p params) ([]Outcome, error) {
	// Instances that can be changed are changed, and each is answered with its
	// own code.
	p["BatchOptimization"] = "SuccessFirst"
	a, _, err := writeAll[batchAnswer](ctx, c, api, region, ids, MaxBatch, withList(p, "InstanceId", ids))
	if a == nil {
		return nil, err
	}
	return c.outcomes(api, region, ids, &a.envelope, a.InstanceResponses.InstanceResponse), nil
}

// outcomes are what became of each of ids, by the answer's responses.
func (c *Client) outcomes(api string, region RegionID, ids []InstanceID, env *envelope, responses []instanceResponse) []Outcome {
	answered := make(map[InstanceID]Outcome, len(ids))
	request := c.redactor.requestID(env.RequestId)
	for _, r := range responses {
		o := Outcome{ID: InstanceID(field(r.InstanceId)), From: Status(field(r.PreviousStatus)), To: Status(field(r.CurrentStatus)), RequestID: request}
		code := c.redactor.text(r.Code)
		if code == "200" {
			code = ""
		}
		if ok, err := strconv.ParseBool(r.Success); err == nil && !ok && code == "" {
			code = "OperationFailed"
		}
		if code != "" {
			o.Err = &Error{
				API: api, Region: region, Kind: kindOf(code, 0), Code: code,
				Message: c.redactor.text(r.Message), RequestID: request, HTTPStatus: 200,
			}
		}
		answered[o.ID] = o
	}
	outcomes := make([]Outcome, len(ids))
	for i, id := range ids {
		o, ok := answered[id]
		if !ok {
			o = Outcome{ID: id, RequestID: request, Err: c.invalidAnswer(api, region, env, "the answer does not mention the instance")}
		}
		outcomes[i] = o
	}
	return outcomes
}
