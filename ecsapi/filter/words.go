package filter

import "strings"

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
	if strings.EqualFold(w.name, spelt) {
		return true
	}
	for _, a := range w.also {
		if strings.EqualFold(a, spelt) {
			return true
		}
	}
	return false
}

// begins says whether some spelling of the word starts so.
func (w word) begins(with string) bool {
	n := newNeedle(with)
	if n.prefix(w.name) >= 0 {
		return true
	}
	for _, a := range w.also {
		if n.prefix(a) >= 0 {
			return true
		}
	}
	return false
}

// oneOf tests for any of the values. Rows nearly always spell them as listed, so that is tried before folding.
func oneOf(values []string) func(string) bool {
	return func(v string) bool {
		for _, w := range values {
			if v == w {
				return true
			}
		}
		for _, w := range values {
			if len(v) == len(w) && strings.EqualFold(v, w) {
				return true
			}
		}
		return false
	}
}
