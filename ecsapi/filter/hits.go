package filter

import "slices"

// Hits are the places in a text of a field, in bytes and in their order, that the expression
// looks for there: by its words, and by its terms on the field. What is negated has none. The
// field of a search is "".
func (e Expr[R]) Hits(f Field, text string) [][2]int {
	var out [][2]int
	e.root.terms(func(t *term[R]) {
		in := t.field.name == f || slices.ContainsFunc(t.field.anyOf, func(x *field[R]) bool { return x.name == f })
		if t.not || !in {
			return
		}
		for i := range t.alts {
			out = t.alts[i].places(text, out)
		}
	})
	slices.SortFunc(out, func(a, b [2]int) int { return a[0] - b[0] })
	kept := out[:0]
	for _, h := range out {
		if n := len(kept); n > 0 && h[0] <= kept[n-1][1] {
			kept[n-1][1] = max(kept[n-1][1], h[1])
			continue
		}
		kept = append(kept, h)
	}
	return kept
}

// Sought are the words that the expression looks for, in lower case, without what is negated.
func (e Expr[R]) Sought() (words []string) {
	e.root.terms(func(t *term[R]) {
		for i := range t.alts {
			if !t.not && t.field.name == free && t.alts[i].inner != "" {
				words = append(words, t.alts[i].inner)
			}
		}
	})
	return words
}

// places appends where a text has the value.
func (a *alt) places(text string, dst [][2]int) [][2]int {
	switch {
	case a.test == nil || text == "" || !a.test(text):
		return dst
	case a.find == nil:
		return append(dst, [2]int{0, len(text)})
	}
	for from := 0; from < len(text); {
		start, end := a.find(text[from:])
		if start < 0 || end == start {
			break
		}
		dst = append(dst, [2]int{from + start, from + end})
		from += end
	}
	return dst
}
