package model_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// inject breaks something of the cloud.
func (r *rig) inject(f ecssim.Fault) {
	r.t.Helper()
	if err := r.cloud.Inject(f); err != nil {
		r.t.Fatal(err)
	}
}

// send begins a job without a dialog.
func (r *rig) send(a fleet.Action, o fleet.ActionOptions, ids ...ecsapi.InstanceID) {
	r.t.Helper()
	if _, err := r.engine.Submit(r.engine.Plan(a, ids, o)); err != nil {
		r.t.Fatal(err)
	}
}

// in are the ids of the instances of a region that fit.
func (r *rig) in(region ecsapi.RegionID, fit func(*ecsapi.Instance) bool) (ids []ecsapi.InstanceID) {
	g, _ := r.engine.Snapshot().Region(region)
	for _, i := range g.Instances {
		if fit(i) {
			ids = append(ids, i.ID)
		}
	}
	return ids
}

func running(i *ecsapi.Instance) bool { return i.Status == ecsapi.Running }

// row is the number of the first line on screen that holds the words, or -1.
func (r *rig) row(words ...string) int {
	return slices.Index(strings.Split(r.screen(), "\n"), r.line(words...))
}

// Of a job with failures these come first, whichever region answered first, and the cursor is
// on them.
func TestFailuresOfAJobComeFirst(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		r.inject(ecssim.Fault{Action: "StopInstances", Region: "cn-beijing", Kind: "error", Code: "OperationDenied.HostRepairing"})
		bad := r.in("cn-beijing", running)[:2]
		r.send(fleet.ActionStop, fleet.ActionOptions{Force: true}, append(r.in("cn-qingdao", running), bad...)...)
		r.press("J")
		r.pass(3 * time.Minute)
		r.see("✗", "force stop", "2 failed")
		if first, done := r.row("▌", "✗ failed"), r.row("✓ done"); first < 0 || done < first {
			t.Errorf("what failed is on line %d, what is done on line %d:\n%s", first, done, r.screen())
		}
		// The state stays as it is: to do it again doesn't help, and isn't offered.
		r.see("2 × OperationDenied.HostRepairing in cn-beijing")
		r.notSee("R tries again")
		r.press("tab", "/")
		r.press(strings.Split("outcome:done", "")...)
		r.press("enter")
		r.see("✓ done")
		r.notSee("✗ failed")
	})
}

// One error in three regions is one line, and a retry is offered where it helps.
func TestOneErrorInManyRegionsIsOneLine(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		r.inject(ecssim.Fault{Action: "StartInstances", Kind: "error", Code: "OperationDenied.NoStock"})
		off := func(i *ecsapi.Instance) bool { return i.Status == ecsapi.Stopped && len(i.Locks) == 0 }
		var ids []ecsapi.InstanceID
		regions := 0
		for _, g := range r.engine.Snapshot().Regions {
			if some := r.in(g.ID, off); len(some) > 0 && regions < 3 {
				regions++
				ids = append(ids, some[0])
			}
		}
		r.send(fleet.ActionStart, fleet.ActionOptions{}, ids...)
		r.press("J")
		r.pass(3 * time.Minute)
		r.see("3 × OperationDenied.NoStock in 3 regions: This instance type is sold out")
		r.see("R tries again.")
		r.notSee("1 × ")
	})
}

// What a job sets is said in its line and of each instance.
func TestAJobSaysWhatItChanged(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		ids := r.in("cn-qingdao", running)
		was, _ := r.engine.Snapshot().Instance(ids[0])
		r.send(fleet.ActionTag, fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "env", Value: "blue"}}}, ids...)
		r.pass(time.Minute)
		r.press("J")
		r.see("tag", "+env=blue", "done")
		old, _ := was.Tag("env")
		r.see(was.Name, "✓ done", "env="+old+" → blue")
		r.send(fleet.ActionRename, fleet.ActionOptions{Name: "front"}, ids[0])
		r.pass(time.Minute)
		r.press("g")
		r.see("rename 1 · → front")
		r.see("✓ done", was.Name+" → front")
	})
}

// Enter on an instance of a job opens its page; of one that was released that says so.
func TestInstancesOfAJobAreOpened(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		id := r.in("cn-qingdao", func(i *ecsapi.Instance) bool {
			return running(i) && i.ChargeType == ecsapi.PostPaid && !i.DeletionProtection
		})[0]
		name := r.name(id)
		r.send(fleet.ActionReboot, fleet.ActionOptions{}, id)
		r.pass(2 * time.Minute)
		r.press("J", "enter")
		r.see("✓ done", "rebooted")
		r.press("enter")
		r.see(name + " · " + string(id))
		r.press("esc")
		r.see("Job 1: reboot 1")
		r.send(fleet.ActionRelease, fleet.ActionOptions{Force: true}, id)
		r.pass(3 * time.Minute)
		r.press("tab", "g", "tab", "enter")
		r.see(string(id) + " is not in the fleet.")
	})
}

func (r *rig) name(id ecsapi.InstanceID) string {
	i, _ := r.engine.Snapshot().Instance(id)
	return i.Name
}

// What was undone is marked as before, as far as it is still there.
func TestMarksComeBackAfterAnUndo(t *testing.T) {
	long(t)
	run(t, setup{undo: 3 * time.Second}, func(r *rig) {
		i := r.only(stopped)
		r.press("space", "D")
		r.word(i.Name)
		r.press("enter")
		r.notSee("1 marked")
		r.press("u")
		r.see("release 1 was undone")
		r.see("1 marked")
		r.press("u")
		r.see("There is nothing to undo.")

		// What was marked meanwhile stays alone.
		r.press("D")
		r.word(i.Name)
		r.press("enter", "esc")
		r.only(running)
		r.press("space", "u", "esc")
		r.see("1 marked")
		r.press("/", "id:"+string(i.ID), "enter")
		r.see("1 marked (1 hidden)")
	})
}

// After a brown-out what is unknown is looked at again: the page shows when it will be known, R says
// why it waits in full, and in the end nothing is unknown.
func TestABrownOutSettles(t *testing.T) {
	long(t)
	for _, kind := range []string{"http500", "http503", "lost-answer"} {
		run(t, setup{w: 80, h: 24}, func(r *rig) {
			r.inject(ecssim.Fault{Action: "StopInstances", Region: "cn-beijing", Kind: kind, For: 2 * time.Minute})
			r.send(fleet.ActionStop, fleet.ActionOptions{}, r.in("cn-beijing", running)...)
			r.press("J")
			r.pass(time.Second)
			r.inject(ecssim.Fault{Action: "DescribeInstances", Region: "cn-beijing", Kind: "http503", For: 10 * time.Second})
			r.pass(10 * time.Second)
			r.press("X")
			r.pass(110 * time.Second)
			if kind == "http500" { // which may have been carried out, and shows no sign of it
				r.see("18 unknown")
				r.see("looked at again until 01:0")
				r.press("R")
				if all := strings.Join(strings.Fields(r.screen()), " "); !strings.Contains(all, "18 may have been carried out: they are looked at again and known by 01:0") || !strings.Contains(all, "m marks them.") {
					t.Errorf("it is cut why nothing is tried again:\n%s", r.screen())
				}
			}
			r.pass(6 * time.Minute)
			if j := r.engine.Snapshot().Jobs[0]; !j.Over() || j.Counts.Unknown+j.Counts.Sent+j.Counts.Queued > 0 {
				t.Errorf("%s: in the end it is %+v", kind, j.Counts)
			}
			r.notSee("unknown")
			r.notSee("no answer")
		})
	}
}

// The end of a job is told once, whatever page is shown.
func TestTheEndOfAJobIsToldOnce(t *testing.T) {
	long(t)
	for _, page := range []string{"", "d", "J"} {
		run(t, setup{}, func(r *rig) {
			i := r.only(stopped)
			if page != "" {
				r.press(page)
			}
			r.send(fleet.ActionRelease, fleet.ActionOptions{}, i.ID)
			told, was := 0, false
			for range 120 {
				r.pass(500 * time.Millisecond)
				is := strings.Count(r.screen(), "release 1: 1 of 1 done")
				if is > 1 {
					t.Fatalf("on page %q it is told %d times at once:\n%s", page, is, r.screen())
				}
				if is == 1 && !was {
					told++
				}
				was = is == 1
			}
			if told != 1 {
				t.Errorf("on page %q it is told %d times", page, told)
			}
			if n := strings.Count(r.screen(), "Released: it is no longer"); n > 1 {
				t.Errorf("the page of the instance says it %d times", n)
			}
		})
	}
}
