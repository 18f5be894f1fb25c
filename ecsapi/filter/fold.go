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

// The two letters outside ASCII that fold to ASCII ones, to k and to s, by their first bytes.
const kelvinLead, longSLead = 0xE2, 0xC5

// common ranks the bytes of cloud names and ids, the most frequent first; those not in it are rarer still.
const common = "0123456789abcdef-.nisgholtrpumjwkvxyqz"

// needle is a text to look for without regard to case.
//
// When none of its letters beyond ASCII has a case (Chinese has none) bytes are compared through lower: UTF-8 lets no
// rune begin inside another, so that is exact but for the Kelvin sign and the long s, which send it to the slow path.
type needle struct {
	low    string // folded
	bytes  bool   // may be compared byte by byte
	letter bool   // has an ASCII letter
	ks     bool   // has a k or an s
	rare   int    // index of the byte to look for first
}

func newNeedle(text string) needle {
	n := needle{low: strings.Map(fold, text), bytes: true}
	for _, r := range n.low {
		switch {
		case 'a' <= r && r <= 'z':
			n.letter = true
			n.ks = n.ks || r == 'k' || r == 's'
		case r >= utf8.RuneSelf && (r == utf8.RuneError || unicode.SimpleFold(r) != r):
			n.bytes = false
		}
	}
	rank := func(c byte) int {
		if i := strings.IndexByte(common, c); i >= 0 {
			return i
		}
		return len(common)
	}
	for i := range len(n.low) {
		if rank(n.low[i]) > rank(n.low[n.rare]) {
			n.rare = i
		}
	}
	return n
}

// slow says whether h has to be compared rune by rune.
func (n *needle) slow(h string) bool {
	if n.bytes && !n.ks || ascii(h) {
		return false
	}
	return !n.bytes || strings.IndexByte(h, kelvinLead) >= 0 || strings.IndexByte(h, longSLead) >= 0
}

// ascii says whether s is all ASCII. The eight bytes of a step become one load.
func ascii(s string) bool {
	for len(s) >= 8 {
		eight := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		if eight&0x8080808080808080 != 0 {
			return false
		}
		if len(s) == 8 {
			return true
		}
		s = s[min(8, len(s)-8):] // the last step overlaps the one before
	}
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
	if len(h) < len(n.low) || !n.equalBytes(h[:len(n.low)]) {
		return -1
	}
	return len(n.low)
}

// suffix gives where the needle starts at the end of h, or -1.
func (n *needle) suffix(h string) int {
	if n.slow(h) {
		at := len(h)
		for low := n.low; low != ""; {
			if at == 0 {
				return -1
			}
			want, k := utf8.DecodeLastRuneInString(low)
			got, w := utf8.DecodeLastRuneInString(h[:at])
			if fold(got) != want {
				return -1
			}
			low, at = low[:len(low)-k], at-w
		}
		return at
	}
	at := len(h) - len(n.low)
	if at < 0 || !n.equalBytes(h[at:]) {
		return -1
	}
	return at
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
	if len(h) < len(n.low) { // low has the shortest of the runes that are equal
		return -1, -1
	}
	if n.slow(h) {
		for i := range h {
			if w := n.prefixRunes(h[i:]); w >= 0 {
				return i, i + w
			}
		}
		return -1, -1
	}
	if !n.letter {
		if start = strings.Index(h, n.low); start < 0 {
			return -1, -1
		}
		return start, start + len(n.low)
	}
	rare := n.low[n.rare]
	start = n.scan(h, rare)
	if 'a' <= rare && rare <= 'z' {
		if start >= 0 {
			h = h[:start+len(n.low)-1] // only an earlier place would do
		}
		if upper := n.scan(h, rare-'a'+'A'); upper >= 0 {
			start = upper
		}
	}
	if start < 0 {
		return -1, -1
	}
	return start, start + len(n.low)
}

// scan gives the first place of the needle where its rarest byte is spelt c.
func (n *needle) scan(h string, c byte) int {
	for from := n.rare; from < len(h); from++ {
		i := strings.IndexByte(h[from:], c)
		if i < 0 {
			return -1
		}
		from += i
		start := from - n.rare
		if start+len(n.low) > len(h) {
			return -1
		}
		if n.equalBytes(h[start : start+len(n.low)]) {
			return start
		}
	}
	return -1
}

// equalBytes compares with a text of the needle's own length.
func (n *needle) equalBytes(h string) bool {
	for i := range len(n.low) {
		if lower[h[i]] != n.low[i] {
			return false
		}
	}
	return true
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
