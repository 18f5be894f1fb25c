package model_test

import (
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// What goes in spite of what was said of it, and what stays and costs on, is in the
// plan of a release at every size.
func TestReleasePlanSaysWhatStays(t *testing.T) {
	for _, s := range [][2]int{{80, 24}, {120, 35}} {
		run(t, setup{w: s[0], h: s[1], sim: ecssim.Config{Instances: 800}}, func(r *rig) {
			for _, region := range r.engine.Snapshot().Regions {
				for _, in := range region.Instances {
					if in.Status == ecsapi.Stopped && in.ChargeType == ecsapi.PostPaid && len(in.Locks) == 0 && !in.DeletionProtection {
						if err := r.cloud.LockInstance(string(in.ID), ecsapi.LockSecurity); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			r.pass(5 * time.Minute)
			r.press("/", "charge:hourly status:stopped", "enter", "*", "D")
			r.pass(10 * time.Second)
			r.see("to stay", "deleted")
			r.see("lock for security")
			r.see("elastic address")
			r.see("Type release")
		})
	}
}

// The plan of a creation counts the addresses of its vSwitch before anything is sent.
func TestCreationPlanCountsAddresses(t *testing.T) {
	for _, s := range [][2]int{{80, 24}, {120, 35}} {
		var r *rig
		run(t, ordering(setup{w: s[0], h: s[1]}, &r, func(o *fleet.Order) {
			if err := r.cloud.FillVSwitch(o.Places[0].VSwitch, 2); err != nil {
				t.Fatal(err)
			}
			r.engine.ForgetOffers()
		}, 5, "cn-hangzhou"), func(now *rig) {
			r = now
			r.press("§")
			r.pass(5 * time.Second)
			r.see("has 2 free")
			r.see("too few free")
		})
	}
}
