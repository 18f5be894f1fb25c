package model_test

import (
	"testing"
	"time"
)

// [ and ] go through the places visited, each as it was left.
func TestBackAndForth(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		r.press("[")
		r.see("There is nothing before this.")
		r.press("/", "web", "enter") // one place, not one for each letter
		r.see("Instances web")
		r.press("J")
		r.see("┌ Jobs")
		r.press("/", "stop", "enter", "esc", "esc")
		r.see("Instances web")
		r.press("e")
		r.see("Renewals · all regions")
		r.press("w", "[") // its time range is kept
		r.see("Instances web")
		r.press("[")
		r.see("┌ Jobs")
		r.press("[", "[")
		r.see("┌ Instances ─")
		r.press("[")
		r.see("There is nothing before this.")
		r.press("]")
		r.see("Instances web")
		r.press("]", "]", "]")
		r.see("within 90 days")
		r.press("]")
		r.see("There is nothing after this.")
		r.press("[", "0", "[", "@") // another way from here: there is no forth any more
		r.see("┌ API calls")
		r.press("]")
		r.see("There is nothing after this.")
		r.press("esc", "p")
		r.pass(5 * time.Second)
		r.see("Spot · cn-hangzhou")
		r.press("enter")
		r.pass(5 * time.Second)
		detail := r.screen()
		r.press("esc", "[")
		r.pass(5 * time.Second)
		if got := r.screen(); got[len(got)/3:len(got)*2/3] != detail[len(detail)/3:len(detail)*2/3] {
			t.Errorf("the page of one price is another than it was left:\n%s\n%s", detail, got)
		}
	})
}

// Marks of a page that can be gone back to are dropped like all others.
func TestMarksOfAPlaceLeftAreDropped(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		r.press("e", "space")
		r.see("hdfs-datanode-01")
		r.see("1 marked")
		r.press("esc", "/")
		r.word("hdfs-datanode-01")
		r.press("enter", "B")
		r.confirm()
		r.press("[", "[")
		r.see("Renewals")
		r.notSee("1 marked")
	})
}

// The second ctrl-c quits, also while jobs run; what that means was said after the first.
func TestSecondCtrlCQuits(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		r.press("/", "status:running", "enter", "T")
		r.confirm()
		r.press("ctrl+c")
		r.see("1 job is running")
		r.see("What was sent goes on in the cloud, unwatched.")
		r.see("^c again quits at once.")
		r.press("esc")
		r.notSee("1 job is running")
		r.press("ctrl+c", "ctrl+c")
		select {
		case err := <-r.ended:
			if r.ended <- err; err != nil {
				t.Error(err)
			}
		case <-time.After(time.Second):
			t.Errorf("the deck goes on:\n%s", r.screen())
		}
	})
}
