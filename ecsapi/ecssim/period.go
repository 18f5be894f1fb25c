package ecssim

import (
	"slices"
	"time"
)

// beijing is the time zone subscriptions are counted in.
var beijing = time.FixedZone("UTC+8", 8*3600)

// period is how long a subscription is bought for: some months or some weeks.
type period struct{ months, weeks int }

// from is the end of a period that begins at a moment. A month later is the
// same day of the month, or the last one where there is no such day.
func (p period) from(begin time.Time) time.Time {
	local := begin.In(beijing)
	end := local.AddDate(0, p.months, 7*p.weeks)
	if p.weeks == 0 && end.Day() != local.Day() {
		end = end.AddDate(0, 0, -end.Day())
	}
	return end.UTC()
}

// first is the end of the first period of what is bought now: the midnight, in
// Beijing, that ends its last day.
func (p period) first(now time.Time) time.Time {
	y, m, d := p.from(now).In(beijing).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, beijing).UTC()
}

// newPeriod is a number of units, months unless said otherwise; ok is false for
// one that is not sold.
func newPeriod(n int, unit string) (p period, ok bool) {
	switch {
	case (unit == "" || unit == "Month") && (n >= 1 && n <= 9 || slices.Contains([]int{12, 24, 36, 48, 60}, n)):
		return period{months: n}, true
	case unit == "Week" && n >= 1 && n <= 4:
		return period{weeks: n}, true
	}
	return period{}, false
}
