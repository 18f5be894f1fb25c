package spot

import "time"

// Bucket sums up an interval of a series. Only the time at which a price is known counts.
type Bucket struct {
	Known    bool    // a price is known for some of it; if not, all else is zero
	Mean     float64 // weighted by time, in millionths of the currency unit an hour
	Min, Max Price   // over the prices that held for some time
	Last     Price   // in force at its end
	Cover    float64 // the share of it at which a price is known, 0 to 1
}

// Resample cuts [from, to) into n buckets of equal length, to the nanosecond, and sums up each. A sample at exactly `to`
// has no weight; the one in force at `from` is carried in. It gives nil for an empty interval or n < 1.
// To know nothing of the future, end at now.
func (s Series) Resample(from, to time.Time, n int) []Bucket {
	if n < 1 || !from.Before(to) || from.Before(earliest) || to.After(latest) {
		return nil
	}
	start, length := from.UnixNano(), to.UnixNano()-from.UnixNano()
	// start + length*i/n, without the product that could overflow.
	edge := func(i int) int64 {
		return start + length/int64(n)*int64(i) + length%int64(n)*int64(i)/int64(n)
	}
	buckets := make([]Bucket, n)
	at := max(0, s.inForce(from))
	for i := range buckets {
		a, b := edge(i), edge(i+1)
		for at+1 < len(s.points) && s.points[at+1].at <= a {
			at++
		}
		buckets[i] = bucket(s.points[min(at, len(s.points)):], a, b)
	}
	return buckets
}

// bucket sums up [a, b). The first point is the one in force at a, or the first of all.
func bucket(points []point, a, b int64) Bucket {
	var out Bucket
	var paid sum
	var known int64
	for i, p := range points {
		if p.at >= b {
			break
		}
		end := b
		if i+1 < len(points) {
			end = min(end, points[i+1].at)
		}
		held := end - max(a, p.at)
		if held <= 0 {
			continue
		}
		paid.add(p.price, held)
		known += held
		if !out.Known {
			out.Min = p.price
		}
		out.Known = true
		out.Min, out.Max, out.Last = min(out.Min, p.price), max(out.Max, p.price), p.price
	}
	if out.Known {
		out.Mean = paid.over(known)
		out.Cover = float64(known) / float64(b-a)
	}
	return out
}
