package model_test

import (
	"strings"
	"testing"
	"time"
)

// doom confirms the release of a stopped instance.
func (r *rig) doom() {
	r.t.Helper()
	i := r.only(stopped)
	r.press("D")
	r.word(i.Name)
	r.press("enter")
}

func TestUndoTakesBackWhatIsNotSentYet(t *testing.T) {
	run(t, setup{w: 80, h: 24, undo: 3 * time.Second}, func(r *rig) {
		r.doom()
		r.see("release 1 in 3 s · u undoes it")
		r.golden("undo-80x24")
		r.pass(time.Second)
		r.see("release 1 in 2 s")
		r.press("u")
		r.see("release 1 was undone: nothing was sent.")
		r.pass(time.Minute)
		if n := r.calls("DeleteInstances"); n != 0 {
			t.Errorf("%d releases", n)
		}
		r.notSee("J tells why")
		r.press("u")
		r.see("There is nothing to undo.")
		r.press("J")
		r.see("release 1", "1 cancelled")
	})
}

func TestTheUndoWindowShuts(t *testing.T) {
	run(t, setup{undo: 3 * time.Second}, func(r *rig) {
		r.doom()
		r.press("J")
		r.see("release 1", "can be undone")
		r.pass(2 * time.Second)
		if n := r.calls("DeleteInstances"); n != 0 {
			t.Fatalf("%d releases within the window", n)
		}
		r.pass(2 * time.Second)
		if n := r.calls("DeleteInstances"); n != 1 {
			t.Errorf("%d releases after the window", n)
		}
		r.notSee("undoes it")
		r.press("u")
		r.see("There is nothing to undo.")
		r.pass(time.Minute)
		r.see("release 1", "1 of 1 done")
	})
}

// The countdown is drawn once a second and no more.
func TestTheCountdownIsQuiet(t *testing.T) {
	run(t, setup{w: 80, h: 24, undo: 30 * time.Second}, func(r *rig) {
		r.doom()
		r.pass(time.Second)
		r.term.bytes()
		r.pass(20 * time.Second)
		if got := r.term.bytes() / 20; got > 60 {
			t.Errorf("a second of the countdown takes %d bytes", got)
		}
	})
}

func TestQuittingInTheUndoWindowSendsNothing(t *testing.T) {
	run(t, setup{undo: 10 * time.Second}, func(r *rig) {
		r.doom()
		r.press("q")
		r.see("1 job is running")
		r.see("Release 1: nothing of it was sent yet.")
		r.see("What was not sent yet is cancelled.")
		r.pass(time.Second)
		r.press("enter")
		select {
		case err := <-r.ended:
			if err != nil {
				t.Error(err)
			}
			r.ended <- nil
		default:
			t.Fatal("the deck goes on")
		}
		r.engine.Close()
		r.pass(time.Minute)
		if n := r.calls("DeleteInstances"); n != 0 {
			t.Errorf("%d releases", n)
		}
	})
}

// The window is open on every page, and while another dialog is looked at.
func TestUndoWorksFromOtherPages(t *testing.T) {
	for _, page := range []string{"J", "?", "@", "d", "e"} {
		run(t, setup{undo: 5 * time.Second}, func(r *rig) {
			r.doom()
			r.press(page, "u")
			if !strings.Contains(r.screen(), "was undone") {
				t.Errorf("on page %s:\n%s", page, r.screen())
			}
		})
	}
}
