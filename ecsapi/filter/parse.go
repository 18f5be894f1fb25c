package filter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Error says what is wrong with an expression. Its sentences are constants, so that a front end can translate them.
type Error struct {
	Pos      int      // byte offset in the source of what is wrong
	Text     string   // the term that holds it
	Msg      string   // what is wrong
	Accepted []string // what would be accepted there
}

// Error is one line: the term, what is wrong, what is accepted.
func (e *Error) Error() string {
	text := e.Text
	if cut := []rune(text); len(cut) > 40 {
		text = string(cut[:40]) + "…"
	}
	line := fmt.Sprintf("filter: %q: %s", text, e.Msg)
	if len(e.Accepted) > 0 {
		line += "; accepted: " + strings.Join(e.Accepted, ", ")
	}
	return line
}

// The sentences of Error.Msg.
const (
	MsgOpenQuote  = "the quote is not closed"
	MsgNothing    = "there is nothing to look for"
	MsgNoField    = "there is no such field (quote a text that has a colon)"
	MsgNoWord     = "there is no such value"
	MsgNegation   = "the ! belongs before the term, once"
	MsgNoKey      = "a tag needs its key"
	MsgOneKey     = "a tag's value belongs to one key"
	MsgPlainKey   = "a tag's key can't have a * (quote it if it is meant)"
	MsgNoTagValue = "a tag's value is missing (leave out the = to ask for the key alone)"
	MsgNotAddress = "this is no address"
)

// What tag: and ip: accept, shown by example.
var (
	tagForms     = []string{"tag:key", "tag:key=value", "tag:key=one,two", `tag:key=""`}
	addressForms = []string{"10.0.0.1", "10.12", "10.12.*", "10.12.0.0/16", "2408:4321::1"}
)

// Parse reads an expression. The error is an *Error. An empty source gives the empty expression.
func Parse(src string) (Expr, error) { return parse(src, false) }

// ParseLive reads an expression that is still being typed. A last term that touches the end of the source may be half
// done: it is left out if it says nothing yet, else its last value is taken as the beginning of one. What is acted on
// must come from Parse.
func ParseLive(src string) (Expr, error) { return parse(src, true) }

func parse(src string, live bool) (Expr, error) {
	pieces, open := lex(src)
	if open && !live {
		last := pieces[len(pieces)-1]
		return Expr{}, &Error{Pos: last.start, Text: src[last.start:], Msg: MsgOpenQuote, Accepted: []string{`"`}}
	}
	var terms []term
	typing := live && (open || !strings.HasSuffix(src, `"`))
	for _, p := range pieces {
		t, err := parseTerm(p, typing && p.end == len(src))
		if err != nil {
			err.Text = src[p.start:p.end]
			return Expr{}, err
		}
		if len(t.alts) > 0 {
			terms = append(terms, t)
		}
	}
	if len(terms) == 0 {
		return Expr{}, nil
	}
	run := slices.Clone(terms)
	slices.SortStableFunc(run, func(a, b term) int { return cmp.Compare(cost(a), cost(b)) })
	return Expr{terms: terms, run: run, bufs: &sync.Pool{New: func() any { return new(make([]string, 0, 16)) }}}, nil
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

// parseValue makes the test of one alternative; half says that its end is still being typed.
func parseValue(f Field, v piece, key string, keyed, half bool) (alt, *Error) {
	empty := v.text == ""
	switch {
	case f == Tag && !keyed:
		if empty {
			return alt{}, &Error{Pos: v.start, Msg: MsgNoKey, Accepted: tagForms}
		}
		if v.index('*') >= 0 {
			return alt{}, &Error{Pos: v.start, Msg: MsgPlainKey}
		}
		return alt{key: v.text, text: quote(v.text)}, nil
	case f == Tag:
		if v.missing() {
			return alt{}, &Error{Pos: v.start, Msg: MsgNoTagValue, Accepted: tagForms}
		}
		test, text, _ := compile(v, typedTie(whole, half))
		return alt{key: key, test: test, text: text}, nil
	case empty:
		return alt{}, &Error{Pos: v.start, Msg: MsgNothing, Accepted: names(f)}
	case closed[f] != nil:
		return closedValue(f, v, half)
	case f == IP:
		test, text := address(v, half)
		if test == nil {
			return alt{}, &Error{Pos: v.start, Msg: MsgNotAddress, Accepted: addressForms}
		}
		return alt{test: test, text: text}, nil
	case f == Zone:
		return zoneValue(v), nil
	case f == Region:
		return regionValue(v, half), nil
	}
	test, text, wild := compile(v, within)
	if f == Type && wild {
		// People see and write types without their common beginning.
		bare := test
		test = func(v string) bool {
			short, has := strings.CutPrefix(v, "ecs.")
			return bare(v) || has && bare(short)
		}
	}
	return alt{test: test, text: text}, nil
}

// typedTie loosens the end of a value that is still being typed.
func typedTie(t tie, half bool) tie {
	if half && t == whole {
		return prefix
	}
	return t
}

func closedValue(f Field, v piece, half bool) (alt, *Error) {
	if w, ok := find(f, v.text); ok {
		return alt{test: oneOf(w.values), text: w.name}, nil
	}
	var values []string
	if half {
		for _, w := range closed[f] {
			if w.begins(v.text) {
				values = append(values, w.values...)
			}
		}
	}
	if values == nil {
		return alt{}, &Error{Pos: v.start, Msg: MsgNoWord, Accepted: names(f)}
	}
	return alt{test: oneOf(values), text: quote(v.text)}, nil
}

// zoneValue takes one or two characters for the zone's letter, `h` of cn-hangzhou-h or `1a` of eu-central-1a.
// Two may also be the country: no zone's letter looks like one.
func zoneValue(v piece) alt {
	test, text, wild := compile(v, within)
	if n := utf8.RuneCountInString(v.text); n <= 2 && !wild {
		letter, _, _ := compile(v, suffix)
		country, _, _ := compile(v, prefix)
		test = func(v string) bool { return letter(v) || n == 2 && country(v) }
	}
	return alt{test: test, text: text}
}

// regionValue takes a whole id, or one word of it (`hangzhou`, `us`). A longer part would not do: cn-hangzhou must not
// reach into cn-hangzhou-finance.
func regionValue(v piece, half bool) alt {
	tied := typedTie(whole, half)
	id, text, wild := compile(v, tied)
	if wild || strings.Contains(v.text, "-") {
		return alt{test: id, text: text}
	}
	return alt{text: text, test: func(region string) bool {
		for word := range strings.SplitSeq(region, "-") {
			if id(word) {
				return true
			}
		}
		return false
	}}
}
