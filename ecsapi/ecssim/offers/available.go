package offers

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// AvailableReply is the answer of DescribeAvailableResource.
type AvailableReply struct {
	rpc.Reply
	AvailableZones struct{ AvailableZone []WireAvailableZone }
}

// WireAvailableZone is what a zone has.
type WireAvailableZone struct {
	RegionId, ZoneId, Status, StatusCategory string
	AvailableResources                       struct{ AvailableResource []WireAvailableResource }
}

// WireAvailableResource is a kind of resource and what there is of it.
type WireAvailableResource struct {
	Type               string
	SupportedResources struct{ SupportedResource []WireSupported }
}

// WireSupported is one resource, and how much of it there is.
type WireSupported struct {
	Value, Status, StatusCategory string
	Min, Max                      int    `json:",omitempty"`
	Unit                          string `json:",omitempty"`
}

// fewLeft is the stock below which a type is said to run out.
const fewLeft = 10

// inStock is what is said of a stock: whether it can be bought, and how much of it there is.
func inStock(n int) (status, category string) {
	switch {
	case n <= 0:
		return "SoldOut", "WithoutStock"
	case n < fewLeft:
		return "Available", "ClosedWithStock"
	}
	return "Available", "WithStock"
}

// diskSizes are the smallest and the largest disk of a category, in GiB.
func diskSizes(category string, system bool) (least, most int) {
	switch {
	case system:
		return 20, 2048
	case category == market.CloudEntry:
		return 10, 32768
	case category == market.CloudAuto:
		return 1, 65536
	}
	return 20, 32768
}

// badAvailable is a value that is not known. Here, unlike elsewhere, the codes say Invalid.Name.
func badAvailable(status int, name string) *rpc.Error {
	return rpc.NewError(status, "Invalid."+name, fmt.Sprintf("The specified %s is not valid.", name))
}

var regionForm = regexp.MustCompile(`^[a-zA-Z0-9_-]+$`)

// availableQuestion is what a call asks about.
type availableQuestion struct {
	region       *world.Region
	zones        []*world.Zone
	destination  string
	typeID       string
	cores        int
	memory       float64
	system, data string // categories of disk
}

var _ = Actions.Add("DescribeAvailableResource", describeAvailableResource, `
	Invalid.Param Invalid.RegionId InvalidRegionId.MalFormed Invalid.ZoneId Invalid.DestinationResource
	Invalid.InstanceChargeType Invalid.SpotStrategy Invalid.IoOptimized Invalid.NetworkCategory Invalid.ResourceType
	InvalidParam.TypeAndCpuMem.Conflict`)

// describeAvailableResource tells what the zones of a region have in stock.
func describeAvailableResource(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	q, err := readAvailableQuestion(c, call)
	if err != nil {
		return nil, err
	}
	out := &AvailableReply{}
	out.AvailableZones.AvailableZone = []WireAvailableZone{}
	q.region.Lock(call.Now)
	defer q.region.Unlock()
	for _, z := range q.zones {
		if w, sold := availableIn(c, q, z, call); sold {
			out.AvailableZones.AvailableZone = append(out.AvailableZones.AvailableZone, w)
		}
	}
	return out, nil
}

// availableIn is what a zone has; sold is false when what is asked about is not
// on sale there. The caller holds the lock of the region.
func availableIn(c *world.Cloud, q *availableQuestion, z *world.Zone, call *world.Call) (w WireAvailableZone, sold bool) {
	most := 0
	var types []WireSupported
	for n := range c.Types {
		t := &c.Types[n]
		if !z.Sells[n] || !q.fits(t) {
			continue
		}
		left := q.region.Stock(world.Cell{Zone: z, Type: t}, call.Now)
		status, category := inStock(left)
		types = append(types, WireSupported{Value: t.ID, Status: status, StatusCategory: category})
		most = max(most, left)
	}
	if len(types) == 0 {
		return w, false
	}
	w.RegionId, w.ZoneId = q.region.ID, z.ID
	w.Status, w.StatusCategory = inStock(most)
	w.AvailableResources.AvailableResource = []WireAvailableResource{}
	var supported []WireSupported
	one := func(value string) {
		supported = []WireSupported{{Value: value, Status: w.Status, StatusCategory: w.StatusCategory}}
	}
	switch q.destination {
	case "Zone", "ddh":
		return w, q.destination == "Zone"
	case "InstanceType":
		supported = types
	case "IoOptimized":
		one("optimized")
	case "Network":
		one("vpc")
	default:
		supported = q.disks()
	}
	res := WireAvailableResource{Type: q.destination}
	res.SupportedResources.SupportedResource = supported
	w.AvailableResources.AvailableResource = append(w.AvailableResources.AvailableResource, res)
	return w, true
}

// fits is whether a type is asked about.
func (q *availableQuestion) fits(t *catalog.InstanceType) bool {
	offered := market.DiskCategories(t)
	return (q.typeID == "" || t.ID == q.typeID) &&
		(q.cores == 0 || t.CPU == q.cores) &&
		(q.memory == 0 || t.MemoryGiB == q.memory) &&
		(q.system == "" || slices.Contains(offered, q.system)) &&
		(q.data == "" || slices.Contains(offered, q.data))
}

// disks are the categories of disk that are offered; there is no end of disks.
func (q *availableQuestion) disks() []WireSupported {
	offered := market.CloudDisks
	if t := q.region.Cloud.Types.ByID(q.typeID); t != nil {
		offered = market.DiskCategories(t)
	}
	system, only := q.destination == "SystemDisk", q.data
	if system {
		only = q.system
	}
	out := []WireSupported{}
	for _, category := range offered {
		if only != "" && only != category {
			continue
		}
		s := WireSupported{Value: category, Unit: "GiB"}
		s.Status, s.StatusCategory = "Available", "WithStock"
		s.Min, s.Max = diskSizes(category, system)
		out = append(out, s)
	}
	return out
}

// readAvailableQuestion reads the parameters.
func readAvailableQuestion(c *world.Cloud, call *world.Call) (*availableQuestion, error) {
	p := call.Params
	switch id := p["RegionId"]; {
	case id == "":
		return nil, rpc.Missing("RegionId")
	case !regionForm.MatchString(id):
		return nil, rpc.NewError(400, "InvalidRegionId.MalFormed", "The specified parameter RegionId is not valid.")
	case c.ByID[id] == nil:
		return nil, rpc.NewError(404, "Invalid.RegionId", "The specified RegionId does not exist.")
	}
	invalid := func(message string) error { return rpc.NewError(400, "Invalid.Param", message) }
	q := &availableQuestion{
		region: c.ByID[p["RegionId"]], destination: p["DestinationResource"],
		typeID: p["InstanceType"], system: p["SystemDiskCategory"], data: p["DataDiskCategory"],
	}
	if q.destination == "" {
		return nil, invalid("The input parameter DestinationResource that is mandatory for processing this request is not supplied.")
	}
	among := func(status int, name string, values ...string) error {
		return p.OneOf(name, badAvailable(status, name), values...)
	}
	if err := cmp.Or(
		among(404, "DestinationResource", "Zone", "IoOptimized", "InstanceType", "Network", "ddh", "SystemDisk", "DataDisk"),
		among(400, "InstanceChargeType", "PrePaid", "PostPaid"),
		among(404, "SpotStrategy", world.SpotStrategies...),
		among(404, "IoOptimized", "optimized", "none"),
		among(404, "NetworkCategory", "vpc", "classic"),
		among(404, "ResourceType", "instance", "disk", "reservedinstance", "ddh"),
	); err != nil {
		return nil, err
	}
	if q.zones = q.region.ZonesOf(p["ZoneId"]); q.zones == nil {
		return nil, badAvailable(404, "ZoneId")
	}
	if p["IoOptimized"] == "none" || p["NetworkCategory"] == "classic" ||
		p["ResourceType"] == "ddh" || p["ResourceType"] == "reservedinstance" || p["DedicatedHostId"] != "" {
		q.zones = nil // it isn't sold anywhere
	}
	if (q.destination == "SystemDisk" || q.destination == "DataDisk" && p["ResourceType"] != "disk") && q.typeID == "" {
		return nil, invalid("The input parameter InstanceType that is mandatory for processing this request is not supplied.")
	}
	if q.typeID != "" && (p["Cores"] != "" || p["Memory"] != "") {
		return nil, rpc.NewError(403, "InvalidParam.TypeAndCpuMem.Conflict",
			"The specified 'InstanceType' and 'Cores','Memory' are not blank at the same time.")
	}
	// Cores and Memory narrow nothing but types.
	if q.destination != "InstanceType" {
		return q, nil
	}
	var err error
	if s := p["Cores"]; s != "" {
		if q.cores, err = strconv.Atoi(s); err != nil || q.cores < 1 {
			return nil, invalid("The specified parameter Cores is not valid.")
		}
	}
	if s := p["Memory"]; s != "" {
		if q.memory, err = strconv.ParseFloat(s, 64); err != nil || !(q.memory > 0) {
			return nil, invalid("The specified parameter Memory is not valid.")
		}
	}
	return q, nil
}
