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

// Hints draws a line of w cells of key hints; pairs are key, what, key, what.
// What doesn't fit is left out from the end, except the last pair, which is
// the way to help.
func Hints(th *Theme, w int, pairs ...string) string {
	const between = "  "
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
