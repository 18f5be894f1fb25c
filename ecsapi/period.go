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
	switch p.Unit {
	case Week:
		return c.AddDate(0, 0, 7*p.N).In(t.Location())
	case Year:
		return months(c, 12*p.N).In(t.Location())
	}
	return months(c, p.N).In(t.Location())
}

// months adds months without running over a short month's end.
func months(t time.Time, n int) time.Time {
	out := t.AddDate(0, n, 0)
	if out.Day() != t.Day() {
		out = out.AddDate(0, 0, -out.Day())
	}
	return out
}

var beijing = time.FixedZone("CST", 8*60*60)
