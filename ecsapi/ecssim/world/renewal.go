package world

import (
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
)

// What happens to a subscription when it ends.
const (
	AutoRenewal = "AutoRenewal" // it is renewed
	Normal      = "Normal"      // it expires, after several reminders
	NotRenewal  = "NotRenewal"  // it expires, after a single one
)

// Renewal is what happens to a subscription when it ends.
type Renewal struct {
	Status   string    `json:"status"`
	Duration int       `json:"duration,omitempty"` // with AutoRenewal
	Unit     string    `json:"unit,omitempty"`     // Week, Month or Year
	Next     time.Time `json:"next,omitzero"`      // attempt, zero without one
}

// period is for how long a subscription is renewed.
func (a Renewal) period() market.Period {
	switch a.Unit {
	case "Week":
		return market.Period{Weeks: a.Duration}
	case "Year":
		return market.Period{Months: 12 * a.Duration}
	}
	return market.Period{Months: a.Duration}
}

// lead is how long before the expiry the first attempt at a renewal is due:
// at 08:00 of UTC+8 on the ninth day before, or the last one for short periods,
// which would otherwise never come to an end.
func (a Renewal) lead() time.Duration {
	if a.Unit == "Week" && a.Duration == 1 {
		return 16 * time.Hour
	}
	return 9*24*time.Hour - 8*time.Hour
}

// Schedule sets when an instance next tries to renew itself: at 08:00 of UTC+8,
// which is midnight UTC, every day from the first one on until it expires.
func (i *Instance) Schedule(now time.Time) {
	i.Renewal.Next = time.Time{}
	if i.Renewal.Status != AutoRenewal || !i.Settles.IsZero() {
		return
	}
	next := later(i.Expires.Add(-i.Renewal.lead()), now.Truncate(24*time.Hour).Add(24*time.Hour))
	if next.Before(i.Expires) {
		i.Renewal.Next = next
	}
}

// renewItself is one attempt of an instance. The caller holds the lock.
func (r *Region) renewItself(i *Instance, at time.Time) {
	t := market.Term{Period: i.Renewal.period()}
	_, cost := market.Total(i.Basket(r).Quote(t), 1)
	if r.Cloud.Charge(cost) != nil {
		i.Schedule(at)
		return
	}
	i.Extend(t.From(i.Expires), at)
}

// foundRenewal is what happens to an instance of the fleet at its end. None that
// renews itself is found with few days left: it would have been renewed before.
func (i *Instance) foundRenewal(now time.Time) Renewal {
	if !i.Prepaid {
		return Renewal{}
	}
	switch h := hash.Mix(i.Hash, 'a'); {
	case h%10 == 0:
		return Renewal{Status: NotRenewal}
	case h%10 < 5 && i.Expires.Sub(now) > 10*24*time.Hour:
		return Renewal{Status: AutoRenewal, Duration: []int{1, 1, 1, 3, 12}[h/10%5], Unit: "Month"}
	}
	return Renewal{Status: Normal}
}

// Extend makes the expiry of a paid instance later, some seconds from now.
func (i *Instance) Extend(until, now time.Time) {
	i.Renewed, i.Settles = until, now.Add(i.Span(2, 10))
	i.Renewal.Next = time.Time{}
}

// settle shows the expiry that was paid for. What had expired is no longer
// locked, if it is paid up to now, and stays stopped.
func (i *Instance) settle(at time.Time) {
	i.Expires, i.Renewed, i.Settles = i.Renewed, time.Time{}, time.Time{}
	if i.Lock == LockFinancial && i.Expires.After(at) {
		i.Lock = ""
	}
	i.Schedule(at)
}

// ends is when the period of an instance ends by itself: zero without an end,
// or when it is paid for longer and that is about to be seen.
func (i *Instance) ends() time.Time {
	if !i.Settles.IsZero() {
		return time.Time{}
	}
	return i.Expires
}
