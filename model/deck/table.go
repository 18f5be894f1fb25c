package deck

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/keymap"
	"ecsdeck/ui/term"
)

// mover is what keys of movement work on: a table or lines.
type mover interface {
	Move(delta int)
	Page(delta int)
	Half(delta int)
	Top()
	Bottom()
}

// MoveCursor moves a table's cursor, or lines, when the press is a movement.
func MoveCursor(k *keymap.Map, t mover, press tea.KeyPressMsg) bool {
	switch {
	case k.Down.Match(press):
		t.Move(1)
	case k.Up.Match(press):
		t.Move(-1)
	case k.PageDown.Match(press):
		t.Page(1)
	case k.PageUp.Match(press):
		t.Page(-1)
	case k.HalfDown.Match(press):
		t.Half(1)
	case k.HalfUp.Match(press):
		t.Half(-1)
	case k.Top.Match(press):
		t.Top()
	case k.Bottom.Match(press):
		t.Bottom()
	default:
		return false
	}
	return true
}

// Column is a column of rows R: its layout and its cells.
type Column[R any] struct {
	term.Column
	Cell func(R) term.Cell

	// Field is what filters call what the cells show; "": they call it as the column's Key, if
	// they have it.
	Field filter.Field
}

// Text makes the cells of a column that shows a text of each row.
func Text[R any](of func(R) string) func(R) term.Cell {
	return func(r R) term.Cell { return term.Cell{Text: of(r)} }
}

// DimText makes fainter ones.
func DimText[R any](d *Deck, of func(R) string) func(R) term.Cell {
	return func(r R) term.Cell { return term.Cell{Text: of(r), Ink: d.Theme.Dim} }
}

// NewTable makes an empty table with the layout of the columns.
func NewTable[R any](columns []Column[R]) *term.Table {
	layout := make([]term.Column, len(columns))
	for i, c := range columns {
		layout[i] = c.Column
	}
	return term.NewTable(layout)
}

// MoreNote says how many rows there are above and below those in sight, or "".
func (d *Deck) MoreNote(above, below int) string {
	var parts []string
	if above > 0 {
		parts = append(parts, d.Text.S("↑ {count} more", above))
	}
	if below > 0 {
		parts = append(parts, d.Text.S("↓ {count} more", below))
	}
	return strings.Join(parts, "  ")
}

// Rows gives rows R to a table, see term.Rows. Key identifies one.
type Rows[R any] struct {
	Columns  []Column[R]
	Rows     []R
	Key      func(R) string
	IsMarked func(R) bool // nil: none is
	IsDim    func(R) bool // nil: none is
}

// The rows of a table, see term.Rows.

func (t Rows[R]) Len() int          { return len(t.Rows) }
func (t Rows[R]) ID(i int) string   { return t.Key(t.Rows[i]) }
func (t Rows[R]) Marked(i int) bool { return t.IsMarked != nil && t.IsMarked(t.Rows[i]) }
func (t Rows[R]) Dim(i int) bool    { return t.IsDim != nil && t.IsDim(t.Rows[i]) }

// Index is where the row with a key is, or -1.
func (t Rows[R]) Index(key string) int {
	return slices.IndexFunc(t.Rows, func(r R) bool { return t.Key(r) == key })
}

// At is row i; ok is false when there is none.
func (t Rows[R]) At(i int) (row R, ok bool) {
	if i >= 0 && i < len(t.Rows) {
		return t.Rows[i], true
	}
	return row, false
}

func (t Rows[R]) Cells(i int, cols []int, dst []term.Cell) {
	for n, c := range cols {
		dst[n] = t.Columns[c].Cell(t.Rows[i])
	}
}

// Pager shows lines that may be more than there is room for.
type Pager struct{ Offset, height, length int }

// Scroll moves through the lines and reports whether the press was a movement.
func (p *Pager) Scroll(k *keymap.Map, press tea.KeyPressMsg) bool { return MoveCursor(k, p, press) }

// What MoveCursor does to the lines.

func (p *Pager) Move(delta int) { p.scrollTo(p.Offset + delta) }
func (p *Pager) Page(delta int) { p.scrollTo(p.Offset + delta*max(1, p.height-1)) }
func (p *Pager) Half(delta int) { p.scrollTo(p.Offset + delta*max(1, p.height/2)) }
func (p *Pager) Top()           { p.scrollTo(0) }
func (p *Pager) Bottom()        { p.scrollTo(p.length) }

func (p *Pager) scrollTo(offset int) { p.Offset = max(0, min(offset, p.length-p.height)) }

// Lines returns the lines in sight, h of w cells.
func (p *Pager) Lines(lines []string, w, h int) []string {
	p.Window(len(lines), h)
	return Fill(lines[p.Offset:], w, h)
}

// Window is the lines [from, to) of total ones that are in sight where there is room for most.
func (p *Pager) Window(total, most int) (from, to int) {
	p.height, p.length = most, total
	p.scrollTo(p.Offset)
	return p.Offset, min(total, p.Offset+most)
}

// Beyond is how many lines there are above and below those in sight.
func (p *Pager) Beyond() (above, below int) {
	return p.Offset, max(0, p.length-p.height-p.Offset)
}
