package model_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ecsdeck/model/deck"
)

// createSizes are where the form and its lists were looked at.
var createSizes = [][2]int{{80, 24}, {120, 35}, {200, 50}}

func TestFormAndListsLook(t *testing.T) {
	long(t)
	kept := templateList{"nightly": {}, "web tier": {}}
	for _, s := range createSizes {
		run(t, setup{w: s[0], h: s[1], deps: func(d *deck.Deps) { d.Templates = kept }}, func(r *rig) {
			look := func(name string) {
				r.t.Helper()
				r.pass(2 * time.Second)
				if slices.Contains([]string{"types", "search", "problems"}, name) {
					r.pass(70 * time.Second) // how many prices the last minute asked for depends on chance
				}
				r.golden(fmt.Sprintf("create-%s-%dx%d", name, s[0], s[1]))
			}
			r.form(true)
			look("form")
			for _, l := range [][2]string{
				{"Template", "templates"}, {"Region", "regions"}, {"Zone", "zones"}, {"vSwitch", "vswitches"},
				{"Security groups", "groups"}, {"Image", "images"}, {"Key pair", "keys"}, {"Type", "types"},
			} {
				r.to(l[0])
				r.press("enter")
				look(l[1])
				r.press("esc")
			}
			r.to("Type")
			r.press("enter", "8c 16g stock")
			look("search")
			r.press("esc")
			r.fill("Tags", "=prod")
			r.fill("Name", "7up")
			r.fill("Auto-release", "in 5m")
			r.fill("Amount", "none")
			r.to("Amount")
			look("problems")
		})
	}
}

func TestTheSmallestForm(t *testing.T) {
	run(t, setup{w: 40, h: 10}, func(r *rig) {
		r.press("i") // to one that has no problems
		r.form(true)
		r.golden("create-form-40x10")
		for range 12 {
			r.press("down")
		}
		r.see("▌")
	})
}
