package spot

import (
	"math"
	"time"
)

const day24 = 24 * int64(time.Hour)

// Stats describes the prices of a window, weighted by time.
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
	var squared, logs, rise float64
	out.Min, out.Max = w.points[0].price, w.points[0].price
	for i, p := range w.points {
		from, to := w.step(i)
		paid.add(p.price, to-from)
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
	for i, p := range w.points { // around the mean: of Σp² − (Σp)² the last digits would be lost
		from, to := w.step(i)
		off := float64(p.price) - out.Avg
		squared += off * off * float64(to-from)
	}
	out.SD = math.Sqrt(squared / float64(known))
	out.CV = out.SD / out.Avg
	out.ChangesPerDay = float64(out.Changes) / days
	out.MaxRisePct = 100 * rise
	out.RealizedVol = math.Sqrt(logs / days)
	if origin != (sum{}) {
		out.AvgDiscountPct = 100 * (1 - discounted.over(known)/origin.over(known))
	}
	return out
}
