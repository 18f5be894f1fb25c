package shell

import (
	"encoding/json"
	"strconv"
	"time"

	"ecsdeck/ui/when"
)

// Number is a count as a table has it, blank for nil.
func Number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// Decimal is a number as a table has it, blank for nil.
func Decimal(n *json.Number) string { return Deref(n).String() }

// Times are printed by this machine's clock, whose zone the titles of their columns name. Those
// of JSON and CSV are UTC.

// Day is the date of a time in RFC 3339.
func Day(s *string) string { return local(s, time.DateOnly) }

// Minute is a time in RFC 3339 to the minute.
func Minute(s *string) string { return local(s, "2006-01-02 15:04") }

// Second is a time in RFC 3339 to the second.
func Second(s *string) string { return local(s, time.DateTime) }

func local(s *string, layout string) string {
	at, err := time.Parse(time.RFC3339, Deref(s))
	if err != nil {
		return ""
	}
	return at.Local().Format(layout)
}

// TimeTitle is the title of a column of times, with the zone of this machine's clock.
func (a *App) TimeTitle(title string) string { return title + " (" + when.Zone(time.Now()) + ")" }

// Deref is what is pointed to, or the zero value.
func Deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
