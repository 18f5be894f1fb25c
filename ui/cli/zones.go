package cli

import (
	"context"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/cli/shell"
)

func (a *commands) zonesCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:   "zones",
		Short: a.P.S("List the zones and the instances each has"),
	}, a.P.S("`EXPR` that says which instances to count"), "", func(ctx context.Context, r *shell.Fleet, match *shell.FilterFlags, form string) error {
		records, err := zones(ctx, r, match)
		if err != nil {
			return a.Failure(err)
		}
		return shell.Write(a.App, form, a.zoneColumns(), records)
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
	for !zonesRead(snap, wanted) {
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
			n := count[z.ID]
			records = append(records, zoneRecord{
				ID: string(z.ID), Region: string(id), Instances: &n,
				Types: append([]string{}, z.Types...),
			})
		}
	}
	return records, nil
}

func zonesRead(snap *fleet.Snapshot, regions []ecsapi.RegionID) bool {
	for _, id := range regions {
		if r, ok := snap.Region(id); ok && r.Zones == nil && r.ZonesErr == nil {
			return false
		}
	}
	return true
}
