// Package catalog is what the public catalogues of Alibaba Cloud ECS say:
// regions and their names, zones, instance types, public images. It is data
// only: it imports nothing of the house, and nothing is parsed before it is
// first asked for.
//
// Provenance. What is fact and what is not differs by file and field:
//
//   - data/regions.json: region ids and endpoints come from the endpoint tables
//     of Alibaba's Go SDKs (2026-07) and the official ECS endpoint page
//     (2026-01-12), names from the documentation unless the note of the entry
//     says otherwise. Price multipliers are invented, except cn-zhangjiakou's.
//   - data/zones.json: the pattern of the ids is fact; letters are fact where
//     the entry's source names the ALB or ECI zone tables, believed elsewhere.
//   - data/instance-types.json: names are real; vCPU, memory and GPU are fact
//     for sources doc2021 (AlibabaCloudDocs/ecs, 2021-07) and doc-current, and
//     follow the ratio of the family elsewhere. Prices are plausible, not
//     quoted: (0.1764 CNY per vCPU-hour + 0.0221 per GiB-hour) times a factor
//     of the family, plus a GPU rate.
//   - data/images.json: every image id was seen in documentation or public
//     code; OS names per image and the time of day in creation times are believed.
//
// Real prices and real stock come from the cloud, never from here.
package catalog

import (
	"embed"
	"encoding/json"
	"sync"
)

//go:embed data/*.json
var data embed.FS

// Region is a region of the cloud.
type Region struct {
	ID       string `json:"RegionId"`       // cn-hangzhou
	NameZH   string `json:"LocalName_zh"`   // 华东1（杭州）
	NameEN   string `json:"LocalName_en"`   // China (Hangzhou)
	Endpoint string `json:"RegionEndpoint"` // public host of the ECS API
	Status   string `json:"status"`         // open or closed to new customers

	// PriceMultiplier is the price level relative to cn-hangzhou; invented.
	PriceMultiplier float64 `json:"price_multiplier_vs_hangzhou"`
}

// Zone is a zone of a region.
type Zone struct {
	ID     string `json:"ZoneId"`    // cn-hangzhou-h, ap-southeast-1a
	NameZH string `json:"LocalName"` // 杭州 可用区H
	Type   string `json:"ZoneType"`  // AvailabilityZone
}

// InstanceType is a size of machine.
type InstanceType struct {
	ID           string  `json:"InstanceTypeId"`     // ecs.g7.large
	Family       string  `json:"InstanceTypeFamily"` // ecs.g7
	CPU          int     `json:"CpuCoreCount"`       // vCPUs
	MemoryGiB    float64 `json:"MemorySize"`
	Architecture string  `json:"CpuArchitecture"` // X86 or ARM
	GPUs         int     `json:"GPUAmount"`
	GPUSpec      string  `json:"GPUSpec"`             // NVIDIA A10; empty without one
	Level        string  `json:"InstanceFamilyLevel"` // EnterpriseLevel, EntryLevel, CreditEntryLevel
	Category     string  `json:"InstanceCategory"`    // General-purpose
	Generation   string  `json:"Generation"`          // ecs-6

	// PriceCNY is a plausible on-demand price, CNY an hour in cn-hangzhou,
	// Linux, machine alone.
	PriceCNY float64 `json:"price_cny_hour"`
}

// MemoryMiB is the memory in MiB, the unit of DescribeInstances.
func (t InstanceType) MemoryMiB() int { return int(t.MemoryGiB * 1024) }

// Image is a public image.
type Image struct {
	ID           string `json:"ImageId"`
	Name         string `json:"ImageName"`
	OSNameZH     string `json:"OSName"`
	OSNameEN     string `json:"OSNameEn"`
	OSType       string `json:"OSType"` // linux or windows
	Platform     string `json:"Platform"`
	Architecture string `json:"Architecture"` // x86_64 or arm64
	SizeGiB      int    `json:"Size"`
	OwnerAlias   string `json:"ImageOwnerAlias"`
	Status       string `json:"Status"`
	Created      string `json:"CreationTime"` // RFC 3339
}

// Regions lists every region, closed ones last. The slice is shared: read only.
var Regions = sync.OnceValue(func() []Region { return parse("regions").Regions })

// InstanceTypes lists every instance type. The slice is shared: read only.
var InstanceTypes = sync.OnceValue(func() []InstanceType { return parse("instance-types").Types })

// Images lists the public images. The slice is shared: read only.
var Images = sync.OnceValue(func() []Image { return parse("images").Images })

var zones = sync.OnceValue(func() map[string][]Zone {
	byRegion := map[string][]Zone{}
	for _, r := range parse("zones").Zones {
		byRegion[r.Region] = r.Zones
	}
	return byRegion
})

// Zones lists the zones of a region, nil for one that is not in the catalogue.
// The slice is shared: read only.
func Zones(region string) []Zone { return zones()[region] }

// TypeByID finds an instance type by its id, such as ecs.g7.large.
func TypeByID(id string) (InstanceType, bool) {
	for _, t := range InstanceTypes() {
		if t.ID == id {
			return t, true
		}
	}
	return InstanceType{}, false
}

// contents is what a file has: one of these lists.
type contents struct {
	Regions []Region
	Zones   []struct {
		Region string `json:"RegionId"`
		Zones  []Zone
	}
	Types  []InstanceType
	Images []Image
}

// parse reads an embedded file. The files are part of the program: one that
// does not parse is a mistake of the build, held by the tests.
func parse(name string) (c contents) {
	b, err := data.ReadFile("data/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		panic("catalog: " + name + ": " + err.Error())
	}
	return c
}
