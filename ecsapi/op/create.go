package op

import (
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Creating is what an order asks for, see [CheckOrder]: the engine makes its calls
// and takes what was created one by one through the steps that are left.
var createSpec = Spec{
	Action: fleet.ActionCreate,
	APIs: []string{
		ecsapi.RunInstances, ecsapi.CreateInstance,
		ecsapi.ModifyInstanceAutoReleaseTime, ecsapi.AllocatePublicIPAddress, ecsapi.StartInstances,
	},
	Risk: Risk{
		Charged: true, Confirm: ConfirmCount,
		Irreversible: func(p *fleet.Plan) bool {
			return slices.ContainsFunc(p.Launches, func(l ecsapi.Launch) bool { return l.ChargeType == ecsapi.PrePaid })
		},
		Limit: func(l fleet.Limits) int { return l.Create },
	},
	Creates: true,
}

// LaunchStep is an operation on what CreateInstance created.
type LaunchStep struct {
	Operation
	Name string                      // what is being done, as [fleet.Item] shows it
	Made func(*ecsapi.Instance) bool // whether the instance shows that it was
	lack string                      // what is to be said of the instance when it was not
}

// StepStart is the name of the last step of what is to run.
const StepStart = "starting"

// LaunchSteps are the steps after CreateInstance.
func LaunchSteps(o *fleet.Order) []LaunchStep {
	var steps []LaunchStep
	if at := o.Launch.AutoRelease; !at.IsZero() {
		steps = append(steps, LaunchStep{newAutoRelease(at), "setting its automatic release", func(in *ecsapi.Instance) bool {
			return in.AutoRelease.Equal(at.Truncate(time.Minute))
		}, "is not set to be released by itself"})
	}
	if o.Launch.BandwidthOut > 0 {
		steps = append(steps, LaunchStep{newAddress(), "public address", func(in *ecsapi.Instance) bool {
			return in.PublicIP() != ""
		}, "has no public address"})
	}
	if !o.LeaveStopped {
		steps = append(steps, LaunchStep{start{}, StepStart, func(in *ecsapi.Instance) bool {
			return in.Status == ecsapi.Starting || in.Status == ecsapi.Running
		}, "is stopped instead of running"})
	}
	return steps
}

// Lacks says what an instance that was created one by one was not taken
// through, or "".
func Lacks(o *fleet.Order, in *ecsapi.Instance) string {
	var all []string
	for _, s := range LaunchSteps(o) {
		if !s.Made(in) {
			all = append(all, s.lack)
		}
	}
	return strings.Join(all, " and ")
}
