package action

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
)

// MenuAction is an action with the key that asks for it. The key of a local one only
// means that in the menu.
type MenuAction struct {
	Action fleet.Action
	Key    *keymap.Binding
	Local  bool
}

// InMenu are the actions on instances, in the order of the menu.
func InMenu(k *keymap.Map) [13]MenuAction {
	return [...]MenuAction{
		{Action: fleet.ActionStart, Key: k.Start},
		{Action: fleet.ActionStop, Key: k.Stop},
		{Action: fleet.ActionReboot, Key: k.Reboot},
		{Action: fleet.ActionRelease, Key: k.Release},
		{Action: fleet.ActionRenew, Key: k.Renew},
		{Action: fleet.ActionAutoRenew, Key: k.AutoRenew},
		{Action: fleet.ActionAutoRelease, Key: k.AutoRelease},
		{Action: fleet.ActionRename, Key: k.Rename, Local: true},
		{Action: fleet.ActionDescription, Key: k.Description, Local: true},
		{Action: fleet.ActionTag, Key: k.Tags, Local: true},
		{Action: fleet.ActionProtect, Key: k.Protect, Local: true},
		{Action: fleet.ActionKeyPair, Key: k.KeyPair, Local: true},
		{Action: fleet.ActionAddress, Key: k.Address, Local: true},
	}
}

// sample are the options under which an action applies to the most instances,
// to tell before anything was asked which it could apply to.
func sample(d *deck.Deck, a fleet.Action) fleet.ActionOptions {
	o := fleet.ActionOptions{}
	switch a {
	case fleet.ActionRelease:
		o.Force = true
	case fleet.ActionAutoRelease:
		o.At = d.Cloud.AddDate(0, 0, 1)
	case fleet.ActionRenew:
		o.Period = ecsapi.Period{N: 1, Unit: ecsapi.Month}
	case fleet.ActionAutoRenew:
		o.On, o.Period = true, ecsapi.Period{N: 1, Unit: ecsapi.Month}
	case fleet.ActionRename:
		o.Name = "sample"
	case fleet.ActionDescription:
		o.Description = "sample"
	case fleet.ActionKeyPair:
		o.KeyPair = "sample"
	case fleet.ActionProtect:
		o.On = true
	case fleet.ActionTag:
		o.Tags = []ecsapi.Tag{{Key: "sample"}}
	}
	return o
}

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
