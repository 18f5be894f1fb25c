package ecssim

import (
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
)

// purchasePrice is what n instances of a purchase cost, an hour or for the period of a
// subscription. The caller holds the lock of the region.
func purchasePrice(c *world, call *call, r *region, o *purchase, n int) float64 {
	i := &o.template
	b := i.basket(r)
	if i.spot != noSpot {
		market := c.spotPrice(r, i)
		b.Spot, b.SpotAt = &market, call.now
	}
	_, cost := market.Total(b.Quote(market.Term{Period: o.period}), n)
	return cost
}

// pay takes what a subscription costs from the balance; to pay by the hour needs
// only that there is one. A dry run comes to its end here, and takes nothing.
func pay(c *world, call *call, o *purchase, cost float64) error {
	if !o.template.prepaid {
		cost = startBalance
	}
	err := c.affords(cost)
	switch {
	case err == errBalance && !o.template.prepaid:
		return errStartBalance
	case err != nil:
		return err
	case call.DryRun():
		return rpc.ErrDryRun
	case !o.template.prepaid:
		return nil
	}
	return c.charge(cost)
}
