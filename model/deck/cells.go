package deck

import (
	"cmp"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
)

// StatusCell says an instance's state by a sign, a word and a colour; any one of them is enough.
func (d *Deck) StatusCell(i *ecsapi.Instance) term.Cell {
	t := &d.Theme
	switch {
	case i.Recycling():
		return term.Cell{Text: "▲ " + d.Text.S("Reclaim"), Ink: t.Bad}
	case i.Lock() == ecsapi.LockFinancial:
		return term.Cell{Text: "▲ " + d.Text.S("Overdue"), Ink: t.Bad}
	case i.Lock() == ecsapi.LockSecurity:
		return term.Cell{Text: "▲ " + d.Text.S("Secured"), Ink: t.Bad}
	case i.Lock() != "":
		return term.Cell{Text: "▲ " + d.Text.S("Locked"), Ink: t.Bad}
	}
	switch set := d.Problems[i.ID]; {
	case set.Has(fleet.ProblemStuck):
		return term.Cell{Text: "▲ " + d.Brief().Status(i.Status), Ink: t.Bad}
	case set.Has(fleet.ProblemFailed):
		return term.Cell{Text: "✗ " + d.Brief().Status(i.Status), Ink: t.Bad}
	}
	return term.Cell{Text: sign(i.Status) + " " + d.Brief().Status(i.Status), Ink: d.statusInk(i.Status)}
}

func sign(s ecsapi.Status) string {
	switch {
	case s == ecsapi.Running:
		return "●"
	case s == ecsapi.Stopped:
		return "○"
	case s.Changing():
		return "◐"
	}
	return "?"
}

func (d *Deck) statusInk(s ecsapi.Status) term.Ink {
	switch {
	case s == ecsapi.Running:
		return d.Theme.Good
	case s.Changing():
		return d.Theme.Busy
	}
	return d.Theme.Dim
}

// ChargeCell says how the instance is paid; a spot instance shows its limit.
func (d *Deck) ChargeCell(i *ecsapi.Instance) term.Cell {
	switch {
	case i.SpotStrategy == ecsapi.SpotWithPriceLimit:
		return term.Cell{Text: d.Text.S("spot ≤{limit}", term.Money(int64(i.SpotPriceLimit), 3)), Ink: d.Theme.Info}
	case i.Spot():
		return term.Cell{Text: d.Text.S("spot"), Ink: d.Theme.Info}
	case i.ChargeType == ecsapi.PrePaid:
		return term.Cell{Text: d.Text.S("monthly")}
	case i.ChargeType == ecsapi.PostPaid:
		return term.Cell{Text: d.Text.S("hourly"), Ink: d.Theme.Dim}
	}
	return term.Cell{Text: i.ChargeType}
}

// StockCell shows a zone's stock by a sign and a word.
func (d *Deck) StockCell(s ecsapi.Stock) term.Cell {
	switch s {
	case ecsapi.WithStock:
		return term.Cell{Text: "● " + d.Text.S("stock"), Ink: d.Theme.Good}
	case ecsapi.ClosedWithStock:
		return term.Cell{Text: "◐ " + d.Text.S("few"), Ink: d.Theme.Warn}
	case ecsapi.WithoutStock, ecsapi.ClosedWithoutStock:
		return term.Cell{Text: "○ " + d.Text.S("out"), Ink: d.Theme.Dim}
	}
	return term.Cell{Text: "–", Ink: d.Theme.Faint}
}

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

// TimeLeft says how long an instance has, in few cells: "4:10 left", or at most "≤4:10 left" when
// it may go any moment. Many rows say it, so it goes down in larger steps than the banner.
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
	return cmp.Or(a.Due.Compare(b.Due), term.CompareNatural(Label(a.Instance), Label(b.Instance)), cmp.Compare(a.Instance.ID, b.Instance.ID))
}
