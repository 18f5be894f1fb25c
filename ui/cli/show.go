package cli

import (
	"cmp"
	"context"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

func (a *commands) showCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "show ID...|-",
		Short:   a.P.S("Show instances by their ids"),
		Args:    a.someIDs,
		Example: "  ecsdeck show i-bp1example\n  ecsdeck ls --filter lock:any -o ids | ecsdeck show - --columns +description",
	}
	acc, where := a.AccountFlags(c), a.RegionFlags(c, true)
	var now time.Time
	table := shell.NewTable(a.OutputFlags(c, shell.FormJSON), shell.Over(a.instanceColumns(&now), func(r record.DetailedInstance) record.Instance { return r.Instance })...)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := cmp.Or(acc.Check(a.App, c), where.Check(a.App)); err != nil {
			return err
		}
		ids, _, err := a.readIDs(args)
		if err != nil {
			return err
		}
		r, err := a.ReadFleet(c.Context(), acc, where.List())
		if err != nil {
			return err
		}
		defer r.Close()
		found, missing := r.Find(ids)
		if len(missing) > 0 && len(found) == 0 {
			return r.NotFound(missing)
		}
		records, problems := a.detailed(c.Context(), r, found)
		now = r.Now()
		if err := table.Write(records); err != nil {
			return err
		}
		a.tellOdd(found)
		for _, problem := range problems {
			a.Warn(problem)
		}
		switch { // regions that could not be read don't matter where all was found
		case len(missing) > 0:
			return shell.Partly(r.NotFound(missing).Error())
		case len(problems) > 0:
			return shell.Partly("")
		}
		return nil
	}
	return c
}

// detailed reads the details of instances, region by region, and says what could not be read.
func (a *commands) detailed(ctx context.Context, r *shell.Fleet, list []*ecsapi.Instance) (records []record.DetailedInstance, problems []string) {
	regions, of := byRegion(list)
	read, errs := shell.Each(len(regions), func(i int) ([]ecsapi.InstanceDetails, error) {
		return r.Client.InstanceDetails(ctx, regions[i], of[regions[i]])
	})
	details := map[ecsapi.InstanceID]record.Details{}
	for i, region := range regions {
		for _, d := range read[i] {
			details[d.ID] = record.NewDetails(d)
		}
		if errs[i] != nil {
			problems = append(problems, a.P.S("network interfaces in {region} could not be read: {reason}", string(region), a.Explain(errs[i])))
		}
	}
	for _, in := range list {
		records = append(records, record.NewDetailedInstance(in, details[in.ID]))
	}
	return records, problems
}

func (a *commands) someIDs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return shell.Usage(a.P.S("{name} needs the id of an instance, such as i-bp1example", c.Name()))
	}
	return nil
}

// tellOdd says on standard error what is blank because the cloud told it oddly.
func (a *commands) tellOdd(list []*ecsapi.Instance) {
	const most = 3
	n := 0
	for _, in := range list {
		if in.Odd == "" {
			continue
		}
		if n++; n <= most {
			a.Warn(a.P.S("what the cloud says of {instance} can't be read in part, which is blank: {fields}", string(in.ID), in.Odd))
		}
	}
	if n > most {
		a.Warn(a.P.N("so it is with {count} more instance", "so it is with {count} more instances", n-most))
	}
}
