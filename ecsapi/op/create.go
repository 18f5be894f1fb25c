package op

import (
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
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
	Creates:      true,
	GivesAddress: true,
}

// LaunchStep is an operation on what CreateInstance created.
type LaunchStep struct {
	Operation
	Name message.Key                 // what is being done, as [fleet.Item] shows it
	Made func(*ecsapi.Instance) bool // whether the instance shows that it was
	lack message.Key                 // what is to be said of the instance when it was not
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
// through; zero where it was taken through all.
func Lacks(o *fleet.Order, in *ecsapi.Instance) message.Text {
	var all message.Text
	for _, s := range LaunchSteps(o) {
		switch {
		case s.Made(in):
		case all.IsZero():
			all = message.New(s.lack)
		default:
			all = message.New("{lack} and {next}", all, s.lack)
		}
	}
	return all
}
