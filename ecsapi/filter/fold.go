package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lower maps every ASCII letter to lower case and leaves other bytes alone.
var lower = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] += 'a' - 'A'
		}
	}
	return t
}()

// fold gives one rune for all that are equal under simple case folding; ASCII letters give their lower case.
func fold(r rune) rune {
	if r < utf8.RuneSelf {
		if r >= 0 {
			return rune(lower[r])
		}
		return r
	}
	least := r
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		least = min(least, o)
	}
	if least < utf8.RuneSelf {
		return rune(lower[least])
	}
	return least
}

// needle is a text to look for without regard to case.
//
// When none of its letters beyond ASCII has a case (Chinese has none) bytes are compared through lower: UTF-8 lets no
// rune begin inside another, so that is exact but for the Kelvin sign and the long s, which fold to k and s and send it
// to the slow path.
type needle struct {
	low   string // folded
	bytes bool   // may be compared byte by byte
	ks    bool   // has a k or an s
}

func newNeedle(text string) needle {
	n := needle{low: strings.Map(fold, text), bytes: true}
	for _, r := range n.low {
		n.ks = n.ks || r == 'k' || r == 's'
		if r >= utf8.RuneSelf && (r == utf8.RuneError || unicode.SimpleFold(r) != r) {
			n.bytes = false
		}
	}
	return n
}

// slow says whether h has to be compared rune by rune.
func (n *needle) slow(h string) bool {
	const kelvinLead, longSLead = 0xE2, 0xC5 // the first bytes of the two
	return !n.bytes && !ascii(h) || n.ks && (strings.IndexByte(h, kelvinLead) >= 0 || strings.IndexByte(h, longSLead) >= 0)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// prefix gives the length of what the needle covers at the start of h, or -1.
func (n *needle) prefix(h string) int {
	if n.slow(h) {
		return n.prefixRunes(h)
	}
	return n.prefixBytes(h)
}

// suffix gives where the needle starts at the end of h, or -1.
func (n *needle) suffix(h string) int {
	if !n.slow(h) {
		at := len(h) - len(n.low)
		if at < 0 || n.prefixBytes(h[at:]) < 0 {
			return -1
		}
		return at
	}
	for i := range h {
		if n.prefixRunes(h[i:]) == len(h)-i {
			return i
		}
	}
	return -1
}

// in says whether the needle is anywhere in h.
func (n *needle) in(h string) bool {
	start, _ := n.index(h)
	return start >= 0
}

// index gives the first part of h that the needle covers, or -1.
func (n *needle) index(h string) (start, end int) {
	if n.low == "" {
		return 0, 0
	}
	if n.slow(h) {
		for i := range h {
			if w := n.prefixRunes(h[i:]); w >= 0 {
				return i, i + w
			}
		}
		return -1, -1
	}
	first := n.low[0]
	for i := 0; i+len(n.low) <= len(h); i++ {
		if lower[h[i]] == first && n.prefixBytes(h[i:]) >= 0 {
			return i, i + len(n.low)
		}
	}
	return -1, -1
}

func (n *needle) prefixBytes(h string) int {
	if len(h) < len(n.low) {
		return -1
	}
	for i := range len(n.low) {
		if lower[h[i]] != n.low[i] {
			return -1
		}
	}
	return len(n.low)
}

func (n *needle) prefixRunes(h string) int {
	at := 0
	for _, want := range n.low {
		if at == len(h) {
			return -1
		}
		got, w := utf8.DecodeRuneInString(h[at:])
		if fold(got) != want {
			return -1
		}
		at += w
	}
	return at
}
