package ecssim

// pay is what n instances of a purchase cost, an hour or for the period of a
// subscription. The latter is taken from the balance now. The caller holds the
// lock of the region.
func (c *Cloud) pay(call *call, r *region, o *purchase, n int) (float64, error) {
	t := &o.template
	hour := onDemand(t.typ, r.PriceMultiplier)
	switch {
	case t.spot != noSpot:
		return roundPrice(c.spotPrice(r, t).at(call.now.Unix()) * float64(n)), nil
	case !t.prepaid:
		return roundPrice(hour * float64(n)), nil
	}
	cost := roundPrice(hour * 12 * (30*float64(o.period.months) + 7*float64(o.period.weeks)) * float64(n))
	return cost, c.charge(cost)
}
