package model

import (
	"ecsdeck/ui/term"
)

// rows shows an order to the table.
type rows struct{ *instances }

func (r rows) Cells(i int, cols []int, dst []term.Cell) {
	inst := r.order.rows[i]
	for n, c := range cols {
		dst[n] = r.columns[c].cell(r.Deck, inst)
	}
}

// Dim rows are of a region whose last read failed: what they say is old.
func (r rows) Dim(i int) bool { return r.order.stale[r.order.rows[i].Region] }
