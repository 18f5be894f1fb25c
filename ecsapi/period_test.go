package ecsapi

import (
	"testing"
	"time"
)

func TestNextCharge(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	expires := at("2026-12-01T16:00:00Z") // midnight of December 2nd in Beijing
	for _, c := range []struct{ now, want string }{
		{"2026-10-01T12:00:00Z", "2026-11-23T00:00:00Z"},
		{"2026-11-22T23:59:00Z", "2026-11-23T00:00:00Z"},
		{"2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"}, // each day until it is paid
		{"2026-11-30T20:00:00Z", "2026-12-01T00:00:00Z"},
		{"2026-12-01T00:00:00Z", ""}, // the next would be after the expiry
		{"2026-12-05T00:00:00Z", ""},
	} {
		got := NextCharge(expires, at(c.now))
		if c.want == "" && !got.IsZero() || c.want != "" && !got.Equal(at(c.want)) {
			t.Errorf("at %s it is charged %v, want %q", c.now, got, c.want)
		}
	}
	if got := NextCharge(time.Time{}, expires); !got.IsZero() {
		t.Errorf("what never expires is charged %v", got)
	}
}
