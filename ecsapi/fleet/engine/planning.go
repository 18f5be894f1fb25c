package engine

import (
	"crypto/rand"
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"fmt"
	"slices"
)

// Plan sorts the instances into those the action applies to, by the newest
// snapshot, and those it leaves out with the reason. It sends nothing. Ids
// given twice count once. With options that the cloud would refuse for any
// instance it leaves all out, and Flaws says why.
func (e *Engine) Plan(a fleet.Action, ids []ecsapi.InstanceID, o fleet.ActionOptions) *fleet.Plan {
	return op.NewPlan(e.Snapshot(), a, ids, o, e.client.Now())
}

// api is the API that carries the job out.
func (j *job) api() string { return op.API(j.Action, j.Options, j.Order) }

// PlanOrder plans the creation of what the order asks for. It sends nothing;
// [Engine.Prepare] finds out what it costs and whether the cloud would do it.
// An order with problems makes a plan that creates nothing, its flaws say why.
func (e *Engine) PlanOrder(o fleet.Order) *fleet.Plan {
	p := &fleet.Plan{Action: fleet.ActionCreate, Order: &o, Nonce: rand.Text()}
	for _, bad := range op.CheckOrder(&o, e.client.Now()) {
		flaw := &ecsapi.Error{API: o.API(), Kind: ecsapi.KindInvalid, Message: fmt.Sprintf(bad.Text, bad.Args...)}
		if bad.Place >= 0 {
			flaw.Region = o.Places[bad.Place].Region
		}
		p.Flaws = append(p.Flaws, flaw)
	}
	if len(p.Flaws) > 0 {
		return p
	}
	p.Launches = o.Launches()
	p.Calls = len(p.Launches) * o.Writes()
	p.Regions = regionsOf(e.Snapshot(), p.Launches)
	p.Open = true
	return p
}

// regionsOf counts the instances to be by region, in the snapshot's order.
func regionsOf(s *fleet.Snapshot, calls []ecsapi.Launch) []fleet.RegionCount {
	var out []fleet.RegionCount
	for _, l := range calls {
		if i := slices.IndexFunc(out, func(c fleet.RegionCount) bool { return c.Region == l.Region }); i >= 0 {
			out[i].N += l.Amount
		} else {
			out = append(out, fleet.RegionCount{Region: l.Region, N: l.Amount})
		}
	}
	place := func(c fleet.RegionCount) int {
		i := slices.IndexFunc(s.Regions, func(r *fleet.RegionState) bool { return r.ID == c.Region })
		if i < 0 {
			return len(s.Regions)
		}
		return i
	}
	slices.SortStableFunc(out, func(a, b fleet.RegionCount) int { return place(a) - place(b) })
	return out
}
