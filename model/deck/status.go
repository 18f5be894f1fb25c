package deck

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

// StatusCell says an instance's state by a sign, a word and a colour; any one
// of the three is enough.
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
		return term.Cell{Text: "○ " + d.Text.S("out"), Ink: d.Theme.Bad}
	}
	return term.Cell{Text: "–", Ink: d.Theme.Faint}
}
