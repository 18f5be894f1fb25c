package market

import (
	"slices"
	"time"
)

// Beijing is the time zone subscriptions are counted in.
var Beijing = time.FixedZone("UTC+8", 8*3600)

// Period is how long a subscription is bought for: some months or some weeks.
type Period struct{ Months, Weeks int }

// From is the end of a period that begins at a moment. A month later is the
// same day of the month, or the last one where there is no such day.
func (p Period) From(begin time.Time) time.Time {
	local := begin.In(Beijing)
	end := local.AddDate(0, p.Months, 7*p.Weeks)
	if p.Weeks == 0 && end.Day() != local.Day() {
		end = end.AddDate(0, 0, -end.Day())
	}
	return end.UTC()
}

// First is the end of the first period of what is bought now: the midnight, in
// Beijing, that ends its last day.
func (p Period) First(now time.Time) time.Time {
	y, m, d := p.From(now).In(Beijing).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Beijing).UTC()
}

// NewPeriod is a number of units, months unless said otherwise; ok is false for
// one that is not sold.
func NewPeriod(n int, unit string) (p Period, ok bool) {
	switch {
	case (unit == "" || unit == "Month") && (n >= 1 && n <= 9 || slices.Contains([]int{12, 24, 36, 48, 60}, n)):
		return Period{Months: n}, true
	case unit == "Week" && n >= 1 && n <= 4:
		return Period{Weeks: n}, true
	}
	return Period{}, false
}
