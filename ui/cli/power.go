package cli

import (
	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

func (a *app) startCommand() *cobra.Command {
	c, _ := a.verbCommand(fleet.ActionStart, "", a.p.S("Start stopped instances"),
		"i-bp1example --wait", "--region cn-hangzhou --filter tag:env=test --dry-run")
	return c
}

func (a *app) stopCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionStop, "", a.p.S("Stop running instances"),
		"i-bp1example --stopped-mode StopCharging --wait", "--region cn-hangzhou --filter tag:env=test --dry-run")
	c.Flags().BoolVar(&v.options.Force, "force", false, a.p.S("like cutting the power"))
	mode := &choice{of: []string{ecsapi.KeepCharging, ecsapi.StopCharging}}
	c.Flags().Var(mode, "stopped-mode", a.p.S("keep charging, or stop charging and give vCPU and memory back (default: the account's)"))
	a.complete(c, "stopped-mode", func() []string { return mode.of })
	v.take = func(ids []string) ([]string, error) {
		v.options.StoppedMode = mode.value
		return ids, nil
	}
	return c
}

func (a *app) rebootCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionReboot, "", a.p.S("Reboot running instances"),
		"i-bp1example --wait", "--region cn-hangzhou --filter tag:env=test --dry-run")
	c.Flags().BoolVar(&v.options.Force, "force", false, a.p.S("like cutting the power"))
	return c
}
