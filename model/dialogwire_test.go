package model_test

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// A dialog dims the page behind it, and lights it again: each is about a redraw of the screen. While
// it is open it costs no more than a page does.
func TestBytesOfADialog(t *testing.T) {
	long(t)
	const move, rest = 400, 700
	budgets := map[[2]int]int{{80, 24}: 4_500, {120, 35}: 11_000, {200, 50}: 24_000}
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) {
			run(t, setup{w: s[0], h: s[1], handler: chinese}, func(r *rig) {
				r.see("订单服务")
				r.press("/", "status:running", "enter")
				r.pass(2 * time.Minute)
				for _, d := range []struct{ name, key, move string }{
					{"a plan", "T", "tab"}, {"what to copy", "c", "down"}, {"the actions", "a", "down"}, {"the create form", "N", "down"}, {"the palette", ":", "down"},
				} {
					budget := func(what string, most int) {
						t.Helper()
						n := r.term.bytes()
						t.Logf("%s: %s %d B", d.name, what, n)
						if n > most {
							t.Errorf("%s: %s: %d bytes, budget %d", d.name, what, n, most)
						}
					}
					r.term.bytes()
					r.press(d.key)
					budget("opening", budgets[s])
					r.pass(3 * time.Second)
					budget("3 s at rest", rest)
					var moves []int
					for range 3 {
						r.press(d.move)
						moves = append(moves, r.term.bytes())
					}
					if slices.Sort(moves); moves[1] > move {
						t.Errorf("%s: moving in it: %d bytes, budget %d", d.name, moves, move)
					}
					t.Logf("%s: moving in it %d B", d.name, moves)
					r.press("esc")
					budget("closing", budgets[s])
				}
			})
		})
	}
}
