package model_test

import (
	"testing"
	"time"
)

// A filter is saved by giving it a name, stands for what it says wherever filters are typed,
// and is forgotten by a name without a filter.
func TestSavedFilters(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/")
		r.press("@night=status:stopped", "enter")
		r.see("filter saved: @night")
		r.see("@night", "25 of 200")
		r.press("esc", "/")
		r.press("@ni", "tab")
		r.see("/@night")
		r.press(" web", "enter")
		r.see("@night web")
		r.notSee("● Running")
		r.press("esc", "/")
		r.press("!@night", "enter")
		r.see("175 of 200")
		r.press("esc", "/")
		r.press("@nigth", "enter")
		r.see("no filter was saved under this name", "@night")
		r.press("esc", "/")
		r.press("@night=", "enter")
		r.see("filter @night forgotten")
		r.pass(time.Second)
		r.press("/")
		r.press("@night", "enter")
		r.see("no filter was saved under this name")
	})
}
