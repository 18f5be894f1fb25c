package model_test

import (
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

// What is refused because something else goes on is shown as busy, with the try it
// is at, until it passes.
func TestBusyIsShown(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Kind: ecssim.FaultError, Code: "OperationConflict", Status: 409, Times: 2}); err != nil {
			t.Fatal(err)
		}
		r.press("T")
		r.confirm()
		r.pass(time.Second)
		r.press("J")
		r.see("stop 1", "0 of 1 done", "1 busy, try 2")
		r.see("◐ busy", "busy, try 2")
		r.see("Another operation on the instance is in progress. (StopInstances")
		r.pass(7 * time.Second)
		r.see("1 busy, try 3")
		r.pass(2 * time.Minute)
		r.see("stop 1", "1 of 1 done")
		r.notSee("busy")
	})
}

// An answer that was lost is not shown as accepted while the instance is looked at.
func TestALostAnswerIsShown(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Kind: ecssim.FaultReset, Times: 1}); err != nil {
			t.Fatal(err)
		}
		r.press("T")
		r.confirm()
		r.pass(10 * time.Second)
		r.press("J")
		r.see("◐ no answer")
		r.see("answer lost, checking")
		r.pass(2 * time.Minute)
		r.see("stop 1", "0 of 1 done", "1 unknown")
		r.press("esc")
		r.see("stop 1: 0 of 1 done", "1 unknown", "J tells why")
		r.pass(3 * time.Minute)
		r.notSee("1 unknown")
		r.see("stop 1: 0 of 1 done", "1 failed", "J tells why")
		r.press("J")
		r.see("stop 1", "0 of 1 done", "1 failed")
		r.see("1 × the answer was lost")
		r.see("It was not carried out and can be done again.")
	})
}
