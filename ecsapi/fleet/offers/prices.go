package offers

import (
	"context"
	"encoding/json"
	"fmt"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Prices reads what one instance of each launch costs, an hour or for its
// period, in the order of the launches; what was read within the last minute is
// told again. It ends early with ctx.
func (r *Reader) Prices(ctx context.Context, launches []ecsapi.Launch) []fleet.PriceQuote {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	var distinct []ecsapi.Launch
	seen := map[string]int{} // places among the distinct
	index := make([]int, len(launches))
	for i, l := range launches {
		l = priced(l)
		key := textOf(l)
		n, known := seen[key]
		if !known {
			n = len(distinct)
			seen[key], distinct = n, append(distinct, l)
		}
		index[i] = n
	}
	quotes := make([]fleet.PriceQuote, len(distinct))
	r.Each(len(distinct), func(i int) {
		quotes[i].Quote, quotes[i].Err = cached(r, "price "+textOf(distinct[i]), func() (ecsapi.Quote, error) {
			return r.client.LaunchPrice(ctx, distinct[i])
		})
	})
	out := make([]fleet.PriceQuote, len(launches))
	for i, n := range index {
		out[i] = quotes[n]
	}
	return out
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
