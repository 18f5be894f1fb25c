package op

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

var startSpec = Spec{
	Action:        fleet.ActionStart,
	APIs:          []string{ecsapi.StartInstances},
	Inconclusive:  []string{ecsapi.IncorrectInstanceStatus}, // it may be as was asked for
	New:           func(fleet.ActionOptions) Operation { return start{} },
	ChangesStatus: true,
}

// start starts instances.
type start struct {
	anyOptions
	ByEffectTimeout
}

func (start) Traits() Traits {
	return Traits{API: ecsapi.StartInstances, MaxPerCall: ecsapi.MaxBatch, Settles: true}
}

func (start) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if why := lockReason(in); why != "" {
		return why
	}
	if in.Status == ecsapi.Running {
		return fleet.AlreadyRunning
	}
	return unsteady(in)
}

func (start) Params(items []*Target) []Param {
	return append(listed("InstanceId", items), successFirst)
}

func (start) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	list, err := c.Start(ctx, call.Region, call.ids())
	return answers(list...), err
}

func (start) TookEffect(_ *Target, in *ecsapi.Instance) bool {
	return in.Status == ecsapi.Starting || in.Status == ecsapi.Running
}

func (start) Evaluate(it *Target, in *ecsapi.Instance, late bool) Verdict {
	return evaluateStatus(it, in, ecsapi.Running, late)
}
