package op

import (
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// What is released for good, created or paid for is typed with its count, whatever the ceilings
// are; of one that is released, its name.
func TestTheCountIsTyped(t *testing.T) {
	two := []*ecsapi.Instance{{ID: "i-1", Name: "web"}, {ID: "i-2", Name: "web"}}
	for _, c := range []struct {
		plan fleet.Plan
		word string
	}{
		{fleet.Plan{Action: fleet.ActionRelease, Targets: two}, "release 2"},
		{fleet.Plan{Action: fleet.ActionRelease, Targets: two, Options: fleet.ActionOptions{Force: true}}, "release 2"},
		{fleet.Plan{Action: fleet.ActionRelease, Targets: two[:1]}, "web"},
		{fleet.Plan{Action: fleet.ActionRelease, Targets: []*ecsapi.Instance{{ID: "i-3"}}}, "i-3"},
		{fleet.Plan{Action: fleet.ActionRenew, Targets: two}, "renew 2"},
		{fleet.Plan{Action: fleet.ActionCreate, Order: &fleet.Order{}, Launches: []ecsapi.Launch{{Amount: 1}, {Amount: 1}}}, "create 2"},
		{fleet.Plan{Action: fleet.ActionStop, Targets: two, Options: fleet.ActionOptions{Force: true}}, "force 2"},
		{fleet.Plan{Action: fleet.ActionStop, Targets: two}, ""},
		{fleet.Plan{Action: fleet.ActionRelease}, ""},
	} {
		if got := Word(&c.plan, fleet.Limits{}); got != c.word {
			t.Errorf("%s of %d wants %q typed, not %q", c.plan.Action, c.plan.N(), got, c.word)
		}
	}
	if got := Word(&fleet.Plan{Action: fleet.ActionStop, Targets: two}, fleet.Limits{Stop: 1}); got != "2" {
		t.Errorf("beyond a ceiling %q is typed", got)
	}
}

// A subscription that is paid for can't be released, by force neither: nothing would be refunded.
func TestASubscriptionIsNotReleased(t *testing.T) {
	in := &ecsapi.Instance{ID: "i-1", Status: ecsapi.Stopped, ChargeType: ecsapi.PrePaid}
	for _, o := range []fleet.ActionOptions{{}, {Force: true}, {Snapshot: true}} {
		if why := New(fleet.ActionRelease, o).SkipReason(in, in.Expires); why != fleet.IsPrepaid {
			t.Errorf("with %+v the reason is %q", o, why)
		}
	}
}
