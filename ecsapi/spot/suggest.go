package spot

import (
	"cmp"
	"math"
	"slices"
)

// Tick is the step of a bid: the cloud takes limits of three decimals.
const Tick = unit / 1000

// Suggestion is a bid for a wished availability.
type Suggestion struct {
	OK           bool    // a price is known for some of the window; if not, all else says nothing
	Quantile     Price   // the lowest price that would have been enough
	Bid          Price   // the limit to set: on the tick, and above the price at the end of the window
	Achieved     float64 // the availability that the bid would have had, 0 to 1
	OverOnDemand bool    // the bid is higher than the on-demand price
}

// Quantile is the lowest price that held with all lower ones for pct percent of the known time, exact to a ten
// thousandth of a percent: a price that was there, not one in between. ok is false if no price is known or pct is NaN.
func (l Levels) Quantile(pct float64) (p Price, ok bool) {
	if len(l.levels) == 0 || math.IsNaN(pct) {
		return 0, false
	}
	const whole = 100_0000
	share := int64(math.Round(min(max(pct, 0), 100) * (whole / 100)))
	// The least time that is at least that share, without the product that could overflow.
	need := l.known()/whole*share + (l.known()%whole*share+whole-1)/whole
	i, _ := slices.BinarySearchFunc(l.levels, need, func(l level, need int64) int { return cmp.Compare(l.upTo, need) })
	return l.levels[i].price, true
}

// Suggest is the bid for an availability of pct percent.
func (l Levels) Suggest(pct float64) Suggestion {
	q, ok := l.Quantile(pct)
	if !ok {
		return Suggestion{Achieved: math.NaN()}
	}
	bid := (max(q, l.now.price) + Tick - 1) / Tick * Tick
	if bid <= l.now.price {
		bid += Tick
	}
	return Suggestion{
		OK: true, Quantile: q, Bid: bid, Achieved: l.availability(bid),
		OverOnDemand: l.now.origin > 0 && bid > l.now.origin,
	}
}

// availability is the share of the known time in which the price was not above a bid.
func (l Levels) availability(bid Price) float64 {
	i, found := slices.BinarySearchFunc(l.levels, bid, func(l level, bid Price) int { return cmp.Compare(l.price, bid) })
	if found {
		i++
	}
	if i == 0 {
		return 0
	}
	return float64(l.levels[i-1].upTo) / float64(l.known())
}

func (l Levels) known() int64 { return l.levels[len(l.levels)-1].upTo }
