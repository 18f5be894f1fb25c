package term

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// unshowable stands for what has no certain width: controls, lone marks,
// invisible characters. One cell on every terminal.
const unshowable = "\uFFFD"

// joiner glues two emoji into one; at the end of a cell it would reach for the
// neighbour's.
const joiner = "\u200d"

// glyph reads the first glyph of plain text: what to print, how many bytes of
// s that used, and how many cells it takes (1 or 2). s must not be empty.
//
// Terminals measure a cluster either as one grapheme or as the sum of its
// runes, and we can't know which. Where the two differ (joined emoji,
// variation selectors) only the base is printed, so that the columns behind
// it stand straight everywhere.
func glyph(s string) (g string, n, cells int) {
	if n, cells = plain(s); n > 0 && plainNext(s[n:]) {
		return s[:n], n, cells
	}
	switch c := s[0]; {
	case c == '\t' || c == '\n':
		return " ", 1, 1
	case c < 0x20 || c == 0x7f:
		return unshowable, 1, 1
	}
	return cluster(s)
}

// cluster is glyph for what is not plain.
func cluster(s string) (g string, n, cells int) {
	first, size := utf8.DecodeRuneInString(s)
	if first == utf8.RuneError && size <= 1 {
		return unshowable, 1, 1
	}
	c, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if !utf8.ValidString(c) { // broken bytes are taken into a cluster
		return unshowable, size, 1
	}
	if !joinable(c, first) || w < 1 || w > 2 {
		return unshowable, len(c), 1
	}
	if _, sum := ansi.FirstGraphemeCluster(c, ansi.WcWidth); sum == w && !strings.HasSuffix(c, joiner) {
		return c, len(c), w
	}
	base := c[:size]
	_, w = ansi.FirstGraphemeCluster(base, ansi.GraphemeWidth)
	_, sum := ansi.FirstGraphemeCluster(base, ansi.WcWidth)
	if sum != w || w < 1 || w > 2 || regional(first) || leadJamo(first) {
		return unshowable, len(c), 1
	}
	return base, len(c), w
}

// joinable reports whether the cluster keeps to itself: it would not melt
// into what is drawn before or after it.
func joinable(c string, first rune) bool {
	last, _ := utf8.DecodeLastRuneInString(c)
	switch {
	case clings(first), tailJamo(first), leadJamo(last), unicode.Is(prepended, first), conjoins(c):
		return false
	case regional(first):
		return len(c) > utf8.RuneLen(first) // a pair, not a lone half
	}
	return true
}

// clings reports whether r alone would join the glyph before it, even a blank
// of ours: marks, skin tones, the voicing marks of half-width kana.
func clings(r rune) bool {
	return unicode.Is(unicode.M, r) || r >= 0x1F3FB && r <= 0x1F3FF || r == 0xFF9E || r == 0xFF9F
}

// conjoins reports whether the cluster would take a following consonant in: it
// ends in a virama, with or without further marks.
func conjoins(c string) bool {
	open := false
	for _, r := range c {
		switch {
		case unicode.Is(viramas, r):
			open = true
		case !unicode.Is(unicode.M, r) && r != '\u200d':
			open = false
		}
	}
	return open
}

// viramas are the linkers of Indic conjuncts (Indic_Conjunct_Break=Linker).
var viramas = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x094D, 0x094D, 1}, {0x09CD, 0x09CD, 1}, {0x0ACD, 0x0ACD, 1}, {0x0B4D, 0x0B4D, 1}, {0x0C4D, 0x0C4D, 1},
		{0x0D4D, 0x0D4D, 1}, {0x1039, 0x1039, 1}, {0x17D2, 0x17D2, 1}, {0x1A60, 0x1A60, 1}, {0x1B44, 0x1B44, 1},
		{0x1BAB, 0x1BAB, 1}, {0xA9C0, 0xA9C0, 1}, {0xAAF6, 0xAAF6, 1},
	},
	R32: []unicode.Range32{
		{0x10A3F, 0x10A3F, 1}, {0x11133, 0x11133, 1}, {0x113D0, 0x113D0, 1}, {0x1193E, 0x1193E, 1},
		{0x11A47, 0x11A47, 1}, {0x11A99, 0x11A99, 1}, {0x11F42, 0x11F42, 1},
	},
}

func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

func leadJamo(r rune) bool { return r >= 0x1100 && r <= 0x115F || r >= 0xA960 && r <= 0xA97C }

func tailJamo(r rune) bool { return r >= 0x1160 && r <= 0x11FF || r >= 0xD7B0 && r <= 0xD7FB }

// prepended are the runes that take the following character into their
// cluster (Grapheme_Cluster_Break=Prepend), even a blank of ours.
var prepended = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x0600, 0x0605, 1}, {0x06DD, 0x06DD, 1}, {0x070F, 0x070F, 1},
		{0x0890, 0x0891, 1}, {0x08E2, 0x08E2, 1}, {0x0D4E, 0x0D4E, 1},
	},
	R32: []unicode.Range32{
		{0x110BD, 0x110BD, 1}, {0x110CD, 0x110CD, 1}, {0x111C2, 0x111C3, 1}, {0x113D1, 0x113D1, 1}, {0x1193F, 0x1193F, 1},
		{0x11941, 0x11941, 1}, {0x11A3A, 0x11A3A, 1}, {0x11A84, 0x11A89, 1}, {0x11D46, 0x11D46, 1}, {0x11F02, 0x11F02, 1},
	},
}

// plain reads one rune of known width that never joins a neighbour by itself:
// the ASCII, Latin, Chinese and Japanese text and the signs that nearly every
// cell consists of. n is 0 for anything else.
func plain(s string) (n, cells int) {
	c := s[0]
	if c < utf8.RuneSelf {
		if c < 0x20 || c == 0x7f {
			return 0, 0
		}
		return 1, 1
	}
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case r >= 0x4E00 && r <= 0x9FFF, // ideographs
		r >= 0x3041 && r <= 0x3096, r >= 0x30A1 && r <= 0x30FA, // kana
		r >= 0x3001 && r <= 0x3002, r >= 0x3008 && r <= 0x3011, // punctuation
		r >= 0xFF01 && r <= 0xFF5E: // full-width forms
		return n, 2
	case r >= 0xA1 && r <= 0xFF && r != 0xAD && r != 0xA9 && r != 0xAE,
		r >= 0x2500 && r <= 0x259F,           // frames and blocks
		r >= 0x2800 && r <= 0x28FF,           // dots
		r >= 0x25CB && r <= 0x25D3, r == '▲', // signs of status
		r == '…', r == '–', r == '•', r == '✓':
		return n, 1
	}
	return 0, 0
}

// plainNext reports whether what follows can't belong to the glyph before.
func plainNext(s string) bool {
	if s == "" || s[0] < utf8.RuneSelf {
		return true
	}
	n, _ := plain(s)
	return n > 0
}

// sgr returns the length of the CSI sequence s starts with, 0 if there is
// none, and whether it sets colour or weight (SGR).
func sgr(s string) (n int, style bool) {
	if len(s) < 3 || s[0] != 0x1b || s[1] != '[' {
		return 0, false
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 0x40 && c <= 0x7e:
			return i + 1, c == 'm'
		case c < 0x20 || c > 0x3f:
			return 0, false
		}
	}
	return 0, false
}
