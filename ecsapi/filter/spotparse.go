package filter

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MsgNoNumber is a sentence of Error.Msg.
const MsgNoNumber = "this is no number"

// What a field of numbers accepts, shown by example.
var numberForms = []string{"4", ">=4", "<0.5", "2-8"}

// spotClosed lists the words of the fields whose values are a closed set.
var spotClosed = map[SpotField][]word{
	SpotArch: {
		{"x86", []string{"x86_64", "amd64", "intel"}, []string{"X86"}},
		{"arm", []string{"arm64", "aarch64"}, []string{"ARM"}},
	},
	SpotStock: {
		{"yes", nil, []string{"yes"}},
		{"few", nil, []string{"few"}},
		{"no", []string{"out"}, []string{"no"}},
	},
}

// ParseSpot reads an expression over the spot board. The error is an *Error. An empty source gives the empty expression.
func ParseSpot(src string) (SpotExpr, error) { return parseSpot(src, false) }

// ParseSpotLive reads an expression that is still being typed, as ParseLive does.
func ParseSpotLive(src string) (SpotExpr, error) { return parseSpot(src, true) }

func parseSpot(src string, live bool) (SpotExpr, error) {
	terms, err := parseTerms(src, live, func(p piece, half bool) (spotTerm, bool, *Error) {
		t, err := parseSpotTerm(p, half)
		return t, len(t.alts) > 0, err
	})
	return SpotExpr{terms}, err
}

// parseSpotTerm reads one term; half says that it is still being typed. A term without alternatives says nothing yet.
func parseSpotTerm(p piece, half bool) (spotTerm, *Error) {
	t, rest := spotTerm{field: spotFree}, p
	if rest.starts('!') {
		t.not = true
		_, rest = rest.cut(0)
	}
	if i := rest.index(':'); i >= 0 && !slices.Contains(rest.quoted[:i], true) {
		name, value := rest.cut(i)
		if t.field = spotField(name.text); t.field == spotFree {
			return t, &Error{Pos: name.start, Msg: MsgNoField, Accepted: spotWords()}
		}
		rest = value
	}
	if rest.starts('!') {
		return t, &Error{Pos: rest.start, Msg: MsgNegation}
	}
	values := rest.split(',')
	for i, v := range values {
		typed := half && i == len(values)-1
		if typed && v.text == "" {
			continue
		}
		a, says, err := spotValue(t.field, v, typed)
		if err != nil {
			return t, err
		}
		if says {
			t.alts = append(t.alts, a)
		}
	}
	return t, nil
}

// spotField is the field of that name, or spotFree.
func spotField(name string) SpotField {
	for f := range spotFree {
		if strings.EqualFold(name, f.String()) {
			return f
		}
	}
	return spotFree
}

// spotWords are the fields as they are written.
func spotWords() []string {
	var out []string
	for f := range spotFree {
		out = append(out, f.String()+":")
	}
	return out
}

// spotValue makes one alternative; one that is still being typed may say nothing yet.
func spotValue(f SpotField, v piece, half bool) (a spotAlt, says bool, err *Error) {
	switch {
	case v.text == "" && f.numeric():
		return a, false, &Error{Pos: v.start, Msg: MsgNothing, Accepted: numberForms}
	case v.text == "":
		return a, false, &Error{Pos: v.start, Msg: MsgNothing, Accepted: spotNamed(f)}
	case f.numeric():
		return spotNumber(f, v, half)
	case spotClosed[f] != nil:
		return spotWord(f, v, half)
	case f == SpotZone:
		z := zoneValue(v)
		return spotAlt{test: z.test, src: z.text}, true, nil
	case f == SpotFamily:
		// g7 is not g7a, and nobody writes what all families begin with.
		test, src, _ := compile(v, ends(half))
		return spotAlt{test: bare(test), src: src}, true, nil
	}
	test, src, wild := compile(v, within)
	if wild {
		test = bare(test)
	}
	return spotAlt{test: test, src: src}, true, nil
}

// bare tests a type or a family with and without what all of them begin with.
func bare(test func(string) bool) func(string) bool {
	return func(v string) bool {
		short, has := strings.CutPrefix(v, "ecs.")
		return test(v) || has && test(short)
	}
}

func spotNamed(f SpotField) []string {
	var out []string
	for _, w := range spotClosed[f] {
		out = append(out, w.name)
	}
	return out
}

func spotWord(f SpotField, v piece, half bool) (spotAlt, bool, *Error) {
	for _, w := range spotClosed[f] {
		if w.is(v.text) {
			return spotAlt{test: oneOf(w.values), src: w.name}, true, nil
		}
	}
	var values []string
	for _, w := range spotClosed[f] {
		if half && w.begins(v.text) {
			values = append(values, w.values...)
		}
	}
	if values == nil {
		return spotAlt{}, false, &Error{Pos: v.start, Msg: MsgNoWord, Accepted: spotNamed(f)}
	}
	return spotAlt{test: oneOf(values), src: quote(v.text)}, true, nil
}

// spotNumber reads "4", "=4", "<4", "<=4", ">4", ">=4" or "2-8", in percents with or without a %.
func spotNumber(f SpotField, v piece, half bool) (spotAlt, bool, *Error) {
	a := spotAlt{low: math.Inf(-1), high: math.Inf(1), src: v.text}
	bad := &Error{Pos: v.start, Msg: MsgNoNumber, Accepted: numberForms}
	read := func(s string) (float64, bool) {
		if f.percent() {
			s = strings.TrimSuffix(s, "%")
		}
		n, err := strconv.ParseFloat(s, 64)
		return n, err == nil && strings.Trim(s, "0123456789.") == ""
	}
	sign := v.text[:len(v.text)-len(strings.TrimLeft(v.text, "<=>"))]
	rest := v.text[len(sign):]
	if half && rest == "" && slices.Contains([]string{"<", ">", "=", "<=", ">="}, sign) {
		return a, false, nil
	}
	if low, high, ok := strings.Cut(rest, "-"); ok && sign == "" {
		var from, to bool
		if a.low, from = read(low); half && high == "" && from {
			return a, true, nil // so far it has a lower end
		}
		if a.high, to = read(high); !from || !to {
			return a, false, bad
		}
		return a, true, nil
	}
	n, ok := read(rest)
	if !ok || utf8.RuneCountInString(sign) > 2 {
		return a, false, bad
	}
	switch sign {
	case "", "=":
		a.low, a.high = n, n
	case "<", "<=":
		a.high, a.below = n, sign == "<"
	case ">", ">=":
		a.low, a.above = n, sign == ">"
	default:
		return a, false, bad
	}
	return a, true, nil
}

// CompleteSpot lists what the word at the cursor could become, as Complete does.
func CompleteSpot(src string, cursor int, values func(f SpotField, prefix string) []string) []Completion {
	cursor = max(0, min(cursor, len(src)))
	p := pieceAt(src, cursor)
	if p.starts('!') && p.start < cursor {
		_, p = p.cut(0)
	}
	left := p.until(cursor)
	i := left.index(':')
	if i < 0 {
		return offer(p, left, spotWords())
	}
	name, value := left.cut(i)
	f := spotField(name.text)
	if f == spotFree || f.numeric() {
		return nil
	}
	parts := value.split(',')
	typed, end := parts[len(parts)-1], p.end
	for i, at := range p.at {
		if at >= cursor && p.text[i] == ',' && !p.quoted[i] {
			end = at
			break
		}
	}
	var out []Completion
	add := func(text string) {
		for _, b := range parts[:len(parts)-1] {
			if strings.EqualFold(b.text, text) {
				return
			}
		}
		out = append(out, Completion{typed.start, end, quote(text)})
	}
	switch {
	case spotClosed[f] != nil:
		for _, w := range spotClosed[f] {
			if w.begins(typed.text) {
				add(w.name)
			}
		}
	case values != nil:
		for _, v := range values(f, typed.text) {
			add(v)
		}
	}
	return out
}
