package create

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// The zone of a place can be chosen by price: the cheapest zone of its region that has
// the type in stock and a vSwitch with free addresses. It is chosen again as stock and
// prices come in, until the person chooses a zone.

// zoneSearch is the result of looking for the cheapest zone of a place.
type zoneSearch struct {
	zones          []zonePrice // that fit, the cheapest first
	withoutVSwitch []string    // zones that have the type in stock, but no vSwitch with room
	pending        bool        // stock or a price is still being read
}

type zonePrice struct {
	zone  ecsapi.ZoneID
	price fleet.PriceQuote
}

func (c *Form) searchZones(place int) (h zoneSearch) {
	p, o := &c.draft.places[place], c.offer(place)
	if !o.complete() {
		return zoneSearch{pending: o.loading()}
	}
	t, _ := o.instanceType(c.draft.typ)
	n, _ := strconv.Atoi(strings.TrimSpace(p.amount))
	for zone, stock := range t.Stock {
		switch {
		case !stock.Available():
			continue
		case !slices.ContainsFunc(o.VSwitches, func(v ecsapi.VSwitch) bool {
			return v.Zone == zone && (p.vpc == "" || v.VPC == p.vpc) && v.Addresses >= max(n, 1)
		}):
			h.withoutVSwitch = append(h.withoutVSwitch, string(zone))
			continue
		}
		q, known := c.priced.known[c.priceIn(place, zone, c.draft.typ)]
		h.pending = h.pending || !known
		h.zones = append(h.zones, zonePrice{zone, q.PriceQuote})
	}
	slices.Sort(h.withoutVSwitch)
	slices.SortFunc(h.zones, func(a, b zonePrice) int { // a zone of which no price could be read comes last
		return cmp.Or(deck.Btoi(a.price.Err != nil)-deck.Btoi(b.price.Err != nil), cmp.Compare(a.price.Price, b.price.Price), cmp.Compare(a.zone, b.zone))
	})
	return h
}

// cheapest is the cheapest, or "" when there is none or it is not known yet.
func (h *zoneSearch) cheapest() ecsapi.ZoneID {
	if h.pending || len(h.zones) == 0 {
		return ""
	}
	return h.zones[0].zone
}

// searching reports whether the zone of a place waits for stock or prices.
func (c *Form) searching(place int) bool {
	return c.draft.places[place].autoZone && c.searchZones(place).pending
}

func (c *Form) useCheapestZone(place int) {
	p, h := &c.draft.places[place], c.searchZones(place)
	p.Zone = h.cheapest()
	if v, ok := c.offer(place).vswitch(p.VSwitch); !ok || v.Zone != p.Zone {
		p.VSwitch = "" // a vSwitch of another zone would contradict the zone
	}
}

func (c *Form) checkZone(place int) {
	p, h := &c.draft.places[place], c.searchZones(place)
	bad := func(text message.Key, args ...any) {
		c.note(fleet.OrderProblem{Place: place, Field: "zone", Text: message.New(text, args...)})
	}
	o := c.offer(place)
	t, sold := o.instanceType(c.draft.typ)
	switch {
	case h.pending:
		bad("the zones of {region} are being compared", string(p.Region))
	case len(h.zones) > 0 || !sold:
	case len(h.withoutVSwitch) == 0:
		bad("no zone of {region} has {type} in stock now; another type may be", string(p.Region), t.ID)
	default:
		bad("only {zone} has {type} in stock now, and there is no vSwitch with room there", strings.Join(h.withoutVSwitch, ", "), t.ID)
	}
}

// autoZoneNote says why the zone was chosen, and the prices of the others.
func (c *Form) autoZoneNote(place int) string {
	p, h := &c.draft.places[place], c.searchZones(place)
	if h.cheapest() == "" {
		return ""
	}
	var others []string
	for _, b := range h.zones[1:] {
		price := c.Text.S("price unknown")
		if b.price.Err == nil {
			price = term.Price(int64(b.price.Price), b.price.Currency)
		}
		others = append(others, deck.ZoneLetter(p.Region, b.zone)+" "+price)
	}
	first := h.zones[0].price
	switch {
	case first.Err != nil:
		return c.Text.S("has stock; no zone's price could be read")
	case len(others) == 0:
		return c.Text.S("the only zone with stock and a vSwitch, at {price}", term.Price(int64(first.Price), first.Currency))
	}
	return c.Text.S("the cheapest with stock, at {price}; {others}", term.Price(int64(first.Price), first.Currency), strings.Join(others, ", "))
}
