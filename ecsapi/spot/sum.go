package spot

import (
	"math/big"
	"math/bits"
)

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

// lack is 1 − s/of, taken of the exact difference.
func (s sum) lack(of sum) float64 {
	lo, borrow := bits.Sub64(of.lo, s.lo, 0)
	hi, negative := bits.Sub64(of.hi, s.hi, borrow)
	if negative == 0 {
		return sum{hi, lo}.float() / of.float()
	}
	lo, borrow = bits.Sub64(s.lo, of.lo, 0)
	hi, _ = bits.Sub64(s.hi, of.hi, borrow)
	return -sum{hi, lo}.float() / of.float()
}

func (s sum) float() float64 { return float64(s.hi)*0x1p64 + float64(s.lo) }

func (s sum) big() *big.Int { return words(s.hi, s.lo) }

// squares is a sum of squared prices times nanoseconds, the lowest word first.
type squares [3]uint64

func (s *squares) add(p Price, ns int64) {
	top, low := bits.Mul64(uint64(p), uint64(p))
	h1, l1 := bits.Mul64(low, uint64(ns))
	h2, l2 := bits.Mul64(top, uint64(ns))
	var carry uint64
	s[0], carry = bits.Add64(s[0], l1, 0)
	s[1], carry = bits.Add64(s[1], h1, carry)
	s[2] += h2 + carry
	s[1], carry = bits.Add64(s[1], l2, 0)
	s[2] += carry
}

func (s squares) big() *big.Int { return words(s[2], s[1], s[0]) }

// words is a number of 64-bit words, the highest first.
func words(w ...uint64) *big.Int {
	n, word := new(big.Int), new(big.Int)
	for _, x := range w {
		n.Lsh(n, 64).Or(n, word.SetUint64(x))
	}
	return n
}
