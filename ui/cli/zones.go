package cli

import (
	"context"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

func (a *app) zonesCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:   "zones",
		Short: a.p.S("List the zones and the instances each has"),
	}, a.p.S("`EXPR` that says which instances to count"), "", func(ctx context.Context, r *reading, match *filterFlag, form string) error {
		records, err := r.zones(ctx, match)
		if err != nil {
			return a.plain(err)
		}
		return write(a, form, a.zoneColumns(), records)
	})
}

// zones reads the zones of every region that was read. A region whose zones
// can't be read joins those unread.
func (r *reading) zones(ctx context.Context, match *filterFlag) ([]zoneRecord, error) {
	bell := r.engine.Subscribe()
	defer bell.Close()
	var wanted []ecsapi.RegionID
	for _, region := range r.snap.Regions {
		if region.Complete {
			wanted = append(wanted, region.ID)
		}
	}
	r.engine.WantZones(wanted...)
	snap := r.engine.Snapshot()
	for !zonesRead(snap, wanted) {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-bell.C:
			snap = r.engine.Snapshot()
		}
	}

	var records []zoneRecord
	for _, id := range wanted {
		region, _ := snap.Region(id)
		if region.ZonesErr != nil {
			missing := *region
			missing.Err = region.ZonesErr
			r.unread = append(r.unread, &missing)
			continue
		}
		count := map[ecsapi.ZoneID]int{}
		for _, in := range region.Instances {
			if match.matches(in) {
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
