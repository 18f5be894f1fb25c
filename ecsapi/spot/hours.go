package spot

import "time"

// Hour is the mean price of an hour of the day.
type Hour struct {
	OK   bool    // a price is known for some of it
	Mean float64 // in millionths of the currency unit an hour
}

// Hours are the mean prices of the hours of the day, of a clock that is offset ahead of UTC.
func (w Window) Hours(offset time.Duration) [24]Hour {
	const hour = int64(time.Hour)
	var sums [24]sum
	var known [24]int64
	add := func(h int64, p Price, ns int64) {
		sums[h].add(p, ns)
		known[h] += ns
	}
	shift := (int64(offset)%day24 + day24) % day24
	for i, p := range w.points {
		from, to := w.step(i)
		if days := (to - from) / day24; days > 0 {
			for h := range int64(24) {
				add(h, p.price, days*hour)
			}
			from += days * day24
		}
		for from < to {
			clock := (from%day24 + shift) % day24
			held := min(hour-clock%hour, to-from)
			add(clock/hour, p.price, held)
			from += held
		}
	}
	var out [24]Hour
	for h := range out {
		if known[h] > 0 {
			out[h] = Hour{true, sums[h].over(known[h])}
		}
	}
	return out
}
