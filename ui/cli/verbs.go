package cli

import (
	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

// verbWords are what the command of an action says of itself. Its flags, and the
// words before the ids, follow from the options of the action.
type verbWords struct {
	action   fleet.Action
	short    message.Key
	examples []string    // command lines after the name
	force    message.Key // what --force means; "": cutting the power
	period   periods     // that --period can be
}

// verbs are the commands of the actions on instances that exist.
var verbs = []verbWords{
	{
		action: fleet.ActionStart, short: "Start stopped instances",
		examples: []string{"i-bp1example --wait", "--region cn-hangzhou --filter tag:env=test --dry-run"},
	},
	{
		action: fleet.ActionStop, short: "Stop running instances",
		examples: []string{"i-bp1example --stopped-mode StopCharging --wait", "--region cn-hangzhou --filter tag:env=test --dry-run"},
	},
	{
		action: fleet.ActionReboot, short: "Reboot running instances",
		examples: []string{"i-bp1example --wait", "--region cn-hangzhou --filter tag:env=test --dry-run"},
	},
	{
		action: fleet.ActionRelease, short: "Release instances: they and their disks are gone for good",
		force:    "release running instances too",
		examples: []string{"i-bp1example --snapshot --wait", "--filter tag:env=test --expect 12 --yes"},
	},
	{
		action: fleet.ActionAutoRelease, short: "Set when instances are released by themselves, or cancel it",
		examples: []string{`"tomorrow 06:00" i-bp1example`, "2026-12-01T06:00:00Z --filter tag:env=test", "off i-bp1example"},
	},
	{
		action: fleet.ActionRenew, short: "Renew instances that are paid in advance; it is charged at once",
		period: periods{
			units: []string{"month", "week"},
			sold:  map[ecsapi.PeriodUnit][]int{ecsapi.Month: {1, 2, 3, 4, 5, 6, 7, 8, 9, 12}, ecsapi.Week: {1, 2, 3, 4}},
		},
		examples: []string{
			"i-bp1example --period 1 --wait", "--all-regions --expires-within 7d --period 1 --dry-run",
			"--filter sg:sg-bp1example --period 2 --unit week",
		},
	},
	{
		action: fleet.ActionAutoRenew, short: "Have the cloud renew instances by itself, or not",
		period: periods{
			units: []string{"month", "week", "year"}, usual: 1,
			sold: map[ecsapi.PeriodUnit][]int{ecsapi.Month: {1, 2, 3, 6, 12, 24, 36, 48, 60}, ecsapi.Week: {1, 2, 3, 4}, ecsapi.Year: {1, 2, 3, 4, 5}},
		},
		examples: []string{"on i-bp1example --period 1", "off --all-regions --filter tag:env=test"},
	},
	{
		action: fleet.ActionAddress, short: "Give instances a public address; it works after their next start",
		examples: []string{"i-bp1example", "--region cn-hangzhou --filter tag:env=test --dry-run"},
	},
	{
		action: fleet.ActionRename, short: "Rename instances; web-[1,3] numbers them web-001, web-002 and on",
		examples: []string{"web-1 i-bp1example", "'web-[1,3]' i-bp1example i-bp2example"},
	},
	{
		action: fleet.ActionTag, short: "Set tags of instances, or take them away",
		examples: []string{"env=test owner=ops i-bp1example", "--remove owner --region cn-hangzhou --filter tag:env=test"},
	},
	{
		action: fleet.ActionProtect, short: "Protect instances against release, or not",
		examples: []string{"on i-bp1example", "off --region cn-hangzhou --filter tag:env=test"},
	},
}

// verbCommands makes the commands of the actions on instances that exist.
func (a *commands) verbCommands() []*cobra.Command {
	var out []*cobra.Command
	for _, w := range verbs {
		out = append(out, a.verbCommand(w))
	}
	return out
}
