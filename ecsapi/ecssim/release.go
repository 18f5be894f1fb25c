package ecssim

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"time"
)

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
func refusesRelease(i *instance, t releaseTerms, now time.Time) error {
	switch {
	case i.protected:
		return errProtected
	case i.prepaid && (now.Before(i.expires) || !t.terminate):
		return errChargeType
	case i.status == pending:
		return errInitializing
	case i.status == starting, i.status != stopped && !t.force:
		return errInstanceStatus
	}
	return nil
}

// deleteInstance releases an instance.
func deleteInstance(c *world, call *call) (rpc.Answer, error) {
	terms, err := readReleaseTerms(call.Params)
	if err != nil {
		return nil, err
	}
	return &rpc.Reply{}, c.change(call, errInstance, func(r *region, i *instance) error {
		if err := refusesRelease(i, terms, call.now); err != nil {
			return err
		}
		if call.DryRun() {
			return rpc.ErrDryRun
		}
		r.release(i, call.now)
		return nil
	})
}

// deleteInstances releases up to maxBatch instances of a region, all or none.
func deleteInstances(c *world, call *call) (rpc.Answer, error) {
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	terms, err := readReleaseTerms(call.Params)
	if err != nil {
		return nil, err
	}
	ids, err := readBatchIDs(call.Params, errTooManyInstances)
	if err != nil {
		return nil, err
	}
	return c.once(call, func() (rpc.Answer, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.settle(call.now)
		for _, id := range ids {
			i := r.byID[id]
			if i == nil {
				return nil, errInstance
			}
			if err := refusesRelease(i, terms, call.now); err != nil {
				return nil, err
			}
		}
		if call.DryRun() {
			return nil, rpc.ErrDryRunBatch
		}
		for _, id := range ids {
			if i := r.byID[id]; i != nil { // an id may come twice
				r.release(i, call.now)
			}
		}
		return &rpc.Reply{}, nil
	})
}
