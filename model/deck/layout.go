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
