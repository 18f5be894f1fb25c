package filter

import (
	"runtime"
	"strings"
	"testing"
)

func TestSavedExpressions(t *testing.T) {
	saved := map[string]string{"night": "a or b", "deep": "@night c", "me": "x @me", "夜间": "z"}
	for src, want := range map[string]string{
		"":                 "",
		"@night":           "(a or b)",
		"web -@night x":    "web -(a or b) x",
		"!@deep":           "!((a or b) c)",
		`"@night" tag:a@b`: `"@night" tag:a@b`,
		"(@夜间 or @night)":  "((z) or (a or b))",
		"@":                "@",
	} {
		if got, err := Expand(src, saved, false); err != nil || got != want {
			t.Errorf("%q stands for %q, %v", src, got, err)
		}
	}
	if got, err := Expand("web @ni", saved, true); err != nil || got != "web " {
		t.Errorf("half typed it stands for %q, %v", got, err)
	}
	for _, src := range []string{"@nigth", "@me", "@ni x"} {
		if got, err := Expand(src, saved, false); err == nil {
			t.Errorf("%q stands for %q", src, got)
		}
	}
	for src, want := range map[string][2]string{
		"@a=status:x": {"a", "status:x"}, " @b-1= ": {"b-1", ""}, "@a b=c": {}, "x=@a=b": {}, "@=x": {},
	} {
		if name, expr, ok := Saving(src); name != want[0] || expr != want[1] || ok != (want[0] != "") {
			t.Errorf("%q saves %q as %q, %v", src, expr, name, ok)
		}
	}
}

// A saved expression is one operand of what it stands in, or an error.
func TestSavedExpressionsStandAlone(t *testing.T) {
	for _, expr := range []string{"a) or (b", "(a", "a)", `name:"a`, `name~[](`} {
		if got, err := Expand("@x status:stopped", map[string]string{"x": expr}, false); err == nil {
			t.Errorf("%q stands for %q", expr, got)
		}
	}
	for _, expr := range []string{"(a) or (b)", "name~^(a|b)$", `"(" x`, "((a))"} {
		if got, err := Expand("@x", map[string]string{"x": expr}, false); err != nil || got != "("+expr+")" {
			t.Errorf("%q stands for %q, %v", expr, got, err)
		}
	}
}

// Names side by side are bounded while they are put in place, and not afterwards.
func TestSavedExpressionsAreBounded(t *testing.T) {
	saved := map[string]string{"x": strings.Repeat("a ", 30_000)}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Expand(strings.Repeat("@x ", 10_000), saved, false)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; err == nil || used > 128<<20 {
		t.Errorf("%d bytes were taken, %v", used, err)
	}
}
