package spotboard

import (
	"math"

	"ecsdeck/ui/term"
)

// windowColumns are the columns of the table of windows.
func (p *Detail) windowColumns() []term.Column {
	number := func(title string, least, priority int) term.Column {
		return term.Column{Title: title, Min: least, Max: least + 6, Grow: 1, Right: true, Priority: priority}
	}
	return []term.Column{
		{Title: p.Text.S("WINDOW"), Min: 6},
		number(p.Text.S("COVER"), 5, 0),
		number(p.Text.S("MIN"), 7, 5),
		number(p.Text.S("AVG"), 7, 0),
		number(p.Text.S("P95"), 7, 3),
		number(p.Text.S("MAX"), 7, 0),
		number(p.Text.S("CV"), 5, 6),
		number(p.Text.S("ABOVE BID"), 9, 1),
		number(p.Text.S("BID {availability}", precise(p.availability/100)), 7, 2),
		number(p.Text.S("RUN {span}", spanText(p.Deck, p.job)), 5, 4),
	}
}

// windowRows gives the windows to the table.
type windowRows struct{ *Detail }

func (r windowRows) Len() int        { return len(windows) }
func (r windowRows) ID(i int) string { return spanText(r.Deck, windows[i]) }
func (r windowRows) Marked(int) bool { return false }
func (r windowRows) Dim(i int) bool  { return !r.analysis.windows[i].Stats.OK }

func (r windowRows) Cells(i int, cols []int, dst []term.Cell) {
	s := &r.analysis.windows[i]
	st := &s.Stats
	for n, c := range cols {
		var text string
		ink := r.Theme.Text
		switch c {
		case 0:
			text = spanText(r.Deck, s.length)
		case 1:
			text = precise(st.Coverage)
			if st.Coverage < 1 {
				ink = r.Theme.Warn
			}
		case 2:
			text = cash(st.Min)
		case 3:
			text = mean(st.Avg)
		case 4:
			text = cash(s.P95)
			if st.Coverage < 0.5 { // it says little
				ink = r.Theme.Faint
			}
		case 5:
			text = cash(st.Max)
		case 6:
			text = precise(st.CV)
		case 7:
			if s.Bid.OK {
				text = precise(s.Bid.AboveFraction)
				if n := len(s.Bid.Excursions); n > 0 {
					text += " " + r.Text.S("{count}×", n)
					ink = r.Theme.Bad
				}
			}
		case 8:
			if s.Suggested.OK {
				text, ink = cash(s.Suggested.Bid), r.Theme.Warn
			}
		case 9:
			if !math.IsNaN(s.Survival) {
				text = precise(s.Survival)
			}
		}
		dst[n] = term.Cell{Text: text, Ink: ink}
	}
}
