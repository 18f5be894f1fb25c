package filter

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Parse reads an expression. The error is an *Error. An empty source gives the empty expression.
func (t *Table[R]) Parse(src string) (Expr[R], error) { return t.parse(src, false) }

// ParseLive reads an expression that is still being typed. A last term that touches the end of the source may be half
// done: it is left out if it says nothing yet, else its last value is taken as the beginning of one. What is acted on
// must come from Parse.
func (t *Table[R]) ParseLive(src string) (Expr[R], error) { return t.parse(src, true) }

func (t *Table[R]) parse(src string, live bool) (Expr[R], error) {
	pieces, open := lex(src)
	if open && !live {
		last := pieces[len(pieces)-1]
		return Expr[R]{}, &Error{Pos: last.start, Text: src[last.start:], Msg: MsgOpenQuote, Accepted: []string{`"`}}
	}
	var terms []term[R]
	typing := live && (open || !strings.HasSuffix(src, `"`))
	for _, p := range pieces {
		one, err := t.parseTerm(p, typing && p.end == len(src))
		if err != nil {
			err.Text = src[p.start:p.end]
			return Expr[R]{}, err
		}
		if len(one.alts) > 0 {
			terms = append(terms, one)
		}
	}
	if len(terms) == 0 {
		return Expr[R]{}, nil
	}
	run := slices.Clone(terms)
	slices.SortStableFunc(run, func(a, b term[R]) int { return cmp.Compare(a.field.cost(), b.field.cost()) })
	return Expr[R]{terms: terms, run: run, bufs: &sync.Pool{New: func() any { return new(make([]string, 0, 16)) }}}, nil
}

// parseTerm reads one term; half says that it is still being typed. A term without alternatives says nothing yet.
func (t *Table[R]) parseTerm(p piece, half bool) (term[R], *Error) {
	out := term[R]{field: &t.word}
	rest := p
	if rest.starts('!') {
		out.not = true
		_, rest = rest.cut(0)
	}
	if name, value, ok := splitField(rest); ok {
		if out.field = t.find(name.text); out.field == nil {
			return out, &Error{Pos: name.start, Msg: MsgNoField, Accepted: t.names()}
		}
		rest = value
	}
	if rest.starts('!') {
		return out, &Error{Pos: rest.start, Msg: MsgNegation}
	}
	key, keyed, err := "", false, (*Error)(nil)
	if out.field.tag != nil {
		if key, rest, keyed, err = tagKey(rest, half); err != nil {
			return out, err
		}
	}
	values := rest.split(',')
	for i, v := range values {
		typed := half && i == len(values)-1
		if typed && v.text == "" && !(keyed && i == 0) {
			continue
		}
		var a alt
		switch {
		case keyed:
			a, err = readTagValue(key, v, typed)
		case v.text == "" && out.field.tag == nil:
			err = &Error{Pos: v.start, Msg: MsgNothing, Accepted: out.field.forms}
		default:
			a, err = out.field.read(v, typed)
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

// splitField cuts a term at its first colon; ok is false for a word without a field. What is before the colon is a
// field's name only if it is letters: times and IPv6 addresses are words.
func splitField(p piece) (name, value piece, ok bool) {
	i := p.index(':')
	if i < 1 || slices.Contains(p.quoted[:i], true) {
		return p, p, false
	}
	name, value = p.cut(i)
	letter := func(r rune) bool { return r >= utf8.RuneSelf || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
	return name, value, strings.IndexFunc(name.text, func(r rune) bool { return !letter(r) }) < 0
}

// tagKey takes the key off a tag term that has a value: keyed. A `tag:k=` being typed still asks for the key.
func tagKey(p piece, half bool) (key string, rest piece, keyed bool, err *Error) {
	i := p.index('=')
	if i < 0 {
		return "", p, false, nil
	}
	before, after := p.cut(i)
	switch {
	case before.text == "":
		return "", p, false, &Error{Pos: p.start, Msg: MsgNoKey, Accepted: tagForms}
	case before.index(',') >= 0:
		return "", p, false, &Error{Pos: p.start, Msg: MsgOneKey, Accepted: tagForms}
	case before.index('*') >= 0:
		return "", p, false, &Error{Pos: p.start, Msg: MsgPlainKey}
	case after.missing() && half:
		return "", before, false, nil
	}
	return before.text, after, true, nil
}
