package filter

import (
	"slices"
	"strings"
)

// Narrows reports whether every row that matches e is sure to match o: it has the terms of o,
// perhaps with more letters, and perhaps others. So what one more letter leaves can be looked for
// in what the letters before it left. Where that is not sure, the answer is no.
func (e Expr[R]) Narrows(o Expr[R]) bool {
	return o.root == nil || e.root != nil && e.root.implies(o.root)
}

// implies reports whether a row for which n holds is one for which o holds.
func (n *node[R]) implies(o *node[R]) bool {
	implied := func(o *node[R]) bool { return n.implies(o) }
	implies := func(n *node[R]) bool { return n.implies(o) }
	switch {
	case o.join == all:
		return !slices.ContainsFunc(o.kids, func(o *node[R]) bool { return !n.implies(o) })
	case n.join == anyOf:
		return !slices.ContainsFunc(n.kids, func(n *node[R]) bool { return !n.implies(o) })
	case n.join == leaf && o.join == leaf:
		return n.term.implies(&o.term)
	case o.join == anyOf && slices.ContainsFunc(o.kids, implied):
		return true
	}
	return n.join == all && slices.ContainsFunc(n.kids, implies)
}

// implies reports whether a row for which t holds is one for which o holds.
func (t *term[R]) implies(o *term[R]) bool {
	switch {
	case t.field != o.field || t.not != o.not || t.op != o.op:
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
