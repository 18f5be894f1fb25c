package deck

import (
	"ecsdeck/ecsapi"
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

// ConfirmHint is the hint of the key that confirms: dim while a guard ignores it, and after a
// press that was ignored it says to press again.
func (d *Deck) ConfirmHint(g *InputGuard, what string) string {
	if !g.Counts(d.Wall) {
		return d.Theme.Faint.Paint(d.Keys.Confirm.Label() + " " + term.Clean(what))
	}
	hint := d.KeyLine(d.Keys.Confirm, what)
	if g.Missed {
		hint += " " + d.Theme.Warn.Paint(d.Text.S("({key} counts now: press it again)", d.Keys.Confirm.Label()))
	}
	return hint
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

// Fill cuts and pads lines to h lines of w cells.
func Fill(lines []string, w, h int) []string {
	out := make([]string, h)
	for i := range out {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		out[i] = term.FitLine(line, w)
	}
	return out
}

// InnerWidth is how many cells a dialog of w cells has for text.
func InnerWidth(w int) int { return max(8, w-6) }

// Box draws a dialog that changes something: over a profile of production it looks different.
func (d *Deck) Box(title string, body []string, w int) []string {
	frame, name := d.Theme.BorderFocus, d.Theme.Title
	if d.Production {
		frame, name = d.Theme.Warn, d.Theme.Warn
	}
	return term.Box(d.Badged(title), body, frame, name, w)
}

// Wrap breaks a text into lines of w cells in one ink.
func Wrap(ink term.Ink, text string, w int) []string {
	lines := term.Wrap(text, w)
	for i := range lines {
		lines[i] = ink.Paint(lines[i])
	}
	return lines
}

// TargetLines lists instances in w cells and at most most lines, each with its name, its
// id and a note. The id is what tells two of one name apart: where it is narrow the note
// gives way, or when it tells more, the id.
func (d *Deck) TargetLines(all []*ecsapi.Instance, note func(i int) string, w, most int, noteFirst bool) []string {
	n := min(len(all), most)
	if most > 1 && len(all) > most {
		n = most - 1
	}
	if n == 0 {
		return nil
	}
	rows := make([][3]string, n)
	var widest [3]int
	for i, t := range all[:n] {
		rows[i] = [3]string{t.Name, string(t.ID), note(i)}
		if Label(t) == string(t.ID) {
			rows[i][0] = "–" // the id says enough once
		}
		for c, text := range rows[i] {
			widest[c] = max(widest[c], term.Width(text))
		}
	}
	name := min(28, widest[0])
	switch over := name + 2 + widest[1] + 2 + widest[2] - w; {
	case over <= 0:
	case noteFirst && name-over < 12:
		widest[1] = 0
		name = max(6, min(name, w-2-widest[2]))
	default:
		name = max(10, min(name, w-2-widest[1]-2-min(widest[2], 20)))
	}
	out := make([]string, n, n+1)
	for i, r := range rows {
		if widest[1] == 0 && r[0] == "–" {
			r[0] = r[1]
		}
		out[i] = term.FitMiddle(r[0], name)
		if widest[1] > 0 {
			out[i] += "  " + d.Theme.Dim.Paint(term.FitMiddle(r[1], widest[1]))
		}
		if rest := w - term.Width(out[i]) - 2; r[2] != "" && rest > 3 {
			out[i] += "  " + term.Fit(r[2], min(rest, term.Width(r[2])), term.AlignLeft)
		}
	}
	if rest := len(all) - n; rest > 0 && most > 1 {
		out = append(out, d.Theme.Dim.Paint(d.Text.S("… and {count} more", rest)))
	}
	return out
}
