package filter

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
)

// longestPattern bounds regular expressions, in bytes.
const longestPattern = 1000

// readPattern reads a regular expression, in which upper and lower case are one. What it must
// have as plain text is looked for first, which most rows are settled by at a tenth of the work.
func readPattern(v piece, half bool) (alt, *Error) {
	var re *regexp.Regexp
	tree, err := syntax.Parse(v.text, syntax.Perl|syntax.FoldCase)
	if len(v.text) > longestPattern {
		err = &syntax.Error{Code: syntax.ErrLarge}
	}
	if err == nil {
		re, err = regexp.Compile("(?i:" + v.text + ")")
	}
	if err != nil {
		if half {
			return alt{}, nil // a parenthesis may be to come
		}
		e := errorAt(v, MsgBadPattern)
		e.Args = []any{err.Error()}
		if at, ok := errors.AsType[*syntax.Error](err); ok {
			e.Args = []any{string(at.Code)}
		}
		return alt{}, e
	}
	a := alt{text: `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v.text) + `"`, test: re.MatchString}
	if plain := quote(v.text); plain == v.text && !strings.Contains(plain, `\`) {
		a.text = plain
	}
	a.find = func(text string) (int, int) {
		if at := re.FindStringIndex(text); at != nil {
			return at[0], at[1]
		}
		return -1, -1
	}
	if literal := longestLiteral(tree); literal != "" {
		n := newNeedle(literal)
		a.part, a.test = n.low, func(text string) bool { return n.in(text) && re.MatchString(text) }
	}
	return a, nil
}

// longestLiteral is a text that everything has that the expression matches; "" when that is not known.
func longestLiteral(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return longestLiteral(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return longestLiteral(re.Sub[0])
		}
	case syntax.OpConcat:
		longest := ""
		for _, sub := range re.Sub {
			if l := longestLiteral(sub); len(l) > len(longest) {
				longest = l
			}
		}
		return longest
	}
	return ""
}
