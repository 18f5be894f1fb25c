package filter

import "testing"

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
