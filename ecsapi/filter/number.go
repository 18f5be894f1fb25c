package filter

import (
	"math"
	"strconv"
	"strings"
)

// The kinds of fields of numbers. Percents may have a % after them, Gibibytes a unit.
var (
	Numbers   = Kind{forms: numberForms, read: readNumbers("")}
	Percents  = Kind{forms: numberForms, read: readNumbers("%")}
	Gibibytes = Kind{forms: numberForms, read: readNumbers("gib", "gb", "g")}
)

// comparisons are what a sign before a number, or none, asks of a row's number.
var comparisons = map[op]func(x, n float64) bool{
	"":      func(x, n float64) bool { return x == n },
	equals:  func(x, n float64) bool { return x == n },
	less:    func(x, n float64) bool { return x < n },
	atMost:  func(x, n float64) bool { return x <= n },
	more:    func(x, n float64) bool { return x > n },
	atLeast: func(x, n float64) bool { return x >= n },
}

// signed cuts the sign off a value; that of the term goes before.
func signed(o op, text string) (sign op, rest string) {
	if o != has {
		return o, text
	}
	rest = strings.TrimLeft(text, "<=>")
	return op(text[:len(text)-len(rest)]), rest
}

// readNumbers reads "4", "=4", "<4", "<=4", ">4", ">=4" or "2-8", each number with a unit or without.
func readNumbers(units ...string) func(o op, v piece, half bool) (alt, *Error) {
	read := func(s string) (float64, bool) {
		for _, u := range units {
			if n := len(s) - len(u); n >= 0 && strings.EqualFold(s[n:], u) {
				s = s[:n]
				break
			}
		}
		n, err := strconv.ParseFloat(s, 64)
		return n, err == nil && strings.Trim(s, "0123456789.") == ""
	}
	return func(o op, v piece, half bool) (alt, *Error) {
		sign, rest := signed(o, v.text)
		compare := comparisons[sign]
		n, ok := read(rest)
		a := alt{text: string(sign) + rest}
		low, high, ranged := strings.Cut(rest, "-")
		switch {
		case half && rest == "" && sign != "" && compare != nil:
			return alt{}, nil
		case ranged && (sign == "" || o == equals):
			from, ok1 := read(low)
			to, ok2 := read(high)
			if half && high == "" { // so far it has a lower end
				to, ok2 = math.Inf(1), true
			}
			a.holds, ok = func(x float64) bool { return from <= x && x <= to }, ok1 && ok2
			a.text, compare = rest, comparisons[""]
		default:
			a.holds = func(x float64) bool { return compare(x, n) }
		}
		if !ok || compare == nil {
			return alt{}, errorAt(v, MsgNoNumber, numberForms...)
		}
		return a, nil
	}
}
