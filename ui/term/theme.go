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
	Faint Ink // least important, yet to be read: what can't be done, old rows, unfocused signs

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

// palette is one background's colours, as #rrggbb or the number of one of the terminal's own 16.
// Without dim or faint these are the terminal's text, which it draws fainter.
type palette struct{ dim, faint, rule, accent, good, warn, bad, info, busy, badge string }

// A palette is measured against the darkest and the lightest background of its kind that is common,
// see the test. Blue, yellow and vermilion differ for every kind of eye.
var (
	onDark = palette{
		dim: "#a3a9b5", faint: "#8b93a1", rule: "#6b7280", accent: "#7aa2f7", good: "#7fc98f", warn: "#e2b714",
		bad: "#ff7b86", info: "#9ab8d8", busy: "#56c2d6", badge: "#ff5c6c",
	}
	onLight = palette{
		dim: "#555b66", faint: "#666c77", rule: "#7b818c", accent: "#1d4fc4", good: "#1a6e31", warn: "#7d5300",
		bad: "#b3202c", info: "#3b5b7d", busy: "#00667a", badge: "#b3202c",
	}
	contrastOnDark = palette{
		dim: "#dcdfe5", faint: "#c0c5ce", rule: "#c0c5ce", accent: "#8fd0ff", good: "#7dff9a", warn: "#ffe14d",
		bad: "#ffb0b0", info: "#cfe6ff", busy: "#7df0ff", badge: "#ffb0b0",
	}
	contrastOnLight = palette{
		dim: "#2b2f36", faint: "#3d424b", rule: "#3d424b", accent: "#0a2f8f", good: "#0b4a1c", warn: "#533600",
		bad: "#800010", info: "#1c3a5c", busy: "#004250", badge: "#800010",
	}
	anyEyeOnDark = palette{
		dim: "#a3a9b5", faint: "#8b93a1", rule: "#6b7280", accent: "#c9a6f0", good: "#4fb3f0", warn: "#f5e35c",
		bad: "#ff7a3c", info: "#b9c7d8", busy: "#8fd3c8", badge: "#ff7a3c",
	}
	anyEyeOnLight = palette{
		dim: "#555b66", faint: "#666c77", rule: "#7b818c", accent: "#6a2fa0", good: "#005a9c", warn: "#806600",
		bad: "#80001a", info: "#3f4f63", busy: "#00665c", badge: "#80001a",
	}
	ownColours = palette{
		accent: "4", good: "2", warn: "3", bad: "1", info: "6", busy: "6", badge: "1",
	}
)

// ThemeNames are those that NewTheme knows. The inks of auto, high-contrast and colour-blind depend
// on the terminal's background; terminal has the terminal's own 16 colours.
func ThemeNames() []string {
	return []string{"auto", "dark", "light", "high-contrast", "colour-blind", "terminal"}
}

// NewTheme makes the inks of a theme by its name; dark is whether the terminal's background is.
func NewTheme(name string, dark bool) Theme {
	switch name {
	case "dark":
		dark = true
	case "light":
		dark = false
	}
	half := func(ifDark, ifLight palette) palette {
		if dark {
			return ifDark
		}
		return ifLight
	}
	var p palette
	switch name {
	case "high-contrast":
		p = half(contrastOnDark, contrastOnLight)
	case "colour-blind":
		p = half(anyEyeOnDark, anyEyeOnLight)
	case "terminal":
		p = ownColours
	default:
		p = half(onDark, onLight)
	}
	fg := func(colour string) lipgloss.Style {
		if colour == "" {
			return lipgloss.NewStyle().Faint(true)
		}
		return lipgloss.NewStyle().Foreground(lipgloss.Color(colour))
	}
	plain := lipgloss.NewStyle()
	head := fg(p.dim).Bold(true)
	if p.dim == "" {
		head = plain.Bold(true) // most terminals draw nothing both bold and faint
	}
	return Theme{
		Dark:        dark,
		Dim:         ink(fg(p.dim)),
		Faint:       ink(fg(p.faint)),
		Accent:      ink(fg(p.accent).Bold(true)),
		Title:       ink(plain.Bold(true)),
		Head:        ink(head),
		Border:      ink(fg(p.rule)),
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
