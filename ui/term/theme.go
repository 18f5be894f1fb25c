package term

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Ink is a style made ready: the SGR sequences before and after the text.
// Painting with it is a concatenation, a hundred times cheaper than rendering
// a style for every cell. The zero Ink paints nothing.
type Ink struct{ Open, Close string }

// Paint returns s in this ink.
func (k Ink) Paint(s string) string {
	if k.Open == "" || s == "" {
		return s
	}
	return k.Open + s + k.Close
}

func (k Ink) append(dst []byte, s []byte) []byte {
	if k.Open == "" || len(s) == 0 {
		return append(dst, s...)
	}
	dst = append(dst, k.Open...)
	dst = append(dst, s...)
	return append(dst, k.Close...)
}

// Theme is every ink of the deck. The terminal keeps its own background; only
// Prod is a badge.
type Theme struct {
	Dark bool

	Text  Ink // ordinary text, the terminal's own colour
	Dim   Ink // less important, or old
	Faint Ink // hardly there: rules, blanks, unfocused signs

	Accent      Ink // the one colour for where the person is
	Title       Ink // titles of panels and dialogs
	Head        Ink // column titles
	Border      Ink
	BorderFocus Ink // of the pane that has the keys

	Good Ink // running, done
	Warn Ink // attention within the hour
	Bad  Ink // failed, locked, reclaimed
	Info Ink // neutral news
	Busy Ink // in transition

	Key    Ink // a key in a hint
	Mark   Ink // the sign of a marked row
	Cursor Ink // the sign and the name of the cursor's row
	Match  Ink // what a search found
	Wrong  Ink // what of a typed text can't be understood
	Prod   Ink // badge of a profile marked production
}

// palette is one background's colours, as #rrggbb.
type palette struct{ dim, faint, accent, good, warn, bad, info, busy, badge string }

var (
	onDark = palette{
		dim: "#a3a9b5", faint: "#6b7280", accent: "#7aa2f7", good: "#7fc98f", warn: "#e2b714",
		bad: "#ff7b86", info: "#9ab8d8", busy: "#56c2d6", badge: "#ff5c6c",
	}
	onLight = palette{
		dim: "#555b66", faint: "#7b818c", accent: "#1d4fc4", good: "#1a6e31", warn: "#7d5300",
		bad: "#b3202c", info: "#3b5b7d", busy: "#00667a", badge: "#b3202c",
	}
)

// NewTheme makes the inks for a dark or a light terminal.
func NewTheme(dark bool) Theme {
	p := onLight
	if dark {
		p = onDark
	}
	fg := func(hex string) lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.Color(hex)) }
	plain := lipgloss.NewStyle()
	return Theme{
		Dark:        dark,
		Dim:         ink(fg(p.dim)),
		Faint:       ink(fg(p.faint)),
		Accent:      ink(fg(p.accent).Bold(true)),
		Title:       ink(plain.Bold(true)),
		Head:        ink(fg(p.dim).Bold(true)),
		Border:      ink(fg(p.faint)),
		BorderFocus: ink(fg(p.accent)),
		Good:        ink(fg(p.good)),
		Warn:        ink(fg(p.warn)),
		Bad:         ink(fg(p.bad).Bold(true)),
		Info:        ink(fg(p.info)),
		Busy:        ink(fg(p.busy)),
		Key:         ink(fg(p.accent).Bold(true)),
		Mark:        ink(fg(p.warn).Bold(true)),
		Cursor:      ink(fg(p.accent).Bold(true)),
		Match:       ink(plain.Underline(true).Bold(true)),
		Wrong:       ink(fg(p.bad).Underline(true)),
		Prod:        ink(fg(p.badge).Bold(true).Reverse(true)),
	}
}

// PaintHits returns plain text with the places painted that a search found, which are in bytes and
// in their order.
func (t *Theme) PaintHits(text string, hits [][2]int) string {
	var b strings.Builder
	at := 0
	for _, h := range hits {
		b.WriteString(text[at:h[0]])
		b.WriteString(t.Match.Paint(text[h[0]:h[1]]))
		at = h[1]
	}
	return b.String() + text[at:]
}

// ink cuts a style's sequences off a rendered sample.
func ink(st lipgloss.Style) Ink {
	open, after, _ := strings.Cut(st.Render("x"), "x")
	return Ink{Open: open, Close: after}
}
