package deck

import (
	"ecsdeck/keymap"
	"ecsdeck/ui/term"
)

// KeyLine shows keys with what they do: binding, words, binding, words …
func (d *Deck) KeyLine(pairs ...any) string {
	s := ""
	for i := 0; i+1 < len(pairs); i += 2 {
		if i > 0 {
			s += "   "
		}
		s += term.KeyHint(&d.Theme, pairs[i].(*keymap.Binding).Label(), pairs[i+1].(string))
	}
	return s
}

// Flow sets parts beside each other, over as many lines as it takes.
func Flow(w int, parts []string, gap string) []string {
	var out []string
	for _, part := range parts {
		if last := len(out) - 1; last >= 0 && term.Width(out[last])+term.Width(gap)+term.Width(part) <= w {
			out[last] += gap + part
		} else {
			out = append(out, part)
		}
	}
	return out
}

// InnerWidth is how many cells a dialog of w cells has for text.
func InnerWidth(w int) int { return max(8, w-6) }

// Columns sets name, id and a third thing side by side in w cells. The id is
// what tells two of one name apart: where it is narrow the third gives way, or
// when it is the telling one, the id.
func Columns(rows [][3]string, w int, telling bool, dim term.Ink) []string {
	var most [3]int
	for _, r := range rows {
		for c, text := range r {
			most[c] = max(most[c], term.Width(text))
		}
	}
	name := min(28, most[0])
	switch over := name + 2 + most[1] + 2 + most[2] - w; {
	case over <= 0:
	case telling && name-over < 12:
		most[1] = 0
		name = max(6, min(name, w-2-most[2]))
	default:
		name = max(10, min(name, w-2-most[1]-2-min(most[2], 20)))
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		if most[1] == 0 && r[0] == NoName {
			r[0] = r[1]
		}
		out[i] = term.FitMiddle(r[0], name)
		if most[1] > 0 {
			out[i] += "  " + dim.Paint(term.FitMiddle(r[1], most[1]))
		}
		if rest := w - term.Width(out[i]) - 2; r[2] != "" && rest > 3 {
			out[i] += "  " + term.Fit(r[2], min(rest, term.Width(r[2])), term.AlignLeft)
		}
	}
	return out
}

// NoName stands where an instance has none beside its id.
const NoName = "–"
