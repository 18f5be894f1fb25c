package engine

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// release releases instances for good, if asked after a snapshot of each disk
// that goes with them.
type release struct{ o fleet.ActionOptions }

func (release) Traits() Traits {
	return Traits{API: ecsapi.DeleteInstances, MaxPerCall: ecsapi.MaxBatch, AllOrNone: true, Token: true, Settles: true}
}

func (release) Validate(time.Time) *ecsapi.Error { return nil }

// A lock does not keep an instance, and a subscription only until its end.
func (d release) SkipReason(in *ecsapi.Instance, now time.Time) fleet.Reason {
	switch {
	case in.DeletionProtection:
		return fleet.IsProtected
	case in.ChargeType == ecsapi.PrePaid && (in.Expires.IsZero() || now.Before(in.Expires)):
		return fleet.IsPrepaid
	}
	switch in.Status {
	case ecsapi.Stopped:
		return ""
	case ecsapi.Running:
		if d.o.Force {
			return ""
		}
		return fleet.MustBeStopped
	case ecsapi.Stopping:
		if d.o.Force && !d.o.Snapshot { // of a disk at rest only
			return ""
		}
	}
	return unsteady(in)
}

func (d release) Params(items []*item) []Param {
	list := listed("InstanceId", items)
	if d.o.Force {
		list = append(list, Param{"Force", "true"})
	}
	return append(list, Param{"TerminateSubscription", "true"})
}

func (d release) Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error) {
	list, err := c.Delete(ctx, k.Region, k.IDs(), d.o.Force, k.Token)
	return answers(list), err
}

// What is listed was not released, and what is not listed has to stay so to count.
func (release) TookEffect(*item, *ecsapi.Instance) bool { return false }

func (release) Timeout() time.Duration { return EffectTimeout }

func (release) Evaluate(_ *item, in *ecsapi.Instance, late bool) Verdict {
	switch {
	case in == nil:
		return Verdict{Reason: NotListed, Outcome: fleet.Done}
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.Failed, Kind: ecsapi.KindState, Message: "accepted, but the instance is still listed"}
	}
	return Verdict{}
}
