package filter

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Parse reads an expression. The error is an *Error. An empty source gives the empty expression.
func (t *Table[R]) Parse(src string) (Expr[R], error) { return t.parse(src, false) }

// ParseLive reads an expression that is still being typed. A last term that touches the end of
// the source may be half done: it is left out if it says nothing yet, else its last value is
// taken as the beginning of one. Parentheses may be open, and a word that joins may have nothing
// behind it yet. What is acted on must come from Parse.
func (t *Table[R]) ParseLive(src string) (Expr[R], error) { return t.parse(src, true) }

func (t *Table[R]) parse(src string, live bool) (Expr[R], error) {
	pieces, open := lex(src)
	if open && !live {
		last := pieces[len(pieces)-1]
		return Expr[R]{}, &Error{Pos: last.start, Len: len(src) - last.start, Text: src[last.start:], Msg: MsgOpenQuote, Accepted: []string{`"`}}
	}
	p := parser[R]{table: t, src: src, pieces: pieces, live: live, typing: live && (open || !strings.HasSuffix(src, `"`))}
	root, err := p.alternatives(0)
	if err == nil && p.at < len(pieces) { // only a ) ends them early
		err = p.wrong(errorAt(pieces[p.at], MsgNotOpen))
	}
	if err != nil {
		return Expr[R]{}, err
	}
	if root == nil {
		return Expr[R]{}, nil
	}
	e := Expr[R]{root: root, bufs: &sync.Pool{New: func() any { return new(make([]string, 0, 16)) }}}
	words := false
	root.terms(func(t *term[R]) { words = t.setPlain() || words })
	if e.run = root.cheapFirst((*term[R]).cost); words {
		e.text = root.cheapFirst((*term[R]).costInText)
	}
	return e, nil
}

// parser reads the pieces of a source one after the other.
type parser[R any] struct {
	table  *Table[R]
	src    string
	pieces []piece
	at     int
	live   bool
	typing bool // the last piece is
}

// deepest bounds how many parentheses may be inside one another.
const deepest = 50

// peek is the next piece; ok is false at the end.
func (p *parser[R]) peek() (next piece, ok bool) {
	if p.at >= len(p.pieces) {
		return piece{}, false
	}
	return p.pieces[p.at], true
}

// wrong adds the term to an error.
func (p *parser[R]) wrong(e *Error) *Error {
	if e.Text == "" {
		e.Text = p.src[e.Pos : e.Pos+e.Len]
	}
	return e
}

func (p piece) isOr() bool  { return p.is("or") || p.sign && p.text == "||" }
func (p piece) isAnd() bool { return p.is("and") || p.sign && p.text == "&&" }

// alternatives reads what `or` joins, to the end or to a ).
func (p *parser[R]) alternatives(depth int) (*node[R], error) {
	var kids []*node[R]
	for {
		kid, err := p.terms(depth)
		if err != nil {
			return nil, err
		}
		kids = append(kids, kid)
		next, ok := p.peek()
		if !ok || !next.isOr() {
			return joined(anyOf, kids...), nil
		}
		p.at++
		if err := p.needsTerm(next); err != nil {
			return nil, err
		}
	}
}

// terms reads what blanks or `and` join, to the end, to an `or` or to a ).
func (p *parser[R]) terms(depth int) (*node[R], error) {
	var kids []*node[R]
	first := p.at
	for {
		next, ok := p.peek()
		switch {
		case !ok, next.sign && next.text == ")":
			return joined(all, kids...), nil
		case next.isOr(), next.isAnd():
			if p.at == first {
				return nil, p.noTerm(next)
			}
			if next.isOr() {
				return joined(all, kids...), nil
			}
			p.at++
			if err := p.needsTerm(next); err != nil {
				return nil, err
			}
			first = p.at
			continue
		}
		kid, err := p.unary(depth)
		if err != nil {
			return nil, err
		}
		kids = append(kids, kid)
	}
}

// noTerm says that a word that joins terms has none before it.
func (p *parser[R]) noTerm(word piece) error {
	if p.halfTyped() {
		p.at++
		return nil
	}
	return p.joinsNothing(word)
}

// halfTyped reports whether the next piece is the last and may become another word.
func (p *parser[R]) halfTyped() bool {
	return p.typing && p.at == len(p.pieces)-1 && p.pieces[p.at].end == len(p.src) && !p.pieces[p.at].sign
}

// needsTerm sees to it that something follows a word.
func (p *parser[R]) needsTerm(word piece) error {
	next, ok := p.peek()
	joins := ok && (next.isOr() || next.isAnd())
	if !ok && !p.live || ok && next.sign && next.text == ")" || joins && !p.halfTyped() {
		return p.joinsNothing(word)
	}
	return nil
}

func (p *parser[R]) joinsNothing(word piece) error {
	e := errorAt(word, MsgNoTerm, quoted(word.text))
	e.Args = []any{word.text}
	return p.wrong(e)
}

func quoted(text string) string { return `"` + text + `"` }

// unary reads a term or what is in parentheses, with what negates it.
func (p *parser[R]) unary(depth int) (*node[R], error) {
	next := p.pieces[p.at]
	switch {
	case depth > deepest:
		return nil, p.wrong(errorAt(next, MsgTooDeep))
	case next.is("not"), p.negatesParenthesis():
		p.at++
		if err := p.needsTerm(next); err != nil || p.at == len(p.pieces) {
			return nil, err
		}
		n, err := p.unary(depth + 1)
		return n.negate(), err
	case next.sign && next.text == "(":
		p.at++
		if inner, ok := p.peek(); ok && inner.sign && inner.text == ")" {
			return nil, p.wrong(&Error{Pos: next.start, Len: inner.end - next.start, Msg: MsgNothing})
		}
		n, err := p.alternatives(depth + 1)
		if err != nil {
			return nil, err
		}
		if p.at == len(p.pieces) {
			if !p.live {
				err = p.wrong(errorAt(next, MsgNotClosed, ")"))
			}
			return n, err
		}
		p.at++
		return n, nil
	}
	if n := p.set(); n != nil {
		return n, nil
	}
	p.at++
	one, err := p.table.parseTerm(next, p.typing && next.end == len(p.src))
	if err != nil {
		err.Text = p.src[next.start:next.end]
		return nil, err
	}
	if len(one.alts) == 0 {
		return nil, nil
	}
	return &node[R]{term: one}, nil
}

// negatesParenthesis reports whether the next piece is a ! or - directly before a (.
func (p *parser[R]) negatesParenthesis() bool {
	next := p.pieces[p.at]
	return (next.is("!") || next.is("-")) && p.at+1 < len(p.pieces) &&
		p.pieces[p.at+1].is("(") && p.pieces[p.at+1].start == next.end
}

// set reads words side by side that are whole ids or addresses, two or more, or nothing.
func (p *parser[R]) set() *node[R] {
	for _, f := range p.table.fields {
		var values []piece
		at := p.at
		for at < len(p.pieces) && !p.pieces[at].sign {
			more := f.wholeValues(p.pieces[at])
			if more == nil {
				break
			}
			values = append(values, more...)
			at++
		}
		if len(values) < 2 {
			continue
		}
		n := &node[R]{term: term[R]{field: f, op: has, alts: []alt{asSet(values)}}}
		// One more id that is being typed belongs to the others.
		if at == len(p.pieces)-1 && p.typing && p.pieces[at].end == len(p.src) && f.whole(values[0].text) {
			if last := p.pieces[at]; f.beginsLike(last.text, values[0].text) {
				a, _ := compile(last, prefix)
				a.half = true
				n.alts = append(n.alts, a)
				at++
			}
		}
		p.at = at
		return n
	}
	return nil
}

// beginsLike reports whether a text may become such a value as another is.
func (k *Kind) beginsLike(text, other string) bool {
	return strings.HasPrefix(text, "i-") && strings.HasPrefix(other, "i-") && strings.Trim(text[2:], "0123456789abcdefghijklmnopqrstuvwxyz") == ""
}

// parseTerm reads one term; half says that it is still being typed. A term without alternatives says nothing yet.
func (t *Table[R]) parseTerm(p piece, half bool) (term[R], *Error) {
	out := term[R]{field: &t.word, op: has}
	rest := p
	if rest.starts('!') || rest.starts('-') {
		out.not = true
		_, rest = rest.cut(0)
	}
	sign := has
	if name, value, o, ok := splitField(rest); ok && t.word.has == nil {
		if out.field = t.find(name.text); out.field == nil {
			return out, t.noField(name, value, o)
		}
		if rest = value; o == "==" {
			e := errorAt(piece{start: name.end, end: value.start}, MsgEquals)
			e.Near = []string{name.text + "=" + value.text}
			return out, e
		}
		if strings.HasPrefix(string(o), "!") {
			out.not, o = !out.not, op(o[1:])
		}
		if sign = o; o == "=~" {
			sign = pattern
		}
	}
	if rest.starts('!') {
		return out, errorAt(piece{start: rest.start, end: rest.start + 1}, MsgNegation)
	}
	if at := rest.index('|'); at >= 0 && sign != pattern && !(out.field.tag != nil && rest.index('~') >= 0) {
		e := errorAt(piece{start: rest.at[at], end: rest.at[at] + 1}, MsgPipe)
		before, after := rest.cut(at)
		if e.Near = []string{strings.TrimSpace(before.text + " or " + after.text)}; out.field.name != free {
			e.Near = []string{string(out.field.name) + ":" + before.text + "," + after.text}
		}
		return out, e
	}
	return t.parseValues(out, sign, rest, half)
}

// noField says that there is no such field.
func (t *Table[R]) noField(name, value piece, o op) *Error {
	e := errorAt(name, MsgNoField, t.names()...)
	e.Args = []any{name.text}
	var names []string
	for _, f := range t.fields {
		names = append(names, string(f.name))
	}
	e.Near = Suggest(name.text, names)
	for _, f := range t.fields {
		if f.tag != nil && (o == equals || o == has) && value.text != "" && len(e.Near) == 0 {
			e.Near = []string{string(f.name) + ":" + quote(name.text) + "=" + quote(value.text)}
		}
	}
	return e
}

// parseValues reads the values of a term.
func (t *Table[R]) parseValues(out term[R], sign op, rest piece, half bool) (term[R], *Error) {
	f := out.field
	key, keyed := "", false
	switch {
	case f.tag != nil:
		var err *Error
		if key, rest, keyed, sign, err = tagKey(rest, sign, half); err != nil {
			return out, err
		}
		if strings.HasPrefix(string(sign), "!") {
			out.not, sign = !out.not, op(sign[1:])
		}
	case sign == pattern && f.texts == nil:
		return out, errorAt(rest, MsgNoPattern, f.forms...)
	case sign.orders() && f.texts != nil:
		return out, errorAt(rest, MsgNoOrder, append([]string{":", "=", "!=", "~"}, f.forms...)...)
	}
	if sign == equals && f.texts != nil && f.words == nil && !f.slow || sign == pattern {
		out.op = sign
	}
	if sign == pattern && (rest.text != "" || f.tag == nil || keyed) {
		if rest.text == "" {
			if half {
				return out, nil
			}
			return out, errorAt(rest, MsgNothing)
		}
		a, err := readPattern(rest, half)
		if a.key, a.half = key, half; err == nil && a.text != "" {
			if keyed {
				a.text = quote(key) + "~" + a.text
			}
			out.alts = []alt{a}
		}
		return out, err
	}
	values := rest.split(',')
	if set := f.setOf(values, half); set > 1 {
		out.op, out.alts = has, []alt{asSet(values[:set])}
		if values = values[set:]; len(values) == 0 {
			return out, nil
		}
	}
	for i, v := range values {
		typed := half && i == len(values)-1
		if typed && v.text == "" && !(keyed && i == 0) {
			continue
		}
		var a alt
		var err *Error
		switch {
		case keyed:
			a, err = readTagValue(key, v, typed)
		case v.text == "" && f.tag == nil:
			err = errorAt(v, MsgNothing, f.forms...)
		default:
			a, err = f.read(sign, v, typed)
		}
		if err != nil {
			return out, err
		}
		if keyed && i == 0 {
			a.text = quote(key) + "=" + a.text
		}
		if a.half = typed; a.text != "" {
			out.alts = append(out.alts, a)
		}
	}
	return out, nil
}

// names are the fields as they are written.
func (t *Table[R]) names() []string {
	var out []string
	for _, f := range t.fields {
		out = append(out, string(f.name)+":")
	}
	return out
}

// splitField cuts a term at its first sign; ok is false for a word without a field. What is before
// the sign is a field's name only if it is letters: times and IPv6 addresses are words.
func splitField(p piece) (name, value piece, o op, ok bool) {
	letter := func(r rune) bool { return r >= utf8.RuneSelf || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
	i := strings.IndexFunc(p.text, func(r rune) bool { return !letter(r) })
	if i < 1 || slices.Contains(p.quoted[:i+1], true) {
		return p, p, "", false
	}
	for _, sign := range []op{"!=", "!~", "==", "=~", atMost, atLeast, has, equals, pattern, less, more} {
		if n := len(sign); strings.HasPrefix(p.text[i:], string(sign)) && !p.quoted[i+n-1] {
			name, value = p.cutWide(i, n)
			return name, value, sign, true
		}
	}
	return p, p, "", false
}

// tagKey takes the key off a tag term that has a value: keyed. A `tag:k=` being typed still asks for the key.
func tagKey(p piece, field op, half bool) (key string, rest piece, keyed bool, o op, err *Error) {
	i := -1
	for k := range len(p.text) {
		if !p.quoted[k] && (p.text[k] == '=' || p.text[k] == '~') {
			i = k
			break
		}
	}
	switch {
	case field != has && field != equals:
		return "", p, false, field, errorAt(p, MsgNoKey, tagForms...)
	case i < 0:
		return "", p, false, has, nil
	}
	o = op(p.text[i])
	before, after := p.cut(i)
	if n := len(before.text); n > 0 && before.text[n-1] == '!' && !before.quoted[n-1] {
		before, _ = before.cut(n - 1)
		o = "!" + o
	}
	switch {
	case before.text == "":
		return "", p, false, o, errorAt(p, MsgNoKey, tagForms...)
	case before.index(',') >= 0:
		return "", p, false, o, errorAt(p, MsgOneKey, tagForms...)
	case before.index('*') >= 0:
		return "", p, false, o, errorAt(p, MsgPlainKey)
	case after.missing() && half:
		return "", before, false, has, nil
	}
	return before.text, after, true, o, nil
}
