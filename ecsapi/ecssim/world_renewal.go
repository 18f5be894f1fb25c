package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
	"time"
)

// What happens to a subscription when it ends.
const (
	autoRenewal = "AutoRenewal" // it is renewed
	normal      = "Normal"      // it expires, after several reminders
	notRenewal  = "NotRenewal"  // it expires, after a single one
)

// renewal is what happens to a subscription when it ends.
type renewal struct {
	status   string
	duration int    // with autoRenewal
	unit     string // Week, Month or Year
	next     time.Time
}

// period is for how long a subscription is renewed.
func (a renewal) period() market.Period {
	switch a.unit {
	case "Week":
		return market.Period{Weeks: a.duration}
	case "Year":
		return market.Period{Months: 12 * a.duration}
	}
	return market.Period{Months: a.duration}
}

// lead is how long before the expiry the first attempt at a renewal is due:
// at 08:00 of UTC+8 on the ninth day before, or the last one for short periods,
// which would otherwise never come to an end.
func (a renewal) lead() time.Duration {
	if a.unit == "Week" && a.duration == 1 {
		return 16 * time.Hour
	}
	return 9*24*time.Hour - 8*time.Hour
}

// schedule sets when an instance next tries to renew itself: at 08:00 of UTC+8,
// which is midnight UTC, every day from the first one on until it expires.
func (i *instance) schedule(now time.Time) {
	i.renewal.next = time.Time{}
	if i.renewal.status != autoRenewal || !i.settles.IsZero() {
		return
	}
	next := later(i.expires.Add(-i.renewal.lead()), now.Truncate(24*time.Hour).Add(24*time.Hour))
	if next.Before(i.expires) {
		i.renewal.next = next
	}
}

// renewItself is one attempt of an instance. The caller holds the lock.
func (r *region) renewItself(i *instance, at time.Time) {
	t := market.Term{Period: i.renewal.period()}
	_, cost := market.Total(i.basket(r).Quote(t), 1)
	if r.cloud.charge(cost) != nil {
		i.schedule(at)
		return
	}
	i.extend(t.From(i.expires), at)
}

// foundRenewal is what happens to an instance of the fleet at its end. None that
// renews itself is found with few days left: it would have been renewed before.
func (i *instance) foundRenewal(now time.Time) renewal {
	if !i.prepaid {
		return renewal{}
	}
	switch h := hash.Mix(i.hash, 'a'); {
	case h%10 == 0:
		return renewal{status: notRenewal}
	case h%10 < 5 && i.expires.Sub(now) > 10*24*time.Hour:
		return renewal{status: autoRenewal, duration: []int{1, 1, 1, 3, 12}[h/10%5], unit: "Month"}
	}
	return renewal{status: normal}
}

// extend makes the expiry of a paid instance later, some seconds from now.
func (i *instance) extend(until, now time.Time) {
	i.renewed, i.settles = until, now.Add(i.span(2, 10))
	i.renewal.next = time.Time{}
}

// settle shows the expiry that was paid for. What had expired is no longer
// locked, if it is paid up to now, and stays stopped.
func (i *instance) settle(at time.Time) {
	i.expires, i.renewed, i.settles = i.renewed, time.Time{}, time.Time{}
	if i.lock == lockFinancial && i.expires.After(at) {
		i.lock = ""
	}
	i.schedule(at)
}

// ends is when the period of an instance ends by itself: zero without an end,
// or when it is paid for longer and that is about to be seen.
func (i *instance) ends() time.Time {
	if !i.settles.IsZero() {
		return time.Time{}
	}
	return i.expires
}
