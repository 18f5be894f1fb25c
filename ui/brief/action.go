package brief

import (
	"cmp"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// Words are the words of an action, keys of the message catalogue. What can be told
// from its options is not among them, see optionWords.
type Words struct {
	Name message.Key // in lists: "auto-renew"

	Do    Verb // what it does
	Force Verb // with fleet.ActionOptions.Force; zero: Do
	Undo  Verb // when it takes away what Do sets, see [op.Spec.Undone]; zero: Do

	// ForceChoice are the labels of the choice to do it by force; zero: those of cutting the power.
	ForceChoice ChoiceWords

	// Reading says what the plan for a number of instances waits for; nil: "planning …".
	Reading func(w Writer, n int) string
	// Target says what it does to the i-th target of a plan; nil: its zone.
	Target func(w Writer, p *fleet.Plan, i int) string
	// TargetFirst: what Target says matters more than the id of the instance.
	TargetFirst bool
	// Unread says with a {reason} what a flaw leaves unknown of a plan; "": the reason alone.
	Unread message.Key

	Cautions []Caution

	// Asked says what its text asks for, see [op.Spec.Text]; "" without one.
	Asked message.Key

	Command CommandWords // zero: it has no command, or one of its own

	// TokenNote is what is known of how long the tokens of its calls protect; "": it takes none.
	TokenNote message.Key

	Underway  message.Key // of an item that was accepted and has no end yet; "": "accepted"
	NUnderway message.Key // of a number of these; with Underway
	Ended     message.Key // of an item that is done, where no status tells it; "": the status
	Shows     message.Key // what the list of jobs, which has this key, shows at the end; "": nothing new
}

// CommandWords are what the command of an action on instances that exist says of
// itself. Its flags, and the words before the ids, follow from the action's options.
type CommandWords struct {
	Short    message.Key
	Text     string      // how the usage names its text: "NAME"
	Missing  message.Key // what the command of that {name} says without the text
	Force    message.Key // what --force means; "": cutting the power
	Examples []string    // command lines after the name
}

// Command is the words of an action's command.
func Command(a fleet.Action) CommandWords { return words[a].Command }

// ChoiceWords are the two labels of a choice, in full and where there is little room.
type ChoiceWords struct{ Labels, Short [2]message.Key }

// Caution is what there is to fear of a plan or, with severity [Detail], good to know.
type Caution struct {
	Severity Severity
	Text     message.Key
	When     func(p Summary) bool // nil: always
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
		Command: CommandWords{
			Short:    "Start stopped instances",
			Examples: []string{"i-bp1example --wait", "--region cn-hangzhou --filter tag:env=test --dry-run"},
		},
	},
	fleet.ActionStop: {
		Name:  "stop",
		Do:    Verb{N: "stop {count}", One: "stop {count} instance", Many: "stop {count} instances", Nothing: "Nothing to stop."},
		Force: Verb{N: "force stop {count}", One: "force stop {count} instance", Many: "force stop {count} instances", Nothing: "Nothing to force stop."},
		Cautions: []Caution{
			{Danger, "What the systems have not written to disk is lost.", byForce},
			{Warning, "Starting again can fail for lack of stock, and public addresses may change.", stopsCharges},
			{Warning, "Monthly instances are paid for all the same.", func(p Summary) bool { return p.Prepaid && stopsCharges(p) }},
		},
		Command: CommandWords{
			Short:    "Stop running instances",
			Examples: []string{"i-bp1example --stopped-mode StopCharging --wait", "--region cn-hangzhou --filter tag:env=test --dry-run"},
		},
	},
	fleet.ActionReboot: {
		Name:  "reboot",
		Do:    Verb{N: "reboot {count}", One: "reboot {count} instance", Many: "reboot {count} instances", Nothing: "Nothing to reboot."},
		Force: Verb{N: "force reboot {count}", One: "force reboot {count} instance", Many: "force reboot {count} instances", Nothing: "Nothing to force reboot."},
		Cautions: []Caution{
			{Danger, "What the systems have not written to disk is lost.", byForce},
			{Plain, "The instances do not serve while they reboot.", nil},
		},
		Command: CommandWords{
			Short:    "Reboot running instances",
			Examples: []string{"i-bp1example --wait", "--region cn-hangzhou --filter tag:env=test --dry-run"},
		},
		Ended: "rebooted",
	},
	fleet.ActionRelease: {
		Name:  "release",
		Do:    Verb{N: "release {count}", One: "release {count} instance", Many: "release {count} instances", Nothing: "Nothing to release."},
		Force: Verb{N: "force release {count}", One: "force release {count} instance", Many: "force release {count} instances", Nothing: "Nothing to force release."},
		ForceChoice: ChoiceWords{
			Labels: [2]message.Key{"only what is stopped", "force: what runs too, like cutting the power"},
			Short:  [2]message.Key{"only what is stopped", "force: what runs too"},
		},
		Reading: func(w Writer, _ int) string { return w.Text.S("reading which disks go …") },
		Target:  releaseTarget,
		Unread:  "which disks go is not known: {reason}",
		Cautions: []Caution{
			{Danger, "What is released is gone for good.", nil},
			{Detail, "Manual snapshots of the disks stay and are charged on.", func(p Summary) bool { return !p.Options.Snapshot }},
			{Detail, "Nothing is released before its snapshots are done. They are charged until somebody deletes them.", func(p Summary) bool { return p.Options.Snapshot }},
		},
		Ended:     "released",
		TokenNote: "the cloud answers a call again whose token it knows; how long it keeps tokens is not published, and what is released can't be released again",
		Command: CommandWords{
			Short:    "Release instances: they and their disks are gone for good",
			Force:    "release running instances too",
			Examples: []string{"i-bp1example --snapshot --wait", "--filter tag:env=test --expect 12 --yes"},
		},
	},
	fleet.ActionAutoRelease: {
		Name: "auto-release",
		Do:   Verb{N: "auto-release {count}", One: "auto-release {count} instance", Many: "auto-release {count} instances", Nothing: "Nothing to auto-release."},
		Undo: Verb{
			N: "cancel auto-release of {count}", One: "cancel auto-release of {count} instance", Many: "cancel auto-release of {count} instances",
			Nothing: "Nothing to cancel auto-release of.",
		},
		Target: autoReleaseTarget,
		Cautions: []Caution{
			{Warning, "What is released is gone for good, with the disks that go with it.", sets},
			{Danger, "What is locked for security takes all its disks along.", func(p Summary) bool { return sets(p) && p.Locked }},
			{Detail, "Manual snapshots of the disks stay and are charged on.", sets},
		},
		Command: CommandWords{
			Short:    "Set when instances are released by themselves, or cancel it",
			Examples: []string{`"tomorrow 06:00" i-bp1example`, "2026-12-01T06:00:00Z --filter tag:env=test", "off i-bp1example"},
		},
	},
	fleet.ActionRenew: {
		Name:  "renew",
		Do:    Verb{N: "renew {count}", One: "renew {count} instance", Many: "renew {count} instances", Nothing: "Nothing to renew."},
		Shows: "{key} shows the new expiries",
		Reading: func(w Writer, n int) string {
			return w.Text.N("reading the price of {count} renewal …", "reading the prices of {count} renewals …", n)
		},
		Target: renewTarget, TargetFirst: true,
		TokenNote: "the cloud answers a call again whose token it knows; how long it keeps tokens is not published: after that only the journal of this machine tells that a renewal was done",
		Command: CommandWords{
			Short: "Renew instances that are paid in advance; it is charged at once",
			Examples: []string{
				"i-bp1example --period 1 --wait", "--all-regions --expires-within 7d --period 1 --dry-run",
				"--filter sg:sg-bp1example --period 2 --unit week",
			},
		},
	},
	fleet.ActionAutoRenew: {
		Name: "auto-renew",
		Do:   Verb{N: "auto-renew {count}", One: "auto-renew {count} instance", Many: "auto-renew {count} instances", Nothing: "Nothing to auto-renew."},
		Undo: Verb{
			N: "stop auto-renewing {count}", One: "stop auto-renewing {count} instance", Many: "stop auto-renewing {count} instances",
			Nothing: "Nothing to stop auto-renewing.",
		},
		Target: autoRenewTarget, TargetFirst: true,
		Cautions: []Caution{
			{Warning, "The cloud charges nine days before the expiry, at 08:00 in Beijing, without asking again.", sets},
			{Warning, "What nobody renews stops when it expires, and is released later.", undoes},
		},
		Command: CommandWords{
			Short:    "Have the cloud renew instances by itself, or not",
			Examples: []string{"on i-bp1example --period 1", "off --all-regions --filter tag:env=test"},
		},
	},
	fleet.ActionAddress: {
		Name: "address",
		Do: Verb{
			N: "give an address to {count}", One: "give an address to {count} instance", Many: "give an address to {count} instances",
			Nothing: "Nothing to give an address to.",
		},
		Shows: "{key} shows the addresses",
		Cautions: []Caution{
			{Detail, "The address is reachable from the internet as far as the security groups allow.", nil},
		},
		Command: CommandWords{
			Short:    "Give instances a public address; it works after their next start",
			Examples: []string{"i-bp1example", "--region cn-hangzhou --filter tag:env=test --dry-run"},
		},
	},
	fleet.ActionRename: {
		Name:   "rename",
		Do:     Verb{N: "rename {count}", One: "rename {count} instance", Many: "rename {count} instances", Nothing: "Nothing to rename."},
		Target: func(_ Writer, p *fleet.Plan, i int) string { return "→ " + fleet.NthName(p.Options.Name, i) }, TargetFirst: true,
		Asked: "new name: {name}",
		Command: CommandWords{
			Short: "Rename instances; web-[1,3] numbers them web-001, web-002 and on",
			Text:  "NAME", Missing: "{name} needs the new name before the ids",
			Examples: []string{"web-1 i-bp1example", "'web-[1,3]' i-bp1example i-bp2example"},
		},
	},
	fleet.ActionDescription: {
		Name: "description",
		Do: Verb{
			N: "change the description of {count}", One: "change the description of {count} instance", Many: "change the description of {count} instances",
			Nothing: "Nothing to change the description of.",
		},
		Asked: "new description: {description}",
		Command: CommandWords{
			Short: "Change the description of instances",
			Text:  "TEXT", Missing: "{name} needs the new description before the ids",
			Examples: []string{"'owned by ops, ask first' i-bp1example", "'for the load test' --region cn-hangzhou --filter tag:env=test"},
		},
	},
	fleet.ActionProtect: {
		Name: "protect",
		Do:   Verb{N: "protect {count}", One: "protect {count} instance", Many: "protect {count} instances", Nothing: "Nothing to protect."},
		Undo: Verb{N: "unprotect {count}", One: "unprotect {count} instance", Many: "unprotect {count} instances", Nothing: "Nothing to unprotect."},
		Cautions: []Caution{
			{Warning, "Then they can be released.", undoes},
		},
		Command: CommandWords{
			Short:    "Protect instances against release, or not",
			Examples: []string{"on i-bp1example", "off --region cn-hangzhou --filter tag:env=test"},
		},
	},
	fleet.ActionKeyPair: {
		Name: "key-pair",
		Do: Verb{
			N: "attach a key pair to {count}", One: "attach a key pair to {count} instance", Many: "attach a key pair to {count} instances",
			Nothing: "Nothing to attach a key pair to.",
		},
		Reading: func(w Writer, _ int) string { return w.Text.S("looking for the key pair …") },
		Target: func(w Writer, p *fleet.Plan, i int) string {
			if old := p.Targets[i].KeyPair; old != "" {
				return w.Text.S("replaces {keyPair}", old)
			}
			return string(p.Targets[i].Zone)
		},
		Cautions: []Caution{
			{Warning, "Logging in with a password is turned off.", nil},
			{Warning, "What runs takes it after a reboot, and what is stopped at its next start.", nil},
		},
		Asked: "key pair: {keyPair}",
		Command: CommandWords{
			Short: "Attach a key pair to instances, or replace the one they have; it works after their next start",
			Text:  "NAME", Missing: "{name} needs the name of a key pair before the ids",
			Examples: []string{"deploy i-bp1example", "deploy --region cn-hangzhou --filter tag:env=test --dry-run"},
		},
	},
	fleet.ActionTag: {
		Name: "tag",
		Do:   Verb{N: "tag {count}", One: "tag {count} instance", Many: "tag {count} instances", Nothing: "Nothing to tag."},
		Undo: Verb{N: "untag {count}", One: "untag {count} instance", Many: "untag {count} instances", Nothing: "Nothing to untag."},
		Command: CommandWords{
			Short:    "Set tags of instances, or take them away",
			Examples: []string{"env=test owner=ops i-bp1example", "--remove owner --region cn-hangzhou --filter tag:env=test"},
		},
	},
	fleet.ActionScript: {
		Name: "script",
		Do: Verb{
			N: "run a script on {count}", One: "run a script on {count} instance", Many: "run a script on {count} instances",
			Nothing: "Nothing to run a script on.",
		},
		Underway: "at work", NUnderway: "{count} at work", Ended: "ran",
	},
	fleet.ActionDrain: {
		Name:     "drain",
		Do:       Verb{N: "drain {count}", One: "drain {count} instance", Many: "drain {count} instances", Nothing: "Nothing to drain."},
		Underway: "at work", NUnderway: "{count} at work", Ended: "drained",
	},
	fleet.ActionCreate: {
		Name:  "create",
		Do:    Verb{N: "create {count}", One: "create {count} instance", Many: "create {count} instances", Nothing: "Nothing to create."},
		Shows: "{key} shows the addresses",
		Reading: func(w Writer, _ int) string {
			return w.Text.S("reading the price, and asking the cloud whether it would do it …")
		},
		Cautions: []Caution{
			{Detail, "Spot prices move, and the cloud can take the instances back.", func(p Summary) bool {
				spot := p.Launches[0].SpotStrategy
				return spot != "" && spot != ecsapi.NoSpot
			}},
		},
		TokenNote: "the cloud answers a call again whose token it knows; how long it keeps tokens is not published, so what has the tag of this key is looked for first, and taken for the result",
	},
}

// When cautions are due.
var (
	byForce      = func(p Summary) bool { return p.Options.Force }
	stopsCharges = func(p Summary) bool { return p.Options.StoppedMode == ecsapi.StopCharging }
	sets         = func(p Summary) bool { return !undoes(p) }
	undoes       = func(p Summary) bool { return op.Of(p.Action).Undone(p.Options) }
)

// verb is the verb of an action with its options; zero of an action of a newer
// version.
func verb(a fleet.Action, o fleet.ActionOptions) Verb {
	w := words[a]
	switch {
	case w.Undo != Verb{} && op.Of(a).Undone(o):
		return w.Undo
	case w.Force != Verb{} && o.Force:
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

// TokenNote says how long an idempotency key protects against doing it twice.
func TokenNote(a fleet.Action) message.Key {
	return cmp.Or(words[a].TokenNote, "the cloud takes no token for this: only the journal of this machine tells that it was done")
}
