package spot

import (
	"math"
	"math/big"
	"time"
)

const (
	second = int64(time.Second)
	day24  = 24 * int64(time.Hour)
)

// Stats describes the prices of a window, weighted by time. Sums are exact; only their quotients are rounded.
type Stats struct {
	OK            bool          // a price is known for some of the window; if not, all below Coverage is zero or NaN
	Window, Known time.Duration // the length of the window, and of the part of it in which a price is known
	Coverage      float64       // Known/Window, 0 to 1

	Min, Max       Price   // over the prices that held for some time
	Avg, SD        float64 // mean and standard deviation, in millionths of the currency unit an hour
	CV             float64 // volatility: SD/Avg
	Changes        int     // of value, after the known part's start
	ChangesPerDay  float64
	MaxRisePct     float64 // from a price to a later one; 0 if none was higher
	RealizedVol    float64 // √(Σ ln² of the changes / days), per √day
	AvgDiscountPct float64 // 100(1 − paid/on-demand) while the on-demand price is known, NaN if it never is
}

// Stats describes the prices of the window.
func (w Window) Stats() Stats {
	nan := math.NaN()
	out := Stats{
		Window: time.Duration(w.to - w.from), Known: time.Duration(w.known()),
		Avg: nan, SD: nan, CV: nan, ChangesPerDay: nan, MaxRisePct: nan, RealizedVol: nan, AvgDiscountPct: nan,
	}
	if len(w.points) == 0 {
		return out
	}
	var paid, discounted, origin sum
	var squared squares
	var logs, rise float64
	out.Min, out.Max = w.points[0].price, w.points[0].price
	for i, p := range w.points {
		from, to := w.step(i)
		paid.add(p.price, to-from)
		squared.add(p.price, to-from)
		if p.origin > 0 {
			discounted.add(p.price, to-from)
			origin.add(p.origin, to-from)
		}
		out.Min, out.Max = min(out.Min, p.price), max(out.Max, p.price)
		rise = max(rise, float64(p.price-out.Min)/float64(out.Min))
		if i > 0 && w.points[i-1].price != p.price {
			out.Changes++
			log := math.Log(float64(p.price) / float64(w.points[i-1].price))
			logs += log * log
		}
	}
	known := w.known()
	days := float64(known) / float64(day24)
	out.OK = true
	out.Coverage = float64(known) / float64(w.to-w.from)
	out.Avg = paid.over(known)
	out.SD = deviation(paid, squared, known)
	out.CV = out.SD / out.Avg
	out.ChangesPerDay = float64(out.Changes) / days
	out.MaxRisePct = 100 * rise
	out.RealizedVol = math.Sqrt(logs / days)
	if origin != (sum{}) {
		out.AvgDiscountPct = 100 * discounted.lack(origin)
	}
	return out
}

// deviation is the population's standard deviation, √(Σp²d/K − (Σpd/K)²), of which nothing is lost to cancellation.
func deviation(paid sum, squared squares, known int64) float64 {
	n := squared.big()
	n.Mul(n, big.NewInt(known))
	square := paid.big()
	n.Sub(n, square.Mul(square, square))
	variance, _ := n.Float64() // times known²
	return math.Sqrt(variance) / float64(known)
}

// Stats describes the prices in [from, to).
func (s Series) Stats(from, to time.Time) Stats { return s.Window(from, to).Stats() }
