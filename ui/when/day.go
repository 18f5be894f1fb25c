package when

import (
	"regexp"
	"strings"
	"time"

	"ecsdeck/ecsapi/message"
)

// clock is a time of day, in seconds.
type clock int

// readClock reads "22:00", "6:00" or "06:00:30".
func readClock(word string) (clock, error) {
	if !clockForm.MatchString(word) {
		return 0, message.Errorf(MsgNoMoment)
	}
	layout := "15:04:05"
	t, err := time.Parse(layout[:len(layout)-3*(2-strings.Count(word, ":"))], word)
	if err != nil {
		return 0, message.Errorf(MsgNoTime)
	}
	return clockOf(t), nil
}

func clockOf(t time.Time) clock { return clock(t.Hour()*3600 + t.Minute()*60 + t.Second()) }

// day is a day of the calendar of a zone.
type day struct {
	utc  time.Time // as if the zone were UTC
	zone *time.Location
}

// dayOf is the day of a moment, or a day so many days later.
func dayOf(t time.Time, later int) day {
	y, m, d := t.Date()
	return day{time.Date(y, m, d+later, 0, 0, 0, 0, time.UTC), t.Location()}
}

// readDate reads "2026-12-01".
func readDate(word string, zone *time.Location) (day, error) {
	if !dateForm.MatchString(word) {
		return day{}, message.Errorf(MsgNoMoment)
	}
	t, err := time.Parse(time.DateOnly, word)
	if err != nil {
		return day{}, message.Errorf(MsgNoDay)
	}
	return day{t, zone}, nil
}

// times are the moments at which the clock shows c on that day: one, none where
// it is put forward over it, two where it is put back.
func (d day) times(c clock) []time.Time {
	want := d.utc.Add(time.Duration(c) * time.Second)
	var found []time.Time
	for _, near := range []time.Duration{-day24, day24} { // before and after a change
		_, offset := want.Add(near).In(d.zone).Zone()
		t := want.Add(-time.Duration(offset) * time.Second).In(d.zone)
		_, is := t.Zone()
		if is == offset && (len(found) == 0 || !found[0].Equal(t)) {
			found = append(found, t)
		}
	}
	return found
}

// at is the one moment at which the clock shows c.
func (d day) at(c clock) (time.Time, error) {
	switch found := d.times(c); len(found) {
	case 0:
		return time.Time{}, message.Errorf(MsgSkipped)
	case 1:
		return found[0], nil
	}
	return time.Time{}, message.Errorf(MsgTwice)
}

// begin is the first moment of the day: midnight, or where the clock is put
// forward over midnight, what follows.
func (d day) begin() time.Time {
	for c := clock(0); c < 24*3600; c += 60 {
		if found := d.times(c); len(found) > 0 {
			return found[0]
		}
	}
	return time.Date(d.utc.Year(), d.utc.Month(), d.utc.Day(), 0, 0, 0, 0, d.zone) // a day that a zone left out
}

var (
	clockForm = regexp.MustCompile(`^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$`)
	dateForm  = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
)
