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
	return term.Cell{Text: sign(i.Status) + " " + d.statusWord(i.Status), Ink: d.statusInk(i.Status)}
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

func (d *deck) statusWord(s ecsapi.Status) string {
	switch s {
	case ecsapi.Pending:
		return d.Text.S("Pending")
	case ecsapi.Starting:
		return d.Text.S("Starting")
	case ecsapi.Running:
		return d.Text.S("Running")
	case ecsapi.Stopping:
		return d.Text.S("Stopping")
	case ecsapi.Stopped:
		return d.Text.S("Stopped")
	}
	return string(s)
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

// stock is what a zone has of something, by sign and by word.
func stockCell(d *deck, s ecsapi.Stock) term.Cell {
	switch s {
	case ecsapi.WithStock:
		return term.Cell{Text: "● " + d.Text.S("stock"), Ink: d.theme.Good}
	case ecsapi.ClosedWithStock:
		return term.Cell{Text: "◐ " + d.Text.S("few"), Ink: d.theme.Warn}
	case ecsapi.WithoutStock, ecsapi.ClosedWithoutStock:
		return term.Cell{Text: "○ " + d.Text.S("out"), Ink: d.theme.Bad}
	}
	return term.Cell{Text: "–", Ink: d.theme.Faint}
}

// stockWords are a stock's sign and word.
func stockWords(d *deck, s ecsapi.Stock) string {
	return stockCell(d, s).Text
}
