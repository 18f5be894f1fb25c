package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/ui/term"
)

// rows shows an order to the table.
type rows struct {
	*deck
	columns []column
	order   *order
}

func (r rows) Len() int        { return len(r.order.rows) }
func (r rows) ID(i int) string { return string(r.order.rows[i].ID) }

func (r rows) Cells(i int, cols []int, dst []term.Cell) {
	inst := r.order.rows[i]
	for n, c := range cols {
		dst[n] = r.columns[c].cell(r.deck, inst)
	}
}

func (r rows) Marked(i int) bool { return r.marks.has(r.order.rows[i].ID) }

// Dim rows are of a region whose last read failed: what they say is old.
func (r rows) Dim(i int) bool { return r.order.stale[r.order.rows[i].Region] }

// move moves a table's cursor when the press is a movement.
func move(k *keymap.Map, t *term.Table, press tea.KeyPressMsg) bool {
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
