package tty

import (
	"io"
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// writer writes to a terminal that knows these letters, each cell of the screen as one that looks
// like it. Writes must not end within a letter.
func (l Letters) writer(w io.Writer) io.Writer {
	if l == Unicode {
		return w
	}
	return &ascii{to: w, names: l == ASCIISigns}
}

type ascii struct {
	to    io.Writer
	names bool // letters that are no signs stay
	out   []byte
}

func (a *ascii) Write(b []byte) (int, error) {
	a.out = a.out[:0]
	state := byte(0)
	for rest := b; len(rest) > 0; {
		seq, width, n, next := ansi.DecodeSequenceWc(rest, state, nil)
		rest, state = rest[n:], next
		r, _ := utf8.DecodeRune(seq)
		like, isSign := alike(r)
		switch {
		case a.names && !isSign && r >= utf8.RuneSelf && width > 0:
			a.out = append(a.out, seq...)
		case r < utf8.RuneSelf && width > 0:
			a.out = append(a.out, byte(r)) // without the accents that follow it
		case width > 0:
			a.out = append(a.out, like)
			for range width - 1 {
				a.out = append(a.out, '?')
			}
		default: // a sequence, such as that of a title
			for _, c := range seq {
				if c < utf8.RuneSelf {
					a.out = append(a.out, c)
				}
			}
		}
	}
	if _, err := a.to.Write(a.out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// twins are letters and what looks like each.
var twins = strings.NewReplacer(
	"─", "-", "━", "-", "│", "|", "┃", "|",
	"▁", "_", "▂", "_", "▃", ".", "▄", "-", "▅", "=", "▆", "+", "▇", "*", "█", "#",
	"▀", `"`, "▌", ">", "▏", "|", "▐", "|", "░", ":", "▲", "^", "▸", ">", "▼", "v", "▾", "v",
	"●", "*", "○", "o", "◌", ".", "◐", "%", "✓", "+", "✗", "x",
	"←", "<", "↑", "^", "→", ">", "↓", "v", "⌫", "<", "‹", "<", "›", ">",
	"…", "~", "•", "*", "·", ".", "–", "-", "−", "-", "×", "x", "¥", "Y", "≤", "<", "≥", ">", "²", "2", "µ", "u",
	"’", "'", "‘", "'", "”", `"`, "“", `"`, "\u00a0", " ",
)

// alike is the ASCII letter that looks like a sign. Other letters are a question mark.
func alike(r rune) (like byte, isSign bool) {
	switch {
	case r == 0x2800:
		return ' ', true
	case r > 0x2800 && r <= 0x28ff: // dots of a chart
		return ".:*#"[min(bits.OnesCount8(uint8(r-0x2800))-1, 7)/2], true
	}
	if s := twins.Replace(string(r)); len(s) == 1 {
		return s[0], true
	}
	if r >= 0x2500 && r <= 0x257f { // corners and crossings of lines
		return '+', true
	}
	return '?', false
}
