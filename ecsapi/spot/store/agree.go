package store

import (
	"slices"
	"time"

	"ecsdeck/ecsapi/spot"
)

// Agrees reports whether an answer tells nothing else than is known of the time that both are of. If it does not, the cloud
// listed prices very late, or the answer is of another cloud, as a simulated one with another seed is: then what is known
// is better asked anew.
func (h History) Agrees(u Update) bool {
	if h.Currency != "" && u.Currency != "" && h.Currency != u.Currency {
		return false
	}
	from := slices.MaxFunc([]time.Time{h.From, u.From}, time.Time.Compare)
	to := slices.MinFunc([]time.Time{h.To, u.To}, time.Time.Compare)
	if to.Before(from) {
		return true
	}
	for zone, samples := range u.Zones {
		known, answered := h.Zones[zone], spot.NewSeries(samples)
		if !agree(known, answered, from) {
			return false
		}
		for _, s := range []spot.Series{known, answered} {
			for m := range s.All() {
				if m.At.After(from) && !m.At.After(to) && !agree(known, answered, m.At) {
					return false
				}
			}
		}
	}
	return true
}

// agree reports whether two series have the same price at a time, or one of them none.
func agree(a, b spot.Series, at time.Time) bool {
	x, okX := a.At(at)
	y, okY := b.At(at)
	return !okX || !okY || x.Price == y.Price && (x.Origin == y.Origin || x.Origin == 0 || y.Origin == 0)
}
