package model

import "time"

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
func (d *deck) away(t time.Time) string { return d.brief().Away(t) }
