package create

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// suggested is where the limit that a form was begun with comes from.
type suggested struct {
	limit string // as it was filled in
	note  string // … and why
}

// spotPrice is what spot costs in a place now: as the cloud quoted it or, if that is
// newer or the only thing known, by the prices that are being watched.
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
		return ecsapi.Price(now.Price), s.Currency, true
	}
	return price, currency, ok
}

// checkLimit holds the price limit against what spot costs now: the cloud takes
// none below, and one that equals it is lost with the next rise.
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

// spotPriceNote says what spot costs now, where the instances are to be.
func (r *rowBuilder) spotPriceNote() string {
	price, currency, ok := r.Form.spotPrice(r.place)
	if !ok || r.draft.typ == "" {
		return ""
	}
	return deck.JoinNotes(r.Text.S("now {price}", term.Price(int64(price), currency)+"/"+r.Text.S("h")), string(r.zone(r.place)))
}
