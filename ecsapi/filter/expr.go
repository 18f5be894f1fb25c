package filter

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
)

// Expr is a parsed expression over the rows of a Table. It is immutable and may be used by
// several goroutines. The zero Expr is empty.
type Expr[R any] struct {
	root *node[R] // as written; nil when there are no terms
	run  *node[R] // as matched: the cheap ones first
	text *node[R] // as matched by MatchText: words first; nil if there are none
	bufs *sync.Pool
}

// node is a term, or some that are joined. Negations are on the terms alone.
type node[R any] struct {
	join join
	kids []*node[R]
	term[R]
}

type join uint8

const (
	leaf join = iota
	all
	anyOf
)

// term is one condition: any of the alternatives, or none of them when negated.
type term[R any] struct {
	not   bool
	field *field[R]
	op    op // has, equals or pattern
	alts  []alt
	plain bool // a word, all of whose alternatives are texts to look for anywhere
}

// Truth is the answer of an expression for a row. What is unknown holds neither as it is nor negated.
type Truth uint8

// The answers.
const (
	No Truth = iota
	Yes
	Unknown
)

// Empty says whether the expression has no terms and so matches every row.
func (e Expr[R]) Empty() bool { return e.root == nil }

// Match says whether the expression holds for the row. It allocates nothing.
func (e Expr[R]) Match(r R) bool { return e.Eval(r) == Yes }

// Eval says whether the expression holds for the row, or that this is unknown since some of
// the row's values are. It allocates nothing.
func (e Expr[R]) Eval(r R) Truth {
	if e.run == nil {
		return Yes
	}
	// A buffer on the stack would escape through the getter, once a row.
	buf := e.bufs.Get().(*[]string)
	got := e.run.eval(r, nil, buf)
	e.bufs.Put(buf)
	return got
}

// HasWords reports whether the expression has words that MatchText looks for in a row's texts.
func (e Expr[R]) HasWords() bool { return e.text != nil }

// MatchText is Match for a row whose texts AppendTexts wrote: words are looked for there, which
// is faster by far than to ask the row. The expression must have words.
func (e Expr[R]) MatchText(r R, text []byte) bool {
	buf := e.bufs.Get().(*[]string)
	got := e.text.eval(r, text, buf)
	e.bufs.Put(buf)
	return got == Yes
}

// Fields are the fields that the expression names, each once.
func (e Expr[R]) Fields() []Field {
	var out []Field
	e.root.terms(func(t *term[R]) {
		if t.field.name != free && !slices.Contains(out, t.field.name) {
			out = append(out, t.field.name)
		}
	})
	return out
}

// Volatile reports whether the answer for a row may change though the row does not.
func (e Expr[R]) Volatile() bool {
	volatile := false
	e.root.terms(func(t *term[R]) { volatile = volatile || t.field.volatile })
	return volatile
}

// terms walks all terms.
func (n *node[R]) terms(visit func(*term[R])) {
	switch {
	case n == nil:
	case n.join == leaf:
		visit(&n.term)
	default:
		for _, k := range n.kids {
			k.terms(visit)
		}
	}
}

// eval answers for a row. text is its texts, or nil.
func (n *node[R]) eval(r R, text []byte, buf *[]string) Truth {
	if n.join == leaf {
		return n.term.eval(r, text, buf)
	}
	settled, got := No, Yes // of all
	if n.join == anyOf {
		settled, got = Yes, No
	}
	for _, k := range n.kids {
		switch k.eval(r, text, buf) {
		case settled:
			return settled
		case Unknown:
			got = Unknown
		}
	}
	return got
}

func (t *term[R]) eval(r R, text []byte, buf *[]string) Truth {
	var got Truth
	switch f := t.field; {
	case text != nil && t.plain:
		got = t.evalText(text)
	case f.has != nil:
		got = t.evalSearch(r)
	case f.anyOf != nil:
		got = t.evalWord(r, buf)
	case f.tag != nil:
		got = t.evalTag(r)
	case f.number != nil:
		got = t.evalNumber(f.number(r))
	case f.duration != nil:
		d, known := f.duration(r)
		if got = Unknown; known {
			got = t.evalNumber(d.Seconds())
		}
	case f.time != nil:
		got = t.evalTime(r)
	default:
		got = t.evalTexts(r, f, buf)
	}
	switch {
	case !t.not || got == Unknown:
		return got
	case got == Yes:
		return No
	}
	return Yes
}

func (t *term[R]) evalTexts(r R, f *field[R], buf *[]string) Truth {
	vals, known := f.texts(r, (*buf)[:0])
	if !known {
		return Unknown
	}
	if cap(vals) > cap(*buf) {
		*buf = vals
	}
	for _, v := range vals {
		for i := range t.alts {
			if t.alts[i].test(v) {
				return Yes
			}
		}
	}
	return No
}

// evalWord holds when any field holds the word; one unknown field leaves a miss unknown.
func (t *term[R]) evalWord(r R, buf *[]string) Truth {
	got := No
	for _, f := range t.field.anyOf {
		switch t.evalTexts(r, f, buf) {
		case Yes:
			return Yes
		case Unknown:
			got = Unknown
		}
	}
	return got
}

// evalSearch asks the row itself for the words.
func (t *term[R]) evalSearch(r R) Truth {
	for i := range t.alts {
		if t.field.has(r, t.alts[i].inner) {
			return Yes
		}
	}
	return No
}

// evalText is evalWord in the texts of a row, laid out.
func (t *term[R]) evalText(text []byte) Truth {
	for i := range t.alts {
		if bytes.Contains(text, t.alts[i].bytes) {
			return Yes
		}
	}
	if bytes.IndexByte(text, textUnknown) >= 0 {
		return Unknown
	}
	return No
}

func (t *term[R]) evalTag(r R) Truth {
	got := No
	for i := range t.alts {
		a := &t.alts[i]
		val, has, known := t.field.tag(r, a.key)
		switch {
		case !known:
			got = Unknown
		case has && (a.test == nil || a.test(val)):
			return Yes
		}
	}
	return got
}

func (t *term[R]) evalNumber(v float64) Truth {
	if math.IsNaN(v) {
		return Unknown
	}
	for i := range t.alts {
		if t.alts[i].holds(v) {
			return Yes
		}
	}
	return No
}

func (t *term[R]) evalTime(r R) Truth {
	at, now, known := t.field.time(r)
	if !known {
		return Unknown
	}
	ns := int64(noTime)
	if !at.IsZero() {
		ns = at.UnixNano()
	}
	for i := range t.alts {
		if t.alts[i].during(ns, now.UnixNano()) {
			return Yes
		}
	}
	return No
}

// joined joins nodes; those that are nil say nothing, and kids of the same join are taken in.
func joined[R any](j join, nodes ...*node[R]) *node[R] {
	var kids []*node[R]
	for _, n := range nodes {
		switch {
		case n == nil:
		case n.join == j:
			kids = append(kids, n.kids...)
		default:
			kids = append(kids, n)
		}
	}
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &node[R]{join: j, kids: kids}
}

// negate negates the terms, and joins them the other way.
func (n *node[R]) negate() *node[R] {
	switch {
	case n == nil:
	case n.join == leaf:
		n.not = !n.not
	default:
		n.join = all + anyOf - n.join
		for _, k := range n.kids {
			k.negate()
		}
	}
	return n
}

// cheapFirst is the node with the cheap ones of what it joins first.
func (n *node[R]) cheapFirst(cost func(*term[R]) int) *node[R] {
	if n.join == leaf {
		return n
	}
	out := &node[R]{join: n.join}
	for _, k := range n.kids {
		out.kids = append(out.kids, k.cheapFirst(cost))
	}
	slices.SortStableFunc(out.kids, func(a, b *node[R]) int { return cmp.Compare(a.cost(cost), b.cost(cost)) })
	return out
}

// setPlain notes whether the term is a word that can be looked for in a row's texts.
func (t *term[R]) setPlain() bool {
	t.plain = t.field.anyOf != nil && !slices.ContainsFunc(t.alts, func(a alt) bool { return a.inner == "" })
	if t.plain {
		for i := range t.alts {
			t.alts[i].bytes = []byte(t.alts[i].inner)
		}
	}
	return t.plain
}

// cost is the sum of the terms' costs.
func (n *node[R]) cost(of func(*term[R]) int) (sum int) {
	n.terms(func(t *term[R]) { sum += of(t) })
	return sum
}

// cost ranks terms by the work it is to look at a row.
func (t *term[R]) cost() int {
	if t.op == pattern {
		return 4
	}
	return t.field.cost()
}

// costInText is cost where the row's texts are at hand.
func (t *term[R]) costInText() int {
	if t.plain {
		return -1
	}
	return t.cost()
}

// String is the canonical form: parsing it again gives an expression that matches the same rows.
func (e Expr[R]) String() string {
	var b strings.Builder
	if e.root != nil {
		e.root.write(&b)
	}
	return b.String()
}

func (n *node[R]) write(b *strings.Builder) {
	if n.join == leaf {
		n.term.write(b)
		return
	}
	for i, k := range n.kids {
		switch {
		case i == 0:
		case n.join == anyOf:
			b.WriteString(" or ")
		case k.isWholeWord() && n.kids[i-1].isWholeWord():
			b.WriteString(" and ") // by a blank they were a set
		default:
			b.WriteByte(' ')
		}
		if n.join == all && k.join == anyOf {
			b.WriteByte('(')
			k.write(b)
			b.WriteByte(')')
		} else {
			k.write(b)
		}
	}
}

// isWholeWord reports whether the node is a word that is a whole id or address.
func (n *node[R]) isWholeWord() bool {
	return n.join == leaf && !n.not && n.field.name == free &&
		!slices.ContainsFunc(n.alts, func(a alt) bool { return !isInstanceID(a.inner) && !isAddress(a.inner) })
}

func (t *term[R]) write(b *strings.Builder) {
	if t.not {
		b.WriteByte('!')
	}
	if t.field.name != free {
		b.WriteString(string(t.field.name))
		if t.op == has || t.field.tag == nil { // tags have their sign behind the key
			b.WriteString(string(t.op))
		} else {
			b.WriteString(string(has))
		}
	}
	for j, a := range t.alts {
		if j > 0 {
			b.WriteByte(',')
		}
		b.WriteString(a.text)
	}
}
