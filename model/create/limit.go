package create

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

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
	if quoted = quoted && q.Err == nil; quoted {
		price, currency, ok = q.Price, q.Currency, true
	}
	s := c.Snap.Spot[fleet.SpotKey{Region: k.region, Type: k.typ}]
	if s == nil || s.Read.IsZero() || quoted && !s.Read.After(q.at) {
		return price, currency, ok
	}
	if now := s.Zones[k.zone].Current(c.Cloud); now.OK {
		return now.Price, s.Currency, true
	}
	return price, currency, ok
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
			c.note(fleet.Problem{Place: -1, Field: "spot-limit", Text: message.New("spot costs {price} an hour in {zone} now: the cloud takes no limit below", term.Price(int64(going), currency), string(c.order.Places[i].Zone))})
		case limit == going && c.equalZone == "":
			c.equalZone = c.order.Places[i].Zone
		}
	}
}

// limitRow asks for the price limit.
func (r *rowBuilder) limitRow() {
	d := &r.draft
	hint := r.Text.S("above it the instance is taken back")
	if r.suggested.note != "" && d.limit == r.suggested.limit {
		hint = deck.JoinNotes(r.suggested.note, hint)
	}
	r.row(r.Text.S("Limit"), r.spotPriceNote(), r.wrong(-1, "spot-limit"), typed("spot-limit", 0, &d.limit, 10, "", r.Text.S("an hour"), hint))
	if r.equalZone != "" {
		r.rows[len(r.rows)-1].warn = r.Text.S("that is the price in {zone} now: its next rise takes the instances back", string(r.equalZone))
	}
}

// spotPriceNote says what spot costs now in the place shown.
func (r *rowBuilder) spotPriceNote() string {
	price, currency, ok := r.Form.spotPrice(r.place)
	if !ok || r.draft.typ == "" {
		return ""
	}
	return deck.JoinNotes(r.Text.S("now {price}", term.Price(int64(price), currency)+"/"+r.Text.S("h")), string(r.zone(r.place)))
}
