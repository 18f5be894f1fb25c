package cli

import (
	"cmp"
	"context"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/cli/shell"
)

// printer prints what it makes of a fleet.
type printer func(ctx context.Context, r *shell.Fleet, match *shell.FilterFlags) error

// listing makes c a command that reads the fleet once and prints what the printer makes
// of it; what says what the filter picks, usual how soon it expires without the
// flag, "" for whenever.
func (a *commands) listing(c *cobra.Command, what, usual string, prints func(o *shell.Output) printer) *cobra.Command {
	c.Args = a.NoArgs
	acc, where, do := a.AccountFlags(c), a.RegionFlags(c, true), prints(a.OutputFlags(c, shell.FormTable))
	match := a.FilterFlag(c, what)
	a.ExpiresFlag(c, match, usual)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := cmp.Or(acc.Check(a.App, c), where.Check(a.App), match.Parse(a.App)); err != nil {
			return err
		}
		r, err := a.ReadFleet(c.Context(), acc, where.List())
		if err != nil {
			return err
		}
		defer r.Close()
		match.CountFrom(r.Now())
		if err := do(c.Context(), r, match); err != nil {
			return err
		}
		return r.Partly()
	}
	return c
}

func (a *commands) lsCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:     "ls",
		Short:   a.P.S("List instances"),
		Example: "  ecsdeck ls --filter 'status:running tag:env=prod' -o json\n  ecsdeck ls --expires-within 30d --filter sg:sg-bp1example",
	}, a.P.S("`EXPR`, such as 'web status:running !zone:h'"), "", func(o *shell.Output) printer {
		table := shell.NewTable(o, a.instanceColumns()...)
		return func(_ context.Context, r *shell.Fleet, match *shell.FilterFlags) error {
			return a.writeInstances(table, match.Matching(r.Snapshot))
		}
	})
}

func (a *commands) showCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "show ID...",
		Short:   a.P.S("Show instances by their ids"),
		Args:    a.someIDs,
		Example: "  ecsdeck show i-bp1example -o json",
	}
	acc, where := a.AccountFlags(c), a.RegionFlags(c, true)
	table := shell.NewTable(a.OutputFlags(c, shell.FormJSON), a.instanceColumns()...)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := cmp.Or(acc.Check(a.App, c), where.Check(a.App)); err != nil {
			return err
		}
		r, err := a.ReadFleet(c.Context(), acc, where.List())
		if err != nil {
			return err
		}
		defer r.Close()
		found, missing := r.Find(args)
		if len(found) == 0 {
			return r.NotFound(missing)
		}
		if err := a.writeInstances(table, found); err != nil {
			return err
		}
		if len(missing) > 0 {
			return shell.Partly(r.NotFound(missing).Error())
		}
		return nil // regions that could not be read don't matter: all was found
	}
	return c
}

func (a *commands) someIDs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return shell.Usage(a.P.S("{name} needs the id of an instance, such as i-bp1example", c.Name()))
	}
	return nil
}

// writeInstances prints instances. What is unknown is blank.
func (a *commands) writeInstances(table shell.Table[shell.InstanceRecord], list []*ecsapi.Instance) error {
	records := make([]shell.InstanceRecord, len(list))
	for i, in := range list {
		records[i] = shell.NewInstanceRecord(in)
	}
	if err := table.Write(records); err != nil {
		return err
	}
	a.tellOdd(list)
	return nil
}

// instanceColumns are the columns of instances. Those that are printed by default show what
// people look for, and are no more than ids and names can be read beside.
func (a *commands) instanceColumns() []shell.Column[shell.InstanceRecord] {
	w := a.Brief(time.Time{})
	return []shell.Column[shell.InstanceRecord]{
		shell.Left("id", a.P.S("ID"), func(r shell.InstanceRecord) string { return r.ID }),
		shell.Left("name", a.P.S("NAME"), func(r shell.InstanceRecord) string { return r.Name }),
		shell.Left("status", a.P.S("STATUS"), func(r shell.InstanceRecord) string { return a.status(w, r) }),
		shell.Left("type", a.P.S("TYPE"), func(r shell.InstanceRecord) string { return shell.Deref(r.Type) }),
		shell.Left("zone", a.P.S("ZONE"), func(r shell.InstanceRecord) string { return shell.Deref(r.Zone) }),
		shell.Left("private", a.P.S("PRIVATE IP"), func(r shell.InstanceRecord) string { return shell.Deref(r.PrivateIP) }).Of("private_ip"),
		shell.Left("public", a.P.S("PUBLIC IP"), func(r shell.InstanceRecord) string { return shell.Deref(r.PublicIP) }).Of("public_ip"),
		shell.Left("charge", a.P.S("CHARGE"), a.charge),
		shell.Left("expires", a.P.S("EXPIRES"), func(r shell.InstanceRecord) string { return shell.Day(r.Expires) }),
	}
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

// status is the state, and the lock if there is one.
func (a *commands) status(w brief.Writer, r shell.InstanceRecord) string {
	s := w.Status(ecsapi.Status(shell.Deref(r.Status)))
	for _, lock := range r.Locks {
		s += " " + a.P.S("locked ({lock})", lock)
	}
	return s
}

// charge is the word that the filter knows it by.
func (a *commands) charge(r shell.InstanceRecord) string {
	switch {
	case r.SpotStrategy != nil && *r.SpotStrategy != ecsapi.NoSpot:
		return a.P.S("spot")
	case r.ChargeType == nil:
		return ""
	case *r.ChargeType == ecsapi.PrePaid:
		return a.P.S("monthly")
	}
	return a.P.S("hourly")
}
