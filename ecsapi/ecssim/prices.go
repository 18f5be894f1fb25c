package ecssim

import (
	"math"
	"slices"
	"time"

	"ecsdeck/ecsapi/catalog"
)

// historyKept is how far back spot prices are known.
const historyKept = 30 * 24 * time.Hour

// roundPrice rounds to the tick of prices, a thousandth.
func roundPrice(p float64) float64 { return math.Round(p*1000) / 1000 }

// onDemand is the price of a type, CNY an hour, where prices are multiplier
// times those of cn-hangzhou.
func onDemand(t *catalog.InstanceType, multiplier float64) float64 {
	return roundPrice(t.PriceCNY * multiplier)
}

// windowsLicence is what Windows adds to the price of a type, CNY an hour.
func windowsLicence(t *catalog.InstanceType) float64 { return roundPrice(0.05 * float64(t.CPU)) }

// unprotectedShare is what a spot instance without protected hour costs of the
// price of one with it.
const unprotectedShare = 0.9

// series is the spot price of a type in a zone: a step function of time that
// needs no memory. Each UTC day has its own few changes at odd moments; a price
// is a level of the series, moved by the hour of the day, by a drift over
// several days, and by a burst now and then.
type series struct {
	key    uint64
	origin float64 // on-demand price
	share  float64 // of the price: 1, or less without protected hour
	extra  float64 // licence, on top of both prices
}

const daySeconds = 24 * 60 * 60

// burst is when the price of a day shoots up, as seconds of the day.
func (s series) burst(day int64) (from, to int64, factor float64) {
	h := mix(s.key, uint64(day), 'b')
	if unit(h) > 0.07 {
		return 0, 0, 1
	}
	from = int64(mix(h, 1) % (daySeconds - 4*3600))
	return from, from + 1800 + int64(mix(h, 2)%9000), 1.4 + 2.4*unit(mix(h, 3))
}

// changes are the moments of a day at which the price is set anew, in order:
// some six, three at least, and five times as many in one series of thirty.
func (s series) changes(day int64) []int64 {
	rate := 3 + 6*unit(mix(s.key, 'r'))
	if mix(s.key, 'R')%30 == 0 {
		rate *= 5
	}
	n := int(rate + unit(mix(s.key, uint64(day), 'n')))
	at := make([]int64, 0, n+2)
	for k := range n {
		at = append(at, day*daySeconds+int64(mix(s.key, uint64(day), uint64(k), 'c')%daySeconds))
	}
	if from, to, _ := s.burst(day); to > 0 {
		at = append(at, day*daySeconds+from, day*daySeconds+to)
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// set is the price set at a change.
func (s series) set(at int64) float64 {
	day, second := floorDiv(at, daySeconds), at-floorDiv(at, daySeconds)*daySeconds
	ratio := 0.12 + 0.22*unit(mix(s.key, 'l'))

	// Busiest in the afternoon of UTC+8.
	swing := 0.05 + 0.3*unit(mix(s.key, 's'))
	ratio *= 1 + swing*math.Cos(2*math.Pi*float64(second-7*3600)/daySeconds)

	const reach = 3 * daySeconds
	era := floorDiv(at, reach)
	f := float64(at-era*reach) / reach
	f = f * f * (3 - 2*f)
	drift := unit(mix(s.key, uint64(era), 'd'))*(1-f) + unit(mix(s.key, uint64(era+1), 'd'))*f
	ratio *= 0.7 + 0.6*drift
	ratio *= 0.94 + 0.12*unit(mix(s.key, uint64(at), 'j'))

	if from, to, factor := s.burst(day); from <= second && second < to {
		ratio *= factor
	}
	return roundPrice(s.origin*min(max(ratio, 0.1), 1)*s.share + s.extra)
}

// at is the price in force at a moment, in seconds since 1970.
func (s series) at(t int64) float64 {
	for day := floorDiv(t, daySeconds); ; day-- {
		changes := s.changes(day)
		for n := len(changes) - 1; n >= 0; n-- {
			if changes[n] <= t {
				return s.set(changes[n])
			}
		}
	}
}

// step is a price and when it came into force.
type step struct {
	at    int64
	price float64
}

// between lists the price at both ends of a window and every change of value
// inside it, in order.
func (s series) between(from, to int64) []step {
	price := s.at(from)
	out := []step{{from, price}}
	for day := floorDiv(from, daySeconds); day*daySeconds < to; day++ {
		for _, at := range s.changes(day) {
			if at <= from || at >= to {
				continue
			}
			if p := s.set(at); p != price {
				out, price = append(out, step{at, p}), p
			}
		}
	}
	return append(out, step{to, s.at(to)})
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
