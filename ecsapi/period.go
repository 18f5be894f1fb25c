package ecsapi

import "time"

// PeriodUnit is the unit of a paid period.
type PeriodUnit string

// The units of a period. Year is for auto-renewal only.
const (
	Week  PeriodUnit = "Week"
	Month PeriodUnit = "Month"
	Year  PeriodUnit = "Year"
)

// Period is a time that is paid in advance. The zero value is none.
type Period struct {
	N    int
	Unit PeriodUnit
}

// After is the end of the period that begins at t, by the calendar of China
// Standard Time, by which the cloud counts.
func (p Period) After(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	c := t.In(beijing)
	if p.Unit == Week {
		return c.AddDate(0, 0, 7*p.N).In(t.Location())
	}
	return months(c, p.inMonths().N).In(t.Location())
}

// months adds months without running over a short month's end.
func months(t time.Time, n int) time.Time {
	out := t.AddDate(0, n, 0)
	if out.Day() != t.Day() {
		out = out.AddDate(0, 0, -out.Day())
	}
	return out
}

// NextCharge is when the cloud next tries to renew by itself what expires then:
// at 08:00 in Beijing, from nine days before on, until it is paid or expires.
// Zero: not any more.
func NextCharge(expires, now time.Time) time.Time {
	at := func(t time.Time, days int) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day()+days, 8, 0, 0, 0, beijing)
	}
	next := at(expires.In(beijing), -9)
	if !next.After(now) {
		if next = at(now.In(beijing), 0); !next.After(now) {
			next = at(now.In(beijing), 1)
		}
	}
	if !next.Before(expires) {
		return time.Time{}
	}
	return next
}

// beijing is where the cloud's billing days begin and end.
var beijing = time.FixedZone("CST", 8*60*60)
