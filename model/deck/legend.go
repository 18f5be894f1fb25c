package deck

import (
	"cmp"
	"strings"

	"ecsdeck/ui/term"
)

// Legend is what the columns of a list mean.
type Legend struct {
	Title string
	Lines []LegendLine
}

// LegendLine is a column's title, or its key where the title changes, and what
// it shows.
type LegendLine struct{ Column, Means string }

// NewLegend is that of a list with these columns. Those that say nothing of themselves are left out.
func NewLegend[C interface{ Layout() term.Column }](title string, columns []C) Legend {
	l := Legend{Title: title}
	for _, c := range columns {
		if c := c.Layout(); c.What != "" {
			l.Lines = append(l.Lines, LegendLine{cmp.Or(c.Title, strings.ToUpper(c.Key)), c.What})
		}
	}
	return l
}
