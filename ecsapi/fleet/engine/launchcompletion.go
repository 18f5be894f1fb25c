package engine

import (
	"cmp"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// unlistedFor is how long an instance that was listed must not be, to be gone:
// answers about new ones are often a few seconds old.
const unlistedFor = 15 * time.Second

// launchCompletion is the completion of a creation: the instance runs, with its public address
// if it is to have one. One that stays stopped is at its end with its last step.
type launchCompletion struct {
	op.ByEffectTimeout
	*launchJob
}

// Evaluate implements [op.Completion]. It takes over the name and the address as they come.
func (b launchCompletion) Evaluate(it *op.Target, in *ecsapi.Instance, late bool) op.Verdict {
	if in == nil {
		if it.Moved && time.Since(it.Unlisted) >= unlistedFor || late {
			return op.Verdict{Reason: op.NotListed, Outcome: fleet.Failed, Kind: ecsapi.KindStock,
				Text: message.New("it was created and is gone again, as when stock runs out meanwhile")}
		}
		return op.Verdict{}
	}
	it.Moved = true // from here on it was seen
	if address := in.PublicIP(); it.Address != address && address != "" || it.Name != in.Name {
		it.Name = in.Name
		if address != "" {
			it.Address = address
		}
		b.j.dirty = true
		b.changed()
	}
	o := b.j.Order
	switch {
	case o.Single() && it.Step != op.StepStart:
		return op.Verdict{}
	case in.Status == ecsapi.Running && (late || o.Launch.BandwidthOut == 0 || it.Address != ""):
		return op.ReachedVerdict
	case in.Status == ecsapi.Stopped && late:
		return op.Verdict{Reason: op.WentBack, Outcome: fleet.Failed, Kind: ecsapi.KindState, Text: message.New("it was created, but {lack}", message.Key("is stopped instead of running"))}
	}
	return op.Verdict{}
}

// adoptedCompletion is the completion of what was created, seen later: it runs, or has
// what its steps were to give it. Of that an instance leaves no doubt.
type adoptedCompletion struct {
	op.ByEffectTimeout
	order *fleet.Order
}

func (g adoptedCompletion) Evaluate(it *op.Target, in *ecsapi.Instance, late bool) op.Verdict {
	if in == nil {
		return op.Verdict{Reason: op.NotListed, Outcome: fleet.Failed, Kind: ecsapi.KindNotFound, Text: message.New("it was created and is gone again")}
	}
	var lack message.Text
	switch {
	case g.order != nil && g.order.Single():
		lack = op.Lacks(g.order, in)
	case in.Status != ecsapi.Running:
		lack = message.New("is stopped instead of running")
	}
	switch {
	case lack.IsZero() && !in.Status.Changing():
		it.Address = cmp.Or(it.Address, in.PublicIP())
		return op.ReachedVerdict
	case !lack.IsZero() && !in.Status.Changing() && late:
		return op.Verdict{Reason: op.WentBack, Outcome: fleet.Failed, Kind: ecsapi.KindState, Text: message.New("it was created, but {lack}", lack)}
	}
	return op.Verdict{}
}
