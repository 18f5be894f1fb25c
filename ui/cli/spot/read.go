package spot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/spotdata"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ecsapi/spot/store"
	"ecsdeck/ui/cli/shell"
)

// zoneSeries is the prices of a type in a zone.
type zoneSeries struct {
	region   ecsapi.RegionID
	zone     ecsapi.ZoneID
	typ      string
	currency string
	rows     int // see spotdata.History
	spot.Series
}

// reader reads price histories, and keeps what was wrong with some of them.
type reader struct {
	*options
	client   *ecsapi.Client
	prices   *store.Store // what was read before
	from, to time.Time
	zonesOf  map[ecsapi.RegionID][]string // those asked for
	problems []string                     // for a person
}

func (r *reader) problem(name string, text string) {
	r.problems = append(r.problems, name+": "+text)
}

// inZones leaves the regions that have a zone asked for, all if none is. It
// refuses zones that no region has.
func (r *reader) inZones(ctx context.Context, regions []ecsapi.RegionID) ([]ecsapi.RegionID, error) {
	if len(r.zones) == 0 {
		return regions, nil
	}
	lists, errs := shell.Each(len(regions), func(i int) ([]ecsapi.Zone, error) { return r.client.Zones(ctx, regions[i]) })
	if err := cmp.Or(errs...); err != nil {
		return nil, err
	}
	var all []string
	var with []ecsapi.RegionID
	r.zonesOf = map[ecsapi.RegionID][]string{}
	for i, region := range regions {
		for _, z := range lists[i] {
			all = append(all, string(z.ID))
			if slices.Contains(r.zones, string(z.ID)) {
				r.zonesOf[region] = append(r.zonesOf[region], string(z.ID))
			}
		}
		if len(r.zonesOf[region]) > 0 {
			with = append(with, region)
		}
	}
	for _, zone := range r.zones {
		if !slices.Contains(all, zone) {
			names := shell.IDs(regions, func(r ecsapi.RegionID) string { return string(r) })
			return nil, shell.Usage(r.P.S("there is no zone {zone:q} in {regions}", zone, strings.Join(names, ", ")) + r.Meant(zone, all) + r.Accepted(all))
		}
	}
	return with, nil
}

// wanted are the types of the regions: those named, those on sale that have
// what is asked for, or those that the account's instances have.
func (r *reader) wanted(ctx context.Context, regions []ecsapi.RegionID) []fleet.SpotKey {
	var fits map[string]bool
	var err error
	if r.picked {
		fits, err = r.fitting(ctx)
	}
	if err != nil {
		r.problem("DescribeInstanceTypes", r.Explain(err))
		return nil
	}
	types, errs := shell.Each(len(regions), func(i int) ([]string, error) {
		switch {
		case len(r.types) > 0:
			return r.types, nil
		case r.picked:
			return r.onSale(ctx, regions[i], fits)
		}
		return r.inUse(ctx, regions[i])
	})
	var keys []fleet.SpotKey
	for i, region := range regions {
		switch {
		case errs[i] != nil:
			r.problem(string(region), r.Explain(errs[i]))
		case len(types[i]) == 0 && r.picked:
			r.problem(string(region), r.P.S("no type that is on sale there as a spot instance is like that"))
		case len(types[i]) == 0:
			r.problem(string(region), r.P.S("the account has no instances there; name types with --type, or pick them with --min-vcpu, --family and the like"))
		}
		for _, typ := range types[i] {
			if key := (fleet.SpotKey{Region: region, Type: typ}); !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// fitting are the types that have what is asked for.
func (r *reader) fitting(ctx context.Context) (map[string]bool, error) {
	all, err := r.client.Types(ctx)
	fits := map[string]bool{}
	for _, t := range all {
		gib := float64(t.MemoryMiB) / 1024
		if t.CPU >= r.minCPU && (r.maxCPU == 0 || t.CPU <= r.maxCPU) &&
			gib >= r.minMemory && (r.maxMemory == 0 || gib <= r.maxMemory) &&
			(r.family == "" || t.Family == r.family || t.Family == "ecs."+r.family) &&
			(r.arch.Value == "" || strings.EqualFold(t.Arch, r.arch.Value)) {
			fits[t.ID] = true
		}
	}
	return fits, err
}

// onSale are those of some types that a region, in the zones asked for, sells
// as spot instances.
func (r *reader) onSale(ctx context.Context, region ecsapi.RegionID, fits map[string]bool) ([]string, error) {
	offers, err := r.client.Offers(ctx, ecsapi.OfferQuery{
		Region: region, SpotStrategy: ecsapi.SpotAsPriceGo,
	})
	var types []string
	for _, o := range offers {
		if fits[o.Value] && r.inZone(o.Zone) {
			types = append(types, o.Value)
		}
	}
	slices.Sort(types)
	return slices.Compact(types), err
}

// inUse are the types of the account's instances in a region.
func (r *reader) inUse(ctx context.Context, region ecsapi.RegionID) ([]string, error) {
	instances, err := r.client.Instances(ctx, ecsapi.Query{Region: region})
	var types []string
	for _, in := range instances {
		types = append(types, in.Type)
	}
	slices.Sort(types)
	return slices.DeleteFunc(slices.Compact(types), func(t string) bool { return t == "" }), err
}

func (r *reader) inZone(zone ecsapi.ZoneID) bool {
	return len(r.zones) == 0 || slices.Contains(r.zones, string(zone))
}

// read reads the histories, in the order of keys and the zones of each. Of one
// that could not be read to its end nothing is told: its newest prices are missing.
func (r *reader) read(ctx context.Context, keys []fleet.SpotKey) []zoneSeries {
	reader := spotdata.Reader{Client: r.client, Store: r.prices}
	histories, errs := shell.EachOf(len(keys), spotdata.MaxHistories, func(i int) (spotdata.History, error) {
		return reader.Read(ctx, keys[i], r.from, r.to)
	})
	var out []zoneSeries
	for i, key := range keys {
		name := key.Type + " " + string(key.Region)
		if errs[i] != nil {
			r.problem(name, r.Explain(errs[i])+r.meantType(key.Type))
			continue
		}
		if n := histories[i].Invalid; n > 0 {
			r.problem(name, r.P.N("{count} row of the cloud's answer can't be a price and was left out.",
				"{count} rows of the cloud's answer can't be prices and were left out.", n))
		}
		series := r.byZone(key, histories[i])
		r.priceless(key, series)
		out = append(out, series...)
	}
	return out
}

// meantType adds what somebody may have meant whose type is none that is known.
func (r *reader) meantType(typ string) string {
	known := shell.CatalogTypes()
	if slices.Contains(known, typ) {
		return ""
	}
	return r.Meant(typ, known)
}

// priceless says where there are no prices: in a zone asked for, or in all of
// the region.
func (r *reader) priceless(key fleet.SpotKey, series []zoneSeries) {
	var without []string
	switch {
	case len(r.zones) == 0 && len(series) == 0:
		without = []string{string(key.Region)}
	default:
		for _, zone := range r.zonesOf[key.Region] {
			if !slices.ContainsFunc(series, func(s zoneSeries) bool { return string(s.zone) == zone }) {
				without = append(without, zone)
			}
		}
	}
	for _, place := range without {
		r.problem(key.Type+" "+place, r.P.S("the cloud tells no spot prices of this type there"))
	}
}

// byZone makes a series of each zone asked for.
func (r *reader) byZone(key fleet.SpotKey, h spotdata.History) []zoneSeries {
	var out []zoneSeries
	for zone, series := range h.Zones {
		if zone := ecsapi.ZoneID(zone); r.inZone(zone) {
			out = append(out, zoneSeries{key.Region, zone, key.Type, h.Currency, h.Rows[string(zone)], series})
		}
	}
	slices.SortFunc(out, func(a, b zoneSeries) int { return cmp.Compare(a.zone, b.zone) })
	return out
}
