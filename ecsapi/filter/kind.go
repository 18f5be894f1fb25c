package filter

import (
	"strings"
	"unicode/utf8"
)

// op is what a term asks of its field's values.
type op string

const (
	has     op = ":" // as the field likes it
	equals  op = "=" // the whole value
	pattern op = "~" // a regular expression
	less    op = "<"
	atMost  op = "<="
	more    op = ">"
	atLeast op = ">="
)

// orders reports whether the sign compares by size.
func (o op) orders() bool { return o == less || o == atMost || o == more || o == atLeast }

// Kind is how the values of a field are written, and what they ask of a row's.
type Kind struct {
	words []Word   // those of a closed set
	forms []string // what may be written instead of nothing or of nonsense
	read  func(o op, v piece, half bool) (alt, *Error)
	whole func(v string) bool // whether a word alone is for sure a whole value: several of them are a set
	bare  bool                // people leave out the common beginning
	slow  bool                // looking at a row's values is work
}

// alt is one of the values between the commas of a term. One without a canonical source says nothing yet.
type alt struct {
	key    string                        // of a tag
	test   func(string) bool             // of a text; nil for a tag whose key is enough
	holds  func(float64) bool            // of a number, or of a length of time in seconds
	during func(at, now int64) bool      // of a time, in nanoseconds of Unix; none is noTime
	find   func(string) (start, end int) // where in a text it is found, -1 if nowhere; nil: the whole text
	text   string                        // canonical source
	half   bool                          // still being typed
	inner  string                        // what test looks for anywhere in a text, folded; "" when it does something else
	bytes  []byte                        // inner
	part   string                        // what each text that passes has somewhere, folded; "" when that is not known
}

// The kinds of fields of texts. `:` looks for a part of Names and Types; it wants the whole word
// of a Family, a zone's letter or a word of it, a region's id or a word of it, and the leading
// groups of an address.
var (
	Names = Kind{read: readText}
	IDs   = Kind{read: readText, whole: isInstanceID}
	// People see and write types without their common beginning.
	Types = Kind{bare: true, read: func(o op, v piece, _ bool) (alt, *Error) {
		if o == equals {
			return readBare(v, whole), nil
		}
		return readBare(v, within), nil
	}}
	// g7 is not g7a.
	Families  = Kind{bare: true, read: func(_ op, v piece, half bool) (alt, *Error) { return readBare(v, ends(half)), nil }}
	Addresses = Kind{slow: true, forms: nil, whole: isAddress, read: func(_ op, v piece, half bool) (alt, *Error) {
		test, text := address(v, half)
		if test == nil {
			return alt{}, errorAt(v, MsgNotAddress, addressForms...)
		}
		return alt{test: test, text: text}, nil
	}}
	Zones   = Kind{read: readZone}
	Regions = Kind{read: readRegion}
	tags    = Kind{read: readTagKey}
	// searched words have no wildcards.
	searched = Kind{read: func(_ op, v piece, _ bool) (alt, *Error) {
		n := newNeedle(v.text)
		return alt{test: n.in, find: n.index, text: quote(v.text), inner: n.low}, nil
	}}
)

func readText(o op, v piece, half bool) (alt, *Error) {
	tied := within
	if o == equals {
		tied = ends(half)
	}
	a, _ := compile(v, tied)
	return a, nil
}

// readBare reads a type or a family, with or without what all of them begin with.
func readBare(v piece, t tie) alt {
	a, wild := compile(v, t)
	if test := a.test; t != within || wild {
		a.test = func(v string) bool {
			short, has := strings.CutPrefix(v, "ecs.")
			return test(v) || has && test(short)
		}
	}
	return a
}

// ends ties a value to the whole of the row's, or to its beginning while it is still being typed.
func ends(half bool) tie {
	if half {
		return prefix
	}
	return whole
}

// readZone takes one or two characters for the zone's letter, `h` of cn-hangzhou-h or `1a` of eu-central-1a.
// Two may also be the country: no zone's letter looks like one.
func readZone(o op, v piece, half bool) (alt, *Error) {
	tied := within
	n := utf8.RuneCountInString(v.text)
	if o == equals && n > 2 {
		tied = ends(half)
	}
	a, wild := compile(v, tied)
	if n <= 2 && !wild {
		letter, _ := compile(v, suffix)
		country, _ := compile(v, prefix)
		a.test, a.inner = func(v string) bool { return letter.test(v) || n == 2 && country.test(v) }, ""
	}
	return a, nil
}

// readRegion takes a whole id, or one word of it (`hangzhou`, `us`). A longer part would not do: cn-hangzhou must not
// reach into cn-hangzhou-finance.
func readRegion(_ op, v piece, half bool) (alt, *Error) {
	id, wild := compile(v, ends(half))
	if wild || strings.Contains(v.text, "-") {
		return id, nil
	}
	return alt{text: id.text, test: func(region string) bool {
		for word := range strings.SplitSeq(region, "-") {
			if id.test(word) {
				return true
			}
		}
		return false
	}}, nil
}

func readTagKey(_ op, v piece, _ bool) (alt, *Error) {
	if v.text == "" {
		return alt{}, errorAt(v, MsgNoKey, tagForms...)
	}
	if v.index('*') >= 0 {
		return alt{}, errorAt(v, MsgPlainKey)
	}
	return alt{key: v.text, text: quote(v.text)}, nil
}

func readTagValue(key string, v piece, half bool) (alt, *Error) {
	if v.missing() {
		return alt{}, errorAt(v, MsgNoTagValue, tagForms...)
	}
	a, _ := compile(v, ends(half))
	a.key = key
	return a, nil
}
