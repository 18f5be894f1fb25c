package create

import (
	"cmp"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// summary is how much is asked for and what it costs, as the plan will count it; "" while an
// amount is wrong.
func (c *Form) summary() string {
	for i := range c.order.Places {
		if c.wrong(i, "amount") != "" {
			return ""
		}
	}
	s := c.Text.N("{count} instance", "{count} instances", c.order.N())
	if n := len(c.order.Places); n > 1 {
		s += " " + c.Text.N("in {count} place", "in {count} places", n)
	}
	return deck.JoinNotes(s, c.total())
}

// total is what the order costs and what that covers: the types alone until the rest is known.
func (c *Form) total() string {
	sum, currency, whole := c.cost()
	price := c.money(sum, currency)
	switch terms := c.order.Launch.BandwidthTerms; {
	case price == "":
		return ""
	case !whole:
		return c.Text.S("{price} without disks and network", price)
	case terms == "PayByBandwidth":
		return c.Text.S("{price} with disks and bandwidth", price)
	case terms == "PayByTraffic":
		return c.Text.S("{price} with disks, without traffic", price)
	}
	return c.Text.S("{price} with disks", price)
}

// sum adds up the prices of the places, 0 unless all are known and in one currency.
func (c *Form) sum(of func(place int) (priceKey, bool)) (sum ecsapi.Price, currency string) {
	for i, p := range c.order.Places {
		k, ok := of(i)
		q, known := c.priced.known[k]
		if !ok || !known || q.Err != nil || currency != "" && q.Currency != currency {
			return 0, ""
		}
		sum, currency = sum+q.Price*ecsapi.Price(p.Amount), q.Currency
	}
	return sum, currency
}

// cost is what the order costs; whole is false while only the price of its types is known, which
// is 0 until then.
func (c *Form) cost() (sum ecsapi.Price, currency string, whole bool) {
	if c.wrong(-1, "system-disk", "data-disk", "bandwidth") != "" {
		return 0, "", false
	}
	sum, currency = c.sum(func(i int) (priceKey, bool) { q, ok := c.whole(i); return q.priceKey, ok })
	if sum > 0 {
		return sum, currency, true
	}
	sum, currency = c.sum(func(i int) (priceKey, bool) { return c.price(i, c.draft.typ), true })
	return sum, currency, false
}

// mostPlaces is how many places the rows that sum the order up list.
const mostPlaces = 4

// sumUp makes the rows that say what the order creates, where, and what that costs: what a plan
// says at the end, while it is filled in. They have no fields.
func (c *Form) sumUp() []term.FormRow {
	if c.draft.typ == "" || c.summary() == "" {
		return nil
	}
	rows := []term.FormRow{{Head: c.Text.S("To be created")}}
	add := func(label string, notes ...string) {
		if note := deck.JoinNotes(notes...); note != "" {
			rows = append(rows, term.FormRow{Label: label, Note: note})
		}
	}
	n := len(c.order.Places)
	for i, p := range c.order.Places[:min(n, mostPlaces)] {
		price := ""
		if n > 1 {
			price = c.money(c.costOf(i))
		}
		add(cmp.Or(string(p.Zone), string(p.Region), c.Text.S("any region")),
			term.Count(p.Amount)+" × "+c.draft.typ, price)
	}
	if n > mostPlaces {
		add("", c.Text.N("… and {count} more place", "… and {count} more places", n-mostPlaces))
	}
	alone, whole := c.quote(c.price(0, c.draft.typ)), priceKey{}
	if q, ok := c.whole(0); ok {
		whole = q.priceKey
	}
	if all := c.quote(whole); n == 1 && alone.Price > 0 && all.Price >= alone.Price && all.Currency == alone.Currency {
		rest := c.Text.S("Disks, each")
		if c.order.Launch.BandwidthTerms == "PayByBandwidth" {
			rest = c.Text.S("Disks, bandwidth")
		}
		add(c.Text.S("Instance, each"), c.money(alone.Price, alone.Currency), c.onDemandNote())
		add(rest, c.money(all.Price-alone.Price, all.Currency))
	}
	add(c.Text.S("In total"), c.total())
	if sum, currency, _ := c.cost(); sum > 0 && c.draft.pay != payPrePaid {
		add(c.Text.S("In 30 days"), c.Text.S("about {price}", c.Brief().Month(sum, currency)))
	}
	return rows
}

// onDemandNote says what a spot instance's type costs on demand, where that is known.
func (c *Form) onDemandNote() string {
	q := c.quote(c.onDemand(0).priceKey)
	if c.draft.pay != paySpot || q.Price == 0 {
		return ""
	}
	return c.Text.S("on demand {price}", term.Price(int64(q.Price), q.Currency)+"/"+c.Text.S("h"))
}

// quote is a price as far as it is known.
func (c *Form) quote(k priceKey) (q quoted) {
	if q = c.priced.known[k]; q.Err != nil {
		return quoted{}
	}
	return q
}

// money is a price with what it is for, "" for 0.
func (c *Form) money(price ecsapi.Price, currency string) string {
	if price == 0 {
		return ""
	}
	return term.Price(int64(price), currency) + "/" + c.per(c.price(0, ""))
}

// costOf is what a place costs with all that its plan will count, or its types alone; 0 while that
// is not known.
func (c *Form) costOf(place int) (ecsapi.Price, string) {
	k := c.price(place, c.draft.typ)
	if q, ok := c.whole(place); ok && c.quote(q.priceKey).Price > 0 {
		k = q.priceKey
	}
	q := c.quote(k)
	return q.Price * ecsapi.Price(c.order.Places[place].Amount), q.Currency
}
