package cli

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

type typeRecord struct {
	ID        string   `json:"id"`
	Family    *string  `json:"family"`
	CPU       *int     `json:"cpu"`
	MemoryMiB *int     `json:"memory_mib"`
	GPU       int      `json:"gpu"`
	GPUName   *string  `json:"gpu_name"`
	Arch      *string  `json:"arch"`
	Region    *string  `json:"region"`   // null where none was asked for
	Zones     []string `json:"zones"`    // of the region, that have some
	SoldOut   []string `json:"sold_out"` // of the region, that sell it and have none now
}

// types is which instance types to list.
type types struct {
	*shell.Query
	words  []string
	cpu    int
	memory float64 // GiB
	spot   bool
}

func (a *commands) typesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "types [WORD...]",
		Short:   a.P.S("List instance types; with a region those on sale there and the zones that have them"),
		Example: "  ecsdeck types g7 --cpu 4\n  ecsdeck types ecs.g7.large --region cn-hangzhou -o json",
	}
	t := &types{Query: a.QueryFlags(c)}
	shell.NewTable(t.Output, t.columns(true)...)
	c.Flags().IntVar(&t.cpu, "cpu", 0, a.P.S("`NUMBER` of vCPUs"))
	c.Flags().Float64Var(&t.memory, "memory", 0, a.P.S("`GIB` of memory"))
	c.Flags().BoolVar(&t.spot, "spot", false, a.P.S("what is on sale as spot instances"))
	c.RunE = func(c *cobra.Command, words []string) error {
		if err := t.Check(c); err != nil {
			return err
		}
		if t.spot && len(t.Where.Named) == 0 && !t.Where.All {
			return shell.Usage(a.P.S("--spot asks what a region sells; accepted: --region, --all-regions"))
		}
		t.words = words
		return t.run(c.Context())
	}
	return c
}

func (t *types) run(ctx context.Context) error {
	s, err := t.Connect(ctx, t.Account)
	if err != nil {
		return t.Failure(err)
	}
	defer s.Close()
	var regions []ecsapi.RegionID
	if len(t.Where.Named) > 0 || t.Where.All {
		if regions, err = t.Regions(ctx, s); err != nil {
			return t.Failure(err)
		}
	}
	all, err := s.Client.Types(ctx)
	if err != nil {
		return t.Failure(err)
	}
	wanted := slices.DeleteFunc(all, func(it ecsapi.InstanceType) bool { return !t.wants(it) })
	if len(regions) == 0 {
		records := make([]typeRecord, len(wanted))
		for i, it := range wanted {
			records[i] = newTypeRecord(it)
		}
		return shell.NewTable(t.Output, t.columns(false)...).Write(records)
	}
	strategy := ""
	if t.spot {
		strategy = ecsapi.SpotAsPriceGo
	}
	offers, errs := shell.Each(len(regions), func(i int) ([]ecsapi.Offer, error) {
		return s.Client.Offers(ctx, ecsapi.OfferQuery{Region: regions[i], SpotStrategy: strategy})
	})
	var records []typeRecord
	for i, region := range regions {
		records = append(records, onSale(region, wanted, offers[i])...)
	}
	bad := t.Outcome(errs, func(i int) string { return string(regions[i]) })
	if len(records) == 0 && bad != nil {
		return bad
	}
	return cmp.Or(shell.NewTable(t.Output, t.columns(true)...).Write(records), bad)
}

func (t *types) wants(it ecsapi.InstanceType) bool {
	return (t.cpu == 0 || t.cpu == it.CPU) && (t.memory == 0 || int(t.memory*1024) == it.MemoryMiB) &&
		shell.Mentions(t.words, it.ID, it.Family, it.GPUName, it.Arch)
}

func newTypeRecord(it ecsapi.InstanceType) typeRecord {
	return typeRecord{
		ID: it.ID, Family: record.Known(it.Family), CPU: record.Known(it.CPU), MemoryMiB: record.Known(it.MemoryMiB),
		GPU: it.GPU, GPUName: record.Known(it.GPUName), Arch: record.Known(it.Arch),
	}
}

// onSale are the types that a region sells, in the order of types.
func onSale(region ecsapi.RegionID, all []ecsapi.InstanceType, offers []ecsapi.Offer) []typeRecord {
	has, none := map[string][]string{}, map[string][]string{}
	for _, o := range offers {
		if o.Stock.Available() {
			has[o.Value] = append(has[o.Value], string(o.Zone))
		} else {
			none[o.Value] = append(none[o.Value], string(o.Zone))
		}
	}
	var records []typeRecord
	for _, it := range all {
		if len(has[it.ID])+len(none[it.ID]) == 0 {
			continue
		}
		r := newTypeRecord(it)
		r.Region = record.Known(string(region))
		r.Zones, r.SoldOut = append([]string{}, has[it.ID]...), append([]string{}, none[it.ID]...)
		records = append(records, r)
	}
	return records
}

func (t *types) columns(regional bool) []shell.Column[typeRecord] {
	columns := []shell.Column[typeRecord]{
		shell.Left("id", t.P.S("ID"), func(r typeRecord) string { return r.ID }),
		shell.Right("cpu", t.P.S("CPU"), func(r typeRecord) string { return shell.Number(r.CPU) }),
		shell.Right("memory", t.P.S("GIB"), func(r typeRecord) string { return gibibytes(r.MemoryMiB) }).Of("memory_mib"),
		shell.Left("gpu", t.P.S("GPU"), func(r typeRecord) string {
			if r.GPU == 0 {
				return ""
			}
			return strings.TrimSpace(strconv.Itoa(r.GPU) + " " + shell.Deref(r.GPUName))
		}),
		shell.Left("arch", t.P.S("ARCH"), func(r typeRecord) string { return shell.Deref(r.Arch) }),
	}
	if !regional {
		return columns
	}
	return append(columns,
		shell.Left("region", t.P.S("REGION"), func(r typeRecord) string { return shell.Deref(r.Region) }),
		shell.Left("zones", t.P.S("ZONES"), func(r typeRecord) string {
			if len(r.Zones) == 0 {
				return t.P.S("sold out")
			}
			return strings.ReplaceAll(strings.Join(r.Zones, " "), shell.Deref(r.Region)+"-", "")
		}),
	)
}
