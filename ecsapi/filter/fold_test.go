package filter

import (
	"strings"
	"testing"

	"ecsdeck/ecsapi/randtest"
)

// foldAll is the plain way to compare without regard to case.
func foldAll(s string) string { return strings.Map(fold, s) }

// The quick comparisons must agree with folding both texts; letters that fold across ASCII's border are the trap.
func TestNeedleAgreesWithFolding(t *testing.T) {
	r := randtest.New(t)
	letters := []rune("aAkK\u212AsS\u017FäÄßẞ服务-7İıΣσς")
	text := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
		return b.String()
	}
	for range 20_000 {
		h, low := text(r.IntN(8)), text(1+r.IntN(3))
		n := newNeedle(low)
		folded, want := foldAll(h), foldAll(low)
		if start, end := n.index(h); (start >= 0) != strings.Contains(folded, want) || start >= 0 && foldAll(h[start:end]) != want {
			t.Fatalf("index of %q in %q: %d to %d", low, h, start, end)
		}
		if w := n.prefix(h); (w >= 0) != strings.HasPrefix(folded, want) || w >= 0 && foldAll(h[:w]) != want {
			t.Fatalf("prefix %q of %q: %d", low, h, w)
		}
		if at := n.suffix(h); (at >= 0) != strings.HasSuffix(folded, want) || at >= 0 && foldAll(h[at:]) != want {
			t.Fatalf("suffix %q of %q: %d", low, h, at)
		}
		if (foldAll(h) == want) != strings.EqualFold(h, low) {
			t.Fatalf("fold and EqualFold differ on %q and %q", h, low)
		}
	}
}

// Wildcards against the obvious recursive definition.
func TestWildcards(t *testing.T) {
	r := randtest.New(t)
	var fits func(p, v string) bool
	fits = func(p, v string) bool {
		if p == "" {
			return v == ""
		}
		if p[0] == '*' {
			return fits(p[1:], v) || v != "" && fits(p, v[1:])
		}
		return v != "" && p[0] == v[0] && fits(p[1:], v[1:])
	}
	text := func(letters string, n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = letters[r.IntN(len(letters))]
		}
		return string(b)
	}
	for range 20_000 {
		p, v := text("ab*", 1+r.IntN(6)), text("ab", r.IntN(8))
		if !strings.Contains(p, "*") {
			continue
		}
		e := mustParse(t, "name:"+p)
		if got := e.Match(&row{name: v}); got != fits(p, v) {
			t.Fatalf("%s on %q: %v", p, v, got)
		}
	}
}
