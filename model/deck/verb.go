package deck

import (
	"ecsdeck/ecsapi/fleet"
)

// Verb says an action so that a number of instances can follow, in the title of
// a plan or of a job.
func (d *Deck) Verb(a fleet.Action, o fleet.ActionOptions) string {
	switch a {
	case fleet.ActionStart:
		return d.Text.S("start")
	case fleet.ActionStop:
		if o.Force {
			return d.Text.S("force stop")
		}
		return d.Text.S("stop")
	case fleet.ActionReboot:
		if o.Force {
			return d.Text.S("force reboot")
		}
		return d.Text.S("reboot")
	case fleet.ActionRelease:
		if o.Force {
			return d.Text.S("force release")
		}
		return d.Text.S("release")
	case fleet.ActionAutoRelease:
		if o.At.IsZero() {
			return d.Text.S("cancel auto-release of")
		}
		return d.Text.S("auto-release")
	case fleet.ActionRenew:
		return d.Text.S("renew")
	case fleet.ActionAutoRenew:
		if o.On {
			return d.Text.S("auto-renew")
		}
		return d.Text.S("stop auto-renewing")
	case fleet.ActionAddress:
		return d.Text.S("give an address to")
	case fleet.ActionRename:
		return d.Text.S("rename")
	case fleet.ActionProtect:
		if o.On {
			return d.Text.S("protect")
		}
		return d.Text.S("unprotect")
	case fleet.ActionTag:
		if len(o.Tags) == 0 {
			return d.Text.S("untag")
		}
		return d.Text.S("tag")
	case fleet.ActionCreate:
		return d.Text.S("create")
	case fleet.ActionScript:
		return d.Text.S("run a script on")
	case fleet.ActionDrain:
		return d.Text.S("drain")
	}
	return string(a)
}
