package model_test

import "testing"

func TestFleetScreens(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.see("ecsdeck", "200 instances")
		t.Log("\n" + r.screen())
	})
}
