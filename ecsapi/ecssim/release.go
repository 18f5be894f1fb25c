package ecssim

import (
	"time"
)

// releaseTerms are what a caller accepts when an instance is released.
type releaseTerms struct {
	force     bool // running ones too
	terminate bool // expired subscriptions too
}

func readReleaseTerms(p params) (t releaseTerms, err error) {
	if t.force, err = p.flag("Force"); err != nil {
		return t, err
	}
	if t.terminate, err = p.flag("TerminateSubscription"); err != nil {
		return t, err
	}
	_, err = p.flag("DryRun")
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
func deleteInstance(c *world, call *call) (stamped, error) {
	terms, err := readReleaseTerms(call.params)
	if err != nil {
		return nil, err
	}
	return &reply{}, c.change(call, errInstance, func(r *region, i *instance) error {
		if err := refusesRelease(i, terms, call.now); err != nil {
			return err
		}
		if call.dryRun() {
			return errDryRun
		}
		r.release(i, call.now)
		return nil
	})
}

// deleteInstances releases up to maxBatch instances of a region, all or none.
func deleteInstances(c *world, call *call) (stamped, error) {
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	terms, err := readReleaseTerms(call.params)
	if err != nil {
		return nil, err
	}
	ids, err := readBatchIDs(call.params, errTooManyInstances)
	if err != nil {
		return nil, err
	}
	return c.once(call, func() (stamped, error) {
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
		if call.dryRun() {
			return nil, errDryRunBatch
		}
		for _, id := range ids {
			if i := r.byID[id]; i != nil { // an id may come twice
				r.release(i, call.now)
			}
		}
		return &reply{}, nil
	})
}
