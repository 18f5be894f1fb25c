package deck

import "ecsdeck/ui/term"

// Legend is what the columns of a list mean.
type Legend struct {
	Title string
	Lines []LegendLine
}

// LegendLine is a column's title and what it shows.
type LegendLine struct{ Column, Means string }

// NewLegend is that of a list with these columns. Those that say nothing of themselves are left out.
func NewLegend[C interface{ Layout() term.Column }](title string, columns []C) Legend {
	l := Legend{Title: title}
	for _, c := range columns {
		if c := c.Layout(); c.Title != "" && c.What != "" {
			l.Lines = append(l.Lines, LegendLine{c.Title, c.What})
		}
	}
	return l
}
