package spotdata

import (
	"testing"
	"time"

	"ecsdeck/ecsapi"
)

// Thirty days are read in as few calls as the rows of a region's other types promise, and a
// week at once in any case.
func TestNewest(t *testing.T) {
	const region, days = ecsapi.RegionID("cn-hangzhou"), 24 * time.Hour
	to := time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		span time.Duration
		rows int // of each of two zones
		want time.Duration
	}{
		{0, 0, 10 * days},
		{time.Hour, 400, 10 * days}, // the ends of so short an answer count for most of it
		{10 * days, 50, 30 * days},
		{30 * days, 450, 30 * days},
		{30 * days, 451, 15 * days},
		{10 * days, 300, 15 * days},
		{10 * days, 400, 10 * days},
		{1 * days, 400, 30 * days / 4},
	} {
		d := New(Options{})
		for range 2 * answersCounted {
			d.noteRows(&answer{interval: interval{from: to.Add(-c.span), to: to}, rows: map[string]int{"h": c.rows, "i": c.rows}}, region)
		}
		if got := d.newest(region); got != c.want {
			t.Errorf("after %d rows in %v: %v, want %v", 2*c.rows, c.span, got, c.want)
		}
		if n := len(d.months[region]); n > answersCounted+1 {
			t.Errorf("%d answers are kept", n)
		}
	}
}
