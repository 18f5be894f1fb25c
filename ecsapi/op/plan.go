package op

import (
	"crypto/rand"
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"time"
)

// NewPlan sorts instances into those the action applies to, by a snapshot, and
// those it leaves out with the reason. now is cloud time. Ids given twice count
// once. With options that the cloud would refuse for any instance it leaves all
// out, and Flaws says why.
//
// It asks for everything in one pass over the fleet, which for many ids takes
// a fraction of asking each region for each of them.
func NewPlan(s *fleet.Snapshot, a fleet.Action, ids []ecsapi.InstanceID, o fleet.ActionOptions, now time.Time) *fleet.Plan {
	p := &fleet.Plan{Action: a, Options: o, Nonce: rand.Text()}
	spec, operation := Of(a), New(a, o)
	if operation == nil {
		p.Flaws = append(p.Flaws, invalidOptions("", errNoOperation))
		return p
	}
	if flaw := operation.Validate(now); flaw != nil {
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
			if found[i], why[i] = in, operation.SkipReason(in, now); why[i] == "" {
				n++
			}
		}
		if n > 0 {
			p.Regions = append(p.Regions, fleet.RegionCount{Region: r.ID, N: n})
			p.Calls += calls(operation, n)
		}
		targets += n
	}
	p.Open = targets > 0 && spec.Prepare != nil
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
