package model

import (
	"time"
)

// local is a moment on the person's clock.
func (d *deck) local(t time.Time) time.Time {
	if d.Local == nil {
		return t.Local()
	}
	return t.In(d.Local)
}

// clock writes a moment to the minute, on the person's clock and, where that
// differs, in UTC: "2026-12-01 06:00 CET, 05:00 UTC".
func (d *deck) clock(t time.Time) string {
	local, utc := d.local(t), t.UTC()
	s := local.Format("2006-01-02 15:04 MST")
	switch _, offset := local.Zone(); {
	case offset == 0:
		return utc.Format("2006-01-02 15:04 UTC")
	case local.Day() != utc.Day():
		return s + ", " + utc.Format("2006-01-02 15:04 UTC")
	}
	return s + ", " + utc.Format("15:04 UTC")
}

// date writes the person's day of a moment.
func (d *deck) date(t time.Time) string { return d.local(t).Format(time.DateOnly) }

// away says how far a moment is from now: "in 2 h 3 min", "3 d ago".
func (d *deck) away(t time.Time) string {
	const day = 24 * time.Hour
	switch left := t.Sub(d.cloud); {
	case left >= time.Hour && left < 10*day:
		return d.Text.S("in %s", d.units.Left(left))
	case left > 0:
		return d.Text.S("in %s", d.units.Age(left))
	default:
		return d.Text.S("%s ago", d.ago(-left))
	}
}

// ago and left say durations in the person's language.
func (d *deck) ago(t time.Duration) string { return d.units.Age(t) }

// left is exact when little is left; nobody counts the hours of the last month.
// Seconds count down in the last ten minutes only: a column of them would keep a
// thin line busy.
func (d *deck) left(t time.Duration) string {
	const day = 24 * time.Hour
	if t >= 10*day || t >= 10*time.Minute && t < day {
		return d.units.Age(t)
	}
	return d.units.Left(t)
}

// coarse rounds an age down to steps of five seconds: a header that changed
// each second would cost a thin line more than it tells.
func (d *deck) coarse(age time.Duration) string {
	if age < 5*time.Second {
		return "<5 s"
	}
	if age < time.Minute {
		age = age.Truncate(5 * time.Second)
	}
	return d.ago(age)
}

// coarseWait counts down in steps, for the sake of thin lines.
func (d *deck) coarseWait(t time.Duration) string {
	if t > 10*time.Second {
		t = t.Round(5 * time.Second)
	}
	return d.ago(max(t, time.Second))
}
