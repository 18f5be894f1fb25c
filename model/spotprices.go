package model

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// rowPrices is how many types of the rows in sight are requested, one call each.
const rowPrices = 20

// wantSpots tells the engine which spot prices are on screen: that of the described
// instance, those of the panel and those of the rows in sight. When the rows are
// sorted by price, it requests the unknown prices too.
func (r *root) wantSpots() {
	var before, after []fleet.SpotKey
	if p, ok := r.Top().(deck.SpotPricer); ok {
		before = p.SpotPrices()
	}
	if r.Top() == nil && r.instances.Table.WidthOf("spot") > 0 {
		after = r.instances.spotKeys()
	}
	r.spots.setOthers(before, after)
}

func (p *instances) spotKeys() (keys []fleet.SpotKey) {
	add := func(k fleet.SpotKey) {
		if len(keys) < rowPrices && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	if p.priced() {
		for _, k := range p.order.spots[:p.order.runAsSpot] {
			if deck.FreshPrices(p.Snap, p.Cloud, k) == nil {
				add(k)
			}
		}
	}
	from, to := p.Table.Visible()
	for n := from; n < min(to, len(p.order.rows)); n++ {
		if i := p.order.rows[n]; i.Spot() {
			add(fleet.SpotKey{Region: i.Region, Type: i.Type})
		}
	}
	return keys
}

// spotCell is the current price and the headroom: "0.288 · 7%".
func spotCell(d *deck.Deck, i *ecsapi.Instance) term.Cell {
	price, ok := deck.GoingPrice(d.Snap, d.Cloud, i)
	if !ok {
		return term.Cell{}
	}
	cell := term.Cell{Text: term.Money(int64(price), 3), Ink: d.Theme.Dim}
	if room, ok := deck.Headroom(d.Snap, d.Cloud, i); ok {
		cell.Text += " · " + deck.Percent(room)
		cell.Ink = d.HeadroomInk(room)
	}
	return cell
}
