package filter

import (
	"math"
	"strings"
	"sync"
)

// Expr is a parsed expression over the rows of a Table. It is immutable and may be used by several goroutines. The zero
// Expr is empty.
type Expr[R any] struct {
	terms []term[R] // as written
	run   []term[R] // as matched: the cheap ones first
	bufs  *sync.Pool
}

// term is one condition: any of the alternatives, or none of them when negated.
type term[R any] struct {
	not   bool
	field *field[R]
	alts  []alt
}

// truth is the answer of a term. What is unknown holds neither as it is nor negated.
type truth uint8

const (
	no truth = iota
	yes
	unknown
)

// Empty says whether the expression has no terms and so matches every row.
func (e Expr[R]) Empty() bool { return len(e.terms) == 0 }

// Match says whether every term holds for the row. It allocates nothing.
func (e Expr[R]) Match(r R) bool {
	if len(e.run) == 0 {
		return true
	}
	// A buffer on the stack would escape through the getter, once a row.
	buf := e.bufs.Get().(*[]string)
	ok := true
	for i := range e.run {
		if e.run[i].eval(r, buf) != yes {
			ok = false
			break
		}
	}
	e.bufs.Put(buf)
	return ok
}

func (t *term[R]) eval(r R, buf *[]string) truth {
	var got truth
	switch f := t.field; {
	case f.anyOf != nil:
		got = t.evalWord(r, buf)
	case f.tag != nil:
		got = t.evalTag(r)
	case f.number != nil:
		got = t.evalNumber(r)
	default:
		got = t.evalTexts(r, f, buf)
	}
	switch {
	case !t.not || got == unknown:
		return got
	case got == yes:
		return no
	}
	return yes
}

func (t *term[R]) evalTexts(r R, f *field[R], buf *[]string) truth {
	vals, known := f.texts(r, (*buf)[:0])
	if !known {
		return unknown
	}
	if cap(vals) > cap(*buf) {
		*buf = vals
	}
	for _, v := range vals {
		for i := range t.alts {
			if t.alts[i].test(v) {
				return yes
			}
		}
	}
	return no
}

// evalWord holds when any field holds the word; one unknown field leaves a miss unknown.
func (t *term[R]) evalWord(r R, buf *[]string) truth {
	got := no
	for _, f := range t.field.anyOf {
		switch t.evalTexts(r, f, buf) {
		case yes:
			return yes
		case unknown:
			got = unknown
		}
	}
	return got
}

func (t *term[R]) evalTag(r R) truth {
	got := no
	for i := range t.alts {
		a := &t.alts[i]
		val, has, known := t.field.tag(r, a.key)
		switch {
		case !known:
			got = unknown
		case has && (a.test == nil || a.test(val)):
			return yes
		}
	}
	return got
}

func (t *term[R]) evalNumber(r R) truth {
	v := t.field.number(r)
	if math.IsNaN(v) {
		return unknown
	}
	for i := range t.alts {
		if t.alts[i].holds(v) {
			return yes
		}
	}
	return no
}

// String is the canonical form: parsing it again gives an expression that matches the same rows.
func (e Expr[R]) String() string {
	var b strings.Builder
	for i, t := range e.terms {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.not {
			b.WriteByte('!')
		}
		if t.field.name != free {
			b.WriteString(string(t.field.name) + ":")
		}
		for j, a := range t.alts {
			if j > 0 {
				b.WriteByte(',')
			}
			b.WriteString(a.text)
		}
	}
	return b.String()
}
