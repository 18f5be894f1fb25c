package op

import (
	"context"
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"time"
)

var protectSpec = Spec{
	Action:  fleet.ActionProtect,
	Options: []string{"on"},
	APIs:    []string{ecsapi.ModifyInstanceAttribute},
	New:     func(o fleet.ActionOptions) Operation { return newProtect(o.On) },
	Sample:  func(time.Time) fleet.ActionOptions { return fleet.ActionOptions{On: true} },
	Undoes:  off,
	Before:  func(in *ecsapi.Instance, _ fleet.ActionOptions) string { return onOff(in.DeletionProtection) },
	After:   func(o fleet.ActionOptions, _ int) string { return onOff(o.On) },
}

// onOff is how the journal keeps what is switched on or off.
func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// protect protects instances against release, or no longer.
type protect struct {
	anyOptions
	setting
	on bool
}

func newProtect(on bool) protect {
	return protect{setting: setting{shows: func(_ *Target, in *ecsapi.Instance) bool { return in.DeletionProtection == on }}, on: on}
}

func (protect) Traits() Traits { return Traits{API: ecsapi.ModifyInstanceAttribute, MaxPerCall: 1} }

func (o protect) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	switch {
	case in.ChargeType == ecsapi.PrePaid, o.on && in.Spot():
		return fleet.NotPostPaid
	case in.DeletionProtection == o.on:
		return fleet.AlreadySo
	}
	return attributeLock(in)
}

func (o protect) Params(items []*Target) []Param {
	value := "false"
	if o.on {
		value = "true"
	}
	return []Param{onlyParam(items), {"DeletionProtection", value}}
}

func (o protect) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	outcome, err := c.SetAttributes(ctx, call.Region, call.only(), ecsapi.Attributes{Protected: &o.on})
	return answers(outcome), err
}

// attributeLock is the lock that keeps attributes from being changed; a debt
// does not.
func attributeLock(in *ecsapi.Instance) fleet.Reason {
	if why := lockReason(in); why == fleet.LockedSecurity || why == fleet.LockedRecycling {
		return why
	}
	return ""
}
