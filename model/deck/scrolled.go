package deck

import (
	"slices"

	"ecsdeck/ui/term"
)

// Scrolled are the lines of a dialog above its keys, which scroll where the screen is too small
// for all of them.
type Scrolled struct {
	Pager
	Follow bool // what the keys change is to be in sight, wherever it was scrolled to

	over bool
	seen int // how many of the lines, from the first one on, have been in sight
}

// Over reports whether the lines had no room when they were drawn last.
func (s *Scrolled) Over() bool { return s.over }

// Unread reports whether some of the lines have never been in sight: until then the dialog must not
// be confirmed.
func (s *Scrolled) Unread() bool { return s.over && s.seen < s.length }

// Fit are the lines in sight, most of w cells at a time; at is that which the keys change, or -1.
func (s *Scrolled) Fit(d *Deck, lines []string, at, w, most int) []string {
	if most = max(1, most); len(lines) <= most {
		*s = Scrolled{}
		return lines
	}
	s.over = true
	from, to := s.Window(len(lines), most)
	if s.Follow && at >= 0 && (at < from || at >= to) {
		s.scrollTo(min(at, max(s.Offset, at-most+1)))
		from, to = s.Window(len(lines), most)
	}
	if from <= s.seen {
		s.seen = max(s.seen, to)
	}
	out := slices.Clone(lines[from:to])
	sign := func(line *string, sign string) { *line = term.FitLine(*line, w-1) + d.Theme.Faint.Paint(sign) }
	if above, below := s.Beyond(); above > 0 && below > 0 && most == 1 {
		sign(&out[0], "↕")
	} else {
		if above > 0 {
			sign(&out[0], "↑")
		}
		if below > 0 {
			sign(&out[most-1], "↓")
		}
	}
	return out
}

// ScrollHint is the key that shows what was not read yet.
func (s *Scrolled) ScrollHint(d *Deck) string {
	if _, below := s.Beyond(); below == 0 {
		return d.KeyLine(d.Keys.PageUp, d.Text.S("scroll"))
	}
	return d.KeyLine(d.Keys.PageDown, d.Text.S("scroll"))
}
