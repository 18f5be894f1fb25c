package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/config"
)

// create is the command that creates instances, in one place or in several.
type create struct {
	*change
	*orderFlags
	probe bool // has the cloud check the plan of a dry run too
}

func (a *commands) createCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "create",
		Short: a.P.S("Create instances"),
		Args:  a.NoArgs,
		Example: `  ecsdeck create --type ecs.g7.large --image aliyun_3_x64_20G --vswitch vsw-bp1example \
    --security-group sg-bp1example --name 'web-[1,3]' --amount 5
  ecsdeck create --type ecs.g7.large --image aliyun_3_x64_20G \
    --spot price-limit --spot-limit 0.2 --any-stock \
    --place region=cn-hangzhou,vswitch=vsw-bp1example,security-group=sg-bp1example,amount=100 \
    --place region=cn-beijing,vswitch=vsw-2zeexample,security-group=sg-2zeexample,amount=100`,
	}
	cr := &create{change: a.changeFlags(c, fleet.ActionCreate)}
	cr.orderFlags = a.orderFlags(c)
	c.Flags().BoolVar(&cr.probe, "check", false, a.P.S("with --dry-run: have the cloud check it all the same, without creating anything"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := cmp.Or(cr.account.Check(a.App, c), cr.check(c), cr.checkProbe(), cr.checkFixed("--auto-release", cr.autoRelease)); err != nil {
			return err
		}
		return cr.run(c.Context())
	}
	return c
}

// checkProbe refuses to have the cloud check what may not be sent to it.
func (cr *create) checkProbe() error {
	if cr.probe && cr.account.ReadOnly {
		return shell.Usage(cr.P.S("--check sends the order to the cloud to be checked, and --read-only forbids it; --dry-run is possible"))
	}
	return nil
}

// run plans, asks, acts and reports. Of the fleet nothing need be known.
func (cr *create) run(ctx context.Context) error {
	a := cr.commands
	if cr.dryRun && !cr.probe {
		cr.account.ReadOnly = true
	}
	cr.account.ChecksFirst = true
	s, err := a.Connect(ctx, cr.account)
	if err != nil {
		return a.Failure(err)
	}
	r := &shell.Fleet{Session: s}
	defer r.Close()
	base, err := cr.base(s)
	if err != nil {
		return err
	}
	order, wrong := cr.order(a, base, s.Credentials.Region)
	if wrong = append(wrong, withoutFlags(a.problems(cr.orderFlags, &order, time.Now()), wrong)...); len(wrong) > 0 {
		return a.wrong(wrong)
	}
	var regions []ecsapi.RegionID
	for _, p := range order.Places {
		if !slices.Contains(regions, p.Region) {
			regions = append(regions, p.Region)
		}
	}
	if err := s.OpenWrites(ctx, cr.account.ReadOnly); err != nil {
		return a.Failure(err)
	}
	release, err := cr.holdKey(ctx, s)
	if err != nil {
		return err
	}
	defer release()
	if err := r.Open(ctx, regions); err != nil {
		return a.Failure(err)
	}
	if err := cr.settle(&order, s.Now()); err != nil {
		return err
	}
	done, err := cr.underKey(ctx, r, request{Action: cr.action, Order: &order})
	if err != nil {
		return err
	}
	return cr.carry(ctx, r, cr.keyed(r, r.Engine.PlanOrder(order), done))
}

// base is the template's order, or an empty one.
func (cr *create) base(s *shell.Session) (o fleet.Order, err error) {
	if !cr.given("template") {
		return o, nil
	}
	store := openTemplates(s)
	if store == nil {
		return o, shell.Usage(cr.P.S("there is no place where templates are kept: {reason}", cr.P.S("there is no home directory")))
	}
	o, err = store.Load(cr.template)
	switch names := store.List(); {
	case errors.Is(err, config.ErrTemplate) && len(names) > 0:
		return o, shell.Usage(cr.P.S("there is no template {template:q}", cr.template) + cr.Meant(cr.template, names) + cr.Accepted(names))
	case err != nil:
		return o, shell.Usage(cr.P.S("--template cannot be {template:q}: {reason}", cr.template, message.Of(err)))
	}
	return o, nil
}

// settle reads the time of automatic release by cloud time, which was not known
// before.
func (cr *create) settle(order *fleet.Order, now time.Time) error {
	const flag = "--auto-release"
	at := order.Launch.AutoRelease // a template's
	if cr.autoRelease != "" {
		var err error
		if at, err = cr.releaseTime(flag, cr.autoRelease, now); err != nil {
			return err
		}
		cr.noteSeconds(cr.autoRelease)
	}
	order.Launch.AutoRelease = at
	if at.IsZero() {
		return nil
	}
	return cr.releasable(flag, at, now)
}

// problems are what keeps the order from being sent, a line each. The time of
// automatic release is looked at when cloud time is known.
func (a *commands) problems(f *orderFlags, o *fleet.Order, now time.Time) []string {
	var lines []string
	for _, p := range op.CheckOrder(o, now) {
		if p.Field == "auto-release" && !o.Launch.AutoRelease.IsZero() && o.Launch.ChargeType != ecsapi.PrePaid {
			continue
		}
		flag, text := "--"+p.Field, a.P.T(p.Text)
		if p.Place >= 0 && len(f.places) > 0 {
			flag = fmt.Sprintf("--place %d: %s", p.Place+1, p.Field)
		}
		lines = append(lines, flag+": "+text)
	}
	return lines
}

// withoutFlags are the lines about other flags than those of wrong: what could not be
// read is not judged, too.
func withoutFlags(lines, wrong []string) []string {
	return slices.DeleteFunc(lines, func(line string) bool {
		flag, _, _ := strings.Cut(line, ":")
		return slices.ContainsFunc(wrong, func(w string) bool { return strings.HasPrefix(w, flag+":") || strings.HasPrefix(w, flag+" ") })
	})
}

// wrong says all that is wrong with flags at once, a line each.
func (a *commands) wrong(lines []string) error {
	for _, line := range lines[:len(lines)-1] {
		a.Warn(line)
	}
	return shell.Usage(lines[len(lines)-1])
}
