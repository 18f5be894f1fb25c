package engine

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// power starts, stops and reboots instances.
type power struct {
	action fleet.Action
	o      fleet.ActionOptions
}

func (d power) Traits() Traits {
	api := ecsapi.RebootInstances
	switch d.action {
	case fleet.ActionStart:
		api = ecsapi.StartInstances
	case fleet.ActionStop:
		api = ecsapi.StopInstances
	}
	return Traits{API: api, MaxPerCall: ecsapi.MaxBatch, Settles: d.action != fleet.ActionReboot}
}

func (power) Validate(time.Time) *ecsapi.Error { return nil }

func (d power) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if why := lockReason(in); why != "" {
		return why
	}
	switch {
	case in.Status == ecsapi.Running && d.action == fleet.ActionStart:
		return fleet.AlreadyRunning
	case in.Status == ecsapi.Stopped && d.action == fleet.ActionStop:
		return fleet.AlreadyStopped
	case in.Status == ecsapi.Stopped && d.action == fleet.ActionReboot:
		return fleet.NotRunning
	}
	return unsteady(in)
}

func (d power) Params(items []*item) []Param {
	list := listed("InstanceId", items)
	switch {
	case d.action == fleet.ActionReboot && d.o.Force:
		list = append(list, Param{"ForceReboot", "true"})
	case d.action == fleet.ActionStop && d.o.Force:
		list = append(list, Param{"ForceStop", "true"})
	}
	if d.action == fleet.ActionStop && d.o.StoppedMode != "" {
		list = append(list, Param{"StoppedMode", d.o.StoppedMode})
	}
	return append(list, Param{"BatchOptimization", "SuccessFirst"})
}

func (d power) Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error) {
	var list []ecsapi.Outcome
	var err error
	switch d.action {
	case fleet.ActionStart:
		list, err = c.Start(ctx, k.Region, k.IDs())
	case fleet.ActionStop:
		list, err = c.Stop(ctx, k.Region, k.IDs(), ecsapi.StopOptions{Force: d.o.Force, Mode: d.o.StoppedMode})
	default:
		list, err = c.Reboot(ctx, k.Region, k.IDs(), d.o.Force)
	}
	return answers(list), err
}

// An instance that runs tells nothing of a reboot: its start time does.
func (d power) TookEffect(it *item, in *ecsapi.Instance) bool {
	switch d.action {
	case fleet.ActionStart:
		return in.Status == ecsapi.Starting || in.Status == ecsapi.Running
	case fleet.ActionStop:
		return in.Status == ecsapi.Stopping || in.Status == ecsapi.Stopped
	}
	return in.Started.After(it.started)
}

func (d power) Timeout() time.Duration { return EffectTimeout }

func (d power) Evaluate(it *item, in *ecsapi.Instance, late bool) Verdict {
	if in == nil {
		return notListed
	}
	reboot := d.action == fleet.ActionReboot
	wentBack := Verdict{Reason: WentBack, Outcome: fleet.Failed, Kind: ecsapi.KindState, Message: "the instance went back to " + string(in.Status)}
	switch {
	case in.Status.Changing():
		it.moved = true
	case in.Status == ecsapi.Stopped && d.chargedOn(in):
		return Verdict{Reason: Reached, Outcome: fleet.Done, Kind: ecsapi.KindState, Message: "it is stopped, and charged on: the cloud cannot stop charging for it"}
	case in.Status == d.target() && (!reboot || it.moved || in.Started.After(it.started)):
		return reached
	case reboot && in.Status != ecsapi.Running:
		if late {
			return wentBack
		}
	case it.moved:
		return wentBack
	case late && !reboot:
		return Verdict{Reason: NoSign, Outcome: fleet.Failed, Kind: ecsapi.KindState, Message: "accepted, but the instance stayed " + string(in.Status)}
	case late && it.inTransition:
		// It was on its way when it was accepted, and no read saw it.
		return Verdict{Reason: NoSign, Outcome: fleet.Done}
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.Unknown, Kind: ecsapi.KindState, Message: "accepted, but the instance shows no sign of a reboot"}
	}
	return Verdict{}
}

// chargedOn reports whether the cloud dropped the wish that the stopped instance
// be charged no longer. What is paid in advance is paid.
func (d power) chargedOn(in *ecsapi.Instance) bool {
	return d.action == fleet.ActionStop && d.o.StoppedMode == ecsapi.StopCharging &&
		in.StoppedMode == ecsapi.KeepCharging && in.ChargeType != ecsapi.PrePaid
}

// target is the status that the action leads to.
func (d power) target() ecsapi.Status {
	if d.action == fleet.ActionStop {
		return ecsapi.Stopped
	}
	return ecsapi.Running
}
