package create

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/model/deck"
)

// Offer is a type in a zone that somebody may want to buy as a spot instance,
// with the bid for it; 0 if no price is known.
type Offer struct {
	Key  fleet.SpotKey
	Zone ecsapi.ZoneID
	Bid  spot.Price
	Own  bool // the bid is the person's own, not the suggested one
}

// Spot opens the form that creates what is offered, of one type: a place for each zone, and
// the bid as the limit. The places share one limit, so that the highest bid is
// the one that is enough for all.
func Spot(d *deck.Deck, all []Offer) tea.Cmd {
	c := newForm(d)
	to := &c.draft
	to.typ, to.ownType, to.pay, to.limited = all[0].Key.Type, true, paySpot, true
	to.places = nil
	highest := all[0]
	for _, o := range all {
		to.places = append(to.places, placeDraft{Place: fleet.Place{Region: o.Key.Region, Zone: o.Zone}, amount: "1"})
		if o.Bid > highest.Bid {
			highest = o
		}
	}
	if highest.Bid > 0 {
		to.limit = highest.Bid.String()
	}
	c.suggested.limit = to.limit
	switch {
	case highest.Bid == 0:
	case highest.Own:
		c.suggested.note = d.Text.S("your bid")
	case len(all) > 1:
		c.suggested.note = d.Text.S("the highest of the suggested bids, that of {zone}", string(highest.Zone))
	default:
		c.suggested.note = d.Text.S("the suggested bid")
	}
	cmd := c.Open()
	c.setFocus(fieldKey{Name: "amount"}) // the rest is what was chosen on the page
	return cmd
}
