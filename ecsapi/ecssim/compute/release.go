package compute

import (
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

var errReleaseIDs = rpc.NewError(403, "InvalidInstanceIds.ValueNotSupported", "The specified instanceIds is not valid.")

// releaseTerms are what a caller accepts when an instance is released.
type releaseTerms struct {
	force     bool // running ones too
	terminate bool // expired subscriptions too
}

func readReleaseTerms(p rpc.Params) (t releaseTerms, err error) {
	if t.force, err = p.Flag("Force"); err != nil {
		return t, err
	}
	if t.terminate, err = p.Flag("TerminateSubscription"); err != nil {
		return t, err
	}
	_, err = p.Flag("DryRun")
	return t, err
}

// refusesRelease says why an instance can't be released, or nil. A lock is no reason.
func refusesRelease(i *world.Instance, t releaseTerms, now time.Time) error {
	switch {
	case i.Protected:
		return errProtected
	case i.Prepaid && (now.Before(i.Expires) || !t.terminate):
		return errChargeType
	case i.Status == world.Pending:
		return errInitializing
	case i.Status == world.Starting, i.Status != world.Stopped && !t.force:
		return errInstanceStatus
	}
	return nil
}

var _ = Actions.Add("DeleteInstance", deleteInstance, `
	InvalidInstanceId.NotFound IncorrectInstanceStatus IncorrectInstanceStatus.Initializing ChargeTypeViolation
	InvalidOperation.DeletionProtection DryRunOperation`)

// deleteInstance releases an instance.
func deleteInstance(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	terms, err := readReleaseTerms(call.Params)
	if err != nil {
		return nil, err
	}
	return &rpc.Reply{}, c.Change(call, world.ErrInstance, func(r *world.Region, i *world.Instance) error {
		if err := refusesRelease(i, terms, call.Now); err != nil {
			return err
		}
		if call.DryRun() {
			return rpc.ErrDryRun
		}
		r.Release(i, call.Now)
		return nil
	})
}

var _ = Actions.Add("DeleteInstances", world.InRegion(deleteInstances), `
	InvalidInstanceId.NotFound IncorrectInstanceStatus IncorrectInstanceStatus.Initializing ChargeTypeViolation
	InvalidOperation.DeletionProtection DRYRUN.SUCCESS InvalidParameter.TooManyInstanceIds InvalidInstanceIds.NotFound InvalidInstanceIds.ValueNotSupported
	IdempotentParameterMismatch`).Keeps(&rpc.Reply{})

// deleteInstances releases up to maxBatch instances of a region, all or none.
func deleteInstances(r *world.Region, call *world.Call) (rpc.Answer, error) {
	terms, err := readReleaseTerms(call.Params)
	if err != nil {
		return nil, err
	}
	ids, err := readBatchIDs(call.Params, errNoIDs, world.ErrTooManyInstances)
	if err != nil {
		return nil, err
	}
	return r.Cloud.Once(call, func() (rpc.Answer, error) {
		r.Lock(call.Now)
		defer r.Unlock()
		if err := checkIDs(r, ids, errReleaseIDs); err != nil {
			return nil, err
		}
		for _, id := range ids {
			i := r.ByID[id]
			if i == nil {
				return nil, world.ErrInstances
			}
			if err := refusesRelease(i, terms, call.Now); err != nil {
				return nil, err
			}
		}
		if call.DryRun() {
			return nil, rpc.ErrDryRunBatch
		}
		for _, id := range ids {
			if i := r.ByID[id]; i != nil { // an id may come twice
				r.Release(i, call.Now)
			}
		}
		return &rpc.Reply{}, nil
	})
}
