package cli

import (
	"context"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/cli/shell"
)

type zoneRecord struct {
	ID        string   `json:"id"`
	Region    string   `json:"region"`
	Instances *int     `json:"instances"`
	Types     []string `json:"types"`
}

func (a *commands) zonesCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:   "zones",
		Short: a.P.S("List the zones and the instances each has"),
	}, a.P.S("`EXPR` that says which instances to count"), "", func(o *shell.Output) printer {
		table := shell.NewTable(o,
			shell.Left("id", a.P.S("ID"), func(r zoneRecord) string { return r.ID }),
			shell.Left("region", a.P.S("REGION"), func(r zoneRecord) string { return r.Region }),
			shell.Right("instances", a.P.S("INSTANCES"), func(r zoneRecord) string { return shell.Number(r.Instances) }),
			shell.Right("types", a.P.S("TYPES"), func(r zoneRecord) string { return strconv.Itoa(len(r.Types)) }),
		)
		return func(ctx context.Context, r *shell.Fleet, match *shell.FilterFlags) error {
			records, err := zones(ctx, r, match)
			if err != nil {
				return a.Failure(err)
			}
			return table.Write(records)
		}
	})
}

// zones reads the zones of every region that was read. A region whose zones
// can't be read joins those unread.
func zones(ctx context.Context, r *shell.Fleet, match *shell.FilterFlags) ([]zoneRecord, error) {
	bell := r.Engine.Subscribe()
	defer bell.Close()
	var wanted []ecsapi.RegionID
	for _, region := range r.Snapshot.Regions {
		if region.Complete {
			wanted = append(wanted, region.ID)
		}
	}
	r.Engine.WantZones(wanted...)
	snap := r.Engine.Snapshot()
	unread := func(id ecsapi.RegionID) bool {
		region, ok := snap.Region(id)
		return ok && region.Zones == nil && region.ZonesErr == nil
	}
	for slices.ContainsFunc(wanted, unread) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-bell.C:
			snap = r.Engine.Snapshot()
		}
	}

	var records []zoneRecord
	for _, id := range wanted {
		region, _ := snap.Region(id)
		if region.ZonesErr != nil {
			missing := *region
			missing.Err = region.ZonesErr
			r.Unread = append(r.Unread, &missing)
			continue
		}
		count := map[ecsapi.ZoneID]int{}
		for _, in := range region.Instances {
			if match.Matches(in) {
				count[in.Zone]++
			}
		}
		for _, z := range region.Zones {
			records = append(records, zoneRecord{
				ID: string(z.ID), Region: string(id), Instances: new(count[z.ID]), Types: append([]string{}, z.Types...),
			})
		}
	}
	return records, nil
}
