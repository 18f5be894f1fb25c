package model_test

import (
	"strings"
	"testing"
	"time"
)

// Where a dialog has no room for all that counts, it scrolls, and is not confirmed before all of it
// was in sight.
func TestACrampedDialogIsReadBeforeItIsConfirmed(t *testing.T) {
	run(t, setup{w: 40, h: 10}, func(r *rig) {
		i := r.only(stopped)
		r.press("D")
		r.pass(5 * time.Second)
		r.see("pgdown scroll")
		r.press(i.Name, "enter")
		r.pass(time.Second)
		r.see(i.Name + "▏") // what is typed is in sight
		if n := r.calls("DeleteInstances"); n != 0 {
			t.Fatalf("%d releases of what nobody can have read", n)
		}
		r.notSee("enter release 1")
		read := ""
		for range 20 {
			r.press("\x1b[5~")
		}
		for range 20 {
			read += r.screen()
			r.press("pgdown")
		}
		for _, words := range []string{"cn-", "disk is deleted", "gone for", "Type this"} {
			if !strings.Contains(read, words) {
				t.Errorf("%q is nowhere on it:\n%s", words, read)
			}
		}
		r.see("enter release 1")
		r.press("enter")
		r.pass(time.Second)
		if n := r.calls("DeleteInstances"); n != 1 {
			t.Errorf("%d releases of what was read", n)
		}
	})
	run(t, setup{w: 40, h: 10}, func(r *rig) {
		r.only(stopped)
		r.press("S")
		r.pass(time.Second)
		r.see("enter start 1")
		r.press("enter")
		r.pass(time.Second)
		if n := r.calls("StartInstances"); n != 1 {
			t.Errorf("%d starts: its dialog fits", n)
		}
	})
}

// A question is whole on the smallest screen: its lines wrap, or scroll.
func TestAQuestionOnTheSmallestScreen(t *testing.T) {
	run(t, setup{w: 40, h: 10, undo: 5 * time.Minute}, func(r *rig) {
		r.only(stoppable)
		r.press("T")
		r.confirm()
		r.press("q", "q", "q", "q")
		r.pass(time.Second)
		r.see("running")
		read := ""
		for range 12 {
			read += r.screen()
			r.press("down")
		}
		for _, words := range []string{"sent goes on in the", "unwatched", "cancelled", "quits at", "enter quit", "esc stay"} {
			if !strings.Contains(read, words) {
				t.Errorf("%q is nowhere in it:\n%s", words, read)
			}
		}
	})
}
