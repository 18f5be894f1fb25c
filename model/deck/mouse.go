package deck

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/term"
)

// What the mouse does on pages and in layers. It shows and chooses what keys act on, and never
// answers a question. Cells and lines are counted from the first ones of the page, or of the
// layer's box.
type (
	// A Clicker puts its cursor where a click was. on reports whether it is on something that a
	// double click opens.
	Clicker interface {
		Click(x, y int) (cmd tea.Cmd, on bool)
	}

	// A Wheeler scrolls what is at a place, towards the end or with lines below 0 to the beginning.
	Wheeler interface{ Wheel(x, y, lines int) }
)

// Click puts the cursor on a row, or sorts by the column whose title it hits.
func (l *List[ID, R, S]) Click(x, y int) (cmd tea.Cmd, on bool) {
	if l.SortClick(x, y) {
		l.ShowTop()
		return l.config.Refresh(), false
	}
	row, _, ok := l.Table.Hit(x, y)
	if !ok || row == term.Header {
		return nil, false
	}
	l.Table.ScrollTo(row)
	l.placed()
	return nil, true
}

// SortClick sorts by the column whose title a click hits, or the other way round if the rows are
// sorted by it already. The caller computes the rows again.
func (l *List[ID, R, S]) SortClick(x, y int) bool {
	row, key, ok := l.Table.Hit(x, y)
	if !ok || row != term.Header || key == "" || l.columns.Resort == nil {
		return false
	}
	l.columns.choose(key)
	return true
}

// Wheel scrolls the rows.
func (l *List[ID, R, S]) Wheel(_, _, lines int) {
	was := l.Table.Cursor()
	if l.Table.Scroll(lines); l.Table.Cursor() != was {
		l.placed()
	}
}

// Wheel scrolls the lines.
func (p *Pager) Wheel(_, _, lines int) { p.Move(lines) }

// CursorLine is the line of the row under the cursor, as it was drawn last, or -1.
func (l *List[ID, R, S]) CursorLine() int { return l.Table.CursorLine() }

// CursorKey identifies the row under the cursor.
func (l *List[ID, R, S]) CursorKey() string { return l.Table.CursorID() }
