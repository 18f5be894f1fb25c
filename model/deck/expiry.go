package deck

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

// EndOf returns when the instance ends by itself, and whether by auto-release.
func EndOf(i *ecsapi.Instance) (at time.Time, auto bool) {
	if !i.AutoRelease.IsZero() && (i.Expires.IsZero() || i.AutoRelease.Before(i.Expires)) {
		return i.AutoRelease, true
	}
	return i.Expires, false
}

// UntilCell says how long it is until an instance expires or, auto, is released
// by itself: by a sign, in words and by a colour.
func (d *Deck) UntilCell(end time.Time, auto bool) term.Cell {
	const day = 24 * time.Hour
	left := end.Sub(d.Cloud)
	switch {
	case end.IsZero():
		return term.Cell{}
	case left <= 0 && auto:
		return term.Cell{Text: d.Text.S("releasing"), Ink: d.Theme.Bad}
	case left <= 0:
		return term.Cell{Text: "▲ " + d.Text.S("expired"), Ink: d.Theme.Bad}
	}
	cell := term.Cell{Text: d.Left(left)}
	if left < 15*day {
		cell.Ink = d.Theme.Warn
	}
	if left < 3*day {
		cell.Ink = d.Theme.Bad
	}
	switch {
	case auto:
		cell.Text = "⌫ " + cell.Text
	case left < 3*day:
		cell.Text = "! " + cell.Text
	}
	return cell
}
