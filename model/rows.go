package model

import (
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// rows shows an order to the table.
type rows struct {
	*deck.Deck
	columns []column
	order   *order
}

func (r rows) Len() int        { return len(r.order.rows) }
func (r rows) ID(i int) string { return string(r.order.rows[i].ID) }

func (r rows) Cells(i int, cols []int, dst []term.Cell) {
	inst := r.order.rows[i]
	for n, c := range cols {
		dst[n] = r.columns[c].cell(r.Deck, inst)
	}
}

func (r rows) Marked(i int) bool { return r.Marks.Has(r.order.rows[i].ID) }

// Dim rows are of a region whose last read failed: what they say is old.
func (r rows) Dim(i int) bool { return r.order.stale[r.order.rows[i].Region] }
