package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// change is a command that changes instances.
type change struct {
	*app
	action  fleet.Action
	options fleet.ActionOptions

	account *account
	where   *scope
	match   *filterFlag
	form    *choice

	dryRun  bool
	yes     bool
	expect  int // negative: any number
	wait    bool
	timeout time.Duration
}

func (a *app) startCommand() *cobra.Command {
	c, _ := a.changeCommand(fleet.ActionStart, a.p.S("Start stopped instances"))
	return c
}

func (a *app) stopCommand() *cobra.Command {
	c, ch := a.changeCommand(fleet.ActionStop, a.p.S("Stop running instances"))
	c.Flags().BoolVar(&ch.options.Force, "force", false, a.p.S("like cutting the power"))
	mode := &choice{of: []string{ecsapi.KeepCharging, ecsapi.StopCharging}}
	c.Flags().Var(mode, "stopped-mode", a.p.S("keep charging, or stop charging and give vCPU and memory back (default: the account's)"))
	a.complete(c, "stopped-mode", func() []string { return mode.of })
	run := c.RunE
	c.RunE = func(c *cobra.Command, args []string) error {
		ch.options.StoppedMode = mode.value
		return run(c, args)
	}
	return c
}

func (a *app) rebootCommand() *cobra.Command {
	c, ch := a.changeCommand(fleet.ActionReboot, a.p.S("Reboot running instances"))
	c.Flags().BoolVar(&ch.options.Force, "force", false, a.p.S("like cutting the power"))
	return c
}

func (a *app) changeCommand(action fleet.Action, short string) (*cobra.Command, *change) {
	name := string(action)
	c := &cobra.Command{
		Use:   name + " [ID...]",
		Short: short,
		Example: "  ecsdeck " + name + " i-bp1example --wait\n" +
			"  ecsdeck " + name + " --region cn-hangzhou --filter tag:env=test --dry-run",
	}
	ch := &change{
		app: a, action: action,
		account: a.accountFlags(c), where: a.scopeFlags(c, true), form: a.outputFlag(c, asTable),
		match: a.filterFlag(c, a.p.S("`EXPR` that picks the instances, instead of ids")),
	}
	fs := c.Flags()
	fs.BoolVar(&ch.dryRun, "dry-run", false, a.p.S("print the plan and send nothing"))
	fs.BoolVar(&ch.yes, "yes", false, a.p.S("don't ask"))
	fs.IntVar(&ch.expect, "expect", -1, a.p.S("do nothing unless the plan has this `NUMBER` of instances"))
	fs.BoolVar(&ch.wait, "wait", false, a.p.S("wait until each instance is there, not only until the cloud accepted"))
	fs.DurationVar(&ch.timeout, "timeout", 10*time.Minute, a.p.S("`TIME` to wait at most"))
	fs.Lookup("expect").DefValue = "0" // so that help shows no default
	c.RunE = func(c *cobra.Command, ids []string) error {
		if err := first(ch.account.check(a, c), ch.where.check(a), ch.check(c, ids), ch.match.parse(a)); err != nil {
			return err
		}
		return ch.run(c.Context(), ids)
	}
	return c, ch
}

// check refuses selectors that could mean more than was meant.
func (ch *change) check(c *cobra.Command, ids []string) error {
	a := ch.app
	filter := strings.TrimSpace(ch.match.source) != ""
	switch {
	case !filter && len(ids) == 0:
		return usage(a.p.S("%s needs the ids of instances or --filter; nothing is picked by default", c.Name()))
	case filter && len(ids) > 0:
		return usage(a.p.S("%s takes ids or --filter, not both", c.Name()))
	case c.Flags().Changed("expect") && ch.expect < 0:
		return usage(a.p.S("--expect cannot be %d; accepted: 0 and more", ch.expect))
	case ch.timeout <= 0:
		return usage(a.p.S("--timeout cannot be %s; accepted: a time such as 90s or 10m", ch.timeout.String()))
	case !ch.dryRun && ch.account.readOnly:
		return usage(a.p.S("%s changes instances and --read-only forbids it; --dry-run is possible", c.Name()))
	case !ch.dryRun && !ch.yes && !ch.canAsk():
		return usage(a.p.S("%s asks before it acts, and nobody can be asked here; accepted: --yes, --dry-run", c.Name()))
	}
	return nil
}

// run reads the fleet, plans, asks, acts and reports.
func (ch *change) run(ctx context.Context, ids []string) error {
	a := ch.app
	s, err := a.connect(ch.account)
	if err != nil {
		return a.plain(err)
	}
	r := &reading{session: s}
	defer r.close()
	regions, err := ch.regions(s, ids)
	if err != nil {
		return err
	}
	if err := r.load(ctx, regions); err != nil {
		return a.plain(err)
	}
	picked, err := ch.pick(r, ids)
	if err != nil {
		return err
	}
	plan := r.engine.Plan(ch.action, picked, ch.options)
	if n := len(plan.Targets); ch.expect >= 0 && n != ch.expect {
		return failed(a.p.N("the plan has %d instance and --expect wants %d; nothing was done",
			"the plan has %d instances and --expect wants %d; nothing was done", n, ch.expect))
	}
	if ch.dryRun || len(plan.Targets) == 0 {
		return ch.report(plan, nil, nil)
	}
	if !ch.yes {
		if err := ch.ask(ctx, s, plan); err != nil {
			return err
		}
	}
	job, err := ch.follow(ctx, r.engine, plan)
	if job == nil {
		return a.plain(err)
	}
	return ch.report(plan, job, err)
}

// regions are those to look for instances in. Ids are looked for everywhere; a
// filter could match more than was meant, so that it works on the profile's
// region unless told otherwise.
func (ch *change) regions(s *session, ids []string) ([]ecsapi.RegionID, error) {
	named := ch.where.list()
	switch {
	case len(named) > 0, len(ids) > 0, ch.where.all:
		return named, nil
	case s.creds.Region == "":
		return nil, usage(ch.p.S("--filter works on the profile's region and it has none; accepted: --region, --all-regions"))
	}
	return []ecsapi.RegionID{s.creds.Region}, nil
}

// pick returns the ids to plan for.
func (ch *change) pick(r *reading, ids []string) ([]ecsapi.InstanceID, error) {
	var picked []ecsapi.InstanceID
	if len(ids) > 0 {
		found, missing := r.find(ids)
		if len(missing) > 0 {
			return nil, failed(r.notFound(missing).Error() + "; " + ch.p.S("nothing was done"))
		}
		for _, in := range found {
			picked = append(picked, in.ID)
		}
		return picked, nil
	}
	if len(r.unread) > 0 {
		return nil, failed(ch.unread(r.unread[0]) + "; " +
			ch.p.S("the filter may match instances there, so nothing was done"))
	}
	for _, in := range ch.match.matching(r.snap) {
		picked = append(picked, in.ID)
	}
	return picked, nil
}

// follow carries the plan out. The job it returns is as far as it came; the
// error says why it was not followed to its end.
func (ch *change) follow(ctx context.Context, engine *fleet.Engine, plan *fleet.Plan) (*fleet.Job, error) {
	ctx, cancel := context.WithTimeout(ctx, ch.timeout)
	defer cancel()
	id, err := engine.Submit(plan)
	if err != nil {
		return nil, err
	}
	await := engine.WaitSent
	if ch.wait {
		await = ch.watched(engine)
	}
	job, err := await(ctx, id)
	if err == nil {
		return job, ctx.Err() // an engine that was told to end ends its jobs
	}
	// Nothing more is sent once the engine is closed, so that what is reported
	// now stays true.
	engine.Close()
	if last, ok := engine.Snapshot().Job(id); ok {
		job = last
	}
	return job, err
}
