package offers

import (
	"cmp"
	"slices"
	"strings"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// RegionsReply is the answer of DescribeRegions.
type RegionsReply struct {
	rpc.Reply
	Regions struct{ Region []WireRegion }
}

// WireRegion is a row of RegionsReply.
type WireRegion struct{ RegionId, LocalName, RegionEndpoint, Status string }

var _ = Actions.Add("DescribeRegions", describeRegions, "InvalidAcceptLanguage.NotFound InvalidResourceType.NotFound")

// describeRegions lists the regions; it is the one action that needs no region.
func describeRegions(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	if err := cmp.Or(
		call.Language(),
		call.Among("ResourceType", "InvalidResourceType.NotFound", "instance", "disk", "reservedinstance", "scu"),
	); err != nil {
		return nil, err
	}
	out := &RegionsReply{}
	out.Regions.Region = make([]WireRegion, len(c.Regions))
	for n, r := range c.Regions {
		name := r.NameZH
		if call.English() {
			name = r.NameEN
		}
		out.Regions.Region[n] = WireRegion{r.ID, name, r.Endpoint, "available"}
	}
	return out, nil
}

// ZonesReply is the answer of DescribeZones.
type ZonesReply struct {
	rpc.Reply
	Zones struct{ Zone []WireZone }
}

// WireZone is a row of ZonesReply.
type WireZone struct {
	ZoneId, LocalName, ZoneType string

	AvailableResourceCreation   struct{ ResourceTypes []string }
	AvailableDiskCategories     struct{ DiskCategories []string }
	AvailableVolumeCategories   struct{ VolumeCategories []string }
	AvailableInstanceTypes      struct{ InstanceTypes []string }
	AvailableDedicatedHostTypes struct{ DedicatedHostType []string }
	DedicatedHostGenerations    struct{ DedicatedHostGeneration []string }
	AvailableResources          struct{ ResourcesInfo []WireResources }
}

// WireResources are what a zone sells together.
type WireResources struct {
	IoOptimized   bool
	InstanceTypes struct {
		List []string `json:"supportedInstanceType"`
	}
	InstanceTypeFamilies struct {
		List []string `json:"supportedInstanceTypeFamily"`
	}
	InstanceGenerations struct {
		List []string `json:"supportedInstanceGeneration"`
	}
	SystemDiskCategories struct {
		List []string `json:"supportedSystemDiskCategory"`
	}
	DataDiskCategories struct {
		List []string `json:"supportedDataDiskCategory"`
	}
	NetworkTypes struct {
		List []string `json:"supportedNetworkCategory"`
	}
}

var _ = Actions.Add("DescribeZones", world.InRegion(describeZones), `
	InvalidRegionId.NotFound InvalidInstanceChargeType.NotFound InvalidSpotStrategy InvalidAcceptLanguage.NotFound`)

// describeZones lists the zones of a region and what each sells.
func describeZones(r *world.Region, call *world.Call) (rpc.Answer, error) {
	if err := cmp.Or(
		call.Language(),
		call.Among("InstanceChargeType", "InvalidInstanceChargeType.NotFound", "PrePaid", "PostPaid"),
		call.OneOf("SpotStrategy", world.ErrSpotStrategy, world.SpotStrategies...),
	); err != nil {
		return nil, err
	}
	out := &ZonesReply{}
	out.Zones.Zone = make([]WireZone, len(r.Zones))
	for n, z := range r.Zones {
		describeZone(z, &out.Zones.Zone[n], r, call.English())
	}
	return out, nil
}

// describeZone fills in how a zone is answered.
func describeZone(z *world.Zone, w *WireZone, r *world.Region, english bool) {
	w.ZoneId, w.LocalName, w.ZoneType = z.ID, z.NameZH, z.Type
	if english {
		w.LocalName = englishName(z, r)
	}
	w.AvailableResourceCreation.ResourceTypes = []string{"VSwitch", "IoOptimized", "Instance", "Disk"}
	w.AvailableDiskCategories.DiskCategories = market.CloudDisks
	w.AvailableVolumeCategories.VolumeCategories = []string{"san_ssd", "san_efficiency"}
	w.AvailableDedicatedHostTypes.DedicatedHostType = []string{}
	w.DedicatedHostGenerations.DedicatedHostGeneration = []string{}

	types, families, generations := []string{}, []string{}, []string{}
	for n, t := range r.Cloud.Types {
		if !z.Sells[n] {
			continue
		}
		types = append(types, t.ID)
		if !slices.Contains(families, t.Family) {
			families = append(families, t.Family)
		}
		if !slices.Contains(generations, t.Generation) {
			generations = append(generations, t.Generation)
		}
	}
	w.AvailableInstanceTypes.InstanceTypes = types
	info := WireResources{IoOptimized: true}
	info.InstanceTypes.List, info.InstanceTypeFamilies.List, info.InstanceGenerations.List = types, families, generations
	info.SystemDiskCategories.List, info.DataDiskCategories.List = market.CloudDisks, market.CloudDisks
	info.NetworkTypes.List = []string{"vpc"}
	w.AvailableResources.ResourcesInfo = []WireResources{info}
}

// englishName is such as "Hangzhou Zone H"; the catalogue has Chinese names only.
func englishName(z *world.Zone, r *world.Region) string {
	city := r.NameEN
	if _, inner, ok := strings.Cut(city, "("); ok {
		city, _, _ = strings.Cut(strings.TrimSuffix(inner, ")"), " - ")
	}
	return city + " Zone " + strings.ToUpper(z.ID[len(z.ID)-1:])
}
