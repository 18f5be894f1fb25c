package filter

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Parse reads an expression. The error is an *Error. An empty source gives the empty expression.
func Parse(src string) (Expr, error) { return parse(src, false) }

// ParseLive reads an expression that is still being typed. A last term that touches the end of the source may be half
// done: it is left out if it says nothing yet, else its last value is taken as the beginning of one. What is acted on
// must come from Parse.
func ParseLive(src string) (Expr, error) { return parse(src, true) }

func parse(src string, live bool) (Expr, error) {
	terms, err := parseTerms(src, live, func(p piece, half bool) (term, bool, *Error) {
		t, err := parseTerm(p, half)
		return t, len(t.alts) > 0, err
	})
	if err != nil {
		return Expr{}, err
	}
	if len(terms) == 0 {
		return Expr{}, nil
	}
	run := slices.Clone(terms)
	slices.SortStableFunc(run, func(a, b term) int { return cmp.Compare(cost(a), cost(b)) })
	return Expr{terms: terms, run: run, bufs: &sync.Pool{New: func() any { return new(make([]string, 0, 16)) }}}, nil
}

// parseTerms reads the terms of an expression, each by the given func, which says whether the term says anything yet.
func parseTerms[T any](src string, live bool, read func(p piece, half bool) (t T, says bool, err *Error)) ([]T, error) {
	pieces, open := lex(src)
	if open && !live {
		last := pieces[len(pieces)-1]
		return nil, &Error{Pos: last.start, Text: src[last.start:], Msg: MsgOpenQuote, Accepted: []string{`"`}}
	}
	var terms []T
	typing := live && (open || !strings.HasSuffix(src, `"`))
	for _, p := range pieces {
		t, says, err := read(p, typing && p.end == len(src))
		if err != nil {
			err.Text = src[p.start:p.end]
			return nil, err
		}
		if says {
			terms = append(terms, t)
		}
	}
	return terms, nil
}

// cost ranks terms by the work they are.
func cost(t term) int {
	switch {
	case t.field == free:
		return 3
	case t.field == Tag || t.field == IP || t.field == SG:
		return 2
	case closed[t.field] != nil:
		return 0
	}
	return 1
}

// parseTerm reads one term; half says that it is still being typed. A term without alternatives says nothing yet.
func parseTerm(p piece, half bool) (term, *Error) {
	t := term{field: free}
	rest := p
	if rest.starts('!') {
		t.not = true
		_, rest = rest.cut(0)
	}
	if f, name, value, ok := splitField(rest); ok {
		if f == free {
			return t, &Error{Pos: name.start, Msg: MsgNoField, Accepted: fieldWords()}
		}
		t.field, rest = f, value
	}
	if rest.starts('!') {
		return t, &Error{Pos: rest.start, Msg: MsgNegation}
	}
	key, keyed, err := "", false, (*Error)(nil)
	if t.field == Tag {
		if key, rest, keyed, err = tagKey(rest, half); err != nil {
			return t, err
		}
	}
	values := rest.split(',')
	for i, v := range values {
		typed := half && i == len(values)-1
		if typed && v.text == "" && !(keyed && i == 0) {
			continue
		}
		a, err := parseValue(t.field, v, key, keyed, typed)
		if err != nil {
			return t, err
		}
		if keyed && i == 0 {
			a.text = quote(key) + "=" + a.text
		}
		t.alts = append(t.alts, a)
	}
	return t, nil
}

// splitField cuts a term at its first colon. ok is false for a free word; f is free for an unknown field.
// What is before the colon is a field's name only if it is letters: times and IPv6 addresses are words.
func splitField(p piece) (f Field, name, value piece, ok bool) {
	i := p.index(':')
	if i < 1 || slices.Contains(p.quoted[:i], true) {
		return free, p, p, false
	}
	name, value = p.cut(i)
	for f := range free {
		if strings.EqualFold(name.text, f.String()) {
			return f, name, value, true
		}
	}
	letter := func(r rune) bool { return r >= utf8.RuneSelf || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
	return free, name, value, strings.IndexFunc(name.text, func(r rune) bool { return !letter(r) }) < 0
}

// fieldWords are the fields as they are written.
func fieldWords() []string {
	var out []string
	for f := range free {
		out = append(out, f.String()+":")
	}
	return out
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
