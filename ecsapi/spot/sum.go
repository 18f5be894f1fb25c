package spot

import "math/bits"

// sum is a sum of prices times nanoseconds. It can't overflow: prices have 40 bits, and all nanoseconds there are 63.
type sum struct{ hi, lo uint64 }

func (s *sum) add(p Price, ns int64) {
	hi, lo := bits.Mul64(uint64(p), uint64(ns))
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, lo, 0)
	s.hi, _ = bits.Add64(s.hi, hi, carry)
}

// over is the sum divided by some nanoseconds, which are at least those that it sums up.
func (s sum) over(ns int64) float64 {
	whole, rest := bits.Div64(s.hi, s.lo, uint64(ns))
	return float64(whole) + float64(rest)/float64(ns)
}
