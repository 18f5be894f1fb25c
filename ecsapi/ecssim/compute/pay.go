package compute

import (
	"errors"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// purchasePrice is what n instances of a purchase cost, an hour or for the period of a
// subscription. The caller holds the lock of the region.
func purchasePrice(call *world.Call, r *world.Region, o *purchase, n int) float64 {
	i := &o.template
	b := i.Basket(r)
	if i.Spot != world.NoSpot {
		market := r.SpotPrice(i)
		b.Spot, b.SpotAt = &market, call.Now
	}
	_, cost := market.Total(b.Quote(market.Term{Period: o.period}), n)
	return cost
}

// pay takes what a subscription costs from the balance; to pay by the hour needs
// only that there is one. A dry run comes to its end here, and takes nothing.
func pay(c *world.Cloud, call *world.Call, o *purchase, cost float64) error {
	if !o.template.Prepaid {
		cost = world.StartBalance
	}
	err := c.Affords(cost)
	switch {
	case errors.Is(err, world.ErrBalance) && !o.template.Prepaid:
		return errStartBalance
	case err != nil:
		return err
	case call.DryRun():
		return rpc.ErrDryRun
	case !o.template.Prepaid:
		return nil
	}
	return c.Charge(cost)
}
