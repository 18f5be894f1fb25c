package store

import (
	"encoding/binary"
	"math"
	"slices"

	"go.etcd.io/bbolt"
)

// interval is a time of which everything was asked, its ends included: s since 1970.
type interval struct{ from, to int64 }

// coverage is what was asked of a key: the currency that was answered, and the intervals, by time and with gaps between them.
type coverage struct {
	currency  string
	intervals []interval
}

// add joins an interval with those that it touches.
func (a *coverage) add(s interval) {
	i := 0
	for i < len(a.intervals) && a.intervals[i].to < s.from-1 {
		i++
	}
	j := i
	for j < len(a.intervals) && a.intervals[j].from <= s.to+1 {
		s.from, s.to = min(s.from, a.intervals[j].from), max(s.to, a.intervals[j].to)
		j++
	}
	a.intervals = slices.Replace(a.intervals, i, j, s)
}

// forget forgets what was asked of the time before.
func (a *coverage) forget(before int64) {
	for len(a.intervals) > 0 && a.intervals[0].to < before {
		a.intervals = a.intervals[1:]
	}
	if len(a.intervals) > 0 {
		a.intervals[0].from = max(a.intervals[0].from, before)
	}
}

// latest is the last interval that reaches into one.
func (a *coverage) latest(in interval) (s interval, ok bool) {
	for _, s := range slices.Backward(a.intervals) {
		if s.from <= in.to {
			return s, s.to >= in.from
		}
	}
	return s, false
}

// covers reports whether all of a time was asked.
func (a *coverage) covers(from, to int64) bool {
	return slices.ContainsFunc(a.intervals, func(s interval) bool { return s.from <= from && to <= s.to })
}

// encode gives the length of the currency and the currency, and of each interval the seconds since the one before and how
// long it is.
func (a *coverage) encode() []byte {
	b := binary.AppendUvarint(nil, uint64(len(a.currency)))
	b = append(b, a.currency...)
	last := int64(0)
	for _, s := range a.intervals {
		b = binary.AppendUvarint(b, uint64(s.from-last))
		b = binary.AppendUvarint(b, uint64(s.to-s.from))
		last = s.to
	}
	return b
}

func decodeCoverage(b []byte) (a coverage, err error) {
	r := reader{b, nil}
	a.currency = string(r.text())
	last := int64(0)
	for len(r.rest) > 0 {
		gap, length := r.uint(), r.uint()
		if r.err != nil {
			break
		}
		if gap > uint64(latest) || length > uint64(latest) || last+int64(gap+length) > latest || len(a.intervals) > 0 && gap < 2 {
			return a, broken("intervals out of order")
		}
		from := last + int64(gap)
		last = from + int64(length)
		a.intervals = append(a.intervals, interval{from, last})
	}
	return a, r.err
}

func getCoverage(tx *bbolt.Tx, id []byte) (coverage, error) {
	b, err := get(tx.Bucket(asked), id)
	if b == nil || err != nil {
		return coverage{}, err
	}
	return decodeCoverage(b)
}

// latest is the last second that is taken for a time: in 2262, when nanoseconds end.
const latest = math.MaxInt64 / 1_000_000_000
