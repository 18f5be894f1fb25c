// Package offers reads what can be ordered, at what price, and whether the cloud would
// create it. What was read within the last minute is not read again.
package offers

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// atOnce is how many questions are asked at once.
const atOnce = 8

// Reader reads offers and prices. Its methods are safe for concurrent use.
type Reader struct {
	client  *ecsapi.Client
	guarded func(f func()) func()

	mu   sync.Mutex
	read map[string]cachedAnswer // by what was asked

	// names are those of images and security groups by id. They stay known when the
	// answer they came in is too old: a plan tells them, which reads neither.
	names map[string]string
}

// New makes a reader. guarded is f, the whole of a goroutine, whose panic is told of.
func New(client *ecsapi.Client, guarded func(f func()) func()) *Reader {
	return &Reader{client: client, guarded: guarded, read: map[string]cachedAnswer{}, names: map[string]string{}}
}

// kept is how long an answer is given again.
const kept = time.Minute

type cachedAnswer struct {
	at    time.Time // wall time
	value any
}

// cached returns what was read for the question a moment ago, or reads it. An
// error is not remembered, and what was read besides is returned with it.
func cached[T any](r *Reader, question string, read func() (T, error)) (T, *ecsapi.Error) {
	r.mu.Lock()
	a, ok := r.read[question]
	r.mu.Unlock()
	if ok && time.Since(a.at) < kept {
		return a.value.(T), nil
	}
	v, err := read()
	if err != nil {
		return v, ecsapi.AsError(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.DeleteFunc(r.read, func(_ string, a cachedAnswer) bool { return time.Since(a.at) >= kept })
	r.read[question] = cachedAnswer{time.Now(), v}
	return v, nil
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
		all.Go(r.guarded(func() {
			defer func() { <-slots }()
			do(i)
		}))
	}
	all.Wait()
}

// together runs functions at once and waits for all.
func (r *Reader) together(parts ...func()) { r.Each(len(parts), func(i int) { parts[i]() }) }

// Read reads what a region offers, all parts at once; what was read within the
// last minute is told again. It ends early with ctx.
func (r *Reader) Read(ctx context.Context, q fleet.OffersQuery) *fleet.Offers {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	o := &fleet.Offers{}
	r.together(
		func() { o.Types, o.TypesErr = r.typeOffers(ctx, q) },
		func() {
			o.Images, o.ImagesErr = cached(r, "images "+string(q.Region), func() ([]ecsapi.Image, error) {
				return r.client.Images(ctx, ecsapi.ImageQuery{Region: q.Region})
			})
			name(r, o.Images, func(i ecsapi.Image) (id, name string) { return i.ID, i.Name })
		},
		func() { o.VSwitches, o.VSwitchesErr = r.vswitches(ctx, q.Region) },
		func() {
			o.SecurityGroups, o.SecurityGroupsErr = cached(r, "groups "+string(q.Region), func() ([]ecsapi.SecurityGroup, error) {
				return r.client.SecurityGroups(ctx, q.Region, "")
			})
			name(r, o.SecurityGroups, func(g ecsapi.SecurityGroup) (id, name string) { return g.ID, g.Name })
		},
		func() { o.KeyPairs, o.KeyPairsErr = r.KeyPairs(ctx, q.Region) },
		func() { o.Quota, o.QuotaErr = r.quota(ctx, q) },
	)
	return o
}

// name keeps the names of what was read.
func name[T any](r *Reader, list []T, of func(T) (id, name string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range list {
		id, name := of(v)
		r.names[id] = name
	}
}

// namesOf are the names that are known of what launches name by id.
func (r *Reader) namesOf(launches []ecsapi.Launch) map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	known := map[string]string{}
	for _, l := range launches {
		for _, id := range append([]string{l.Image}, l.SecurityGroups...) {
			if name := r.names[id]; name != "" {
				known[id] = name
			}
		}
	}
	return known
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
	var stock []ecsapi.Offer
	var bad, err *ecsapi.Error
	r.together(func() {
		types, bad = cached(r, "types", func() ([]ecsapi.InstanceType, error) { return r.client.Types(ctx) })
	}, func() {
		stock, err = cached(r, fmt.Sprint("stock ", q), func() ([]ecsapi.Offer, error) {
			return r.client.Offers(ctx, ecsapi.OfferQuery{
				Region: q.Region, ChargeType: q.ChargeType, SpotStrategy: q.SpotStrategy,
			})
		})
	})
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

func (r *Reader) vswitches(ctx context.Context, region ecsapi.RegionID) ([]ecsapi.VSwitch, *ecsapi.Error) {
	return cached(r, "vswitches "+string(region), func() ([]ecsapi.VSwitch, error) {
		return r.client.VSwitches(ctx, region, "")
	})
}

// Prices reads what one instance of each launch costs, an hour or for its
// period, in the order of the launches; what was read within the last minute is
// told again. It ends early with ctx.
func (r *Reader) Prices(ctx context.Context, launches []ecsapi.Launch) []fleet.PriceQuote {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	questions, of := distinct(launches, priced)
	quotes := make([]fleet.PriceQuote, len(questions))
	r.Each(len(questions), func(i int) {
		quotes[i].Quote, quotes[i].Err = cached(r, "price "+textOf(questions[i]), func() (ecsapi.Quote, error) {
			return r.client.LaunchPrice(ctx, questions[i])
		})
	})
	out := make([]fleet.PriceQuote, len(launches))
	for i, n := range of {
		out[i] = quotes[n]
	}
	return out
}

// distinct lists what launches come down to, each once, and of which of these each
// launch is.
func distinct(launches []ecsapi.Launch, essence func(ecsapi.Launch) ecsapi.Launch) (list []ecsapi.Launch, of []int) {
	seen := map[string]int{} // places in the list
	for _, l := range launches {
		l = essence(l)
		text := textOf(l)
		n, known := seen[text]
		if !known {
			n = len(list)
			seen[text], list = n, append(list, l)
		}
		of = append(of, n)
	}
	return list, of
}

// priced is the launch with only what its price depends on.
func priced(l ecsapi.Launch) ecsapi.Launch {
	k := ecsapi.Launch{
		Region: l.Region, Image: l.Image, Type: l.Type, System: l.System, Data: l.Data,
		BandwidthOut: l.BandwidthOut, BandwidthTerms: l.BandwidthTerms,
		ChargeType: l.ChargeType, Period: l.Period, SpotStrategy: l.SpotStrategy,
	}
	if isSpot(l) {
		k.Zone = l.Zone
	}
	return k
}

func isSpot(l ecsapi.Launch) bool {
	return l.SpotStrategy == ecsapi.SpotAsPriceGo || l.SpotStrategy == ecsapi.SpotWithPriceLimit
}

// textOf tells launches apart that differ anywhere.
func textOf(l ecsapi.Launch) string {
	b, err := json.Marshal(l)
	if err != nil { // a time far out of the calendar
		return fmt.Sprintf("%+v", l)
	}
	return string(b)
}
