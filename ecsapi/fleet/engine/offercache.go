package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// offersKept is how long what was read about goods and prices is told again.
const offersKept = time.Minute

// offerCache remembers what was lately read about goods and prices.
type offerCache struct {
	mu   sync.Mutex
	read map[string]cachedAnswer // by what was asked
}

type cachedAnswer struct {
	at    time.Time // wall time
	value any
}

// recall returns what was read for a question within offersKept.
func (s *offerCache) recall(question string) (any, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.read[question]
	return r.value, ok && time.Since(r.at) < offersKept
}

// keep remembers an answer and forgets the old ones.
func (s *offerCache) keep(question string, value any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.read == nil {
		s.read = map[string]cachedAnswer{}
	}
	for q, r := range s.read {
		if time.Since(r.at) >= offersKept {
			delete(s.read, q)
		}
	}
	s.read[question] = cachedAnswer{time.Now(), value}
}

// cached returns what was read for the question a moment ago, or reads it. An
// error is not remembered, and what was read besides is returned with it.
func cached[T any](s *offerCache, question string, read func() (T, error)) (T, *ecsapi.Error) {
	if v, ok := s.recall(question); ok {
		return v.(T), nil
	}
	v, err := read()
	if err != nil {
		return v, ecsapi.AsError(err)
	}
	s.keep(question, v)
	return v, nil
}

// Prices reads what one instance of each launch costs, an hour or for its
// period, in the order of the launches; what was read within the last minute is
// told again. It ends early with ctx.
func (e *Engine) Prices(ctx context.Context, launches []ecsapi.Launch) []fleet.PriceQuote {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPrices)
	var kinds []ecsapi.Launch
	place := map[string]int{} // among the kinds
	kind := make([]int, len(launches))
	for i, l := range launches {
		l = priced(l)
		key := textOf(l)
		n, known := place[key]
		if !known {
			n = len(kinds)
			place[key], kinds = n, append(kinds, l)
		}
		kind[i] = n
	}
	quotes := make([]fleet.PriceQuote, len(kinds))
	e.atOnce(len(kinds), func(i int) {
		quotes[i].Quote, quotes[i].Err = cached(&e.offers, "price "+textOf(kinds[i]), func() (ecsapi.Quote, error) {
			return e.client.LaunchPrice(ctx, kinds[i])
		})
	})
	out := make([]fleet.PriceQuote, len(launches))
	for i, n := range kind {
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
