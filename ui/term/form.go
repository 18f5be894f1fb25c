package term

import "strings"

// Radio draws one choice of several, "(•) label", after the cursor's sign.
func Radio(th *Theme, on, focused bool, label string) string {
	sign, ink := "( ) ", th.Dim
	if on {
		sign, ink = "(•) ", Ink{}
	}
	if focused {
		return th.Cursor.Paint(cursorSign + " " + sign + label)
	}
	return "  " + ink.Paint(sign) + label
}

// KeyHint draws a key and what it does: "S start".
func KeyHint(th *Theme, key, what string) string {
	return th.Key.Paint(Clean(key)) + " " + th.Dim.Paint(Clean(what))
}

const between = "  " // two hints

// Hints draws a line of w cells of key hints; pairs are key, what, key, what.
// What doesn't fit is left out from the end, except the last pair, which is
// the way to help.
func Hints(th *Theme, w int, pairs ...string) string {
	n := len(pairs) / 2
	if w <= 0 || n == 0 {
		return Blank(w)
	}
	last := KeyHint(th, pairs[2*n-2], pairs[2*n-1])
	room := w - 1 - Width(last)
	var b strings.Builder
	b.WriteByte(' ')
	for i := range n - 1 {
		hint := KeyHint(th, pairs[2*i], pairs[2*i+1])
		if room -= Width(hint) + len(between); room < 0 {
			break
		}
		b.WriteString(hint + between)
	}
	b.WriteString(last)
	return FitLine(b.String(), w)
}

// HintAt is the hint at cell x of a line of Hints: which of the pairs, and the cell of its own that
// x is; -1 where there is none.
func HintAt(w, x int, pairs ...string) (pair, at int) {
	n := len(pairs) / 2
	if n == 0 {
		return -1, 0
	}
	wide := func(i int) int { return Width(Clean(pairs[2*i])) + 1 + Width(Clean(pairs[2*i+1])) }
	from, room := 1, w-1-wide(n-1)
	for i := range n {
		if room -= wide(i) + len(between); i < n-1 && room < 0 {
			i = n - 1 // the last one follows
		}
		if x >= from && x < from+wide(i) {
			return i, x - from
		}
		if i == n-1 {
			break
		}
		from += wide(i) + len(between)
	}
	return -1, 0
}
