package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// priceRecord is what one instance of a type costs in a region. A price that is
// null is not offered there, or could not be read, which the error says.
type priceRecord struct {
	Type        string       `json:"type"`
	Region      string       `json:"region"`
	PerHour     *json.Number `json:"per_hour"`
	SpotPerHour *json.Number `json:"spot_per_hour"`
	PerMonth    *json.Number `json:"per_month"`
	Currency    *string      `json:"currency"`
	Error       *string      `json:"error"`
}

// prices is what to price.
type prices struct {
	*shell.Query
	table  shell.Table[priceRecord]
	launch ecsapi.Launch // but for type and region
	zone   string
	system string
	data   []string
}

func (a *commands) pricesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "prices TYPE...",
		Short:   a.P.S("Tell what an instance costs: by the hour, as a spot instance, by the month"),
		Example: "  ecsdeck prices ecs.g7.large ecs.g7.xlarge --region cn-hangzhou --region cn-beijing\n  ecsdeck prices ecs.g7.large --image aliyun_3_x64_20G --system-disk cloud_essd:100:PL1 -o json",
	}
	m := &prices{Query: a.QueryFlags(c)}
	m.table = shell.NewTable(m.Output,
		shell.Left("type", m.P.S("TYPE"), func(r priceRecord) string { return r.Type }),
		shell.Left("region", m.P.S("REGION"), func(r priceRecord) string { return r.Region }),
		shell.Right("per_hour", m.P.S("HOUR"), func(r priceRecord) string { return shell.Decimal(r.PerHour) }),
		shell.Right("spot_per_hour", m.P.S("SPOT HOUR"), func(r priceRecord) string { return shell.Decimal(r.SpotPerHour) }),
		shell.Right("per_month", m.P.S("MONTH"), func(r priceRecord) string { return shell.Decimal(r.PerMonth) }),
		shell.Left("currency", m.P.S("CURRENCY"), func(r priceRecord) string { return shell.Deref(r.Currency) }),
	)
	fs := c.Flags()
	fs.StringVar(&m.launch.Image, "image", "", a.P.S("`ID` of an image; without one there are no disks in the price"))
	fs.StringVar(&m.zone, "zone", "", a.P.S("`ID` of the zone for the spot price (default: the region's)"))
	fs.StringVar(&m.system, "system-disk", "", a.P.S("`CATEGORY:GIB[:PL]` of the system disk, such as cloud_essd:40:PL1"))
	fs.StringArrayVar(&m.data, "data-disk", nil, a.P.S("`CATEGORY:GIB[:PL]` of a data disk; may be given again"))
	fs.IntVar(&m.launch.BandwidthOut, "bandwidth", 0, a.P.S("`MBIT` a second to the public network"))
	a.Complete(c, "image", shell.CatalogImages)
	c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return shell.CatalogTypes(), cobra.ShellCompDirectiveNoFileComp
	}
	c.RunE = func(c *cobra.Command, types []string) error {
		if err := cmp.Or(m.Check(c), m.read(types, c.Flags().Changed("system-disk"))); err != nil {
			return err
		}
		return m.run(c.Context(), types)
	}
	return c
}

// read refuses what is written wrong.
func (m *prices) read(types []string, system bool) error {
	var ok bool
	if m.launch.System, ok = readDisk(m.system); !ok && system {
		return m.noDisk("system-disk", m.system)
	}
	for _, text := range m.data {
		d, ok := readDisk(text)
		if !ok {
			return m.noDisk("data-disk", text)
		}
		m.launch.Data = append(m.launch.Data, d)
	}
	switch {
	case len(types) == 0:
		return shell.Usage(m.P.S("prices needs the name of an instance type, such as ecs.g7.large; `ecsdeck types` lists them"))
	case m.launch.BandwidthOut < 0:
		return shell.Usage(m.P.S("--bandwidth cannot be {bandwidth}; accepted: 0 and more", m.launch.BandwidthOut))
	case system && m.launch.Image == "":
		return shell.Usage(m.P.S("--system-disk is priced with an image; accepted: --image ID"))
	}
	return nil
}

func (m *prices) noDisk(flag, text string) error {
	return shell.Usage(m.P.S("--{flag} cannot be {value:q}; accepted: {accepted}", flag, text, diskForm))
}

func (m *prices) run(ctx context.Context, types []string) error {
	s, err := m.Connect(ctx, m.Account)
	if err != nil {
		return m.Failure(err)
	}
	defer s.Close()
	regions, err := m.Regions(ctx, s)
	if err != nil {
		return m.Failure(err)
	}
	records, errs := shell.Each(len(types)*len(regions), func(i int) (priceRecord, error) {
		l := m.launch
		l.Type, l.Region = types[i/len(regions)], regions[i%len(regions)]
		return m.price(ctx, s, l)
	})
	for i, err := range errs {
		if err != nil {
			records[i].Error = new(m.Explain(err))
		}
	}
	bad := m.Outcome(errs, func(i int) string { return records[i].Type + " " + records[i].Region })
	if e, ok := errors.AsType[*shell.ExitError](bad); ok && e.Status == shell.StatusFailed {
		return bad
	}
	return cmp.Or(m.table.Write(records), bad)
}

// price reads the three prices of a launch.
func (m *prices) price(ctx context.Context, s *shell.Session, l ecsapi.Launch) (priceRecord, error) {
	r := priceRecord{Type: l.Type, Region: string(l.Region)}
	hourly, spot, monthly := l, l, l
	spot.SpotStrategy, spot.Zone = ecsapi.SpotAsPriceGo, ecsapi.ZoneID(m.zone)
	monthly.ChargeType, monthly.Period = ecsapi.PrePaid, ecsapi.Period{N: 1, Unit: ecsapi.Month}
	for _, ask := range []struct {
		launch ecsapi.Launch
		into   **json.Number
	}{{hourly, &r.PerHour}, {spot, &r.SpotPerHour}, {monthly, &r.PerMonth}} {
		q, err := s.Client.LaunchPrice(ctx, ask.launch)
		e, ok := errors.AsType[*ecsapi.Error](err)
		switch {
		case err == nil:
			*ask.into, r.Currency = record.Amount(q.Price), record.Known(q.Currency)
		case ok && e.Code == "PriceNotFound" && ask.into != &r.PerHour:
			// It is not sold that way.
		default:
			return r, err
		}
	}
	return r, nil
}
