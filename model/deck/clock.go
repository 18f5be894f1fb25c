package deck

import (
	"time"
)

// InLocal is a time in the person's time zone.
func (d *Deck) InLocal(t time.Time) time.Time {
	if d.Local == nil {
		return t.Local()
	}
	return t.In(d.Local)
}

// Clock writes a time to the minute, on the person's clock and, where that
// differs, in UTC: "2026-12-01 06:00 CET, 05:00 UTC".
func (d *Deck) Clock(t time.Time) string {
	local, utc := d.InLocal(t), t.UTC()
	s := local.Format("2006-01-02 15:04 MST")
	switch _, offset := local.Zone(); {
	case offset == 0:
		return utc.Format("2006-01-02 15:04 UTC")
	case local.Day() != utc.Day():
		return s + ", " + utc.Format("2006-01-02 15:04 UTC")
	}
	return s + ", " + utc.Format("15:04 UTC")
}

// Date writes the day of a time, on the person's clock.
func (d *Deck) Date(t time.Time) string { return d.InLocal(t).Format(time.DateOnly) }

// Away says how far a time is from now: "in 2 h 3 min", "3 d ago".
func (d *Deck) Away(t time.Time) string { return d.Brief().Away(t) }

// Ago says a duration in the person's language.
func (d *Deck) Ago(t time.Duration) string { return d.Units.Age(t) }

// Left is exact when little time is left; with days left, hours do not matter. Seconds count down
// in the last ten minutes only: a column of them would keep a slow line busy.
func (d *Deck) Left(t time.Duration) string {
	const day = 24 * time.Hour
	if t >= 10*day || t >= 10*time.Minute && t < day {
		return d.Units.Age(t)
	}
	return d.Units.Left(t)
}

// Coarse rounds an age down to steps of five seconds: a header that changes each second
// costs a slow line more than it is worth.
func (d *Deck) Coarse(age time.Duration) string {
	if age < 5*time.Second {
		return "<5 s"
	}
	if age < time.Minute {
		age = age.Truncate(5 * time.Second)
	}
	return d.Ago(age)
}

// CoarseWait counts down in steps, for the sake of slow lines.
func (d *Deck) CoarseWait(t time.Duration) string {
	if t > 10*time.Second {
		t = t.Round(5 * time.Second)
	}
	return d.Ago(max(t, time.Second))
}
