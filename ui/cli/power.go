package cli

import (
	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/cli/shell"
)

func (a *commands) startCommand() *cobra.Command {
	c, _ := a.verbCommand(fleet.ActionStart, "", a.P.S("Start stopped instances"),
		"i-bp1example --wait", "--region cn-hangzhou --filter tag:env=test --dry-run")
	return c
}

func (a *commands) stopCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionStop, "", a.P.S("Stop running instances"),
		"i-bp1example --stopped-mode StopCharging --wait", "--region cn-hangzhou --filter tag:env=test --dry-run")
	c.Flags().BoolVar(&v.options.Force, "force", false, a.P.S("like cutting the power"))
	mode := &shell.Choice{Of: []string{ecsapi.KeepCharging, ecsapi.StopCharging}}
	c.Flags().Var(mode, "stopped-mode", a.P.S("keep charging, or stop charging and give vCPU and memory back (default: the account's)"))
	a.Complete(c, "stopped-mode", func() []string { return mode.Of })
	v.take = func(ids []string) ([]string, error) {
		v.options.StoppedMode = mode.Value
		return ids, nil
	}
	return c
}

func (a *commands) rebootCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionReboot, "", a.P.S("Reboot running instances"),
		"i-bp1example --wait", "--region cn-hangzhou --filter tag:env=test --dry-run")
	c.Flags().BoolVar(&v.options.Force, "force", false, a.P.S("like cutting the power"))
	return c
}
