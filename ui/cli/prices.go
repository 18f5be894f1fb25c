package cli

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
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
	*market
	launch ecsapi.Launch // but for type and region
	zone   string
	system string
	data   []string
}

func (a *app) pricesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "prices TYPE...",
		Short:   a.p.S("Tell what an instance costs: by the hour, as a spot instance, by the month"),
		Example: "  ecsdeck prices ecs.g7.large ecs.g7.xlarge --region cn-hangzhou --region cn-beijing\n  ecsdeck prices ecs.g7.large --image aliyun_3_x64_20G --system-disk cloud_essd:100:PL1 -o json",
	}
	m := &prices{market: a.marketFlags(c)}
	fs := c.Flags()
	fs.StringVar(&m.launch.Image, "image", "", a.p.S("`ID` of an image; without one there are no disks in the price"))
	fs.StringVar(&m.zone, "zone", "", a.p.S("`ID` of the zone for the spot price (default: the region's)"))
	fs.StringVar(&m.system, "system-disk", "", a.p.S("`CATEGORY:GIB[:PL]` of the system disk, such as cloud_essd:40:PL1"))
	fs.StringArrayVar(&m.data, "data-disk", nil, a.p.S("`CATEGORY:GIB[:PL]` of a data disk; may be given again"))
	fs.IntVar(&m.launch.BandwidthOut, "bandwidth", 0, a.p.S("`MBIT` a second to the public network"))
	a.complete(c, "image", catalogImages)
	c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return catalogTypes(), cobra.ShellCompDirectiveNoFileComp
	}
	c.RunE = func(c *cobra.Command, types []string) error {
		if err := first(m.check(c), m.read(types, c.Flags().Changed("system-disk"))); err != nil {
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
		return usage(m.p.S("prices needs the name of an instance type, such as ecs.g7.large; `ecsdeck types` lists them"))
	case m.launch.BandwidthOut < 0:
		return usage(m.p.S("--bandwidth cannot be %d; accepted: 0 and more", m.launch.BandwidthOut))
	case system && m.launch.Image == "":
		return usage(m.p.S("--system-disk is priced with an image; accepted: --image ID"))
	}
	return nil
}

func (a *app) noDisk(flag, text string) error {
	return usage(a.p.S("--%s cannot be %q; accepted: %s", flag, text, diskForm))
}

func (m *prices) run(ctx context.Context, types []string) error {
	s, err := m.connect(m.account)
	if err != nil {
		return m.plain(err)
	}
	defer s.close()
	regions, err := m.regions(ctx, s)
	if err != nil {
		return m.plain(err)
	}
	records := make([]priceRecord, len(types)*len(regions))
	errs := each(len(records), func(i int) (err error) {
		l := m.launch
		l.Type, l.Region = types[i/len(regions)], regions[i%len(regions)]
		records[i], err = m.price(ctx, s, l)
		return err
	})
	bad := m.outcome(errs, func(i int) string { return records[i].Type + " " + records[i].Region })
	if e := (*exit)(nil); errors.As(bad, &e) && e.status == exitFailed {
		return bad
	}
	return first(write(m.app, m.form.value, m.columns(), records), bad)
}

// price reads the three prices of a launch.
func (m *prices) price(ctx context.Context, s *session, l ecsapi.Launch) (priceRecord, error) {
	r := priceRecord{Type: l.Type, Region: string(l.Region)}
	hourly, spot, monthly := l, l, l
	spot.SpotStrategy, spot.Zone = ecsapi.SpotAsPriceGo, ecsapi.ZoneID(m.zone)
	monthly.ChargeType, monthly.Period = ecsapi.PrePaid, ecsapi.Period{N: 1, Unit: ecsapi.Month}
	for _, ask := range []struct {
		launch ecsapi.Launch
		into   **json.Number
	}{{hourly, &r.PerHour}, {spot, &r.SpotPerHour}, {monthly, &r.PerMonth}} {
		q, err := s.client.LaunchPrice(ctx, ask.launch)
		e := (*ecsapi.Error)(nil)
		switch {
		case err == nil:
			*ask.into, r.Currency = amount(q.Price), known(q.Currency)
		case errors.As(err, &e) && e.Code == "PriceNotFound" && ask.into != &r.PerHour:
			// It is not sold that way.
		default:
			text := m.explain(err)
			r.Error = &text
			return r, err
		}
	}
	return r, nil
}

func (m *prices) columns() []column[priceRecord] {
	return []column[priceRecord]{
		{m.p.S("TYPE"), term.AlignLeft, func(r priceRecord) string { return r.Type }},
		{m.p.S("REGION"), term.AlignLeft, func(r priceRecord) string { return r.Region }},
		{m.p.S("HOUR"), term.AlignRight, func(r priceRecord) string { return decimal(r.PerHour) }},
		{m.p.S("SPOT HOUR"), term.AlignRight, func(r priceRecord) string { return decimal(r.SpotPerHour) }},
		{m.p.S("MONTH"), term.AlignRight, func(r priceRecord) string { return decimal(r.PerMonth) }},
		{m.p.S("CURRENCY"), term.AlignLeft, func(r priceRecord) string { return shown(r.Currency) }},
	}
}
