package deck

import (
	"time"

	"cmp"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
)

// Alert is what the deck knows of the reclaims.
type Alert struct {
	Of     map[ecsapi.InstanceID]*fleet.Reclaim // the newest of each instance
	Open   []*fleet.Reclaim                     // still to come and not acknowledged, the next one first
	Missed int                                  // went before anybody acknowledged them, since the page was last opened
}

// ReclaimCell says how long an instance has before it is reclaimed, or the outcome.
func (d *Deck) ReclaimCell(l *fleet.Reclaim) term.Cell {
	t := &d.Theme
	switch {
	case l.Spared:
		return term.Cell{Text: "○ " + d.Text.S("spared"), Ink: t.Good}
	case !l.Open():
		return term.Cell{Text: "✗ " + d.Text.S("gone {age}", d.Ago(d.Cloud.Sub(l.Gone))), Ink: t.Dim}
	}
	return term.Cell{Text: "▲ " + d.TimeLeft(l), Ink: t.Bad}
}

// TimeLeft says how long an instance has, in few cells: "4:10 left", or at most
// "≤4:10 left" when it may go any moment. Many rows say it, so it goes down in
// larger steps than the banner.
func (d *Deck) TimeLeft(l *fleet.Reclaim) string {
	step := func(left time.Duration) time.Duration {
		if left > time.Minute {
			return 15 * time.Second
		}
		return 5 * time.Second
	}
	if left := l.Due.Sub(d.Cloud); left > 0 {
		return d.Text.S("{duration} left", term.Clock(left.Truncate(step(left))))
	}
	if left := l.Latest.Sub(d.Cloud); left > 0 {
		return d.Text.S("≤{duration} left", term.Clock((left + step(left)).Truncate(step(left))))
	}
	return d.Text.S("any moment")
}

// CompareDue orders announcements by when their instances go.
func CompareDue(a, b *fleet.Reclaim) int {
	return cmp.Or(a.Due.Compare(b.Due), CompareNatural(Label(a.Instance), Label(b.Instance)), cmp.Compare(a.Instance.ID, b.Instance.ID))
}
