package store

import (
	"encoding/binary"
	"math"
	"slices"
)

// stretch is a time of which everything was asked, its ends included: s since 1970.
type stretch struct{ from, to int64 }

// ask is what was asked of a key: the currency that was answered, and the stretches, by time and with gaps between them.
type ask struct {
	currency  string
	stretches []stretch
}

// add joins a stretch with those that it touches.
func (a *ask) add(s stretch) {
	i := 0
	for i < len(a.stretches) && a.stretches[i].to < s.from-1 {
		i++
	}
	j := i
	for j < len(a.stretches) && a.stretches[j].from <= s.to+1 {
		s.from, s.to = min(s.from, a.stretches[j].from), max(s.to, a.stretches[j].to)
		j++
	}
	a.stretches = slices.Replace(a.stretches, i, j, s)
}

// forget forgets what was asked of the time before.
func (a *ask) forget(before int64) {
	for len(a.stretches) > 0 && a.stretches[0].to < before {
		a.stretches = a.stretches[1:]
	}
	if len(a.stretches) > 0 {
		a.stretches[0].from = max(a.stretches[0].from, before)
	}
}

// latest is the last stretch that reaches into one.
func (a *ask) latest(in stretch) (s stretch, ok bool) {
	for _, s := range slices.Backward(a.stretches) {
		if s.from <= in.to {
			return s, s.to >= in.from
		}
	}
	return s, false
}

// covers reports whether all of a time was asked.
func (a *ask) covers(from, to int64) bool {
	return slices.ContainsFunc(a.stretches, func(s stretch) bool { return s.from <= from && to <= s.to })
}

// encode gives the length of the currency and the currency, and of each stretch the seconds since the one before and how
// long it is.
func (a *ask) encode() []byte {
	b := binary.AppendUvarint(nil, uint64(len(a.currency)))
	b = append(b, a.currency...)
	last := int64(0)
	for _, s := range a.stretches {
		b = binary.AppendUvarint(b, uint64(s.from-last))
		b = binary.AppendUvarint(b, uint64(s.to-s.from))
		last = s.to
	}
	return b
}

func decodeAsk(b []byte) (a ask, err error) {
	r := reader{b, nil}
	a.currency = string(r.text())
	last := int64(0)
	for len(r.rest) > 0 {
		gap, length := r.uint(), r.uint()
		if r.err != nil {
			break
		}
		if gap > uint64(latest) || length > uint64(latest) || last+int64(gap+length) > latest || len(a.stretches) > 0 && gap < 2 {
			return a, broken("stretches out of order")
		}
		from := last + int64(gap)
		last = from + int64(length)
		a.stretches = append(a.stretches, stretch{from, last})
	}
	return a, r.err
}

// latest is the last second that is taken for a time: in 2262, when nanoseconds end.
const latest = math.MaxInt64 / 1_000_000_000
