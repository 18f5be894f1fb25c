package filter

import (
	"strings"
	"unicode/utf8"
)

// parseValue makes the test of one alternative; half says that its end is still being typed.
func parseValue(f Field, v piece, key string, keyed, half bool) (alt, *Error) {
	empty := v.text == ""
	switch {
	case f == Tag && !keyed:
		if empty {
			return alt{}, &Error{Pos: v.start, Msg: MsgNoKey, Accepted: tagForms}
		}
		if v.index('*') >= 0 {
			return alt{}, &Error{Pos: v.start, Msg: MsgPlainKey}
		}
		return alt{key: v.text, text: quote(v.text)}, nil
	case f == Tag:
		if v.missing() {
			return alt{}, &Error{Pos: v.start, Msg: MsgNoTagValue, Accepted: tagForms}
		}
		test, text, _ := compile(v, ends(half))
		return alt{key: key, test: test, text: text}, nil
	case empty:
		return alt{}, &Error{Pos: v.start, Msg: MsgNothing, Accepted: names(f)}
	case closed[f] != nil:
		return closedValue(f, v, half)
	case f == IP:
		test, text := address(v, half)
		if test == nil {
			return alt{}, &Error{Pos: v.start, Msg: MsgNotAddress, Accepted: addressForms}
		}
		return alt{test: test, text: text}, nil
	case f == Zone:
		return zoneValue(v), nil
	case f == Region:
		return regionValue(v, half), nil
	}
	test, text, wild := compile(v, within)
	if f == Type && wild {
		// People see and write types without their common beginning.
		bare := test
		test = func(v string) bool {
			short, has := strings.CutPrefix(v, "ecs.")
			return bare(v) || has && bare(short)
		}
	}
	return alt{test: test, text: text}, nil
}

// ends ties a value to the whole of the row's, or to its beginning while it is still being typed.
func ends(half bool) tie {
	if half {
		return prefix
	}
	return whole
}

func closedValue(f Field, v piece, half bool) (alt, *Error) {
	if w, ok := find(f, v.text); ok {
		return alt{test: oneOf(w.values), text: w.name}, nil
	}
	var values []string
	if half {
		for _, w := range closed[f] {
			if w.begins(v.text) {
				values = append(values, w.values...)
			}
		}
	}
	if values == nil {
		return alt{}, &Error{Pos: v.start, Msg: MsgNoWord, Accepted: names(f)}
	}
	return alt{test: oneOf(values), text: quote(v.text)}, nil
}

// zoneValue takes one or two characters for the zone's letter, `h` of cn-hangzhou-h or `1a` of eu-central-1a.
// Two may also be the country: no zone's letter looks like one.
func zoneValue(v piece) alt {
	test, text, wild := compile(v, within)
	if n := utf8.RuneCountInString(v.text); n <= 2 && !wild {
		letter, _, _ := compile(v, suffix)
		country, _, _ := compile(v, prefix)
		test = func(v string) bool { return letter(v) || n == 2 && country(v) }
	}
	return alt{test: test, text: text}
}

// regionValue takes a whole id, or one word of it (`hangzhou`, `us`). A longer part would not do: cn-hangzhou must not
// reach into cn-hangzhou-finance.
func regionValue(v piece, half bool) alt {
	id, text, wild := compile(v, ends(half))
	if wild || strings.Contains(v.text, "-") {
		return alt{test: id, text: text}
	}
	return alt{text: text, test: func(region string) bool {
		for word := range strings.SplitSeq(region, "-") {
			if id(word) {
				return true
			}
		}
		return false
	}}
}
