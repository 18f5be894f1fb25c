package filter

import (
	"slices"
	"strings"
)

// word is a value of a field whose values are a closed set.
type word struct {
	name   string   // canonical
	also   []string // other spellings, the API's among them
	values []string // of the row
}

// closed is a closed set of words, in the order they are offered.
func closed(words ...word) kind {
	var names []string
	for _, w := range words {
		names = append(names, w.name)
	}
	return kind{words, names, func(v piece, half bool) (alt, *Error) {
		var values []string
		for _, w := range words {
			if w.is(v.text) {
				return alt{test: oneOf(w.values), text: w.name}, nil
			}
			if half && w.begins(v.text) {
				values = append(values, w.values...)
			}
		}
		if values == nil {
			return alt{}, &Error{Pos: v.start, Msg: MsgNoWord, Accepted: names}
		}
		return alt{test: oneOf(values), text: quote(v.text)}, nil
	}}
}

func (w word) is(spelt string) bool {
	return w.any(func(s string) bool { return strings.EqualFold(s, spelt) })
}

// begins says whether some spelling of the word starts so.
func (w word) begins(with string) bool {
	n := newNeedle(with)
	return w.any(func(s string) bool { return n.prefix(s) >= 0 })
}

func (w word) any(fits func(spelling string) bool) bool {
	return fits(w.name) || slices.ContainsFunc(w.also, fits)
}

// oneOf tests for any of the values. Rows nearly always spell them as listed, so that is tried before folding.
func oneOf(values []string) func(string) bool {
	return func(v string) bool {
		return slices.Contains(values, v) || slices.ContainsFunc(values, func(w string) bool { return strings.EqualFold(v, w) })
	}
}
