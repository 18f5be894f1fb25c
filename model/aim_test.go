package model_test

import (
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/model/deck"
)

// under is the instance under the cursor, by its page.
func (r *rig) under() *ecsapi.Instance {
	r.t.Helper()
	r.press("d")
	defer r.press("esc")
	for _, g := range r.engine.Snapshot().Regions {
		for _, i := range g.Instances {
			if strings.Contains(r.screen(), " "+string(i.ID)+" ") {
				return i
			}
		}
	}
	r.t.Fatalf("no instance is described:\n%s", r.screen())
	return nil
}

// stopElsewhere stops an instance as a colleague would, and lets the deck see it.
func (r *rig) stopElsewhere(i *ecsapi.Instance) {
	r.t.Helper()
	if _, err := r.client.Stop(r.t.Context(), i.Region, []ecsapi.InstanceID{i.ID}, ecsapi.StopOptions{Force: true}); err != nil {
		r.t.Fatal(err)
	}
	r.pass(10 * time.Second)
	r.engine.Refresh(i.Region)
	r.pass(2 * time.Second)
}

func TestAKeyDoesNotHitTheNeighbourOfWhatLeft(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/", "status:running", "enter", "j", "j")
		chosen := r.under()
		r.press("j", "k")
		r.stopElsewhere(chosen)
		r.press("T")
		r.see("has left the list")
		r.notSee("Stop 1 instance")
		r.press("T") // now the person has been told
		r.see("Stop 1 instance")
	})
}

func TestARefreshAfterFilteringLeavesTheCursorAlone(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		// The cursor's first instance is not among the stopped ones, then is.
		first := r.under()
		r.press("/", "status:stopped", "enter")
		at := cursorRow(r)
		r.stopElsewhere(first)
		if now := cursorRow(r); now != at {
			t.Errorf("the cursor was on\n%s\nand is on\n%s", at, now)
		}
	})
}

func TestActingFromDescribeKeepsOtherMarks(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("space", "space", "/", "status:running", "enter", "G", "d", "B")
		r.see("Reboot 1 instance")
		r.confirm()
		r.press("esc")
		r.see("2 marked")
	})
}

func TestTheWidestScopeIsWhatIsRead(t *testing.T) {
	run(t, setup{deps: func(d *deck.Deps) { d.Regions = []ecsapi.RegionID{"cn-beijing"} }}, func(r *rig) {
		r.press("0")
		r.notSee("all regions")
		r.see("cn-beijing", "instances")
	})
}

func TestZonesThatArriveLateAreShown(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("tab", "G", "enter") // a region with few instances
		r.pass(5 * time.Second)
		id := r.engine.Snapshot().Regions[len(r.engine.Snapshot().Regions)-1]
		if len(id.Zones) == 0 {
			t.Fatal("the zones were not read")
		}
		r.press("tab", "tab")
		for _, z := range id.Zones {
			if !strings.Contains(r.screen(), " "+strings.TrimPrefix(strings.TrimPrefix(string(z.ID), string(id.ID)), "-")+" ") {
				t.Errorf("%s is not shown:\n%s", z.ID, r.screen())
			}
		}
	})
}

// What a filter left behind is not the cursor's: a refresh that brings it back
// must not take the cursor there.
func TestAFilterKeptForgetsWhereTheCursorWas(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		first := r.under()
		r.press("/", "status:stopped")
		r.engine.Refresh() // while typing
		r.pass(3 * time.Second)
		r.press("enter")
		at := cursorRow(r)
		r.stopElsewhere(first)
		if now := cursorRow(r); now != at {
			t.Errorf("the cursor was on\n%s\nand is on\n%s", at, now)
		}
		r.press("S")
		r.see("Start 1 instance")
	})
}

func TestAPlanOfMarksDoesNotAcceptWhereTheCursorSlid(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("space", "/", "status:running", "enter", "j", "j")
		chosen := r.under()
		r.press("j", "k")
		r.stopElsewhere(chosen)
		r.press("T")
		r.see("Stop 1 instance")
		r.press("esc", "backspace", "T")
		r.see("has left the list")
	})
}

func TestBadNewsOutlivesOtherNews(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Region: "*", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.press("T")
		r.confirm()
		r.pass(3 * time.Minute)
		r.press("b")
		r.see("b does nothing here")
		r.pass(time.Minute)
		r.see("J tells why")
		r.press("J", "esc")
		r.notSee("J tells why")
	})
}
