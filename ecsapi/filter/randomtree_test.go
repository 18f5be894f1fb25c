package filter

import (
	"math/rand/v2"
	"strings"
	"testing"

	"ecsdeck/ecsapi/randtest"
)

// source writes a random expression of the whole grammar, and how it would be answered without
// the parser: by its terms, each an expression of its own.
func source(rnd *rand.Rand, terms []string, depth int) (src string, answer func(r *row) Truth) {
	if n := rnd.IntN(6); depth == 0 || n < 2 {
		src = terms[rnd.IntN(len(terms))]
		e, err := Instances.Parse(src)
		if err != nil {
			panic(err)
		}
		return src, e.Eval
	} else if n == 2 {
		inner, of := source(rnd, terms, depth-1)
		return []string{"not ", "!", "-", "NOT"}[rnd.IntN(4)] + "(" + inner + ")", func(r *row) Truth { return [...]Truth{No: Yes, Yes: No, Unknown: Unknown}[of(r)] }
	}
	a, ofA := source(rnd, terms, depth-1)
	b, ofB := source(rnd, terms, depth-1)
	join := []string{" and ", " ", "&&", " AND ", " or ", " || ", " OR "}[rnd.IntN(7)]
	settled := No
	if strings.ContainsAny(join, "oO|") {
		settled = Yes
	}
	return "(" + a + ")" + join + "(" + b + ")", func(r *row) Truth {
		x, y := ofA(r), ofB(r)
		switch {
		case x == settled || y == settled:
			return settled
		case x == Unknown || y == Unknown:
			return Unknown
		}
		return Yes - settled
	}
}

// A tree is answered as its terms are, joined by Kleene's logic, and so is its canonical form.
func TestRandomTrees(t *testing.T) {
	rnd := randtest.New(t)
	rows := append(fleet(40, rnd), web(), order())
	rows[3].unknown = map[Field]bool{Status: true, VCPU: true}
	rows[4].unknown = map[Field]bool{Tag: true, Created: true, Name: true}
	terms := []string{"web", "订", "status:running", "status!=stopped", "name~^w", `name~"b-0+1"`, "vcpu>4", "vcpu<=2", "created<30d", "created>2026-06-01",
		"expires:none", "age>2w", "tag:env=prod", "tag:env!=test", "tag:team~inf", "type=g7.large", "zone:h,k", "10.12.4.1 47.97.3.21", rows[0].id + "," + rows[1].id, "!ip:10.0.0.0/9"}
	for range 400 {
		src, answer := source(rnd, terms, 4)
		e, err := Instances.Parse(src)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		again, err := Instances.Parse(e.String())
		if err != nil || again.String() != e.String() {
			t.Fatalf("%s becomes %s, then %s, %v", src, e, again, err)
		}
		for _, r := range rows {
			if want := answer(r); e.Eval(r) != want || again.Eval(r) != want {
				t.Fatalf("%s on %+v: %v, its canonical form %s: %v, want %v", src, r, e.Eval(r), e, again.Eval(r), want)
			}
		}
	}
}
