package filter

import (
	"slices"
	"strings"
)

// Word is a value of a field whose values are a closed set.
type Word struct {
	Name   string   // canonical
	Also   []string // other spellings, the API's among them
	Values []string // of the row; nil: Name
}

// Closed is a closed set of words, in the order they are offered.
func Closed(words ...Word) Kind {
	words = slices.Clone(words)
	var names []string
	for i, w := range words {
		if w.Values == nil {
			words[i].Values = []string{w.Name}
		}
		names = append(names, w.Name)
	}
	return Kind{words: words, forms: names, read: func(_ op, v piece, half bool) (alt, *Error) {
		var values []string
		for _, w := range words {
			if w.is(v.text) {
				return alt{test: oneOf(w.Values), text: w.Name}, nil
			}
			if half && w.begins(v.text) {
				values = append(values, w.Values...)
			}
		}
		if values == nil {
			e := errorAt(v, MsgNoWord)
			e.Near, e.Accepted = Suggest(v.text, names), names
			return alt{}, e
		}
		return alt{test: oneOf(values), text: quote(v.text)}, nil
	}}
}

func (w Word) is(spelt string) bool {
	return w.any(func(s string) bool { return strings.EqualFold(s, spelt) })
}

// begins says whether some spelling of the word starts so.
func (w Word) begins(with string) bool {
	n := newNeedle(with)
	return w.any(func(s string) bool { return n.prefix(s) >= 0 })
}

func (w Word) any(fits func(spelling string) bool) bool {
	return fits(w.Name) || slices.ContainsFunc(w.Also, fits)
}

// oneOf tests for any of the values. Rows nearly always spell them as listed, so that is tried
// before folding.
func oneOf(values []string) func(string) bool {
	return func(v string) bool {
		return slices.Contains(values, v) || slices.ContainsFunc(values, func(w string) bool { return strings.EqualFold(v, w) })
	}
}
