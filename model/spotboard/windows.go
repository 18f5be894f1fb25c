package spotboard

import (
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

func (p *Detail) windowRows(s *analysis) deck.Rows[*windowStats] {
	out := deck.Rows[*windowStats]{
		Columns: p.windowColumns(),
		Key:     func(w *windowStats) string { return spanText(p.Deck, w.length) },
		IsDim:   func(w *windowStats) bool { return !w.Stats.OK },
	}
	for i := range s.windows {
		out.Rows = append(out.Rows, &s.windows[i])
	}
	return out
}

func (p *Detail) windowColumns() []deck.Column[*windowStats] {
	number := func(title string, least, priority int, cell func(*windowStats) term.Cell) deck.Column[*windowStats] {
		return deck.Column[*windowStats]{
			Column: term.Column{Title: title, Min: least, Max: least + 6, Grow: 1, Right: true, Priority: priority}, Cell: cell,
		}
	}
	return []deck.Column[*windowStats]{
		{Column: term.Column{Title: p.Text.S("WINDOW"), Min: 6},
			Cell: deck.Text(func(w *windowStats) string { return spanText(p.Deck, w.length) })},
		number(p.Text.S("COVER"), 5, 0, func(w *windowStats) term.Cell {
			cell := term.Cell{Text: precise(w.Stats.Coverage)}
			if w.Stats.Coverage < 1 {
				cell.Ink = p.Theme.Warn
			}
			return cell
		}),
		number(p.Text.S("MIN"), 7, 5, deck.Text(func(w *windowStats) string { return cash(w.Stats.Min) })),
		number(p.Text.S("AVG"), 7, 0, deck.Text(func(w *windowStats) string { return mean(w.Stats.Avg) })),
		number(p.Text.S("P95"), 7, 3, func(w *windowStats) term.Cell {
			cell := term.Cell{Text: cash(w.P95)}
			if w.Stats.Coverage < 0.5 { // it says little
				cell.Ink = p.Theme.Faint
			}
			return cell
		}),
		number(p.Text.S("MAX"), 7, 0, deck.Text(func(w *windowStats) string { return cash(w.Stats.Max) })),
		number(p.Text.S("CV"), 5, 6, deck.Text(func(w *windowStats) string { return precise(w.Stats.CV) })),
		number(p.Text.S("ABOVE BID"), 9, 1, func(w *windowStats) term.Cell {
			n := len(w.Bid.Excursions)
			switch {
			case !w.Bid.OK:
				return term.Cell{}
			case n == 0:
				return term.Cell{Text: precise(w.Bid.AboveFraction)}
			}
			return term.Cell{Text: precise(w.Bid.AboveFraction) + " " + p.Text.S("{count}×", n), Ink: p.Theme.Bad}
		}),
		number(p.Text.S("BID {availability}", precise(p.availability/100)), 7, 2, func(w *windowStats) term.Cell {
			if !w.Suggested.OK {
				return term.Cell{}
			}
			return term.Cell{Text: cash(w.Suggested.Bid), Ink: p.Theme.Warn}
		}),
		number(p.Text.S("RUN {span}", spanText(p.Deck, p.job)), 5, 4,
			deck.Text(func(w *windowStats) string { return precise(w.Survival) })),
	}
}
