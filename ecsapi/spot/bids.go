package spot

import (
	"math"
	"time"
)

// Excursion is an interval in which the price stood above a bid, cut where the window or what is known of it ends.
type Excursion struct {
	Start  time.Time
	Length time.Duration
	Peak   Price
}

// BidStats tells how a bid would have fared in a window. An instance is lost while the price is above its bid, not when
// it equals it.
type BidStats struct {
	OK            bool // a price is known for some of the window; if not, all else is zero or NaN
	Above         time.Duration
	AboveFraction float64 // of the known time, 0 to 1
	Availability  float64 // the rest of it
	Excursions    []Excursion
	LongestAbove  time.Duration
	LongestOK     time.Duration // at or below the bid
	Quiet         time.Duration // since the last excursion; the known time if there was none
	AboveNow      bool          // at the end of the window
	Censored      bool          // there was no excursion, so that Quiet may be longer than is known
	AvgPaid       float64       // mean price while not above, in millionths of the currency unit an hour; NaN if it always was
}

// Bid tells how a bid would have fared.
func (w Window) Bid(bid Price) BidStats {
	nan := math.NaN()
	if len(w.points) == 0 {
		return BidStats{AboveFraction: nan, Availability: nan, AvgPaid: nan}
	}
	out := BidStats{OK: true, AboveNow: w.now.price > bid, AvgPaid: nan}
	var paid sum
	var above, since int64 = 0, w.start // since the last excursion
	for i := 0; i < len(w.points); {
		if p := w.points[i].price; p <= bid {
			from, to := w.step(i)
			paid.add(p, to-from)
			i++
			continue
		}
		from, to := w.step(i)
		peak := w.points[i].price
		for i++; i < len(w.points) && w.points[i].price > bid; i++ {
			_, to = w.step(i)
			peak = max(peak, w.points[i].price)
		}
		out.Excursions = append(out.Excursions, Excursion{stamp(from), time.Duration(to - from), peak})
		out.LongestAbove = max(out.LongestAbove, time.Duration(to-from))
		out.LongestOK = max(out.LongestOK, time.Duration(from-since))
		above, since = above+to-from, to
	}
	out.LongestOK = max(out.LongestOK, time.Duration(w.to-since))
	known := w.known()
	out.Above = time.Duration(above)
	out.AboveFraction = float64(above) / float64(known)
	out.Availability = float64(known-above) / float64(known)
	if above < known {
		out.AvgPaid = paid.over(known - above)
	}
	if !out.AboveNow {
		out.Quiet = time.Duration(w.to - since)
		out.Censored = len(out.Excursions) == 0
	}
	return out
}
