package spot

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// Splice gives the series with what an answer tells of [from, to] in the place of what it held of that time: the cloud may
// list a price late, and the rows at the ends of an answer are no changes. Samples need no order, as for NewSeries. In
// force at from is the last of those up to it, or, if there is none, what the series has in force before. Of the time
// before from samples count only where the series knows nothing yet, and those after to are merged. Samples that repeat the
// price in force go, but for the newest, so that being read every few minutes makes a series no longer. An answer without
// samples up to to tells nothing of that time.
func (s Series) Splice(from, to time.Time, samples []Sample) Series {
	if to.Before(from) || from.Before(earliest) || !to.Before(latest) {
		return s
	}
	more := NewSeries(samples).points
	a, b := from.UnixNano(), to.UnixNano()
	future := search(more, b+1)
	if future == 0 {
		return s.Merge(samples)
	}
	old := s.points[:search(s.points, a)]
	points := make([]point, 0, len(s.points)+len(more)+1)
	answered := more[:future]
	if n := search(answered, a); n > 0 && len(old) > 0 {
		points = append(points, answered[:search(answered[:n], old[0].at)]...)
		points = append(points, old...)
		if n == len(answered) || answered[n].at > a {
			points = append(points, point{a, answered[n-1].price, answered[n-1].origin})
		}
		answered = answered[n:]
	} else {
		points = append(points, old...)
	}
	points = append(points, answered...)
	points = append(points, s.points[search(s.points, b+1):]...)
	if future < len(more) {
		points = inOrder(append(points, more[future:]...))
	}
	return Series{slices.Clip(terse(points))}
}

// Trim gives the series from a moment on. The price in force then is held from then on.
func (s Series) Trim(from time.Time) Series {
	i := s.inForce(from)
	switch {
	case i < 0, s.points[i].at == from.UnixNano() && i == 0:
		return s
	case from.After(latest):
		return Series{}
	}
	points := slices.Clone(s.points[i:])
	points[0].at = from.UnixNano()
	return Series{points}
}

// All are the samples, by time.
func (s Series) All() iter.Seq[Sample] {
	return func(yield func(Sample) bool) {
		for _, p := range s.points {
			if !yield(p.sample()) {
				return
			}
		}
	}
}

// terse drops, in place, the points that repeat the one before, but for the last.
func terse(points []point) []point {
	kept := points[:0]
	for i, p := range points {
		if n := len(kept); n > 0 && i+1 < len(points) && kept[n-1].price == p.price && kept[n-1].origin == p.origin {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

// search is the index of the first point that is not before.
func search(points []point, at int64) int {
	i, _ := slices.BinarySearchFunc(points, at, func(p point, at int64) int { return cmp.Compare(p.at, at) })
	return i
}
