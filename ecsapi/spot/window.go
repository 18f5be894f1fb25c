package spot

import (
	"cmp"
	"slices"
	"time"
)

// Window is a stretch [from, to) of a series. What is asked of it counts only the part of it in which a price is known;
// to know nothing of the future, end it at now. It is immutable and shares the series' memory.
type Window struct {
	from, to int64   // Unix time, ns
	start    int64   // of the known part; to if nothing is known
	points   []point // in force in the known part, the first one from before it or from its start on
	now      point   // in force at the end, which has no weight if it begins there
}

// Window is the stretch [from, to). Nothing is known of an empty one, or of one that begins before 1970 or ends after 2262.
func (s Series) Window(from, to time.Time) Window {
	if !from.Before(to) || from.Before(earliest) || to.After(latest) {
		return Window{}
	}
	w := Window{from: from.UnixNano(), to: to.UnixNano()}
	w.start = w.to
	last := s.inForce(to)
	if last < 0 {
		return w
	}
	w.now = s.points[last]
	end := last + 1
	if w.now.at == w.to {
		end--
	}
	first := max(0, s.inForce(from))
	if first < end {
		w.points = s.points[first:end]
		w.start = max(w.from, w.points[0].at)
	}
	return w
}

// step is the time in which the price of a point held.
func (w *Window) step(i int) (from, to int64) {
	from, to = w.points[i].at, w.to
	if i+1 < len(w.points) {
		to = w.points[i+1].at
	}
	return max(from, w.start), to
}

// known is how many nanoseconds of the window have a price.
func (w *Window) known() int64 { return w.to - w.start }

// level is a price, and for how long in all it held or a lower one did.
type level struct {
	price Price
	upTo  int64 // ns
}

// Levels tells for how long which prices held.
type Levels struct {
	levels []level // by price, one for each
	now    point
}

// Levels sorts the prices of the window by height.
func (w Window) Levels() Levels {
	levels := make([]level, len(w.points))
	for i, p := range w.points {
		from, to := w.step(i)
		levels[i] = level{p.price, to - from}
	}
	slices.SortFunc(levels, func(a, b level) int { return cmp.Compare(a.price, b.price) })
	kept := levels[:0]
	var upTo int64
	for _, l := range levels {
		upTo += l.upTo
		if n := len(kept); n > 0 && kept[n-1].price == l.price {
			kept[n-1].upTo = upTo
			continue
		}
		kept = append(kept, level{l.price, upTo})
	}
	return Levels{kept, w.now}
}
