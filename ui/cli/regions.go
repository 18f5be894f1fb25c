package cli

import (
	"context"

	"github.com/spf13/cobra"

	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

func (a *commands) regionsCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:   "regions",
		Short: a.P.S("List the regions and how many instances each has"),
	}, a.P.S("`EXPR` that says which instances to count"), "", func(o *shell.Output) printer {
		table := shell.NewTable(o,
			shell.Left("id", a.P.S("ID"), func(r record.Region) string { return r.ID }),
			shell.Left("name", a.P.S("NAME"), func(r record.Region) string { return r.Name }),
			shell.Right("instances", a.P.S("INSTANCES"), func(r record.Region) string { return shell.Number(r.Instances) }),
			shell.Left("state", a.P.S("STATE"), func(r record.Region) string {
				if r.Error != nil {
					return a.P.S("not read")
				}
				return a.P.S("read")
			}),
		)
		return func(_ context.Context, r *shell.Fleet, match *shell.FilterFlags) error {
			var records []record.Region
			for _, region := range r.Snapshot.Regions {
				records = append(records, record.NewRegion(region, match.Matches))
			}
			return table.Write(records)
		}
	})
}
