package deck

import (
	"time"

	"ecsdeck/ui/when"
)

// InLocal is a time on the person's clock.
func (d *Deck) InLocal(t time.Time) time.Time { return d.Brief().InLocal(t) }

// Clock writes a time that stands alone, with its zone: "2026-12-01 06:00 CET +01:00".
func (d *Deck) Clock(t time.Time) string { return d.Brief().Clock(t) }

// Minute writes a time whose zone the heading of the page names, see TimesNote.
func (d *Deck) Minute(t time.Time) string { return d.Brief().Minute(t) }

// Date writes the day of a time, on the person's clock.
func (d *Deck) Date(t time.Time) string { return d.Brief().Date(t) }

// Zone names the zone of the person's clock.
func (d *Deck) Zone() string { return when.Zone(d.InLocal(d.Wall)) }

// TimesNote is what the heading of a page with times says of them.
func (d *Deck) TimesNote() string { return d.Text.S("times in {zone}", d.Zone()) }

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
