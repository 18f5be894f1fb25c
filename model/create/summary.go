package create

import (
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
	if c.wrong(-1, "system-disk", "data-disk", "bandwidth") != "" {
		return ""
	}
	whole := func(i int) (priceKey, bool) { q, ok := c.whole(i); return q.priceKey, ok }
	if price := c.sum(whole); price != "" {
		switch c.order.Launch.BandwidthTerms {
		case "PayByBandwidth":
			return c.Text.S("{price} with disks and bandwidth", price)
		case "PayByTraffic":
			return c.Text.S("{price} with disks, without traffic", price)
		}
		return c.Text.S("{price} with disks", price)
	}
	if price := c.sum(func(i int) (priceKey, bool) { return c.price(i, c.draft.typ), true }); price != "" {
		return c.Text.S("{price} without disks and network", price)
	}
	return ""
}

// sum adds up the prices of the places, "" unless all are known and in one currency.
func (c *Form) sum(of func(place int) (priceKey, bool)) string {
	var sum ecsapi.Price
	currency := ""
	for i, p := range c.order.Places {
		k, ok := of(i)
		q, known := c.priced.known[k]
		if !ok || !known || q.Err != nil || currency != "" && q.Currency != currency {
			return ""
		}
		sum, currency = sum+q.Price*ecsapi.Price(p.Amount), q.Currency
	}
	if sum == 0 {
		return ""
	}
	return term.Price(int64(sum), currency) + "/" + c.per(c.price(0, ""))
}
