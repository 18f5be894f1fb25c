package shell

import (
	"encoding/json"
	"strconv"
	"time"
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

// Day is the local date of a time in RFC 3339.
func Day(s *string) string {
	at, err := time.Parse(time.RFC3339, Deref(s))
	if err != nil {
		return ""
	}
	return at.Local().Format(time.DateOnly)
}

// Minute is a time in RFC 3339 as the clock on this wall has it.
func Minute(s *string) string {
	at, err := time.Parse(time.RFC3339, Deref(s))
	if err != nil {
		return ""
	}
	return at.Local().Format("2006-01-02 15:04")
}

// Deref is what is pointed to, or the zero value.
func Deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
