package filter

import (
	"strings"
	"sync"
)

// Expr is a parsed expression. It is immutable and may be used by several goroutines. The zero Expr is empty.
type Expr struct {
	terms []term // as written
	run   []term // as matched: the cheap ones first
	bufs  *sync.Pool
}

// term is one condition: any of the alternatives, or none of them when negated.
type term struct {
	not   bool
	field Field
	alts  []alt
}

// alt is one of the values between the commas of a term.
type alt struct {
	key  string            // of a tag
	test func(string) bool // nil for a tag whose key is enough
	text string            // canonical source
}

// truth is the answer of a term before negation.
type truth uint8

const (
	no truth = iota
	yes
	unknown
)

// freeFields are looked through for a word without a field, those likely to settle it first.
var freeFields = [...]Field{Name, ID, Type, Zone, IP, Tag}

// Empty says whether the expression has no terms and so matches every row.
func (e Expr) Empty() bool { return len(e.terms) == 0 }

// HasField says whether a term names the field.
func (e Expr) HasField(f Field) bool {
	for i := range e.terms {
		if e.terms[i].field == f && f != free {
			return true
		}
	}
	return false
}

// Match says whether every term holds for the row. It allocates nothing.
func (e Expr) Match(s Subject) bool {
	if len(e.run) == 0 {
		return true
	}
	// A buffer on the stack would escape through the interface, once a row.
	buf := e.bufs.Get().(*[]string)
	ok := true
	for i := range e.run {
		t := &e.run[i]
		got := t.eval(s, buf)
		if got == unknown || (got == yes) == t.not {
			ok = false
			break
		}
	}
	e.bufs.Put(buf)
	return ok
}

func (t *term) eval(s Subject, buf *[]string) truth {
	switch t.field {
	case free:
		return t.evalFree(s, buf)
	case Tag:
		return t.evalTag(s)
	}
	return t.evalField(s, t.field, buf)
}

func (t *term) evalField(s Subject, f Field, buf *[]string) truth {
	vals, known := s.Values(f, (*buf)[:0])
	if !known {
		return unknown
	}
	got := no
	for _, v := range vals {
		if t.any(v) {
			got = yes
			break
		}
	}
	if cap(vals) > cap(*buf) {
		*buf = vals
	}
	return got
}

func (t *term) any(v string) bool {
	for i := range t.alts {
		if t.alts[i].test(v) {
			return true
		}
	}
	return false
}

// evalFree holds when any field holds the word; one unknown field leaves a miss unknown.
func (t *term) evalFree(s Subject, buf *[]string) truth {
	got := no
	for _, f := range freeFields {
		switch t.evalField(s, f, buf) {
		case yes:
			return yes
		case unknown:
			got = unknown
		}
	}
	return got
}

func (t *term) evalTag(s Subject) truth {
	got := no
	for i := range t.alts {
		a := &t.alts[i]
		val, has, known := s.Tag(a.key)
		switch {
		case !known:
			got = unknown
		case has && (a.test == nil || a.test(val)):
			return yes
		}
	}
	return got
}

// String is the canonical form: parsing it again gives an expression that matches the same rows.
func (e Expr) String() string {
	var b strings.Builder
	for i, t := range e.terms {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.not {
			b.WriteByte('!')
		}
		if t.field != free {
			b.WriteString(t.field.String())
			b.WriteByte(':')
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
