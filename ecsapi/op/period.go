package op

import (
	"slices"

	"ecsdeck/ecsapi"
)

// Periods that can be paid in advance, the shortest of a unit first. A renewal by
// hand can be for more, see [CheckRenewal]; these are those of the API's page.
var (
	PurchasePeriods    = slices.Concat(weeks, months(1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24, 36, 48, 60))
	RenewalPeriods     = slices.Concat(weeks, months(1, 2, 3, 4, 5, 6, 7, 8, 9, 12))
	AutoRenewalPeriods = slices.Concat(weeks, months(1, 2, 3, 6, 12, 24, 36, 48, 60), periods(ecsapi.Year, 1, 2, 3, 4, 5))
)

var weeks = periods(ecsapi.Week, 1, 2, 3, 4)

func months(numbers ...int) []ecsapi.Period { return periods(ecsapi.Month, numbers...) }

func periods(unit ecsapi.PeriodUnit, numbers ...int) []ecsapi.Period {
	out := make([]ecsapi.Period, len(numbers))
	for i, n := range numbers {
		out[i] = ecsapi.Period{N: n, Unit: unit}
	}
	return out
}
