package model_test

import (
	"testing"
	"time"

	"ecsdeck/ecsapi"
)

func TestTheMenuSaysWhatAppliesAndWhyNot(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/", "\x15", "status:running charge:hourly", "enter", "space", "space", "/", "\x15", "status:stopped", "enter", "space", "a")
		r.pass(time.Second)
		r.see("Actions on 3 instances")
		r.see("S ", "start", "1 of 3")
		r.see("T ", "stop", "2 of 3")
		r.see("2 of the marked are hidden")
		r.see("describe", "of one instance")
		r.press("W")
		r.pass(time.Second)
		if r.line("W ", "– pay-as-you-go") != "" {
			r.see("renew", "pay-as-you-go")
		}
		r.press("esc", "backspace", "esc")
		r.press("/", "\x15", "charge:hourly status:running", "enter", "a")
		r.pass(time.Second)
		r.see("start", "– already running")
		r.see("renew what", "– pay-as-you-go")
		r.press("W")
		r.notSee("Renew ──")
		r.see("Actions on")
		r.press("T")
		r.pass(time.Second)
		r.see("Stop 1 instance")
		r.notSee("Actions on")
	})
}

func TestTheMenuOfNothingStillCreates(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/", "\x15", "name:nobody", "enter", "a")
		r.see("start", "– No instance is shown.")
		r.see("create new instances")
		r.press("S")
		r.see("Actions")
		r.press("N")
		r.notSee("– No instance is shown.")
	})
}

// The described instance is what the keys hit on its page, whatever is marked.
func TestKeysHitTheDescribedInstance(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/", "charge:monthly", "enter", "space", "space")
		i := r.pick("charge:hourly")
		r.press("d", "L")
		r.ready()
		r.see("Auto-release ── 1 instance")
		r.press("in 1d", "enter")
		r.confirm()
		r.pass(10 * time.Second)
		if r.now(i).AutoRelease.IsZero() {
			t.Error("it is not to be released")
		}
		r.see("Auto-release ", "(in ")
		r.see("times in CET +01:00")
		r.press("esc")
		r.see("2 marked")
	})
}

func TestThePageOfOneTellsWhatEndsIt(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.monthly(400)[5]
		if _, err := r.client.SetAutoRenewal(r.t.Context(), i.Region, []ecsapi.InstanceID{i.ID},
			ecsapi.AutoRenewal{On: true, Period: ecsapi.Period{N: 3, Unit: ecsapi.Month}}); err != nil {
			r.t.Fatal(err)
		}
		r.press("/", "\x15", string(i.ID), "enter", "d")
		r.pass(2 * time.Second)
		r.see("Expires", i.Expires.In(time.FixedZone("CET", 3600)).Format("2006-01-02 15:04 ("))
		r.see("Auto-renewal", "on, 3 months", "charged")
	})
}

// No key of an act reaches a page that is not about instances.
func TestActsDoNothingOnOtherPages(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		for _, page := range []string{"?", "@"} {
			r.press(page)
			for _, key := range []string{"S", "D", "W", "A", "L"} {
				r.press(key)
				r.see("esc goes back to the instances")
			}
			r.press("esc")
		}
	})
}
