package tty

import (
	"io"
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// ASCII writes to a terminal that knows no other letters, each cell of the screen as one
// that looks like it. Writes must not end within a letter.
func ASCII(w io.Writer) io.Writer { return &ascii{to: w} }

type ascii struct {
	to  io.Writer
	out []byte
}

func (a *ascii) Write(b []byte) (int, error) {
	a.out = a.out[:0]
	state := byte(0)
	for rest := b; len(rest) > 0; {
		seq, width, n, next := ansi.DecodeSequenceWc(rest, state, nil)
		rest, state = rest[n:], next
		switch r, _ := utf8.DecodeRune(seq); {
		case r < utf8.RuneSelf && width > 0:
			a.out = append(a.out, byte(r)) // without the accents that follow it
		case width > 0:
			a.out = append(a.out, alike(r))
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

// alike is the ASCII letter that looks like another letter, or a question mark.
func alike(r rune) byte {
	switch {
	case r == 0x2800:
		return ' '
	case r > 0x2800 && r <= 0x28ff: // dots of a chart
		return ".:*#"[min(bits.OnesCount8(uint8(r-0x2800))-1, 7)/2]
	}
	if s := twins.Replace(string(r)); len(s) == 1 {
		return s[0]
	}
	if r >= 0x2500 && r <= 0x257f { // corners and crossings of lines
		return '+'
	}
	return '?'
}
