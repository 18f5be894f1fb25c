package fleet

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
)

// power starts, stops and reboots instances.
type power struct {
	action Action
	o      ActionOptions
}

func (d power) nature() nature {
	api := ecsapi.RebootInstances
	switch d.action {
	case ActionStart:
		api = ecsapi.StartInstances
	case ActionStop:
		api = ecsapi.StopInstances
	}
	return nature{api: api, most: ecsapi.MaxBatch, settles: d.action != ActionReboot}
}

func (power) flaw(time.Time) *ecsapi.Error { return nil }

func (d power) hindrance(in *ecsapi.Instance, _ time.Time) Reason {
	if why := lockReason(in); why != "" {
		return why
	}
	switch {
	case in.Status == ecsapi.Running && d.action == ActionStart:
		return AlreadyRunning
	case in.Status == ecsapi.Stopped && d.action == ActionStop:
		return AlreadyStopped
	case in.Status == ecsapi.Stopped && d.action == ActionReboot:
		return NotRunning
	}
	return unsteady(in)
}

func (d power) params(items []*item) []param {
	list := listed("InstanceId", items)
	switch {
	case d.action == ActionReboot && d.o.Force:
		list = append(list, param{"ForceReboot", "true"})
	case d.action == ActionStop && d.o.Force:
		list = append(list, param{"ForceStop", "true"})
	}
	if d.action == ActionStop && d.o.StoppedMode != "" {
		list = append(list, param{"StoppedMode", d.o.StoppedMode})
	}
	return append(list, param{"BatchOptimization", "SuccessFirst"})
}

func (d power) send(ctx context.Context, c *ecsapi.Client, k *errand) ([]answer, error) {
	var list []ecsapi.Outcome
	var err error
	switch d.action {
	case ActionStart:
		list, err = c.Start(ctx, k.region, k.ids())
	case ActionStop:
		list, err = c.Stop(ctx, k.region, k.ids(), ecsapi.StopOptions{Force: d.o.Force, Mode: d.o.StoppedMode})
	default:
		list, err = c.Reboot(ctx, k.region, k.ids(), d.o.Force)
	}
	return answers(list), err
}

// An instance that runs tells nothing of a reboot: its start time does.
func (d power) happened(it *item, in *ecsapi.Instance) bool {
	switch d.action {
	case ActionStart:
		return in.Status == ecsapi.Starting || in.Status == ecsapi.Running
	case ActionStop:
		return in.Status == ecsapi.Stopping || in.Status == ecsapi.Stopped
	}
	return in.Started.After(it.started)
}

func (d power) patience() time.Duration { return noEffect }

func (d power) weigh(it *item, in *ecsapi.Instance, late bool) finding {
	if in == nil {
		return notThere
	}
	reboot := d.action == ActionReboot
	wentBack := finding{why: back, outcome: Failed, kind: ecsapi.KindState, message: "the instance went back to " + string(in.Status)}
	switch {
	case in.Status.Changing():
		it.moved = true
	case in.Status == ecsapi.Stopped && d.chargedOn(in):
		return finding{why: arrived, outcome: Done, kind: ecsapi.KindState, message: "it is stopped, and charged on: the cloud cannot stop charging for it"}
	case in.Status == d.target() && (!reboot || it.moved || in.Started.After(it.started)):
		return isThere
	case reboot && in.Status != ecsapi.Running:
		if late {
			return wentBack
		}
	case it.moved:
		return wentBack
	case late && !reboot:
		return finding{why: quiet, outcome: Failed, kind: ecsapi.KindState, message: "accepted, but the instance stayed " + string(in.Status)}
	case late && it.told:
		// It was on its way when it was accepted, and no read saw it.
		return finding{why: quiet, outcome: Done}
	case late:
		return finding{why: quiet, outcome: Unknown, kind: ecsapi.KindState, message: "accepted, but the instance shows no sign of a reboot"}
	}
	return finding{}
}

// chargedOn reports whether the cloud dropped the wish that the stopped instance
// be charged no longer. What is paid in advance is paid.
func (d power) chargedOn(in *ecsapi.Instance) bool {
	return d.action == ActionStop && d.o.StoppedMode == ecsapi.StopCharging &&
		in.StoppedMode == ecsapi.KeepCharging && in.ChargeType != ecsapi.PrePaid
}

// target is the status that the action leads to.
func (d power) target() ecsapi.Status {
	if d.action == ActionStop {
		return ecsapi.Stopped
	}
	return ecsapi.Running
}
