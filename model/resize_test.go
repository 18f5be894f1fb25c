package model_test

import "testing"

// What a terminal held while it was tiny says nothing about the lines it gains:
// all of them are drawn.
func TestATerminalThatWasTinyIsDrawnWhole(t *testing.T) {
	for _, tiny := range [][2]int{{1, 1}, {2, 2}, {10, 3}} {
		run(t, setup{w: 80, h: 24}, func(r *rig) {
			r.see("api-001")
			before := r.line("enter open")
			r.resize(tiny[0], tiny[1])
			r.resize(80, 24)
			if got := r.line("enter open"); got != before {
				t.Errorf("after %dx%d:\n%s", tiny[0], tiny[1], r.screen())
			}
		})
	}
}
