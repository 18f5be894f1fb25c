package fleet

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
)

// release releases instances for good, if asked after a snapshot of each disk
// that goes with them.
type release struct{ o ActionOptions }

func (release) nature() nature {
	return nature{api: ecsapi.DeleteInstances, most: ecsapi.MaxBatch, whole: true, again: true, settles: true}
}

func (release) flaw(time.Time) *ecsapi.Error { return nil }

// A lock does not keep an instance, and a subscription only until its end.
func (d release) hindrance(in *ecsapi.Instance, now time.Time) Reason {
	switch {
	case in.DeletionProtection:
		return IsProtected
	case in.ChargeType == ecsapi.PrePaid && (in.Expires.IsZero() || now.Before(in.Expires)):
		return IsPrepaid
	}
	switch in.Status {
	case ecsapi.Stopped:
		return ""
	case ecsapi.Running:
		if d.o.Force {
			return ""
		}
		return MustBeStopped
	case ecsapi.Stopping:
		if d.o.Force && !d.o.Snapshot { // of a disk at rest only
			return ""
		}
	}
	return unsteady(in)
}

func (d release) params(items []*item) []param {
	list := listed("InstanceId", items)
	if d.o.Force {
		list = append(list, param{"Force", "true"})
	}
	return append(list, param{"TerminateSubscription", "true"})
}

func (d release) send(ctx context.Context, c *ecsapi.Client, k *errand) ([]answer, error) {
	list, err := c.Delete(ctx, k.region, k.ids(), d.o.Force, k.token)
	return answers(list), err
}

// What is listed was not released, and what is not listed has to stay so to count.
func (release) happened(*item, *ecsapi.Instance) bool { return false }

func (release) patience() time.Duration { return noEffect }

func (release) weigh(_ *item, in *ecsapi.Instance, late bool) finding {
	switch {
	case in == nil:
		return finding{why: gone, outcome: Done}
	case late:
		return finding{why: quiet, outcome: Failed, kind: ecsapi.KindState, message: "accepted, but the instance is still listed"}
	}
	return finding{}
}
