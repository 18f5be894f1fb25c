package spotboard

import (
	"ecsdeck/model/deck"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// CopyMenu is what can be copied of the marked offers, or of the one under the cursor.
func (p *Board) CopyMenu() *deck.CopyMenu {
	find := func(id string) (*row, bool) {
		r, ok := p.markedRows[id]
		return r, ok
	}
	window := p.measuring.window.Seconds()
	c := p.CopyRows(find)
	c.Label = func(r *row) string { return r.key.Type + " " + string(r.zone) }
	c.Record = func(r *row) any { return offerRecord(r, window) }
	c.Fields = []deck.CopyField[*row]{{
		Key: p.Keys.CopyID, What: p.Text.S("instance types"), Of: func(r *row) string { return r.key.Type },
		Many: func(n int) string { return p.Text.N("{count} instance type", "{count} instance types", n) },
	}, {
		Key: p.Keys.CopyName, What: p.Text.S("types and zones"), Of: func(r *row) string { return r.key.Type + " " + string(r.zone) },
		Many: func(n int) string { return p.Text.N("{count} type and zone", "{count} types and zones", n) },
	}}
	return deck.NewCopyMenu(p.Deck, c)
}

// cellOf is a cell of a row; without a price those made of prices are blank.
func (p *Board) cellOf(r *row, column int) term.Cell {
	if c := &p.columns[column]; r.measured != nil || !c.priced {
		return c.cell(p, r)
	}
	return term.Cell{}
}

// offerRecord is a row as programs read it; window is what was measured, in seconds.
func offerRecord(r *row, window float64) record.Offer {
	o := record.Offer{
		Region: string(r.key.Region), Zone: string(r.zone), Type: r.key.Type, Stock: record.Known(string(r.stock)),
		Reclaimed: record.Rounded(r.reclaim()),
	}
	if r.typ != nil {
		o.CPU, o.MemoryMiB = record.Known(r.typ.CPU), record.Known(r.typ.MemoryMiB)
	}
	if r.own >= 0 {
		o.Own = &r.own
	}
	if m := r.measured; m != nil {
		o.Currency, o.Price, o.Origin = record.Known(r.state.Currency), record.Amount(m.now.Price), record.Amount(m.now.Origin)
		o.Window, o.Coverage = record.Rounded(window), record.Rounded(m.stats.Coverage)
		o.Min, o.Max, o.Avg, o.CV = record.Amount(m.stats.Min), record.Amount(m.stats.Max), record.Mean(m.stats.Avg), record.Rounded(m.stats.CV)
		o.P95, o.Above = record.Amount(m.p95), record.Rounded(m.above)
		if m.suggest.OK {
			o.Bid = record.Amount(m.suggest.Bid)
		}
	}
	return o
}
