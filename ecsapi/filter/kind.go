package filter

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind is how the values of a field are written.
type kind struct {
	words []word   // those of a closed set
	forms []string // what may be written instead of nothing or of nonsense
	read  func(v piece, half bool) (alt, *Error)
}

// alt is one of the values between the commas of a term. One without a canonical source says nothing yet.
type alt struct {
	key   string             // of a tag
	test  func(string) bool  // of a text; nil for a tag whose key is enough
	holds func(float64) bool // of a number
	text  string             // canonical source
	half  bool               // still being typed
	inner string             // what test looks for anywhere in a text, folded; "" when it does something else
	part  string             // what each text that passes has somewhere, folded; "" when that is not known
}

var (
	texts = kind{read: func(v piece, _ bool) (alt, *Error) {
		a, _ := compile(v, within)
		return a, nil
	}}
	// People see and write types without their common beginning.
	instanceTypes = kind{read: func(v piece, _ bool) (alt, *Error) {
		a, wild := compile(v, within)
		if wild {
			a.test = bare(a.test)
		}
		return a, nil
	}}
	// g7 is not g7a.
	families = kind{read: func(v piece, half bool) (alt, *Error) {
		a, _ := compile(v, ends(half))
		a.test = bare(a.test)
		return a, nil
	}}
	addresses = kind{read: func(v piece, half bool) (alt, *Error) {
		test, text := address(v, half)
		if test == nil {
			return alt{}, &Error{Pos: v.start, Msg: MsgNotAddress, Accepted: addressForms}
		}
		return alt{test: test, text: text}, nil
	}}
	zones    = kind{read: readZone}
	regions  = kind{read: readRegion}
	tags     = kind{read: readTagKey}
	numbers  = kind{forms: numberForms, read: func(v piece, half bool) (alt, *Error) { return readNumber(v, half, "") }}
	percents = kind{forms: numberForms, read: func(v piece, half bool) (alt, *Error) { return readNumber(v, half, "%") }}
)

// bare tests a type or a family with and without what all of them begin with.
func bare(test func(string) bool) func(string) bool {
	return func(v string) bool {
		short, has := strings.CutPrefix(v, "ecs.")
		return test(v) || has && test(short)
	}
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
func readZone(v piece, _ bool) (alt, *Error) {
	a, wild := compile(v, within)
	if n := utf8.RuneCountInString(v.text); n <= 2 && !wild {
		letter, _ := compile(v, suffix)
		country, _ := compile(v, prefix)
		a.test, a.inner = func(v string) bool { return letter.test(v) || n == 2 && country.test(v) }, ""
	}
	return a, nil
}

// readRegion takes a whole id, or one word of it (`hangzhou`, `us`). A longer part would not do: cn-hangzhou must not
// reach into cn-hangzhou-finance.
func readRegion(v piece, half bool) (alt, *Error) {
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

func readTagKey(v piece, _ bool) (alt, *Error) {
	if v.text == "" {
		return alt{}, &Error{Pos: v.start, Msg: MsgNoKey, Accepted: tagForms}
	}
	if v.index('*') >= 0 {
		return alt{}, &Error{Pos: v.start, Msg: MsgPlainKey}
	}
	return alt{key: v.text, text: quote(v.text)}, nil
}

func readTagValue(key string, v piece, half bool) (alt, *Error) {
	if v.missing() {
		return alt{}, &Error{Pos: v.start, Msg: MsgNoTagValue, Accepted: tagForms}
	}
	a, _ := compile(v, ends(half))
	a.key = key
	return a, nil
}

// comparisons are what a sign before a number, or none, asks of a row's number.
var comparisons = map[string]func(x, n float64) bool{
	"":   func(x, n float64) bool { return x == n },
	"=":  func(x, n float64) bool { return x == n },
	"<":  func(x, n float64) bool { return x < n },
	"<=": func(x, n float64) bool { return x <= n },
	">":  func(x, n float64) bool { return x > n },
	">=": func(x, n float64) bool { return x >= n },
}

// readNumber reads "4", "=4", "<4", "<=4", ">4", ">=4" or "2-8", each number with the unit or without.
func readNumber(v piece, half bool, unit string) (alt, *Error) {
	read := func(s string) (float64, bool) {
		s = strings.TrimSuffix(s, unit)
		n, err := strconv.ParseFloat(s, 64)
		return n, err == nil && strings.Trim(s, "0123456789.") == ""
	}
	rest := strings.TrimLeft(v.text, "<=>")
	sign := v.text[:len(v.text)-len(rest)]
	compare := comparisons[sign]
	n, ok := read(rest)
	a := alt{text: v.text}
	low, high, ranged := strings.Cut(rest, "-")
	switch {
	case half && rest == "" && sign != "" && compare != nil:
		return alt{}, nil
	case ranged && sign == "":
		from, ok1 := read(low)
		to, ok2 := read(high)
		if half && high == "" { // so far it has a lower end
			to, ok2 = math.Inf(1), true
		}
		a.holds, ok = func(x float64) bool { return from <= x && x <= to }, ok1 && ok2
	default:
		a.holds = func(x float64) bool { return compare(x, n) }
	}
	if !ok || compare == nil {
		return alt{}, &Error{Pos: v.start, Msg: MsgNoNumber, Accepted: numberForms}
	}
	return a, nil
}
