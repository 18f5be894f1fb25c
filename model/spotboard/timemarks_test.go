package spotboard

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // machines without zones

	"ecsdeck/model/deck"
)

func TestTimeMarksAreRoundOnThePersonsClock(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name     string
		zone     *time.Location
		from, to string
		cells    int
		want     string
	}{
		{"an hour", time.UTC, "2026-11-22T05:12:00Z", "2026-11-22T06:12:00Z", 70, "05:20 05:30 05:40 05:50 06:00 06:10"},
		{"an hour, wide", time.UTC, "2026-11-22T05:12:00Z", "2026-11-22T06:12:00Z", 110, "05:15 05:20 05:25 05:30 05:35 05:40 05:45 05:50 05:55 06:00 06:05 06:10"},
		{"a day", time.FixedZone("CST", 8*3600), "2026-11-21T05:12:00Z", "2026-11-22T05:12:00Z", 40, "18:00 11-22 06:00 12:00"},
		{"a week", berlin, "2026-11-15T05:12:00Z", "2026-11-22T05:12:00Z", 70, "11-16 11-17 11-18 11-19 11-20 11-21 11-22"},
		{"a month", berlin, "2026-10-23T05:12:00Z", "2026-11-22T05:12:00Z", 70, "10-29 11-05 11-12 11-19"},
		// Clocks are put back at 03:00 on the 25th: midnights stay where they are.
		{"more hours", berlin, "2026-10-24T21:00:00Z", "2026-10-25T21:00:00Z", 40, "10-25 06:00 12:00 18:00"},
		// … and forward at 02:00 on the 29th.
		{"fewer hours", berlin, "2026-03-28T22:00:00Z", "2026-03-29T03:00:00Z", 60, "23:00 03-29 01:00 03:00 04:00"},
		{"no room", time.UTC, "2026-11-15T05:12:00Z", "2026-11-22T05:12:00Z", 0, "11-19"},
		{"nothing", time.UTC, "2026-11-22T05:12:00Z", "2026-11-22T05:12:00Z", 40, ""},
	} {
		moment := func(s string) time.Time {
			at, err := time.Parse(time.RFC3339, s)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		d := &deck.Deck{Deps: deck.Deps{Local: c.zone}}
		from, to := moment(c.from), moment(c.to)
		var labels []string
		last := from.UnixNano() - 1
		for _, m := range timeMarks(d, from, to, c.cells) {
			if m.At <= last || m.At >= to.UnixNano() {
				t.Errorf("%s: a mark at %s", c.name, time.Unix(0, m.At))
			}
			last = m.At
			labels = append(labels, m.Label)
		}
		if got := strings.Join(labels, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
