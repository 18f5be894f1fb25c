package filter

import (
	"slices"
	"strings"
)

// Narrows reports whether every row that matches e is sure to match o: it has the terms of o, perhaps with more letters,
// and perhaps others. So what one more letter leaves can be looked for in what the letters before it left.
func (e Expr[R]) Narrows(o Expr[R]) bool {
	for i := range o.terms {
		if !slices.ContainsFunc(e.terms, func(t term[R]) bool { return t.implies(&o.terms[i]) }) {
			return false
		}
	}
	return true
}

// implies reports whether a row for which t holds is one for which o holds.
func (t *term[R]) implies(o *term[R]) bool {
	switch {
	case t.field != o.field || t.not != o.not:
		return false
	case t.not: // more letters would let more rows through
		return slices.EqualFunc(t.alts, o.alts, alt.is)
	}
	for _, a := range t.alts {
		if !slices.ContainsFunc(o.alts, a.implies) {
			return false
		}
	}
	return true
}

// is reports whether two values of a field are the same.
func (a alt) is(o alt) bool { return a.key == o.key && a.text == o.text && a.half == o.half }

func (a alt) implies(o alt) bool {
	return a.is(o) || o.inner != "" && strings.Contains(a.inner, o.inner)
}
