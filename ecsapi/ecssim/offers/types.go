package offers

import (
	"maps"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// TypesReply is the answer of DescribeInstanceTypes.
type TypesReply struct {
	rpc.Reply
	NextToken     string
	InstanceTypes struct{ InstanceType []WireType }
}

// WireType is a row of TypesReply.
type WireType struct {
	InstanceTypeId, InstanceTypeFamily, InstanceFamilyLevel string
	InstanceCategory, CpuArchitecture, Generation           string
	CpuCoreCount                                            int
	MemorySize                                              float64 // GiB
	GPUAmount                                               int
	GPUSpec                                                 string
	InstanceBandwidthRx, InstanceBandwidthTx                int // kbit/s
	InstancePpsRx, InstancePpsTx                            int
	EniQuantity, EniPrivateIpAddressQuantity                int
	DiskQuantity                                            int
	LocalStorageAmount, LocalStorageCapacity                int // disks, GiB each
	LocalStorageCategory                                    string
	BaselineCredit, InitialCredit                           int
	NvmeSupport                                             string
}

// ranges are the numbers DescribeInstanceTypes can bound, by what stands behind
// Minimum and Maximum.
var ranges = map[string]func(*catalog.InstanceType) float64{
	"CpuCoreCount": func(t *catalog.InstanceType) float64 { return float64(t.CPU) },
	"MemorySize":   func(t *catalog.InstanceType) float64 { return t.MemoryGiB },
	"GPUAmount":    func(t *catalog.InstanceType) float64 { return float64(t.GPUs) },
}

// kinds are the filters of DescribeInstanceTypes that compare one value or, repeated, several.
var kinds = []struct {
	one, many string
	get       func(*catalog.InstanceType) string
}{
	{"", "InstanceTypes", func(t *catalog.InstanceType) string { return t.ID }},
	{"InstanceTypeFamily", "InstanceTypeFamilies", func(t *catalog.InstanceType) string { return t.Family }},
	{"InstanceFamilyLevel", "", func(t *catalog.InstanceType) string { return t.Level }},
	{"InstanceCategory", "InstanceCategories", func(t *catalog.InstanceType) string { return t.Category }},
	{"CpuArchitecture", "CpuArchitectures", func(t *catalog.InstanceType) string { return t.Architecture }},
	{"GPUSpec", "GpuSpecs", func(t *catalog.InstanceType) string { return t.GPUSpec }},
}

// maxTypeIDs is how many ids DescribeInstanceTypes can be asked for at once.
const maxTypeIDs = 10

var _ = Actions.Add("DescribeInstanceTypes", describeInstanceTypes, "InvalidParameter UnsupportedParameter")

// describeInstanceTypes lists the types there are, whatever a region sells.
func describeInstanceTypes(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	if err := checkTypeParameters(p); err != nil {
		return nil, err
	}
	if len(p.List("InstanceTypes")) > maxTypeIDs {
		return nil, rpc.BadParameter("InstanceTypes")
	}
	matches, err := readTypeFilters(p)
	if err != nil {
		return nil, err
	}
	size, err := p.Number("MaxResults", 100)
	if err != nil {
		return nil, err
	}
	if size < 1 || size > 100 {
		size = 100
	}
	from := 0
	if token := p["NextToken"]; token != "" {
		// The types don't change: a token names the last type answered.
		n := slices.IndexFunc(c.Types, func(t catalog.InstanceType) bool { return typeToken(t.ID) == token })
		if n < 0 {
			return nil, rpc.BadParameter("NextToken")
		}
		from = n + 1
	}
	out := &TypesReply{}
	out.InstanceTypes.InstanceType = []WireType{}
	for n := from; n < len(c.Types); n++ {
		t := &c.Types[n]
		if slices.ContainsFunc(matches, func(ok func(*catalog.InstanceType) bool) bool { return !ok(t) }) {
			continue
		}
		list := out.InstanceTypes.InstanceType
		if len(list) == size {
			out.NextToken = typeToken(list[size-1].InstanceTypeId)
			break
		}
		out.InstanceTypes.InstanceType = append(list, wired(t))
	}
	return out, nil
}

func typeToken(id string) string { return hash.Code(hash.Of(id), 24) }

// checkTypeParameters refuses the filters that say Minimum or Maximum of something
// nothing is known about, and those of local disks and processors.
func checkTypeParameters(p rpc.Params) error {
	for _, name := range slices.Sorted(maps.Keys(p)) {
		of, bound := strings.CutPrefix(strings.Replace(name, "Maximum", "Minimum", 1), "Minimum")
		if bound && ranges[of] != nil {
			continue
		}
		if bound || name == "NvmeSupport" || name == "SupportHotModify" ||
			strings.HasPrefix(name, "LocalStorageCategor") || strings.HasPrefix(name, "PhysicalProcessorModel") {
			return rpc.Unsupported(name)
		}
	}
	return nil
}

// readTypeFilters reads the conditions of DescribeInstanceTypes.
func readTypeFilters(p rpc.Params) ([]func(*catalog.InstanceType) bool, error) {
	var all []func(*catalog.InstanceType) bool
	for _, k := range kinds {
		var wanted []string
		if k.many != "" {
			wanted = p.List(k.many)
		}
		if v := p[k.one]; k.one != "" && v != "" {
			wanted = []string{v}
		}
		if len(wanted) > 0 {
			all = append(all, func(t *catalog.InstanceType) bool { return slices.Contains(wanted, k.get(t)) })
		}
	}
	for _, name := range slices.Sorted(maps.Keys(ranges)) {
		get := ranges[name]
		for _, bound := range []string{"Minimum", "Maximum"} {
			s := p[bound+name]
			if s == "" {
				continue
			}
			limit, err := strconv.ParseFloat(s, 64)
			if err != nil || math.IsNaN(limit) {
				return nil, rpc.BadParameter(bound + name)
			}
			all = append(all, func(t *catalog.InstanceType) bool {
				if bound == "Minimum" {
					return get(t) >= limit
				}
				return get(t) <= limit
			})
		}
	}
	return all, nil
}

// wired is how a type is answered. What the catalogue doesn't have grows with the number of vCPUs.
func wired(t *catalog.InstanceType) WireType {
	size := bits.Len(uint(t.CPU)) // 1 for one vCPU, 2 for two, 3 for four
	w := WireType{
		InstanceTypeId: t.ID, InstanceTypeFamily: t.Family, InstanceFamilyLevel: t.Level,
		InstanceCategory: t.Category, CpuArchitecture: t.Architecture, Generation: t.Generation,
		CpuCoreCount: t.CPU, MemorySize: t.MemoryGiB, GPUAmount: t.GPUs, GPUSpec: t.GPUSpec,
		InstanceBandwidthRx: min(1_024_000*t.CPU, 65_536_000), InstancePpsRx: min(300_000*t.CPU, 12_000_000),
		EniQuantity: min(size+1, 8), EniPrivateIpAddressQuantity: min(4*size, 30), DiskQuantity: world.MaxDisks,
		NvmeSupport: "unsupported",
	}
	w.InstanceBandwidthTx, w.InstancePpsTx = w.InstanceBandwidthRx, w.InstancePpsRx
	switch t.Category {
	case "Local SSDs":
		w.LocalStorageAmount, w.LocalStorageCapacity, w.LocalStorageCategory = max(t.CPU/8, 1), 894, "local_ssd_pro"
	case "Big data":
		w.LocalStorageAmount, w.LocalStorageCapacity, w.LocalStorageCategory = max(t.CPU/2, 4), 7300, "local_hdd_pro"
	}
	if t.Level == "CreditEntryLevel" {
		w.BaselineCredit, w.InitialCredit = 6*t.CPU, 30*t.CPU
	}
	return w
}

// FamiliesReply is the answer of DescribeInstanceTypeFamilies.
type FamiliesReply struct {
	rpc.Reply
	InstanceTypeFamilies struct{ InstanceTypeFamily []WireFamily }
}

// WireFamily is a row of FamiliesReply.
type WireFamily struct{ InstanceTypeFamilyId, Generation string }

var _ = Actions.Add("DescribeInstanceTypeFamilies", world.InRegion(describeInstanceTypeFamilies), "InvalidParameter")

// describeInstanceTypeFamilies lists the families a region sells something of.
func describeInstanceTypeFamilies(r *world.Region, call *world.Call) (rpc.Answer, error) {
	generation := call.Params["Generation"]
	if generation != "" && !slices.Contains([]string{"ecs-1", "ecs-2", "ecs-3", "ecs-4", "ecs-5", "ecs-6"}, generation) {
		return nil, rpc.BadParameter("Generation")
	}
	out := &FamiliesReply{}
	list := []WireFamily{}
	for n, t := range r.Cloud.Types {
		f := WireFamily{t.Family, t.Generation}
		sold := slices.ContainsFunc(r.Zones, func(z *world.Zone) bool { return z.Sells[n] })
		if sold && (generation == "" || generation == t.Generation) && !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	out.InstanceTypeFamilies.InstanceTypeFamily = list
	return out, nil
}
