package action

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
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

// applicabilities returns the command's function that counts what each action applies to.
func applicabilities(d *deck.Deck, ids []ecsapi.InstanceID) func() map[fleet.Action]applicability {
	engine, samples := d.Engine, map[fleet.Action]fleet.ActionOptions{}
	for _, a := range InMenu(d.Keys) {
		samples[a.Action] = op.Of(a.Action).SampleOptions(d.Cloud)
	}
	return func() map[fleet.Action]applicability {
		out := make(map[fleet.Action]applicability, len(samples))
		for a, o := range samples {
			out[a] = applicabilityOf(engine.Plan(a, ids, o))
		}
		return out
	}
}

// Reasons returns a command's function that finds out why actions apply to none of the instances.
func Reasons(d *deck.Deck, ids []ecsapi.InstanceID) func() map[fleet.Action]fleet.Reason {
	ask := applicabilities(d, ids)
	return func() map[fleet.Action]fleet.Reason {
		out := map[fleet.Action]fleet.Reason{}
		for a, reach := range ask() {
			if reach.n == 0 {
				out[a] = reach.why
			}
		}
		return out
	}
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
