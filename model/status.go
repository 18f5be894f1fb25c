package model

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

// statusCell says an instance's state by a sign, a word and a colour; any one
// of the three is enough.
func (d *deck) statusCell(i *ecsapi.Instance) term.Cell {
	t := &d.theme
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
	return term.Cell{Text: sign(i.Status) + " " + d.brief().Status(i.Status), Ink: d.statusInk(i.Status)}
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

func (d *deck) statusInk(s ecsapi.Status) term.Ink {
	switch {
	case s == ecsapi.Running:
		return d.theme.Good
	case s.Changing():
		return d.theme.Busy
	}
	return d.theme.Dim
}

// chargeCell says how the instance is paid; a spot instance shows its limit.
func (d *deck) chargeCell(i *ecsapi.Instance) term.Cell {
	switch {
	case i.SpotStrategy == ecsapi.SpotWithPriceLimit:
		return term.Cell{Text: d.Text.S("spot ≤%s", term.Money(int64(i.SpotPriceLimit), 3)), Ink: d.theme.Info}
	case i.Spot():
		return term.Cell{Text: d.Text.S("spot"), Ink: d.theme.Info}
	case i.ChargeType == ecsapi.PrePaid:
		return term.Cell{Text: d.Text.S("monthly")}
	case i.ChargeType == ecsapi.PostPaid:
		return term.Cell{Text: d.Text.S("hourly"), Ink: d.theme.Dim}
	}
	return term.Cell{Text: i.ChargeType}
}
