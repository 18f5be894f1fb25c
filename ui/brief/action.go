package brief

import (
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

// Words are the words of an action, all of them keys of the message catalogue.
type Words struct {
	Name message.Key // in lists: "auto-renew"

	Do    Verb // what it does
	Force Verb // with fleet.ActionOptions.Force; zero: Do
	Undo  Verb // when it takes away what Do sets: protection, auto-renewal …; zero: Do

	Underway  message.Key // of an item that was accepted and has no end yet; "": "changing"
	NUnderway message.Key // of a number of these; with Underway
	Shows     message.Key // what the list of jobs, which has this key, shows at the end; "": nothing new
}

// Verb are the forms of a verb that takes a number of instances.
type Verb struct {
	N         message.Key // "stop {count}"
	One, Many message.Key // "stop {count} instance", "stop {count} instances"
	Nothing   message.Key // "Nothing to stop."
}

var words = map[fleet.Action]Words{
	fleet.ActionStart: {
		Name: "start",
		Do:   Verb{N: "start {count}", One: "start {count} instance", Many: "start {count} instances", Nothing: "Nothing to start."},
	},
	fleet.ActionStop: {
		Name:  "stop",
		Do:    Verb{N: "stop {count}", One: "stop {count} instance", Many: "stop {count} instances", Nothing: "Nothing to stop."},
		Force: Verb{N: "force stop {count}", One: "force stop {count} instance", Many: "force stop {count} instances", Nothing: "Nothing to force stop."},
	},
	fleet.ActionReboot: {
		Name:  "reboot",
		Do:    Verb{N: "reboot {count}", One: "reboot {count} instance", Many: "reboot {count} instances", Nothing: "Nothing to reboot."},
		Force: Verb{N: "force reboot {count}", One: "force reboot {count} instance", Many: "force reboot {count} instances", Nothing: "Nothing to force reboot."},
	},
	fleet.ActionRelease: {
		Name:  "release",
		Do:    Verb{N: "release {count}", One: "release {count} instance", Many: "release {count} instances", Nothing: "Nothing to release."},
		Force: Verb{N: "force release {count}", One: "force release {count} instance", Many: "force release {count} instances", Nothing: "Nothing to force release."},
	},
	fleet.ActionAutoRelease: {
		Name: "auto-release",
		Do:   Verb{N: "auto-release {count}", One: "auto-release {count} instance", Many: "auto-release {count} instances", Nothing: "Nothing to auto-release."},
		Undo: Verb{
			N: "cancel auto-release of {count}", One: "cancel auto-release of {count} instance", Many: "cancel auto-release of {count} instances",
			Nothing: "Nothing to cancel auto-release of.",
		},
	},
	fleet.ActionRenew: {
		Name:  "renew",
		Do:    Verb{N: "renew {count}", One: "renew {count} instance", Many: "renew {count} instances", Nothing: "Nothing to renew."},
		Shows: "{key} shows the new expiries",
	},
	fleet.ActionAutoRenew: {
		Name: "auto-renew",
		Do:   Verb{N: "auto-renew {count}", One: "auto-renew {count} instance", Many: "auto-renew {count} instances", Nothing: "Nothing to auto-renew."},
		Undo: Verb{
			N: "stop auto-renewing {count}", One: "stop auto-renewing {count} instance", Many: "stop auto-renewing {count} instances",
			Nothing: "Nothing to stop auto-renewing.",
		},
	},
	fleet.ActionAddress: {
		Name: "address",
		Do: Verb{
			N: "give an address to {count}", One: "give an address to {count} instance", Many: "give an address to {count} instances",
			Nothing: "Nothing to give an address to.",
		},
		Shows: "{key} shows the addresses",
	},
	fleet.ActionRename: {
		Name: "rename",
		Do:   Verb{N: "rename {count}", One: "rename {count} instance", Many: "rename {count} instances", Nothing: "Nothing to rename."},
	},
	fleet.ActionDescription: {
		Name: "description",
		Do: Verb{
			N: "change the description of {count}", One: "change the description of {count} instance", Many: "change the description of {count} instances",
			Nothing: "Nothing to change the description of.",
		},
	},
	fleet.ActionProtect: {
		Name: "protect",
		Do:   Verb{N: "protect {count}", One: "protect {count} instance", Many: "protect {count} instances", Nothing: "Nothing to protect."},
		Undo: Verb{N: "unprotect {count}", One: "unprotect {count} instance", Many: "unprotect {count} instances", Nothing: "Nothing to unprotect."},
	},
	fleet.ActionKeyPair: {
		Name: "key-pair",
		Do: Verb{
			N: "attach a key pair to {count}", One: "attach a key pair to {count} instance", Many: "attach a key pair to {count} instances",
			Nothing: "Nothing to attach a key pair to.",
		},
	},
	fleet.ActionTag: {
		Name: "tag",
		Do:   Verb{N: "tag {count}", One: "tag {count} instance", Many: "tag {count} instances", Nothing: "Nothing to tag."},
		Undo: Verb{N: "untag {count}", One: "untag {count} instance", Many: "untag {count} instances", Nothing: "Nothing to untag."},
	},
	fleet.ActionScript: {
		Name: "script",
		Do: Verb{
			N: "run a script on {count}", One: "run a script on {count} instance", Many: "run a script on {count} instances",
			Nothing: "Nothing to run a script on.",
		},
		Underway: "at work", NUnderway: "{count} at work",
	},
	fleet.ActionDrain: {
		Name:     "drain",
		Do:       Verb{N: "drain {count}", One: "drain {count} instance", Many: "drain {count} instances", Nothing: "Nothing to drain."},
		Underway: "at work", NUnderway: "{count} at work",
	},
	fleet.ActionCreate: {
		Name:  "create",
		Do:    Verb{N: "create {count}", One: "create {count} instance", Many: "create {count} instances", Nothing: "Nothing to create."},
		Shows: "{key} shows the addresses",
	},
}

// verb is the verb of an action with its options; zero of an action of a newer
// version.
func verb(a fleet.Action, o fleet.ActionOptions) Verb {
	w, undo := words[a], false
	switch a {
	case fleet.ActionAutoRelease:
		undo = o.At.IsZero()
	case fleet.ActionAutoRenew, fleet.ActionProtect:
		undo = !o.On
	case fleet.ActionTag:
		undo = len(o.Tags) == 0
	}
	switch {
	case undo && w.Undo != Verb{}:
		return w.Undo
	case o.Force && w.Force != Verb{}:
		return w.Force
	}
	return w.Do
}

// Name is an action in a list. One of a newer version is named as its journal
// has it.
func (w Writer) Name(a fleet.Action) string {
	if v, ok := words[a]; ok {
		return w.Text.S(v.Name)
	}
	return string(a)
}

// Number says what is done to a number of instances, shortly: "stop 12".
func (w Writer) Number(a fleet.Action, o fleet.ActionOptions, n int) string {
	if v := verb(a, o); v != (Verb{}) {
		return w.Text.S(v.N, n)
	}
	return w.Text.S("{action} {count}", string(a), n)
}

// Instances says what is done to a number of instances: "stop 12 instances".
func (w Writer) Instances(a fleet.Action, o fleet.ActionOptions, n int) string {
	if v := verb(a, o); v != (Verb{}) {
		return w.Text.N(v.One, v.Many, n)
	}
	return w.Text.N("{action} {count} instance", "{action} {count} instances", n, string(a))
}

// Nothing says that there is nothing to do it to.
func (w Writer) Nothing(a fleet.Action, o fleet.ActionOptions) string {
	if v := verb(a, o); v != (Verb{}) {
		return w.Text.S(v.Nothing)
	}
	return w.Text.S("Nothing to {action}.", string(a))
}
