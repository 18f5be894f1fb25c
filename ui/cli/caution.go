package cli

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// cautions say what there is to know of a plan before it is sent, in the deck's
// words.
func (ch *change) cautions(plan *fleet.Plan) []string {
	var lines []string
	say := func(text string) { lines = append(lines, "  "+ch.P.S(text)) }
	o := plan.Options
	switch {
	case plan.N() == 0:
		return nil
	case plan.Action == fleet.ActionStop || plan.Action == fleet.ActionReboot:
		switch o.StoppedMode {
		case ecsapi.KeepCharging:
			say("keep charging: vCPU and memory stay reserved and are paid for")
		case ecsapi.StopCharging:
			say("stop charging: vCPU and memory are given back, disks are paid for")
			say("Starting again can fail for lack of stock, and public addresses may change.")
			if slices.ContainsFunc(plan.Targets, func(in *ecsapi.Instance) bool { return in.ChargeType == ecsapi.PrePaid }) {
				say("Monthly instances are paid for all the same.")
			}
		}
		if o.Force {
			say("What the systems have not written to disk is lost.")
		}
	case plan.Action == fleet.ActionRelease:
		say("What is released is gone for good.")
	case plan.Action == fleet.ActionAutoRelease && !o.At.IsZero():
		say("What is released is gone for good, with the disks that go with it.")
	case plan.Action == fleet.ActionAutoRenew && o.On:
		say("The cloud charges nine days before the expiry, at 08:00 in Beijing, without asking again.")
	case plan.Action == fleet.ActionAutoRenew:
		say("What nobody renews stops when it expires, and is released later.")
	}
	return lines
}
