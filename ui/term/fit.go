package term

import (
	"strings"
	"unicode/utf8"
)

// Align says where the blanks go when text is narrower than its place.
type Align uint8

// The places of text in its cells.
const (
	AlignLeft Align = iota
	AlignRight
)

const ellipsis = "…"

const blanks = "                                                                                                                                "

// Blank returns w blanks.
func Blank(w int) string {
	if w <= 0 {
		return ""
	}
	if w <= len(blanks) {
		return blanks[:w]
	}
	return strings.Repeat(" ", w)
}

func appendBlanks(dst []byte, n int) []byte {
	for n > len(blanks) {
		dst = append(dst, blanks...)
		n -= len(blanks)
	}
	if n > 0 {
		dst = append(dst, blanks[:n]...)
	}
	return dst
}

// Width returns the cells that a line takes; SGR sequences take none.
func Width(s string) int {
	w, _ := measure(s)
	return w
}

// measure is Width; clean is false if drawing the line as it is would not
// take exactly that many cells on every terminal, or leave a style switched on.
func measure(s string) (cells int, clean bool) {
	clean = true
	on := false
	for i := 0; i < len(s); {
		if s[i] == 0x1b {
			if n, style := sgr(s[i:]); n > 0 {
				clean = clean && style
				on = s[i:i+n] != reset
				i += n
				continue
			}
		}
		g, n, w := glyph(s[i:])
		if g != s[i:i+n] {
			clean = false
		}
		cells += w
		i += n
	}
	return cells, clean && !on
}

// Fit pads or cuts plain text to exactly w cells; what was cut ends in "…".
func Fit(s string, w int, a Align) string { return fit(s, w, a, false) }

// FitMiddle is Fit for names: what is too long loses its middle, so that the
// head and the telling tail stay.
func FitMiddle(s string, w int) string { return fit(s, w, AlignLeft, true) }

func fit(s string, w int, a Align, middle bool) string {
	if len(s) == w && printable(s) {
		return s
	}
	var buf [128]byte
	return string(appendFit(buf[:0], s, w, a, middle))
}

// AppendFit appends what Fit returns.
func AppendFit(dst []byte, s string, w int, a Align) []byte { return appendFit(dst, s, w, a, false) }

func appendFit(dst []byte, s string, w int, a Align, middle bool) []byte {
	if w <= 0 {
		return dst
	}
	start := len(dst)
	dst, used := appendText(dst, s, w, middle)
	end, pad := len(dst), w-used
	dst = appendBlanks(dst, pad)
	if a == AlignRight {
		copy(dst[start+pad:], dst[start:end])
		copy(dst[start:], Blank(pad))
	}
	return dst
}

// appendText appends at most w > 0 cells of plain text, cut at the end or in
// the middle, and tells how many cells it used.
func appendText(dst []byte, s string, w int, middle bool) (_ []byte, used int) {
	if printable(s) {
		switch {
		case len(s) <= w:
			return append(dst, s...), len(s)
		case middle:
			head, tail := split(w)
			dst = append(append(dst, s[:head]...), ellipsis...)
			return append(dst, s[len(s)-tail:]...), w
		}
		return append(append(dst, s[:w-1]...), ellipsis...), w
	}
	keep := w - 1
	if middle {
		keep, _ = split(w)
	}
	// The cut is taken back to the last glyph that leaves room for "…".
	cutAt, cutCells, rest := len(dst), 0, 0
	for i := 0; i < len(s); {
		g, n, cells := glyph(s[i:])
		if used+cells > w {
			dst = append(dst[:cutAt], ellipsis...)
			used = cutCells + 1
			if middle {
				dst, used = appendTail(dst, s[rest:], w-used, used)
			}
			return dst, used
		}
		dst = append(dst, g...)
		used += cells
		i += n
		if used <= keep {
			cutAt, cutCells, rest = len(dst), used, i
		}
	}
	return dst, used
}

// appendTail appends the last glyphs of s that fit into tail cells.
func appendTail(dst []byte, s string, tail, used int) ([]byte, int) {
	total := 0
	for i := 0; i < len(s); {
		_, n, cells := glyph(s[i:])
		total += cells
		i += n
	}
	for i := 0; i < len(s); {
		g, n, cells := glyph(s[i:])
		if total <= tail {
			dst = append(dst, g...)
			used += cells
		}
		total -= cells
		i += n
	}
	return dst, used
}

// split shares w cells between the head and the tail around "…".
func split(w int) (head, tail int) {
	tail = w / 2
	return w - 1 - tail, tail
}

// printable reports whether s is printable ASCII: one byte, one cell.
func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c >= 0x7f {
			return false
		}
	}
	return true
}

// Clean returns plain text with what can't be drawn replaced, for text that
// is not fitted.
func Clean(s string) string {
	if printable(s) {
		return s
	}
	dst := make([]byte, 0, len(s)+utf8.UTFMax)
	for i := 0; i < len(s); {
		g, n, _ := glyph(s[i:])
		dst = append(dst, g...)
		i += n
	}
	return string(dst)
}
