package term

import (
	"bytes"
	"slices"
)

const reset = "\x1b[m"

// FitLine pads or cuts a line, SGR and all, to exactly w cells.
func FitLine(s string, w int) string {
	if w <= 0 {
		return ""
	}
	cells, clean := measure(s)
	switch {
	case cells == w && clean:
		return s
	case cells < w && clean:
		return s + Blank(w-cells)
	case cells <= w:
		return string(appendCut(nil, s, 0, w))
	}
	return string(append(appendCut(nil, s, 0, w-1), ellipsis...))
}

// Cut returns the cells [from, to) of a line. A wide glyph that an end cuts in
// half becomes a blank, and a short line is padded.
func Cut(s string, from, to int) string {
	return string(appendCut(nil, s, from, to))
}

// appendCut appends what Cut returns. Styles that are on where the cut starts
// are switched on again and those on at its end off, so the piece can stand
// anywhere. Sequences other than SGR are dropped.
func appendCut(dst []byte, s string, from, to int) []byte {
	from = max(from, 0)
	if to <= from {
		return dst
	}
	var room [96]byte
	pen := room[:0] // the SGR sequences in force
	x, inside := 0, false
	for i := 0; i < len(s) && x < to; {
		if s[i] == 0x1b {
			if n, style := sgr(s[i:]); n > 0 {
				if style {
					if pen = penAfter(pen, s[i:i+n]); inside {
						dst = append(dst, s[i:i+n]...)
					}
				}
				i += n
				continue
			}
		}
		g, n, cells := glyph(s[i:])
		i += n
		if x+cells <= from {
			x += cells
			continue
		}
		if !inside {
			inside = true
			dst = append(dst, pen...)
		}
		switch {
		case x < from:
			dst = appendBlanks(dst, x+cells-from)
		case x+cells > to:
			dst = appendBlanks(dst, to-x)
		default:
			dst = append(dst, g...)
		}
		x += cells
	}
	if inside && len(pen) > 0 {
		dst = append(dst, reset...)
	}
	return appendBlanks(dst, to-max(x, from))
}

func penAfter(pen []byte, seq string) []byte {
	if seq == reset || seq == "\x1b[0m" {
		return pen[:0]
	}
	if bytes.HasSuffix(pen, []byte(seq)) {
		return pen
	}
	return append(pen, seq...)
}

// JoinColumns sets two pages side by side. The shorter one is continued with
// blanks of its first line's width.
func JoinColumns(left, right []string) []string {
	blank := func(page []string) string {
		if len(page) == 0 {
			return ""
		}
		return Blank(Width(page[0]))
	}
	leftRest, rightRest := blank(left), blank(right)
	out := make([]string, max(len(left), len(right)))
	for i := range out {
		l, r := leftRest, rightRest
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		out[i] = l + r
	}
	return out
}

// Center returns where the top left corner of box belongs to sit in the middle
// of a page of w x h cells, never outside of it.
func Center(w, h int, box []string) (x, y int) {
	bw := 0
	if len(box) > 0 {
		bw = Width(box[0])
	}
	return max((w-bw)/2, 0), max((h-len(box))/2, 0)
}

// Overlay lays box over page with its corner at x, y and returns a new page of
// the same lines and widths; what sticks out of the page is cut off.
func Overlay(page, box []string, x, y int) []string {
	out := slices.Clone(page)
	var buf []byte
	for i, over := range box {
		if y+i < 0 || y+i >= len(out) {
			continue
		}
		line := out[y+i]
		w, bw := Width(line), Width(over)
		from, to := max(x, 0), min(x+bw, w)
		if from >= to {
			continue
		}
		buf = appendCut(buf[:0], line, 0, from)
		buf = appendCut(buf, over, from-x, to-x)
		buf = appendCut(buf, line, to, w)
		out[y+i] = string(buf)
	}
	return out
}
