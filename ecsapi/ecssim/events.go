package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
	"time"
)

// Types of system events.
const (
	maintenanceReboot = "SystemMaintenance.Reboot"
	expirationStop    = "InstanceExpiration.Stop"
	expirationDelete  = "InstanceExpiration.Delete"
)

// Cycle statuses of system events.
const (
	scheduled = "Scheduled"
	executed  = "Executed"
	avoided   = "Avoided"
	canceled  = "Canceled"
)

// event is a system event of a machine.
type event struct {
	eid, instance, kind, cycle   string
	published, notBefore, finish time.Time
	reason                       string
}

func (e event) ID() string      { return e.eid }
func (e event) Made() time.Time { return e.published }

// How long before and after things are told of.
const (
	expiryForetold = 15 * 24 * time.Hour
	eventsKept     = 30 * 24 * time.Hour
)

// events are the system events of a machine that are known at a moment: they
// follow from its expiry, and from a maintenance of its host now and then.
func (i *instance) events(r *region, now time.Time) []event {
	var all []event
	add := func(kind, cycle, reason string, published, notBefore, finish time.Time) {
		id := "e-" + prefixOf(r.ID) + hash.Code(hash.Mix(i.hash, hash.Of(kind), uint64(notBefore.Unix())), 17)
		all = append(all, event{id, i.ID, kind, cycle, published, notBefore, finish, reason})
	}
	if i.prepaid && !i.expires.IsZero() {
		foretold := i.expires.Add(-expiryForetold)
		if foretold.Before(i.created) {
			foretold = i.created
		}
		switch {
		case i.lock == lockFinancial && !now.Before(i.expires):
			add(expirationStop, executed, "instance expired", foretold, i.expires, i.expires)
			add(expirationDelete, scheduled, "instance expired", i.expires, i.expires.Add(keptAfterExpiry), time.Time{})
		case !now.Before(foretold) && now.Before(i.expires):
			add(expirationStop, scheduled, "instance expires", foretold, i.expires, time.Time{})
		}
	}
	// One machine in thirty has its host maintained in a month of its own.
	const month = 30 * market.DaySeconds
	offset := int64(hash.Mix(i.hash, 'e') % month)
	current := market.FloorDiv(now.Unix()-offset, month)
	for n := current; n >= current-1; n-- {
		h := hash.Mix(i.hash, 'e', uint64(n))
		if h/(20*market.DaySeconds)%30 != 0 {
			continue
		}
		published := time.Unix(n*month+offset+int64(h%(20*market.DaySeconds)), 0).UTC()
		if published.After(now) || published.Before(i.created) {
			continue
		}
		// At two in the morning of UTC+8, some days later.
		notBefore := published.Truncate(24 * time.Hour).Add(time.Duration(3+hash.Mix(h, 'd')%5)*24*time.Hour - 6*time.Hour)
		switch {
		case i.started.After(published) && i.started.Before(notBefore):
			add(maintenanceReboot, avoided, "host maintenance", published, notBefore, i.started)
		case now.Before(notBefore):
			add(maintenanceReboot, scheduled, "host maintenance", published, notBefore, time.Time{})
		default:
			add(maintenanceReboot, canceled, "host maintenance", published, notBefore, notBefore)
		}
	}
	return all
}

// released tells of a machine that was released because it had expired. The
// caller holds the lock.
func (r *region) released(i *instance, at time.Time) {
	if i.lock != lockFinancial || !i.prepaid || at.Before(i.expires.Add(keptAfterExpiry)) {
		return
	}
	for _, e := range i.events(r, at) {
		if e.kind == expirationDelete {
			e.cycle, e.finish = executed, at
			r.history = append(r.history, e)
		}
	}
}
