package model

import (
	"time"

	"cmp"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
)

// alert is what the deck knows of the reclaims.
type alert struct {
	of     map[ecsapi.InstanceID]*fleet.Reclaim // the newest of each instance
	open   []*fleet.Reclaim                     // still to go and not acknowledged, the first to go first
	missed int                                  // went before somebody acknowledged them, since the page was last looked at
}

// ReclaimCell says what becomes of an instance, or what became of it.
func (d *deck) ReclaimCell(l *fleet.Reclaim) term.Cell {
	t := &d.theme
	switch {
	case l.Spared:
		return term.Cell{Text: "○ " + d.Text.S("spared"), Ink: t.Good}
	case !l.Open():
		return term.Cell{Text: "✗ " + d.Text.S("gone %s", d.ago(d.cloud.Sub(l.Gone))), Ink: t.Dim}
	}
	return term.Cell{Text: "▲ " + d.timeLeft(l), Ink: t.Bad}
}

// timeLeft says how long an instance has, in few cells: "4:10 left", or at most
// "≤4:10 left" when it may go any moment. Many rows say it, so it goes down in
// larger steps than the banner.
func (d *deck) timeLeft(l *fleet.Reclaim) string {
	step := func(left time.Duration) time.Duration {
		if left > time.Minute {
			return 15 * time.Second
		}
		return 5 * time.Second
	}
	if left := l.Due.Sub(d.cloud); left > 0 {
		return d.Text.S("%s left", term.Clock(left.Truncate(step(left))))
	}
	if left := l.Latest.Sub(d.cloud); left > 0 {
		return d.Text.S("≤%s left", term.Clock((left + step(left)).Truncate(step(left))))
	}
	return d.Text.S("any moment")
}

// CompareDue orders announcements by when their instances go.
func CompareDue(a, b *fleet.Reclaim) int {
	return cmp.Or(a.Due.Compare(b.Due), CompareNatural(label(a.Instance), label(b.Instance)), cmp.Compare(a.Instance.ID, b.Instance.ID))
}
