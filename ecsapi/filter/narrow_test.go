package filter

import (
	"testing"

	"ecsdeck/ecsapi/randtest"
)

func mustParseLive(t *testing.T, src string) Expr[*row] {
	t.Helper()
	e, err := Instances.ParseLive(src)
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return e
}

func TestNarrows(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          bool
	}{
		{"", "w", true},
		{"we", "web", true},
		{"WE", "web", true},
		{"we", "new", false},
		{"web", "we", false},
		{"web", "web ", true},
		{"web", "web status:r", true},
		{"web status:running", "web-1 status:running", true},
		{"web status:running ", "status:running x web", true},
		{"订单", "订单服", true},
		{"web,ap", "web,api", true},
		{"web,", "web,a", false},
		{"!web", "!web-", false},
		{"!web", "!web x", false}, // of what is being typed and of the whole word alike, the second could let more through
		{"!web a", "!web ab", true},
		{"status:st", "status:sto", false}, // not known to: cheap to look at anyway
		{"zone:h", "zone:ha", false},
		{"zone:han", "zone:hang", true},
		{"name:we", "web", false},
		{"tag:env=p", "tag:env=pr", false},
		{"type:g7", "type:g7.l", true},
		{"type:g7", "type:g7*", false},
		{`"a b"`, `"a bc"`, true},
		{"we or ap", "web or api", true},
		{"we or ap", "web", true},
		{"we or ap", "web or api or x", false},
		{"web or api", "web or api", true},
		{"web or api", "(web or api) x", true},
		{"web x or api", "web or api", false},
		{"web or api", "web x or api status:running", true},
		{"(we or ap) (k or l)", "(l or km) (ap or web)", true},
		{"!(web x)", "!(web x)", true},
		{"!(web x) ", "!(web x) y", true},
		{"!(web x)", "!(web xy)", false},
		{"!(web or x)", "!(web or x) status:running", true},
		{"name~a ", "name~a b", true},
		{"name~a", "name~ab", false},
		{"name=a ", "name:a ", false},
		{"vcpu>2 ", "vcpu>2 x", true},
		{"vcpu>2", "vcpu>4", false}, // not known to
		{"i-bp1aaaaaaaa1 i-bp1bbbbbbb2 ", "i-bp1aaaaaaaa1 i-bp1bbbbbbb2 web", true},
	} {
		before, after := mustParseLive(t, c.before), mustParseLive(t, c.after)
		if got := after.Narrows(before); got != c.want {
			t.Errorf("%q after %q narrows it: %v", c.after, c.before, got)
		}
		if !before.Narrows(before) {
			t.Errorf("%q does not narrow itself", c.before)
		}
	}
}

// Whatever narrows an expression matches no row that this one does not match.
func TestNarrowsLosesNoRow(t *testing.T) {
	rnd := randtest.New(t)
	rows := append(fleet(60, rnd), web(), order())
	for n, name := range []string{"K-1", "ſpot", "\xffweb", "GRÖSSE", "größe", "Ämter k8s"} {
		rows[n].name = name
	}
	rows[20].unknown = map[Field]bool{Tag: true, Status: true}
	pick := func(s ...string) string { return s[rnd.IntN(len(s))] }
	letters := []string{"w", "e", "b", "-", "0", "k", "K", "K", "s", "ſ", "ö", "Ä", "订", "单", ",", " ", "*", `"`, "!", ":", "1", ".", "h", "=", "\xff", "(", ")", " or ", " and ", "-", "~", ">", "|"}
	edited := func(s string) string {
		r := []rune(s)
		switch at := rnd.IntN(len(r) + 1); rnd.IntN(6) {
		case 0:
			return string(r[:at]) + pick(letters...) + string(r[at:])
		case 1:
			return string(r[:at])
		case 2:
			return s + " " + pick("web", "!k", "status:running", "status:st", "zone:h", "zone:han", "type:g7", "tag:env=pr", "ip:10.1", "name:ös", "spot:yes", "region:cn", "sg:bp1", "charge:post", "or web", "and k", "vcpu>2", "name~w", "(web or k)", "!(web k)", "created<30d")
		default:
			return s + pick(letters...)
		}
	}
	narrowed := 0
	for range 200 {
		before := pick("", "web", "订", "k", "!web", "status:s", "zone:h", "type:g", "name:o", "tag:env=p", "ip:1", "a,b", "region:c", "sg:b", "web or k", "(we or 订) s", "!(we k)", "name~w", "web or status:r")
		for range 40 {
			after := edited(before)
			x, errX := Instances.ParseLive(before)
			y, errY := Instances.ParseLive(after)
			if rnd.IntN(4) == 0 {
				y, errY = Instances.Parse(after)
			}
			before = after
			if errX != nil || errY != nil || !y.Narrows(x) {
				continue
			}
			narrowed++
			for _, r := range rows {
				if y.Match(r) && !x.Match(r) {
					t.Fatalf("%q matches %q, %q does not", y, r.name, x)
				}
			}
		}
	}
	if narrowed < 500 {
		t.Errorf("only %d of 8000 narrowed", narrowed)
	}
}
