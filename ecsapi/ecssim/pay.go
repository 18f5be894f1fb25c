package ecssim

// quote is what n instances of a purchase cost, an hour or for the period of a
// subscription. The caller holds the lock of the region.
func (c *Cloud) quote(call *call, r *region, o *purchase, n int) float64 {
	i := &o.template
	b := i.basket(r)
	if i.spot != noSpot {
		market := c.spotPrice(r, i)
		b.spot, b.spotAt = &market, call.now
	}
	_, cost := total(b.quote(term{period: o.period}), n)
	return cost
}

// pay takes what a subscription costs from the balance; what is paid by the hour
// needs only that there is one. A dry run asks, and takes nothing.
func (c *Cloud) pay(call *call, o *purchase, cost float64) error {
	switch {
	case !o.template.prepaid:
		if err := c.affords(startBalance); err == errBalance {
			return errStartBalance
		} else {
			return err
		}
	case call.dryRun():
		return c.affords(cost)
	}
	return c.charge(cost)
}
