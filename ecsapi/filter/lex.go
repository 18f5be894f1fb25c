package filter

import (
	"slices"
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
	sign       bool   // one of ( ) && ||
}

// lex cuts the source at spaces outside quotes, and around the signs ( ) && ||. After an unquoted
// ~ the parentheses that belong together and all other signs are part of a regular expression.
// open says that a quote was not closed; the last piece then runs to the end.
func lex(src string) (pieces []piece, open bool) {
	var p piece
	text, quoted, at := make([]byte, 0, len(src)), make([]bool, 0, len(src)), make([]int, 0, len(src))
	from := 0                  // of text: where the piece begins
	inside, in := false, false // inside a piece, inside quotes
	var regex regexLexer
	flush := func(end int) {
		if inside {
			n := len(text)
			p.text, p.quoted, p.at, p.end = string(text[from:n]), quoted[from:n:n], at[from:n:n], end
			pieces = append(pieces, p)
		}
		p, from, inside, regex = piece{}, len(text), false, regexLexer{}
	}
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRuneInString(src[i:])
		if !in && unicode.IsSpace(r) {
			flush(i)
			i += n
			continue
		}
		if sign := signAt(src[i:]); !in && sign != "" && !regex.takes(src[i]) {
			flush(i)
			pieces = append(pieces, piece{text: sign, start: i, end: i + len(sign), sign: true})
			i += len(sign)
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
		first := i
		if in && r == '\\' && i+1 < len(src) && (src[i+1] == '"' || src[i+1] == '\\') {
			i++
		}
		if !in {
			regex.read(src[i])
		}
		for k := range n {
			text, quoted, at = append(text, src[i+k]), append(quoted, in), append(at, first)
		}
		i += n
	}
	flush(len(src))
	return pieces, in
}

// signAt is the sign that the source begins with, or "".
func signAt(src string) string {
	switch {
	case src[0] == '(' || src[0] == ')':
		return src[:1]
	case strings.HasPrefix(src, "&&") || strings.HasPrefix(src, "||"):
		return src[:2]
	}
	return ""
}

// regexLexer follows a regular expression to know which parentheses are its own.
type regexLexer struct {
	on, escaped, class bool
	depth              int
}

// takes reports whether a sign belongs to the expression.
func (x *regexLexer) takes(sign byte) bool {
	return x.on && (sign != ')' || x.escaped || x.class || x.depth > 0)
}

func (x *regexLexer) read(b byte) {
	switch {
	case !x.on:
		x.on = b == '~'
	case x.escaped:
		x.escaped = false
	case b == '\\':
		x.escaped = true
	case x.class:
		x.class = b != ']'
	case b == '[':
		x.class = true
	case b == '(':
		x.depth++
	case b == ')':
		x.depth--
	}
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
	return p.cutWide(i, 1)
}

// cutWide divides the piece around a sign of n bytes.
func (p piece) cutWide(i, n int) (before, after piece) {
	before = piece{text: p.text[:i], quoted: p.quoted[:i], at: p.at[:i], start: p.start, end: p.at[i]}
	after = piece{text: p.text[i+n:], quoted: p.quoted[i+n:], at: p.at[i+n:], start: p.at[i+n-1] + 1, end: p.end}
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

// is reports whether the piece is an unquoted word, in any case.
func (p piece) is(word string) bool {
	return strings.EqualFold(p.text, word) && p.end-p.start == len(p.text)
}

// quote writes text so that lex gives it back with none of it taken for a sign.
func quote(text string) string {
	plain := text != "" && text[0] != '-' && !strings.ContainsAny(text, `",*:=()<>~|&!`) &&
		strings.IndexFunc(text, unicode.IsSpace) < 0 && !slices.ContainsFunc(operators, func(w string) bool { return strings.EqualFold(w, text) })
	if plain {
		return text
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// operators are the words that join terms.
var operators = []string{"and", "or", "not"}
