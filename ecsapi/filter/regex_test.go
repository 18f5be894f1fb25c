package filter

import (
	"regexp"
	"strings"
	"testing"

	"ecsdeck/ecsapi/randtest"
)

// What a pattern must have as plain text is looked for first; that loses nothing.
func TestPatternsAgreeWithRegexp(t *testing.T) {
	rnd := randtest.New(t)
	parts := []string{"w", "e", "b", "K", "ſ", "[a-z]", ".", "+", "*", "?", "^", "$", "(we|b)", "(b)", "{2}", "\\d", "-", "订", "ß", "(?i)", "(?-i:W)"}
	letters := []string{"w", "e", "b", "W", "k", "K", "s", "ſ", "-", "1", "订", "ß", "ẞ", "\xff"}
	tried := 0
	for range 3000 {
		var src, text strings.Builder
		for range 1 + rnd.IntN(4) {
			src.WriteString(parts[rnd.IntN(len(parts))])
		}
		e, err := Instances.Parse("name~" + quoteAll(src.String()))
		if err != nil {
			continue
		}
		tried++
		for range 8 {
			text.Reset()
			for range rnd.IntN(6) {
				text.WriteString(letters[rnd.IntN(len(letters))])
			}
			r := web()
			r.name = text.String()
			if got, want := e.Match(r), plainly(src.String(), r.name); got != want {
				t.Fatalf("%s on %q: %v, want %v", src.String(), r.name, got, want)
			}
		}
	}
	if tried < 1000 {
		t.Errorf("only %d patterns", tried)
	}
}

func quoteAll(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

func plainly(pattern, text string) bool {
	return regexp.MustCompile("(?i:" + pattern + ")").MatchString(text)
}
