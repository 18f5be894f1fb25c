package market

import (
	"math"
	"slices"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/hash"
)

// HistoryKept is how far back spot prices are known.
const HistoryKept = 30 * 24 * time.Hour

// RoundPrice rounds to the tick of prices, a thousandth.
func RoundPrice(p float64) float64 { return math.Round(p*1000) / 1000 }

// OnDemand is the price of a type, CNY an hour, where prices are multiplier
// times those of cn-hangzhou.
func OnDemand(t *catalog.InstanceType, multiplier float64) float64 {
	return RoundPrice(t.PriceCNY * multiplier)
}

// windowsLicence is what Windows adds to the price of a type, CNY an hour.
func windowsLicence(t *catalog.InstanceType) float64 { return RoundPrice(0.05 * float64(t.CPU)) }

// unprotectedShare is what a spot instance without protected hour costs of the
// price of one with it.
const unprotectedShare = 0.9

// Series is the spot price of a type in a zone: a step function of time that needs no memory. Each
// UTC day has its own few changes at odd moments; a price is a level of the series, moved by the
// hour of the day, by a drift over several days, and by a burst now and then.
type Series struct {
	Key    uint64
	Origin float64 // on-demand price
	Share  float64 // of the price: 1, or less without protected hour
	Extra  float64 // licence, on top of both prices
}

// SpotSeries is the spot price of a type in a zone, as it is sold with a protected
// hour, where prices are multiplier times those of cn-hangzhou.
func SpotSeries(seed, zone uint64, t *catalog.InstanceType, multiplier float64) Series {
	return Series{Key: hash.Mix(seed, zone, hash.Of(t.ID)), Origin: OnDemand(t, multiplier), Share: 1}
}

// Sold is the price of a type as it is sold: with a protected hour or without, with
// the licence of Windows or without.
func (s Series) Sold(t *catalog.InstanceType, protected, windows bool) Series {
	if !protected {
		s.Share = unprotectedShare
	}
	if windows {
		s.Extra = windowsLicence(t)
	}
	return s
}

// DaySeconds is a day, in seconds.
const DaySeconds = 24 * 60 * 60

// burst is when the price of a day shoots up, as seconds of the day.
func (s Series) burst(day int64) (from, to int64, factor float64) {
	h := hash.Mix(s.Key, uint64(day), 'b')
	if hash.Unit(h) > 0.07 {
		return 0, 0, 1
	}
	from = int64(hash.Mix(h, 1) % (DaySeconds - 4*3600))
	return from, from + 1800 + int64(hash.Mix(h, 2)%9000), 1.4 + 2.4*hash.Unit(hash.Mix(h, 3))
}

// changes are the moments of a day at which the price is set anew, in order:
// some six, three at least, and five times as many in one series of thirty.
func (s Series) changes(day int64) []int64 {
	rate := 3 + 6*hash.Unit(hash.Mix(s.Key, 'r'))
	if hash.Mix(s.Key, 'R')%30 == 0 {
		rate *= 5
	}
	n := int(rate + hash.Unit(hash.Mix(s.Key, uint64(day), 'n')))
	at := make([]int64, 0, n+2)
	for k := range n {
		at = append(at, day*DaySeconds+int64(hash.Mix(s.Key, uint64(day), uint64(k), 'c')%DaySeconds))
	}
	if from, to, _ := s.burst(day); to > 0 {
		at = append(at, day*DaySeconds+from, day*DaySeconds+to)
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// set is the price set at a change.
func (s Series) set(at int64) float64 {
	day, second := FloorDiv(at, DaySeconds), at-FloorDiv(at, DaySeconds)*DaySeconds
	ratio := 0.12 + 0.22*hash.Unit(hash.Mix(s.Key, 'l'))

	// Busiest in the afternoon of UTC+8.
	swing := 0.05 + 0.3*hash.Unit(hash.Mix(s.Key, 's'))
	ratio *= 1 + swing*math.Cos(2*math.Pi*float64(second-7*3600)/DaySeconds)

	const reach = 3 * DaySeconds
	era := FloorDiv(at, reach)
	f := float64(at-era*reach) / reach
	f = f * f * (3 - 2*f)
	drift := hash.Unit(hash.Mix(s.Key, uint64(era), 'd'))*(1-f) + hash.Unit(hash.Mix(s.Key, uint64(era+1), 'd'))*f
	ratio *= 0.7 + 0.6*drift
	ratio *= 0.94 + 0.12*hash.Unit(hash.Mix(s.Key, uint64(at), 'j'))

	if from, to, factor := s.burst(day); from <= second && second < to {
		ratio *= factor
	}
	return RoundPrice(s.Origin*min(max(ratio, 0.1), 1)*s.Share + s.Extra)
}

// At is the price in force at a moment, in seconds since 1970.
func (s Series) At(t int64) float64 {
	for day := FloorDiv(t, DaySeconds); ; day-- {
		changes := s.changes(day)
		for n := len(changes) - 1; n >= 0; n-- {
			if changes[n] <= t {
				return s.set(changes[n])
			}
		}
	}
}

// Step is a price and when it came into force.
type Step struct {
	At    int64
	Price float64
}

// Between lists the price at both ends of a window and every change of value inside it, in order.
func (s Series) Between(from, to int64) []Step {
	price := s.At(from)
	out := []Step{{from, price}}
	for day := FloorDiv(from, DaySeconds); day*DaySeconds < to; day++ {
		for _, at := range s.changes(day) {
			if at <= from || at >= to {
				continue
			}
			if p := s.set(at); p != price {
				out, price = append(out, Step{at, p}), p
			}
		}
	}
	return append(out, Step{to, s.At(to)})
}

// FloorDiv is a/b rounded down, also below 0.
func FloorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
