package model_test

import (
	"testing"
	"time"
)

// Esc leaves the filter in force as it was: whole words stay whole, and a name that nothing is
// saved under any more doesn't let all rows through.
func TestEscKeepsTheFilterWhole(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/")
		r.press("family:g", "enter")
		r.pass(time.Second)
		r.see("family:g", " 0 of 200")
		r.press("/", "esc")
		r.pass(time.Second)
		r.see("family:g", " 0 of 200")
		r.press("esc", "/")
		r.press("@night=status:stopped", "enter")
		r.see("@night", "25 of 200")
		r.press("/")
		r.press("x", "esc")
		r.pass(time.Second)
		r.see("@night", "25 of 200")
	})
}

// Filters are saved where they can be named: a filter of the board is none of instances.
func TestBoardSavesNoFilters(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("p")
		r.pass(5 * time.Second)
		r.press("/")
		r.press("@cheap=vcpu:2", "enter")
		r.pass(time.Second)
		r.notSee("filter saved")
		r.press("esc", "esc", "esc", "/")
		r.press("@cheap", "enter")
		r.see("no filter was saved under this name")
	})
}
