package shell

import (
	"time"

	"ecsdeck/ui/brief"
)

// Brief puts plans and jobs in words, as headless output writes times and
// errors; now is cloud time.
func (a *App) Brief(now time.Time) brief.Writer {
	return brief.Writer{
		Text: a.P, Now: now, Wall: time.Now(), Clock: BothTimes, FullErrors: true,
		Date: func(t time.Time) string { return t.UTC().Format(time.DateOnly) },
	}
}

// BothTimes is a moment by the clock of its zone and by that of the cloud.
func BothTimes(t time.Time) string {
	utc := t.UTC().Format("2006-01-02T15:04Z")
	if _, offset := t.Zone(); offset == 0 {
		return utc
	}
	return t.Format("2006-01-02 15:04 -07:00") + " (" + utc + ")"
}
