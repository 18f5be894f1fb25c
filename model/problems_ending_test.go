package model

import (
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Of each subscription that ends soon it matters whether it is renewed, not only of those that
// the newest change of the fleet brought.
func TestEndingSubscriptionsStay(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	row := func(id ecsapi.InstanceID) *ecsapi.Instance {
		return &ecsapi.Instance{ID: id, ChargeType: ecsapi.PrePaid, Expires: now.Add(time.Hour)}
	}
	a, b := row("i-a"), row("i-b")
	q := &orderQuery{snap: &fleet.Snapshot{Regions: []*fleet.RegionState{{Region: ecsapi.Region{ID: "r"}, Instances: []*ecsapi.Instance{a}}}}, now: now}
	p := (&problems{}).after(changes{added: []*ecsapi.Instance{a}}, q)
	p = p.after(changes{added: []*ecsapi.Instance{b}}, q)
	if !slices.Equal(p.ending, []ecsapi.InstanceID{"i-a", "i-b"}) {
		t.Errorf("ending are %v", p.ending)
	}
	if p = p.after(changes{removed: []*ecsapi.Instance{a}}, q); !slices.Equal(p.ending, []ecsapi.InstanceID{"i-b"}) {
		t.Errorf("ending are %v after one is gone", p.ending)
	}
}
