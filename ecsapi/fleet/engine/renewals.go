package engine

import (
	"context"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
)

// renewalsKept is for how long a setting that was read need not be read again.
const renewalsKept = 5 * time.Minute

// renewals are the settings of subscriptions that somebody wanted to see.
type renewals struct {
	known map[ecsapi.InstanceID]ecsapi.AutoRenewal
	read  map[ecsapi.InstanceID]time.Time // wall time, also of those the cloud told nothing of
	dirty bool
}

// renewing is the reading of a region's settings.
type renewing struct {
	task.Reading
	wanted map[ecsapi.InstanceID]bool
}

// WantAutoRenewals reads what happens to subscriptions when they end, 100 a
// call, unless that was read a moment ago, and again when it failed. Instances
// that are no subscriptions are passed over. Asking again and again is cheap.
func (e *Engine) WantAutoRenewals(ids ...ecsapi.InstanceID) {
	if len(ids) == 0 {
		return
	}
	askAbout(e, ids, func(now time.Time, ids []ecsapi.InstanceID) {
		for _, r := range e.regions {
			for _, id := range ids {
				i, ok := r.Index.Find(id)
				if ok && r.rows[i].ChargeType == ecsapi.PrePaid && !r.renewing.wanted[id] && now.Sub(e.renewals.read[id]) >= renewalsKept {
					r.renewing.wanted[id] = true
					r.renewing.Want(now)
				}
			}
		}
	})
}

// readWanted reads the settings that are wanted of a region.
func (e *Engine) readWanted(ctx context.Context, r *region) (take func(), err error) {
	var ids []ecsapi.InstanceID
	t := &r.renewing
	e.locked(func() { ids = slices.Sorted(maps.Keys(t.wanted)) })
	_, err = e.readAutoRenewals(ctx, r.ID, ids)
	return func() {
		if e.renewals.dirty = true; err != nil {
			return
		}
		for _, id := range ids {
			delete(t.wanted, id)
		}
		if len(t.wanted) > 0 {
			t.Due = time.Now()
		}
	}, err
}

// readAutoRenewals reads settings of a region and keeps what it learns.
func (e *Engine) readAutoRenewals(ctx context.Context, id ecsapi.RegionID, ids []ecsapi.InstanceID) (map[ecsapi.InstanceID]ecsapi.AutoRenewal, error) {
	found, err := e.client.AutoRenewals(ctx, id, ids)
	e.mu.Lock()
	defer e.mu.Unlock()
	k, now := &e.renewals, time.Now()
	maps.Copy(k.known, found)
	for _, id := range ids {
		if _, listed := found[id]; listed || err == nil {
			k.read[id] = now
			if !listed {
				delete(k.known, id)
			}
		}
	}
	k.dirty = true
	e.changed()
	return found, err
}

// publishRenewals puts the settings into a snapshot, those of the last one if
// nothing changed.
func (e *Engine) publishRenewals(s *fleet.Snapshot) {
	if !e.renewals.dirty {
		return
	}
	e.renewals.dirty = false
	s.AutoRenewals = maps.Clone(e.renewals.known)
	s.AutoRenewalsErr = map[ecsapi.RegionID]*ecsapi.Error{}
	for _, r := range e.regions {
		if r.renewing.Err != nil {
			s.AutoRenewalsErr[r.ID] = r.renewing.Err
		}
	}
}
