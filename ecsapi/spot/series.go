package spot

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Sample is a row of DescribeSpotPriceHistory for one zone and type.
type Sample struct {
	At     time.Time
	Price  Price // going price
	Origin Price // on-demand price, 0 if unknown
}

// point is a sample as it is kept: 24 bytes instead of 40.
type point struct {
	at            int64 // Unix time, ns
	price, origin Price
}

// Series is a step function of time: a price holds from its sample to the next one and is unknown before the first.
// It is immutable. The zero Series is empty.
type Series struct {
	points []point // by time, one for each
}

// The stamps that fit into nanoseconds since 1970; others are nonsense.
var (
	earliest = time.Unix(0, 0)
	latest   = time.Unix(0, math.MaxInt64)
)

// NewSeries makes a series of samples in any order. Of several with one stamp the last in the input wins. Samples
// without a price, or with a stamp before 1970 or after 2262, are left out.
func NewSeries(samples []Sample) Series {
	return Series{}.Merge(samples)
}

// Merge gives the series with more samples in it; where the stamps are the same the new ones win.
func (s Series) Merge(more []Sample) Series {
	points := slices.Grow(slices.Clone(s.points), len(more))
	for _, m := range more {
		if m.Price <= 0 || m.At.Before(earliest) || m.At.After(latest) {
			continue
		}
		points = append(points, point{m.At.UnixNano(), m.Price, max(0, m.Origin)})
	}
	return Series{slices.Clip(inOrder(points))}
}

// inOrder sorts points by time, in place. Of several with one stamp the last wins.
func inOrder(points []point) []point {
	slices.SortStableFunc(points, func(a, b point) int { return cmp.Compare(a.at, b.at) })
	kept := points[:0]
	for i, p := range points {
		if i+1 < len(points) && points[i+1].at == p.at {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

// Len is the number of different stamps.
func (s Series) Len() int { return len(s.points) }

// First is the earliest sample; ok is false if there is none.
func (s Series) First() (first Sample, ok bool) { return s.sample(0) }

// Last is the latest sample, be it in the future; ok is false if there is none.
func (s Series) Last() (last Sample, ok bool) { return s.sample(len(s.points) - 1) }

// At is the sample in force at t; ok is false before the first.
func (s Series) At(t time.Time) (inForce Sample, ok bool) { return s.sample(s.inForce(t)) }

func (s Series) sample(i int) (Sample, bool) {
	if i < 0 || i >= len(s.points) {
		return Sample{}, false
	}
	return s.points[i].sample(), true
}

func (p point) sample() Sample { return Sample{stamp(p.at), p.price, p.origin} }

// inForce is the index of the sample in force at t, -1 before the first.
func (s Series) inForce(t time.Time) int {
	switch {
	case t.Before(earliest):
		return -1
	case !t.Before(latest):
		return len(s.points) - 1
	}
	return search(s.points, t.UnixNano()+1) - 1
}

func stamp(ns int64) time.Time { return time.Unix(0, ns).UTC() }

// Now is the state of a series at one moment.
type Now struct {
	OK            bool          // a price is known; if not, only IgnoredFuture says anything
	Price, Origin Price         // in force; Origin is 0 if unknown
	DiscountPct   float64       // 100(1 − price/origin), NaN if the origin is unknown
	Previous      Price         // the value before the last change, 0 if the price never changed
	Trend         int           // sign of the last change: -1, 0 if there was none, 1
	Since         time.Time     // of the last change of value; of the first sample if there was none
	Held          time.Duration // from Since on; if Trend is 0 it has been held at least so long
	SampleAge     time.Duration // from the newest sample on
	IgnoredFuture int           // samples after the moment, which count for nothing
}

// Current is the state at now.
func (s Series) Current(now time.Time) Now {
	last := s.inForce(now)
	n := Now{IgnoredFuture: len(s.points) - 1 - last}
	if last < 0 {
		return n
	}
	p := s.points[last]
	n.OK, n.Price, n.Origin, n.DiscountPct = true, p.price, p.origin, math.NaN()
	if p.origin > 0 {
		n.DiscountPct = 100 * float64(p.origin-p.price) / float64(p.origin)
	}
	first := last
	for first > 0 && s.points[first-1].price == p.price {
		first--
	}
	if first > 0 {
		n.Previous = s.points[first-1].price
		n.Trend = cmp.Compare(p.price, n.Previous)
	}
	n.Since = stamp(s.points[first].at)
	n.Held = now.Sub(n.Since)
	n.SampleAge = now.Sub(stamp(p.at))
	return n
}
