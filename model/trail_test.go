package model_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// The cursor's row can be followed to its right end: the sign there comes right after the cursor,
// in a frame of its own.
func TestRowsAreFollowedToTheirEnd(t *testing.T) {
	long(t)
	run(t, setup{w: 200, h: 50, handler: chinese}, func(r *rig) {
		type keyed struct{ at, then int }
		down := func(then time.Duration) (b keyed) {
			r.term.bytes()
			if _, err := io.WriteString(r.keys, "j"); err != nil {
				t.Fatal(err)
			}
			r.pass(34 * time.Millisecond)
			b.at = r.term.bytes()
			r.pass(then)
			b.then = r.term.bytes()
			return b
		}
		r.press("j")
		r.pass(5 * time.Second)
		var at, then []int
		for range 9 {
			b := down(150 * time.Millisecond)
			at, then = append(at, b.at), append(then, b.then)
			l := r.line("││▌")
			if !strings.HasSuffix(l, "▐") || strings.Count(r.screen(), "▐") != 1 {
				t.Fatalf("no sign, or another one:\n%s", r.screen())
			}
		}
		slices.Sort(at)
		slices.Sort(then)
		t.Logf("at once %d B, then %d B", at, then)
		if at[4] > 120 || then[4] > 100 || at[8]+then[8] > 400 {
			t.Errorf("at once %d bytes, then %d", at, then)
		}
		at = at[:0]
		for range 9 { // a key held down
			at = append(at, down(0).at)
		}
		slices.Sort(at)
		t.Logf("held %d B", at)
		if at[4] > 120 {
			t.Errorf("held: %d bytes a move", at)
		}
		r.pass(time.Second)
		if l := r.line("││▌"); !strings.HasSuffix(l, "▐") {
			t.Errorf("no sign at the end of %s", l)
		}
	})
}
