package filter

import (
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/randtest"
)

func TestSets(t *testing.T) {
	a, b := web(), order()
	a.id, b.id = "i-bp1aaaaaaaa1", "i-bp1bbbbbbbb2"
	for _, c := range []struct {
		src  string
		a, b bool
	}{
		{"i-bp1aaaaaaaa1", true, false},
		{"i-bp1aaaaaaaa1 i-bp1bbbbbbbb2", true, true},
		{"i-bp1aaaaaaaa1,i-bp1bbbbbbbb2", true, true},
		{"i-bp1aaaaaaaa1, i-bp1cccccccc3", true, false},
		{"i-bp1aaaaaaaa1\ni-bp1bbbbbbbb2\r\ni-bp1cccccccc3", true, true},
		{"i-bp1aaaaaaaa1 , I-BP1BBBBBBBB2 ,", true, true},
		{"i-bp1aaaaaaaa1 i-bp1bbbbbbbb2 web", true, false},
		{"web i-bp1aaaaaaaa1 i-bp1bbbbbbbb2", true, false},
		{"not (i-bp1aaaaaaaa1 i-bp1cccccccc3)", false, true},
		{"i-bp1aaaaaaaa1 and i-bp1bbbbbbbb2", false, false}, // said to be both
		{"i-bp1aaaaaaaa i-bp1bbbbbbbb", false, false},       // whole ids
		{"id:i-bp1aaaaaaaa1,i-bp1bbbbbbbb2", true, true},
		{"id!=i-bp1aaaaaaaa1,i-bp1cccccccc3", false, true},
		{"i-frontend i-backend", false, false}, // words
		{"10.12.4.1 10.12.40.10", true, true},
		{"10.12.4.1 10.12.4.2", true, false},
		{"47.97.3.21,2408:4321:180:1701::9", true, true},
		{"ip:10.12.4.1,10.12.40.1", true, false},
	} {
		for _, src := range []string{c.src, mustParse(t, c.src).String()} {
			if e := mustParse(t, src); e.Match(a) != c.a || e.Match(b) != c.b {
				t.Errorf("%q: %v %v", src, e.Match(a), e.Match(b))
			}
		}
	}
	// While one more is typed, those before it stay.
	for _, half := range []string{"i", "i-", "i-bp1b", "i-bp1bbbbbbb"} {
		if e := mustParseLive(t, "i-bp1aaaaaaaa1 i-bp1cccccccc3 "+half); half != "i" && !e.Match(a) {
			t.Errorf("%s hides the others", half)
		}
	}
	if e := mustParseLive(t, "i-bp1aaaaaaaa1 i-bp1cccccccc3 i-bp1b"); !e.Match(b) {
		t.Error("an id that is typed does not match what begins so")
	}
}

// Thousands of ids are read and matched in a moment, not one by one.
func TestManyIDs(t *testing.T) {
	rows := fleet(20_000, randtest.New(t))
	var ids []string
	for _, r := range rows[:10_000] {
		ids = append(ids, r.id)
	}
	begin := time.Now()
	e := mustParse(t, strings.Join(ids, "\n"))
	n := 0
	for _, r := range rows {
		if e.Match(r) {
			n++
		}
	}
	if took := time.Since(begin); n != len(ids) || took > 5*time.Second {
		t.Errorf("%d rows in %v", n, took)
	}
}
