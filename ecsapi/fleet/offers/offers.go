// Package offers reads what can be ordered, at what price, and whether the cloud would
// create it. What was read within the last minute is not read again.
package offers

import (
	"context"
	"fmt"
	"sync"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// atOnce is how many questions are asked at once.
const atOnce = 8

// Reader reads offers and prices. Its methods are safe for concurrent use.
type Reader struct {
	client *ecsapi.Client
	guard  func(f func()) bool

	mu   sync.Mutex
	read map[string]cachedAnswer // by what was asked
}

// New makes a reader. guard runs f, the whole of a goroutine, and tells of its panic.
func New(client *ecsapi.Client, guard func(f func()) bool) *Reader {
	return &Reader{client: client, guard: guard}
}

// Forget makes the reader read everything anew.
func (r *Reader) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.read)
}

// Each does something for each of n numbers, a few at once, and waits for all.
func (r *Reader) Each(n int, do func(i int)) {
	slots := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			r.guard(func() { do(i) })
		})
	}
	all.Wait()
}

// Read reads what a region offers, all parts at once; what was read within the
// last minute is told again. It ends early with ctx.
func (r *Reader) Read(ctx context.Context, q fleet.OffersQuery) *fleet.Offers {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	o := &fleet.Offers{}
	var parts sync.WaitGroup
	for _, read := range []func(){
		func() { o.Types, o.TypesErr = r.typeOffers(ctx, q) },
		func() { o.Images, o.ImagesErr = r.images(ctx, q.Region) },
		func() { o.VSwitches, o.VSwitchesErr = r.vswitches(ctx, q.Region) },
		func() {
			o.SecurityGroups, o.SecurityGroupsErr = cached(r, "groups "+string(q.Region), func() ([]ecsapi.SecurityGroup, error) {
				return r.client.SecurityGroups(ctx, q.Region, "")
			})
		},
		func() { o.KeyPairs, o.KeyPairsErr = r.KeyPairs(ctx, q.Region) },
	} {
		parts.Go(func() { r.guard(read) })
	}
	parts.Wait()
	return o
}

// KeyPairs reads the key pairs of a region; what was read within the last minute is
// told again.
func (r *Reader) KeyPairs(ctx context.Context, region ecsapi.RegionID) ([]ecsapi.KeyPair, *ecsapi.Error) {
	return cached(r, "keys "+string(region), func() ([]ecsapi.KeyPair, error) {
		return r.client.KeyPairs(ecsapi.WithPriority(ctx, ecsapi.PriorityPrices), region)
	})
}

// typeOffers joins the instance types with the zones' stock of them.
func (r *Reader) typeOffers(ctx context.Context, q fleet.OffersQuery) ([]fleet.TypeOffer, *ecsapi.Error) {
	var types []ecsapi.InstanceType
	var bad *ecsapi.Error
	var other sync.WaitGroup
	other.Go(func() {
		r.guard(func() {
			types, bad = cached(r, "types", func() ([]ecsapi.InstanceType, error) { return r.client.Types(ctx) })
		})
	})
	stock, err := cached(r, fmt.Sprint("stock ", q), func() ([]ecsapi.Offer, error) {
		return r.client.Offers(ctx, ecsapi.OfferQuery{
			Region: q.Region, ChargeType: q.ChargeType, SpotStrategy: q.SpotStrategy,
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

func (r *Reader) images(ctx context.Context, region ecsapi.RegionID) ([]ecsapi.Image, *ecsapi.Error) {
	return cached(r, "images "+string(region), func() ([]ecsapi.Image, error) {
		return r.client.Images(ctx, ecsapi.ImageQuery{Region: region})
	})
}

func (r *Reader) vswitches(ctx context.Context, region ecsapi.RegionID) ([]ecsapi.VSwitch, *ecsapi.Error) {
	return cached(r, "vswitches "+string(region), func() ([]ecsapi.VSwitch, error) {
		return r.client.VSwitches(ctx, region, "")
	})
}
