package world

import (
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
)

// Types of system events.
const (
	MaintenanceReboot = "SystemMaintenance.Reboot"
	ExpirationStop    = "InstanceExpiration.Stop"
	ExpirationDelete  = "InstanceExpiration.Delete"
)

// Cycle statuses of system events.
const (
	Scheduled = "Scheduled"
	Executed  = "Executed"
	Avoided   = "Avoided"
	Canceled  = "Canceled"
)

// Event is a system event of a machine.
type Event struct {
	Eid       string    `json:"id"`
	Instance  string    `json:"instance"`
	Kind      string    `json:"kind"`
	Cycle     string    `json:"cycle"`
	Published time.Time `json:"published"`
	NotBefore time.Time `json:"not_before"`
	Finish    time.Time `json:"finish,omitzero"`
	Reason    string    `json:"reason"`
}

// ID is the id of the event.
func (e Event) ID() string { return e.Eid }

// Made is when it was published.
func (e Event) Made() time.Time { return e.Published }

// How long before and after things are told of.
const (
	expiryForetold = 15 * 24 * time.Hour
	EventsKept     = 30 * 24 * time.Hour
)

// Events are the system events of a machine that are known at a moment: they
// follow from its expiry, and from a maintenance of its host now and then.
func (i *Instance) Events(r *Region, now time.Time) []Event {
	var all []Event
	add := func(kind, cycle, reason string, published, notBefore, finish time.Time) {
		id := "e-" + PrefixOf(r.ID) + hash.Code(hash.Mix(i.Hash, hash.Of(kind), uint64(notBefore.Unix())), 17)
		all = append(all, Event{id, i.ID, kind, cycle, published, notBefore, finish, reason})
	}
	if i.Prepaid && !i.Expires.IsZero() {
		foretold := i.Expires.Add(-expiryForetold)
		if foretold.Before(i.Created) {
			foretold = i.Created
		}
		switch {
		case i.Lock == LockFinancial && !now.Before(i.Expires):
			add(ExpirationStop, Executed, "instance expired", foretold, i.Expires, i.Expires)
			add(ExpirationDelete, Scheduled, "instance expired", i.Expires, i.Expires.Add(keptAfterExpiry), time.Time{})
		case !now.Before(foretold) && now.Before(i.Expires):
			add(ExpirationStop, Scheduled, "instance expires", foretold, i.Expires, time.Time{})
		}
	}
	// One machine in thirty has its host maintained in a month of its own.
	const month = 30 * market.DaySeconds
	offset := int64(hash.Mix(i.Hash, 'e') % month)
	current := market.FloorDiv(now.Unix()-offset, month)
	for n := current; n >= current-1; n-- {
		h := hash.Mix(i.Hash, 'e', uint64(n))
		if h/(20*market.DaySeconds)%30 != 0 {
			continue
		}
		published := time.Unix(n*month+offset+int64(h%(20*market.DaySeconds)), 0).UTC()
		if published.After(now) || published.Before(i.Created) {
			continue
		}
		// At two in the morning of UTC+8, some days later.
		notBefore := published.Truncate(24 * time.Hour).Add(time.Duration(3+hash.Mix(h, 'd')%5)*24*time.Hour - 6*time.Hour)
		switch {
		case i.Started.After(published) && i.Started.Before(notBefore):
			add(MaintenanceReboot, Avoided, "host maintenance", published, notBefore, i.Started)
		case now.Before(notBefore):
			add(MaintenanceReboot, Scheduled, "host maintenance", published, notBefore, time.Time{})
		default:
			add(MaintenanceReboot, Canceled, "host maintenance", published, notBefore, notBefore)
		}
	}
	return all
}

// released tells of a machine that was released because it had expired. The caller holds the lock.
func (r *Region) released(i *Instance, at time.Time) {
	if i.Lock != LockFinancial || !i.Prepaid || at.Before(i.Expires.Add(keptAfterExpiry)) {
		return
	}
	for _, e := range i.Events(r, at) {
		if e.Kind == ExpirationDelete {
			e.Cycle, e.Finish = Executed, at
			r.History = append(r.History, e)
		}
	}
}
