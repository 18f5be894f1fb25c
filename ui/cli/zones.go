package cli

import (
	"context"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

func (a *app) zonesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "zones",
		Short: a.p.S("List the zones and the instances each has"),
		Args:  a.noArgs,
	}
	acc, where, form := a.accountFlags(c), a.scopeFlags(c, true), a.outputFlag(c, asTable)
	match := a.filterFlag(c, a.p.S("`EXPR` that says which instances to count"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := first(acc.check(a, c), where.check(a), match.parse(a)); err != nil {
			return err
		}
		r, err := a.read(c.Context(), acc, where.list())
		if err != nil {
			return err
		}
		defer r.close()
		records, err := r.zones(c.Context(), match)
		if err != nil {
			return a.plain(err)
		}
		if err := write(a, form.value, a.zoneColumns(), records); err != nil {
			return err
		}
		return r.partly()
	}
	return c
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
