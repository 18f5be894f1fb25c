package op

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// still makes a snapshot of instances, without an engine.
func still(list ...*ecsapi.Instance) *fleet.Snapshot {
	s := &fleet.Snapshot{Complete: true}
	for _, in := range list {
		r, ok := s.Region(in.Region)
		if !ok {
			r = &fleet.RegionState{Region: ecsapi.Region{ID: in.Region}}
			s.Regions = append(s.Regions, r)
		}
		r.Instances = append(r.Instances, in)
		r.Index = fleet.NewIndex(r.Instances, nil)
	}
	return s
}

func TestPlan(t *testing.T) {
	locked := func(reason string) []ecsapi.Lock { return []ecsapi.Lock{{Reason: reason}} }
	s := still(
		&ecsapi.Instance{ID: "run", Name: "web", Region: "a", Status: ecsapi.Running},
		&ecsapi.Instance{ID: "off", Region: "b", Status: ecsapi.Stopped},
		&ecsapi.Instance{ID: "starting", Region: "a", Status: ecsapi.Starting},
		&ecsapi.Instance{ID: "stopping", Region: "a", Status: ecsapi.Stopping},
		&ecsapi.Instance{ID: "pending", Region: "a", Status: ecsapi.Pending},
		&ecsapi.Instance{ID: "odd", Region: "a", Status: "Hibernated"},
		&ecsapi.Instance{ID: "debt", Region: "a", Status: ecsapi.Stopped, Locks: locked(ecsapi.LockFinancial)},
		&ecsapi.Instance{ID: "risk", Region: "a", Status: ecsapi.Running, Locks: locked(ecsapi.LockSecurity)},
		&ecsapi.Instance{ID: "spot", Region: "a", Status: ecsapi.Running, Locks: locked("recycling")},
		&ecsapi.Instance{ID: "else", Region: "a", Status: ecsapi.Running, Locks: locked("refunded")},
	)
	always := map[ecsapi.InstanceID]fleet.Reason{
		"starting": fleet.IsChanging, "stopping": fleet.IsChanging, "pending": fleet.IsChanging, "odd": fleet.UnknownStatus,
		"debt": fleet.LockedFinancial, "risk": fleet.LockedSecurity, "spot": fleet.LockedRecycling, "else": fleet.LockedOther, "none": fleet.NotFound,
	}
	for _, c := range []struct {
		action fleet.Action
		target ecsapi.InstanceID
		skip   ecsapi.InstanceID
		reason fleet.Reason
	}{
		{fleet.ActionStart, "off", "run", fleet.AlreadyRunning},
		{fleet.ActionStop, "run", "off", fleet.AlreadyStopped},
		{fleet.ActionReboot, "run", "off", fleet.NotRunning},
	} {
		ids := []ecsapi.InstanceID{"run", "off", "run", "starting", "stopping", "pending", "odd", "debt", "risk", "spot", "else", "none"}
		p := NewPlan(s, c.action, ids, fleet.ActionOptions{Force: true}, time.Now())
		if len(p.Targets) != 1 || p.Targets[0].ID != c.target || p.Calls != 1 || p.Regions[0] != (fleet.RegionCount{Region: p.Targets[0].Region, N: 1}) || !p.Options.Force {
			t.Errorf("%s: %+v", c.action, p)
		}
		got := map[ecsapi.InstanceID]fleet.Reason{}
		for _, s := range p.Skipped {
			got[s.ID] = s.Reason
		}
		want := map[ecsapi.InstanceID]fleet.Reason{c.skip: c.reason}
		for id, r := range always {
			want[id] = r
		}
		if !reflect.DeepEqual(got, want) || len(p.Skipped) != len(want) {
			t.Errorf("%s skips %v, want %v", c.action, p.Skipped, want)
		}
	}
}

func TestPlanCountsCalls(t *testing.T) {
	var list []*ecsapi.Instance
	var ids []ecsapi.InstanceID
	for i := range 452 {
		in := &ecsapi.Instance{ID: ecsapi.InstanceID(fmt.Sprint("i-", i)), Region: "big", Status: ecsapi.Running}
		if i < 201 {
			in.Region = "small"
		}
		list, ids = append(list, in), append(ids, in.ID)
	}
	p := NewPlan(still(list...), fleet.ActionStop, ids, fleet.ActionOptions{}, time.Now())
	if want := []fleet.RegionCount{{Region: "small", N: 201}, {Region: "big", N: 251}}; p.Calls != 6 || !reflect.DeepEqual(p.Regions, want) {
		t.Errorf("%d calls for %v", p.Calls, p.Regions)
	}
}
