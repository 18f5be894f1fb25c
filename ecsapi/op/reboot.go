package op

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

var rebootSpec = Spec{
	Action:        fleet.ActionReboot,
	Options:       []string{"force"},
	APIs:          []string{ecsapi.RebootInstances},
	Inconclusive:  []string{ecsapi.IncorrectInstanceStatus}, // it may be rebooting
	Risk:          Risk{Limit: stopLimit},
	New:           func(o fleet.ActionOptions) Operation { return reboot{force: o.Force} },
	ChangesStatus: true,
}

// reboot reboots instances.
type reboot struct {
	anyOptions
	ByEffectTimeout
	force bool
}

func (reboot) Traits() Traits {
	return Traits{API: ecsapi.RebootInstances, MaxPerCall: ecsapi.MaxBatch}
}

func (reboot) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if why := lockReason(in); why != "" {
		return why
	}
	if in.Status == ecsapi.Stopped {
		return fleet.NotRunning
	}
	return unsteady(in)
}

func (o reboot) Params(items []*Target) []Param {
	list := listed("InstanceId", items)
	if o.force {
		list = append(list, Param{"ForceReboot", "true"})
	}
	return append(list, successFirst)
}

func (o reboot) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	list, err := c.Reboot(ctx, call.Region, call.ids(), o.force)
	return answers(list...), err
}

// TookEffect: an instance that runs tells nothing of a reboot, its start time does.
func (reboot) TookEffect(it *Target, in *ecsapi.Instance) bool { return in.Started.After(it.Started) }

func (reboot) Evaluate(it *Target, in *ecsapi.Instance, late bool) Verdict {
	switch {
	case in == nil:
		return notListed
	case in.Status.Changing():
		it.Moved = true
	case in.Status == ecsapi.Running && (it.Moved || in.Started.After(it.Started)):
		return ReachedVerdict
	case in.Status != ecsapi.Running && late:
		return wentBack(in)
	case in.Status != ecsapi.Running:
		// It may start again.
	case late && it.InTransition:
		// It was on its way when it was accepted, and no read saw it.
		return Verdict{Reason: NoSign, Outcome: fleet.Done}
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.Unknown, Kind: ecsapi.KindState, Text: message.New("accepted, but the instance shows no sign of a reboot")}
	}
	return Verdict{}
}
