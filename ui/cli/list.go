package cli

import (
	"cmp"
	"context"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
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
		match.Learn(c.Context(), r, r.Now())
		if match.NamesProblems() {
			a.Warn(a.P.S("problem: is told without what only a deck that is open knows: which jobs failed, and what is stuck"))
		}
		if match.Unknown > 0 {
			a.Warn(a.P.N("{count} instance is left out, since what the filter asks for is not known of it",
				"{count} instances are left out, since what the filter asks for is not known of them", match.Unknown))
		}
		if err := do(c.Context(), r, match); err != nil {
			return err
		}
		if err := r.Partly(); err != nil || match.Unknown == 0 {
			return err
		}
		return shell.Partly("")
	}
	return c
}

func (a *commands) lsCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:   "ls",
		Short: a.P.S("List instances"),
		Example: "  ecsdeck ls --filter 'status:running tag:env=prod' -o json\n  ecsdeck ls --expires-within 30d --filter sg:sg-bp1example\n" +
			"  ecsdeck ls --columns +os,tag:team --sort zone,-created\n" +
			"  ecsdeck ls --filter status:stopped -o ids | ecsdeck start -\n" +
			"  ecsdeck ls -o 'template={{.id}} {{.tags.env}}'\n" +
			"  ecsdeck ls --query '[?cpu >= `8`].{id: id, type: type}' -o yaml",
	}, a.P.S("`EXPR`, such as 'web status:running !zone:h'"), "", func(o *shell.Output) printer {
		var now time.Time
		table := shell.NewTable(o, a.instanceColumns(&now)...)
		return func(_ context.Context, r *shell.Fleet, match *shell.FilterFlags) error {
			list := match.Matching(r.Snapshot)
			records := make([]record.Instance, len(list))
			for i, in := range list {
				records[i] = record.NewInstance(in)
			}
			now = r.Now()
			if err := table.Write(records); err != nil {
				return err
			}
			a.tellOdd(list)
			return nil
		}
	})
}
