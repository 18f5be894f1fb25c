package action

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// applicability is how many of the targets an action applies to and, when to none, why.
type applicability struct {
	n   int
	why fleet.Reason
}

// applicabilityOf reads it off a plan. What is as asked already could be asked
// otherwise.
func applicabilityOf(p *fleet.Plan) applicability {
	out := applicability{n: len(p.Targets)}
	reasons := map[fleet.Reason]int{}
	for _, s := range p.Skipped {
		if s.Reason == fleet.AlreadySo {
			out.n++
		} else {
			reasons[s.Reason]++
		}
	}
	for why, n := range reasons {
		if m := reasons[out.why]; n > m || n == m && why < out.why {
			out.why = why
		}
	}
	return out
}

// fitting are the instances that a plan of sample options applies to.
func fitting(p *fleet.Plan, snap *fleet.Snapshot) []*ecsapi.Instance {
	out := slices.Clone(p.Targets)
	for _, s := range p.Skipped {
		if s.Reason == fleet.AlreadySo {
			if i, ok := snap.Instance(s.ID); ok {
				out = append(out, i)
			}
		}
	}
	return out
}
