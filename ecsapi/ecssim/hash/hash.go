// Package hash draws what looks random from numbers: the same numbers always give the
// same, so what follows from a seed need not be remembered. A leaf.
package hash

import "hash/fnv"

// Mix turns numbers into one well-spread number, always the same for the same
// numbers. Whatever is random in the cloud and is not laid out in sequence is
// drawn with it, so that it can be asked in any order.
func Mix(parts ...uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, p := range parts {
		h ^= p + 0x9e3779b97f4a7c15 + h<<6 + h>>2
		h ^= h >> 30
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 27
		h *= 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}

// Unit turns a hash into a number from 0 up to 1.
func Unit(h uint64) float64 { return float64(h>>11) / (1 << 53) }

// Of is the hash of a string.
func Of(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// Alphabet is what ids are made of.
const Alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"

// Code is n letters and digits that follow from a hash.
func Code(h uint64, n int) string {
	b := make([]byte, n)
	for k := range b {
		b[k] = Alphabet[Mix(h, uint64(k))%36]
	}
	return string(b)
}
