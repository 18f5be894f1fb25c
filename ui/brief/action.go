package brief

import (
	"strings"

	"ecsdeck/ecsapi/fleet"
)

// Words are the words of an action, all of them keys of the message catalogue.
type Words struct {
	Name string // in lists: "auto-renew"

	Do    Verb // what it does
	Force Verb // with fleet.ActionOptions.Force; zero: Do
	Undo  Verb // when it takes away what Do sets: protection, auto-renewal …; zero: Do

	Underway  string // of an item that was accepted and has no end yet; "": "changing"
	NUnderway string // of a number of these; with Underway
	Shows     string // what the list of jobs, which has this key, shows at the end; "": nothing new
}

// Verb are the forms of a verb that takes a number of instances.
type Verb struct {
	N         string // "stop %d"
	One, Many string // "stop %d instance", "stop %d instances"
	Nothing   string // "Nothing to stop."
}

var words = map[fleet.Action]Words{
	fleet.ActionStart: {
		Name: "start",
		Do:   Verb{N: "start %d", One: "start %d instance", Many: "start %d instances", Nothing: "Nothing to start."},
	},
	fleet.ActionStop: {
		Name:  "stop",
		Do:    Verb{N: "stop %d", One: "stop %d instance", Many: "stop %d instances", Nothing: "Nothing to stop."},
		Force: Verb{N: "force stop %d", One: "force stop %d instance", Many: "force stop %d instances", Nothing: "Nothing to force stop."},
	},
	fleet.ActionReboot: {
		Name:  "reboot",
		Do:    Verb{N: "reboot %d", One: "reboot %d instance", Many: "reboot %d instances", Nothing: "Nothing to reboot."},
		Force: Verb{N: "force reboot %d", One: "force reboot %d instance", Many: "force reboot %d instances", Nothing: "Nothing to force reboot."},
	},
	fleet.ActionRelease: {
		Name:  "release",
		Do:    Verb{N: "release %d", One: "release %d instance", Many: "release %d instances", Nothing: "Nothing to release."},
		Force: Verb{N: "force release %d", One: "force release %d instance", Many: "force release %d instances", Nothing: "Nothing to force release."},
	},
	fleet.ActionAutoRelease: {
		Name: "auto-release",
		Do:   Verb{N: "auto-release %d", One: "auto-release %d instance", Many: "auto-release %d instances", Nothing: "Nothing to auto-release."},
		Undo: Verb{
			N: "cancel auto-release of %d", One: "cancel auto-release of %d instance", Many: "cancel auto-release of %d instances",
			Nothing: "Nothing to cancel auto-release of.",
		},
	},
	fleet.ActionRenew: {
		Name:  "renew",
		Do:    Verb{N: "renew %d", One: "renew %d instance", Many: "renew %d instances", Nothing: "Nothing to renew."},
		Shows: "%s shows the new expiries",
	},
	fleet.ActionAutoRenew: {
		Name: "auto-renew",
		Do:   Verb{N: "auto-renew %d", One: "auto-renew %d instance", Many: "auto-renew %d instances", Nothing: "Nothing to auto-renew."},
		Undo: Verb{
			N: "stop auto-renewing %d", One: "stop auto-renewing %d instance", Many: "stop auto-renewing %d instances",
			Nothing: "Nothing to stop auto-renewing.",
		},
	},
	fleet.ActionAddress: {
		Name: "address",
		Do: Verb{
			N: "give an address to %d", One: "give an address to %d instance", Many: "give an address to %d instances",
			Nothing: "Nothing to give an address to.",
		},
		Shows: "%s shows the addresses",
	},
	fleet.ActionRename: {
		Name: "rename",
		Do:   Verb{N: "rename %d", One: "rename %d instance", Many: "rename %d instances", Nothing: "Nothing to rename."},
	},
	fleet.ActionProtect: {
		Name: "protect",
		Do:   Verb{N: "protect %d", One: "protect %d instance", Many: "protect %d instances", Nothing: "Nothing to protect."},
		Undo: Verb{N: "unprotect %d", One: "unprotect %d instance", Many: "unprotect %d instances", Nothing: "Nothing to unprotect."},
	},
	fleet.ActionTag: {
		Name: "tag",
		Do:   Verb{N: "tag %d", One: "tag %d instance", Many: "tag %d instances", Nothing: "Nothing to tag."},
		Undo: Verb{N: "untag %d", One: "untag %d instance", Many: "untag %d instances", Nothing: "Nothing to untag."},
	},
	fleet.ActionScript: {
		Name: "script",
		Do: Verb{
			N: "run a script on %d", One: "run a script on %d instance", Many: "run a script on %d instances",
			Nothing: "Nothing to run a script on.",
		},
		Underway: "at work", NUnderway: "%d at work",
	},
	fleet.ActionDrain: {
		Name:     "drain",
		Do:       Verb{N: "drain %d", One: "drain %d instance", Many: "drain %d instances", Nothing: "Nothing to drain."},
		Underway: "at work", NUnderway: "%d at work",
	},
	fleet.ActionCreate: {
		Name:  "create",
		Do:    Verb{N: "create %d", One: "create %d instance", Many: "create %d instances", Nothing: "Nothing to create."},
		Shows: "%s shows the addresses",
	},
}

// verb is the verb of an action with its options. An action of a newer version
// has its name for one.
func verb(a fleet.Action, o fleet.ActionOptions) Verb {
	w, ok := words[a]
	if !ok {
		name := strings.ReplaceAll(string(a), "%", "%%")
		return Verb{N: name + " %d", One: name + " %d instance", Many: name + " %d instances", Nothing: "Nothing to " + string(a) + "."}
	}
	undo := false
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
	return w.Text.S(verb(a, o).N, n)
}

// Instances says what is done to a number of instances: "stop 12 instances".
func (w Writer) Instances(a fleet.Action, o fleet.ActionOptions, n int) string {
	v := verb(a, o)
	return w.Text.N(v.One, v.Many, n)
}

// Nothing says that there is nothing to do it to.
func (w Writer) Nothing(a fleet.Action, o fleet.ActionOptions) string {
	return w.Text.S(verb(a, o).Nothing)
}
