package op

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

var stopSpec = Spec{
	Action:        fleet.ActionStop,
	Options:       []string{"force", "stopped_mode"},
	APIs:          []string{ecsapi.StopInstances},
	Inconclusive:  []string{ecsapi.IncorrectInstanceStatus}, // it may be as was asked for
	Risk:          Risk{Limit: stopLimit},
	New:           func(o fleet.ActionOptions) Operation { return stop{force: o.Force, mode: o.StoppedMode} },
	ChangesStatus: true,
}

// stop stops instances.
type stop struct {
	anyOptions
	ByEffectTimeout
	force bool
	mode  string
}

func (stop) Traits() Traits {
	return Traits{API: ecsapi.StopInstances, MaxPerCall: ecsapi.MaxBatch, Settles: true}
}

func (stop) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if why := lockReason(in); why != "" {
		return why
	}
	if in.Status == ecsapi.Stopped {
		return fleet.AlreadyStopped
	}
	return unsteady(in)
}

func (o stop) Params(items []*Target) []Param {
	list := listed("InstanceId", items)
	if o.force {
		list = append(list, Param{"ForceStop", "true"})
	}
	if o.mode != "" {
		list = append(list, Param{"StoppedMode", o.mode})
	}
	return append(list, successFirst)
}

func (o stop) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	list, err := c.Stop(ctx, call.Region, call.ids(), ecsapi.StopOptions{Force: o.force, Mode: o.mode})
	return answers(list...), err
}

func (stop) TookEffect(_ *Target, in *ecsapi.Instance) bool {
	return in.Status == ecsapi.Stopping || in.Status == ecsapi.Stopped
}

func (o stop) Evaluate(it *Target, in *ecsapi.Instance, late bool) Verdict {
	if in != nil && in.Status == ecsapi.Stopped && o.chargedOn(in) {
		return Verdict{Reason: Reached, Outcome: fleet.Done, Kind: ecsapi.KindState, Text: message.New("it is stopped, and charged on: the cloud cannot stop charging for it")}
	}
	return evaluateStatus(it, in, ecsapi.Stopped, late)
}

// chargedOn reports whether the cloud dropped the wish that the stopped instance
// be charged no longer. What is paid in advance is paid.
func (o stop) chargedOn(in *ecsapi.Instance) bool {
	return o.mode == ecsapi.StopCharging && in.StoppedMode == ecsapi.KeepCharging && in.ChargeType != ecsapi.PrePaid
}
