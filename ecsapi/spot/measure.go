package spot

import (
	"math"
	"time"
)

// Protection is how long a new spot instance is not taken back.
const Protection = time.Hour

// Measure is what a window tells of the prices in it, and of a bid.
type Measure struct {
	Stats     Stats
	P95       Price
	Suggested Suggestion
	Bid       BidStats // of the bid; not OK if there is none
	Survival  float64  // share of the jobs that would have reached their end at the bid, NaN if unknown
}

// Measure suggests a bid for an availability in percent, and tells how jobs of a length would have fared with the bid that
// choose makes of it, 0 being none.
func (w Window) Measure(availability float64, job time.Duration, choose func(suggested Price) Price) Measure {
	levels := w.Levels()
	m := Measure{Stats: w.Stats(), Suggested: levels.Suggest(availability), Survival: math.NaN()}
	m.P95, _ = levels.Quantile(95)
	bid := choose(m.Suggested.Bid)
	if bid == 0 {
		w = Window{}
	}
	m.Bid = w.Bid(bid)
	if p, ok := w.Survival(bid, job, Protection); ok {
		m.Survival = p
	}
	return m
}
