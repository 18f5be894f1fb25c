package when

import (
	"strings"
	"time"
)

// Times are written on the person's clock, whose zone is named once: beside a time that stands
// alone, in the heading of a page or in the title of a column. UTC is for machines.

// Minute writes a time to the minute, by the clock of its zone: "2026-12-01 06:00".
func Minute(t time.Time) string { return t.Format("2006-01-02 15:04") }

// Full writes a time that stands alone: "2026-12-01 06:00 CST +08:00".
func Full(t time.Time) string { return Minute(t) + " " + Zone(t) }

// Zone names the zone of a time: "CST +08:00", "UTC". An abbreviation alone is ambiguous.
func Zone(t time.Time) string {
	name, offset := t.Format("MST"), t.Format("-07:00")
	switch {
	case name == "UTC":
		return name
	case strings.ContainsAny(name[:1], "+-"): // it has none
		return offset
	}
	return name + " " + offset
}
