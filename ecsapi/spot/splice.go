package spot

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// Splice gives the series with what an answer tells of [from, to] in the place of what it held of that time: the cloud may
// list a price late, and the rows at the ends of an answer are no changes. Samples need no order, as for NewSeries; one
// from before counts only where the series knows nothing yet. Samples that repeat the price in force go, but for the
// newest, so that being read every few minutes makes a series no longer. No samples change nothing.
func (s Series) Splice(from, to time.Time, samples []Sample) Series {
	more := NewSeries(samples).points
	if len(more) == 0 || to.Before(from) || from.Before(earliest) || to.After(latest) {
		return s
	}
	a, b := from.UnixNano(), max(to.UnixNano(), more[len(more)-1].at)
	points := make([]point, 0, len(s.points)+len(more))
	older, _ := slices.BinarySearchFunc(s.points, a, at)
	newer, _ := slices.BinarySearchFunc(s.points, b+1, at)
	if older > 0 { // the new ones from before are known here better, if at all
		n, _ := slices.BinarySearchFunc(more, a, at)
		first, _ := slices.BinarySearchFunc(more[:n], s.points[0].at, at)
		points = append(points, more[:first]...)
		more = more[n:]
	}
	points = append(points, s.points[:older]...)
	points = append(points, more...)
	points = append(points, s.points[newer:]...)
	return Series{slices.Clip(terse(points))}
}

// Trim gives the series from a moment on. The price in force then is held from then on.
func (s Series) Trim(from time.Time) Series {
	i := s.inForce(from)
	if i < 0 || s.points[i].at == from.UnixNano() && i == 0 {
		return s
	}
	if from.After(latest) {
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
			if !yield(Sample{At: stamp(p.at), Price: p.price, Origin: p.origin}) {
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

func at(p point, at int64) int { return cmp.Compare(p.at, at) }
