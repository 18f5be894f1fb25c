package cli

import (
	"context"
	"maps"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

func (a *commands) renewalsCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:     "renewals",
		Short:   a.P.S("List what expires, the first to expire first, and whether it renews itself"),
		Example: "  ecsdeck renewals --expires-within 7d\n  ecsdeck renewals --expires-within 90d --filter sg:sg-bp1example -o json",
	}, a.P.S("`EXPR`, such as 'web status:running !zone:h'"), "30d", func(o *shell.Output) printer {
		w := a.Brief(time.Time{})
		table := shell.NewTable(o,
			shell.Left("id", a.P.S("ID"), func(r record.Renewal) string { return r.ID }),
			shell.Left("name", a.P.S("NAME"), func(r record.Renewal) string { return r.Name }),
			shell.Left("region", a.P.S("REGION"), func(r record.Renewal) string { return r.Region }),
			shell.Left("type", a.P.S("TYPE"), func(r record.Renewal) string { return shell.Deref(r.Type) }),
			shell.Left("status", a.P.S("STATUS"), func(r record.Renewal) string { return w.Status(ecsapi.Status(shell.Deref(r.Status))) }),
			shell.Left("expires", a.P.S("EXPIRES"), func(r record.Renewal) string { return shell.Day(r.Expires) }),
			shell.Left("auto_renew", a.P.S("AUTO-RENEW"), func(r record.Renewal) string {
				if r.Period == nil {
					return a.P.S(shell.Deref(r.AutoRenew))
				}
				return a.P.S("on, {period}", w.Period(periodOf(*r.Period, shell.Deref(r.Unit))))
			}),
			shell.Left("next_charge", a.P.S("NEXT CHARGE"), func(r record.Renewal) string { return shell.Day(r.NextCharge) }),
		)
		return func(ctx context.Context, r *shell.Fleet, match *shell.FilterFlags) error {
			list := match.Matching(r.Snapshot)
			sets, problems := a.autoRenewals(ctx, r, list)
			records := make([]record.Renewal, len(list))
			for i, in := range list {
				set, known := sets[in.ID]
				records[i] = record.NewRenewal(in, set, known, r.Now())
			}
			if err := table.Write(records); err != nil || len(problems) == 0 {
				return err
			}
			for _, problem := range problems {
				a.Warn(problem)
			}
			return shell.Partly("")
		}
	})
}

// byRegion are the ids of instances by their regions, which are in the order of the list.
func byRegion(list []*ecsapi.Instance) (regions []ecsapi.RegionID, of map[ecsapi.RegionID][]ecsapi.InstanceID) {
	of = map[ecsapi.RegionID][]ecsapi.InstanceID{}
	for _, in := range list {
		if of[in.Region] == nil {
			regions = append(regions, in.Region)
		}
		of[in.Region] = append(of[in.Region], in.ID)
	}
	return regions, of
}

// autoRenewals reads what happens to subscriptions when they end, region by
// region, and says what could not be read.
func (a *commands) autoRenewals(ctx context.Context, r *shell.Fleet, list []*ecsapi.Instance) (map[ecsapi.InstanceID]ecsapi.AutoRenewal, []string) {
	regions, of := byRegion(list)
	sets, errs := shell.Each(len(regions), func(i int) (map[ecsapi.InstanceID]ecsapi.AutoRenewal, error) {
		return r.Client.AutoRenewals(ctx, regions[i], of[regions[i]])
	})
	all := map[ecsapi.InstanceID]ecsapi.AutoRenewal{}
	var problems []string
	for i, region := range regions {
		maps.Copy(all, sets[i])
		if errs[i] != nil {
			problems = append(problems, a.P.S("what renews itself in {region} could not be read: {reason}", string(region), a.Explain(errs[i])))
		}
	}
	return all, problems
}
