package filter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is a part of the source with its quotes taken off. It remembers which bytes were quoted, so that they are
// never taken for signs of the language, and where each came from.
type piece struct {
	text       string
	quoted     []bool // by byte of text
	at         []int  // offset in the source, by byte of text
	start, end int    // in the source, quotes included
}

// lex cuts the source at spaces outside quotes. open says that a quote was not closed; the last piece then runs to the end.
func lex(src string) (pieces []piece, open bool) {
	var p piece
	var text []byte
	inside, in := false, false // inside a piece, inside quotes
	flush := func(end int) {
		if inside {
			p.text, p.end = string(text), end
			pieces = append(pieces, p)
		}
		p, text, inside = piece{}, nil, false
	}
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRuneInString(src[i:])
		if !in && unicode.IsSpace(r) {
			flush(i)
			i += n
			continue
		}
		if !inside {
			inside, p.start = true, i
		}
		if r == '"' {
			in = !in
			i++
			continue
		}
		from := i
		if in && r == '\\' && i+1 < len(src) && (src[i+1] == '"' || src[i+1] == '\\') {
			i++
		}
		for k := range n {
			text = append(text, src[i+k])
			p.quoted = append(p.quoted, in)
			p.at = append(p.at, from)
		}
		i += n
	}
	flush(len(src))
	return pieces, in
}

// index is the first place of an unquoted sign, or -1.
func (p piece) index(sign byte) int {
	for i := range len(p.text) {
		if p.text[i] == sign && !p.quoted[i] {
			return i
		}
	}
	return -1
}

// cut divides the piece around the sign at i.
func (p piece) cut(i int) (before, after piece) {
	before = piece{p.text[:i], p.quoted[:i], p.at[:i], p.start, p.at[i]}
	after = piece{p.text[i+1:], p.quoted[i+1:], p.at[i+1:], p.at[i] + 1, p.end}
	return before, after
}

// split divides the piece at every unquoted sign; there is always at least one part.
func (p piece) split(sign byte) []piece {
	var parts []piece
	for {
		i := p.index(sign)
		if i < 0 {
			return append(parts, p)
		}
		var part piece
		part, p = p.cut(i)
		parts = append(parts, part)
	}
}

// starts says whether the piece begins with an unquoted sign.
func (p piece) starts(sign byte) bool { return len(p.text) > 0 && p.text[0] == sign && !p.quoted[0] }

// missing says that nothing was written, not even a pair of quotes.
func (p piece) missing() bool { return p.start == p.end }

// quote writes text so that lex gives it back with none of it taken for a sign.
func quote(text string) string {
	plain := text != "" && text[0] != '!' && !strings.ContainsAny(text, `",*:=`) &&
		strings.IndexFunc(text, unicode.IsSpace) < 0
	if plain {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
