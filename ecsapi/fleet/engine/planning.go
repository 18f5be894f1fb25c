package engine

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"fmt"
	"slices"
	"time"
)

// Plan sorts the instances into those the action applies to, by the newest
// snapshot, and those it leaves out with the reason. It sends nothing. Ids
// given twice count once. With options that the cloud would refuse for any
// instance it leaves all out, and Flaws says why.
func (e *Engine) Plan(a fleet.Action, ids []ecsapi.InstanceID, o fleet.ActionOptions) *fleet.Plan {
	return newPlan(e.Snapshot(), a, ids, o, e.client.Now())
}

// newPlan asks for everything in one pass over the fleet, which for many ids takes
// a fraction of asking each region for each of them.
func newPlan(s *fleet.Snapshot, a fleet.Action, ids []ecsapi.InstanceID, o fleet.ActionOptions, now time.Time) *fleet.Plan {
	p := &fleet.Plan{Action: a, Options: o, Nonce: newNonce()}
	d := newOperation(a, o)
	if d == nil {
		p.Flaws = append(p.Flaws, invalidOptions("", errNoDeed))
		return p
	}
	if flaw := d.Validate(now); flaw != nil {
		p.Flaws = append(p.Flaws, flaw)
		return p
	}
	place := make(map[ecsapi.InstanceID]int, len(ids))
	once := make([]ecsapi.InstanceID, 0, len(ids))
	for _, id := range ids {
		if _, twice := place[id]; !twice {
			place[id] = len(once)
			once = append(once, id)
		}
	}
	found, why := make([]*ecsapi.Instance, len(once)), make([]fleet.Reason, len(once))
	targets := 0
	for _, r := range s.Regions {
		n := 0
		for _, in := range r.Instances {
			i, ok := place[in.ID]
			if !ok || found[i] != nil {
				continue
			}
			if found[i], why[i] = in, d.SkipReason(in, now); why[i] == "" {
				n++
			}
		}
		if n > 0 {
			p.Regions = append(p.Regions, fleet.RegionCount{Region: r.ID, N: n})
			p.Calls += callsFor(d, n)
		}
		targets += n
	}
	p.Open = targets > 0 && (a == fleet.ActionRelease || a == fleet.ActionRenew)
	p.Targets = make([]*ecsapi.Instance, 0, targets)
	for i, id := range once {
		switch in := found[i]; {
		case in == nil:
			p.Skipped = append(p.Skipped, fleet.Skip{ID: id, Reason: fleet.NotFound})
		case why[i] != "":
			p.Skipped = append(p.Skipped, fleet.Skip{ID: id, Name: in.Name, Region: in.Region, Reason: why[i]})
		default:
			p.Targets = append(p.Targets, in)
		}
	}
	return p
}

// api is the API that carries the plan out.
func apiOf(a fleet.Action, o fleet.ActionOptions, order *fleet.Order) string {
	if order != nil {
		return order.API()
	}
	if d := newOperation(a, o); d != nil {
		return d.Traits().API
	}
	return string(a)
}

func (j *job) api() string {
	return apiOf(j.Action, j.Options, j.Order)
}

// PlanOrder plans the creation of what the order asks for. It sends nothing;
// [Engine.Prepare] finds out what it costs and whether the cloud would do it.
// An order with problems makes a plan that creates nothing, its flaws say why.
func (e *Engine) PlanOrder(o fleet.Order) *fleet.Plan {
	p := &fleet.Plan{Action: fleet.ActionCreate, Order: &o, Nonce: newNonce()}
	for _, bad := range CheckOrder(&o, e.client.Now()) {
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
