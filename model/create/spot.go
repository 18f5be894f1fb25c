package create

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
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

// suggested is the price limit that the form was opened with, and its origin.
type suggested struct {
	limit string // as it was filled in
	note  string // … and why
}

// spotPrice is the current spot price in a place: the cloud's quote or, if it is newer
// or the only one known, the newest price of the spot price history.
func (c *Form) spotPrice(place int) (price ecsapi.Price, currency string, ok bool) {
	k := c.price(place, c.draft.typ)
	q, quoted := c.priced.known[k]
	quoted = quoted && q.Err == nil
	s := c.Snap.Spot[fleet.SpotKey{Region: k.region, Type: k.typ}]
	if s != nil && !s.Read.IsZero() && (!quoted || s.Read.After(q.at)) {
		if now := s.Zones[k.zone].Current(c.Cloud); now.OK {
			return now.Price, s.Currency, true
		}
	}
	return q.Price, q.Currency, quoted
}

// checkLimit compares the price limit with the current spot price: the cloud refuses a
// lower one, and with an equal one the next rise reclaims the instances.
func (c *Form) checkLimit() {
	c.equalZone = ""
	limit := c.order.Launch.SpotPriceLimit
	if limit <= 0 || c.draft.typ == "" {
		return
	}
	for i := range c.order.Places {
		switch going, currency, ok := c.spotPrice(i); {
		case !ok:
		case limit < going:
			c.note(fleet.OrderProblem{Place: -1, Field: "spot-limit", Text: message.New(
				"would not start now: spot costs {price} an hour in {zone}",
				term.Price(int64(going), currency), string(c.order.Places[i].Zone))})
		case limit == going && c.equalZone == "":
			c.equalZone = c.order.Places[i].Zone
		}
	}
}

func (r *rowBuilder) limitRow() {
	d := &r.draft
	hint := r.Text.S("above it the instance is taken back")
	if r.suggested.note != "" && d.limit == r.suggested.limit {
		hint = deck.JoinNotes(r.suggested.note, hint)
	}
	r.row(r.Text.S("Limit"), r.spotPriceNote(), r.wrong(-1, "spot-limit"), typed("spot-limit", 0, &d.limit, 10, "", r.Text.S("an hour"), hint))
	row := &r.rows[len(r.rows)-1]
	if r.equalZone != "" {
		row.Warn = r.Text.S("that is the price in {zone} now: its next rise takes the instances back", string(r.equalZone))
	}
	for i := range r.order.Places {
		q, known := r.priced.known[r.onDemand(i).priceKey]
		if known && q.Err == nil && r.order.Launch.SpotPriceLimit > q.Price {
			row.Warn = r.Text.S("above the on-demand price {price}", term.Price(int64(q.Price), q.Currency)+"/"+r.Text.S("h"))
		}
	}
}

func (r *rowBuilder) spotPriceNote() string {
	price, currency, ok := r.Form.spotPrice(r.place)
	if !ok || r.draft.typ == "" {
		return ""
	}
	return deck.JoinNotes(r.Text.S("now {price}", term.Price(int64(price), currency)+"/"+r.Text.S("h")), string(r.zone(r.place)))
}
