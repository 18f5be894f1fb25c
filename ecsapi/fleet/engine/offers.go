package engine

import (
	"context"
	"fmt"
	"sync"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Offers reads what a region offers, all parts at once; what was read within the
// last minute is told again. It ends early with ctx.
func (e *Engine) Offers(ctx context.Context, q fleet.OffersQuery) *fleet.Offers {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	o := &fleet.Offers{}
	var parts sync.WaitGroup
	for _, read := range []func(){
		func() { o.Types, o.TypesErr = e.typeOffers(ctx, q) },
		func() { o.Images, o.ImagesErr = e.images(ctx, q.Region) },
		func() { o.VSwitches, o.VSwitchesErr = e.vswitches(ctx, q.Region) },
		func() {
			o.SecurityGroups, o.SecurityGroupsErr = cached(&e.offers, "groups "+string(q.Region), func() ([]ecsapi.SecurityGroup, error) {
				return e.client.SecurityGroups(ctx, q.Region, "")
			})
		},
		func() { o.KeyPairs, o.KeyPairsErr = e.KeyPairs(ctx, q.Region) },
	} {
		parts.Go(func() { e.guard(read) })
	}
	parts.Wait()
	return o
}

// KeyPairs reads the key pairs of a region; what was read within the last minute
// is told again.
func (e *Engine) KeyPairs(ctx context.Context, region ecsapi.RegionID) ([]ecsapi.KeyPair, *ecsapi.Error) {
	return cached(&e.offers, "keys "+string(region), func() ([]ecsapi.KeyPair, error) {
		return e.client.KeyPairs(ecsapi.WithPriority(ctx, ecsapi.PriorityPrices), region)
	})
}

// typeOffers joins the instance types with the zones' stock of them.
func (e *Engine) typeOffers(ctx context.Context, q fleet.OffersQuery) ([]fleet.TypeOffer, *ecsapi.Error) {
	var types []ecsapi.InstanceType
	var bad *ecsapi.Error
	var other sync.WaitGroup
	other.Go(func() {
		e.guard(func() {
			types, bad = cached(&e.offers, "types", func() ([]ecsapi.InstanceType, error) { return e.client.Types(ctx) })
		})
	})
	stock, err := cached(&e.offers, fmt.Sprint("stock ", q), func() ([]ecsapi.Offer, error) {
		return e.client.Offers(ctx, ecsapi.OfferQuery{
			Region: q.Region, Resource: ecsapi.OfferedTypes, ChargeType: q.ChargeType, SpotStrategy: q.SpotStrategy,
		})
	})
	other.Wait()
	if err != nil {
		return nil, err
	}
	return stocked(types, stock), bad
}

// stocked puts the stock to the types, in their order. A type that is sold but
// not described comes last, with its name alone.
func stocked(types []ecsapi.InstanceType, stock []ecsapi.Offer) []fleet.TypeOffer {
	zones := map[string]map[ecsapi.ZoneID]ecsapi.Stock{}
	var names []string
	for _, s := range stock {
		if zones[s.Value] == nil {
			zones[s.Value] = map[ecsapi.ZoneID]ecsapi.Stock{}
			names = append(names, s.Value)
		}
		zones[s.Value][s.Zone] = s.Stock
	}
	var all []fleet.TypeOffer
	for _, t := range types {
		if z := zones[t.ID]; z != nil {
			all = append(all, fleet.TypeOffer{InstanceType: t, Stock: z})
			delete(zones, t.ID)
		}
	}
	for _, name := range names {
		if z := zones[name]; z != nil {
			all = append(all, fleet.TypeOffer{InstanceType: ecsapi.InstanceType{ID: name}, Stock: z})
		}
	}
	return all
}

func (e *Engine) images(ctx context.Context, region ecsapi.RegionID) ([]ecsapi.Image, *ecsapi.Error) {
	return cached(&e.offers, "images "+string(region), func() ([]ecsapi.Image, error) {
		return e.client.Images(ctx, ecsapi.ImageQuery{Region: region})
	})
}

func (e *Engine) vswitches(ctx context.Context, region ecsapi.RegionID) ([]ecsapi.VSwitch, *ecsapi.Error) {
	return cached(&e.offers, "vswitches "+string(region), func() ([]ecsapi.VSwitch, error) {
		return e.client.VSwitches(ctx, region, "")
	})
}

// ForgetOffers makes the next Offers and Prices read everything anew, also what
// was read within the last minute. It returns at once.
func (e *Engine) ForgetOffers() {
	e.offers.mu.Lock()
	defer e.offers.mu.Unlock()
	clear(e.offers.read)
}
