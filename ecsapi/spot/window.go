package spot

import "time"

// Window is an interval [from, to) of a series. What is asked of it counts only the part of it in which a price is known;
// to know nothing of the future, end it at now. It is immutable and shares the series' memory.
type Window struct {
	from, to int64   // Unix time, ns
	start    int64   // of the known part; to if nothing is known
	points   []point // in force in the known part, the first one from before it or from its start on
	now      point   // in force at the end, which has no weight if it begins there
}

// Window is the interval [from, to). Nothing is known of an empty one, or of one that begins before 1970 or ends after 2262.
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
