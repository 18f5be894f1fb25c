package cli

import (
	"context"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/cli/shell"
)

type regionRecord struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	NameZH    *string `json:"name_zh"`
	Endpoint  *string `json:"endpoint"`
	Instances *int    `json:"instances"`
	Error     *string `json:"error"`
}

func newRegionRecord(r *fleet.RegionState, match *shell.FilterFlags) regionRecord {
	rec := regionRecord{ID: string(r.ID), Name: r.Name, NameZH: shell.Known(r.NameZH), Endpoint: shell.Known(r.Endpoint)}
	if r.Complete {
		rec.Instances = new(int)
		for _, in := range r.Instances {
			if match.Matches(in) {
				*rec.Instances++
			}
		}
	}
	if r.Err != nil {
		rec.Error = shell.Known(r.Err.Error())
	}
	return rec
}

func (a *commands) regionsCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:   "regions",
		Short: a.P.S("List the regions and how many instances each has"),
	}, a.P.S("`EXPR` that says which instances to count"), "", func(o *shell.Output) printer {
		table := shell.NewTable(o,
			shell.Left("id", a.P.S("ID"), func(r regionRecord) string { return r.ID }),
			shell.Left("name", a.P.S("NAME"), func(r regionRecord) string { return r.Name }),
			shell.Right("instances", a.P.S("INSTANCES"), func(r regionRecord) string { return shell.Number(r.Instances) }),
			shell.Left("state", a.P.S("STATE"), func(r regionRecord) string {
				if r.Error != nil {
					return a.P.S("not read")
				}
				return a.P.S("read")
			}),
		)
		return func(_ context.Context, r *shell.Fleet, match *shell.FilterFlags) error {
			var records []regionRecord
			for _, region := range r.Snapshot.Regions {
				records = append(records, newRegionRecord(region, match))
			}
			return table.Write(records)
		}
	})
}
