package model_test

import (
	"testing"
	"time"
)

// Whatever is typed into has the same editing keys: a field of a form, the search of a list, the
// field of a dialog, the word of a plan, a page's filter.
func TestAllThatIsTypedHasTheSameEditingKeys(t *testing.T) {
	for name, open := range map[string]func(*rig){
		"a field": func(r *rig) { r.form(true); r.fill("Name") },
		"a list":  func(r *rig) { r.form(true); r.to("Image"); r.press("enter") },
		"a dialog": func(r *rig) {
			r.only(stopped)
			r.press("a")
			r.pass(time.Second)
			r.press("r")
			r.pass(time.Second)
		},
		"a word":   func(r *rig) { r.only(stopped); r.press("D"); r.pass(3 * time.Second) },
		"a filter": func(r *rig) { r.press("/") },
	} {
		t.Run(name, func(t *testing.T) {
			run(t, setup{}, func(r *rig) {
				open(r)
				r.press("\x15" /* ctrl+u */)
				r.press("one two", "\x17" /* ctrl+w */, "six", "\x01" /* ctrl+a */, "0", "\x1bf", "1", "\x05" /* ctrl+e */, "\x1b[D", "backspace", "9")
				if r.line("0one1 s9▏x") == "" && r.line("/0one1 s9x") == "" {
					t.Errorf("not typed:\n%s", r.screen())
				}
				r.press("\x1bb", "\x0b" /* ctrl+k */, "7")
				if r.line("0one1 7") == "" {
					t.Errorf("not cut behind the caret:\n%s", r.screen())
				}
				r.press("\x15" /* ctrl+u */)
				r.notSee("0one1")
			})
		})
	}
}
