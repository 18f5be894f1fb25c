package compute

import (
	"slices"
	"strconv"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// PriceReply is the answer of DescribePrice and DescribeRenewalPrice.
type PriceReply struct {
	rpc.Reply
	PriceInfo struct {
		Price WirePrice
		Rules WireRules
	}
}

// WirePrice is a price as it is answered, CNY.
type WirePrice struct {
	Currency                                 string
	OriginalPrice, DiscountPrice, TradePrice float64

	// Of spot instances, the machine alone.
	SpotInstanceTypeOriginalPrice float64 `json:",omitempty"`
	SpotInstanceTypePrice         float64 `json:",omitempty"`

	DetailInfos struct{ DetailInfo []WireDetail }
}

// WireDetail is the price of one resource, CNY.
type WireDetail struct {
	Resource                                 string
	OriginalPrice, DiscountPrice, TradePrice float64
	SubRules                                 WireRules
}

// WireRules are the rules that reduced a price.
type WireRules struct{ Rule []WireRule }

// WireRule is a rule that reduced a price.
type WireRule struct {
	RuleId      int64
	Description string
}

// newPriceReply is the answer that tells what n baskets cost.
func newPriceReply(b market.Basket, t market.Term, n int) *PriceReply {
	out := &PriceReply{}
	price := &out.PriceInfo.Price
	parts := b.Quote(t)
	price.Currency = "CNY"
	price.OriginalPrice, price.TradePrice = market.Total(parts, n)
	price.DiscountPrice = market.RoundPrice(price.OriginalPrice - price.TradePrice)
	out.PriceInfo.Rules.Rule = []WireRule{}
	price.DetailInfos.DetailInfo = []WireDetail{}
	for _, p := range parts {
		original, trade := market.Total([]market.Part{p}, n)
		d := WireDetail{Resource: p.Resource, OriginalPrice: original, TradePrice: trade, DiscountPrice: market.RoundPrice(original - trade)}
		d.SubRules.Rule = []WireRule{}
		if p.Resource == "instanceType" && t.Reduction() < 1 {
			rule := WireRule{int64(587400 + t.Months/12), "subscription of " + strconv.Itoa(t.Months/12) + " years or more"}
			d.SubRules.Rule = append(d.SubRules.Rule, rule)
			out.PriceInfo.Rules.Rule = append(out.PriceInfo.Rules.Rule, rule)
		}
		price.DetailInfos.DetailInfo = append(price.DetailInfos.DetailInfo, d)
		if b.Spot != nil && p.Resource == "instanceType" {
			price.SpotInstanceTypeOriginalPrice, price.SpotInstanceTypePrice = original, trade
		}
	}
	return out
}

// Errors of asking for a price.
var (
	errPriceType     = rpc.NewError(404, "InvalidInstanceType.Missing", "The specified InstanceType is missing.")
	errPriceAmount   = rpc.NewError(403, "InvalidAmount.Malformed", "The specified Amount must be from 1 to 1000.")
	errPriceNotFound = rpc.NewError(400, "PriceNotFound", "The price of the specified resource is not found.")
)

var _ = Actions.Add("DescribePrice", world.InRegion(describePrice), `
	InvalidInstanceType.Missing InvalidInstanceType.ValueNotSupported PriceNotFound InvalidAmount.Malformed
	InvalidPeriod InvalidSpotStrategy InvalidSpotDuration InvalidImageId.NotFound InvalidZoneId.NotFound
	InvalidDiskCategory.NotSupported UnsupportedParameter`)

// describePrice tells what instances of a type would cost.
func describePrice(r *world.Region, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	if err := p.Unmodelled(
		"Capacity", "AssuranceTimes", "DedicatedHostType", "OfferingType", "Scope", "InstanceTypeList.1",
		"InstanceCpuCoreCount", "StartTime", "RecurrenceRules.1.RecurrenceType", "SchedulerOptions.DedicatedHostId",
	); err != nil {
		return nil, err
	}
	if !p.Asked("ResourceType", "instance") {
		return nil, rpc.Unsupported("ResourceType")
	}
	b, err := readBasket(p, r)
	if err != nil {
		return nil, err
	}
	t, err := readPriceTerm(p)
	if err != nil {
		return nil, err
	}
	n, err := p.Number("Amount", 1)
	if err != nil || n < 1 || n > 1000 {
		return nil, errPriceAmount
	}
	if err := offer(call, r, t, &b); err != nil {
		return nil, err
	}
	return newPriceReply(b, t, n), nil
}

// readBasket reads the resources a price is asked of.
func readBasket(p rpc.Params, r *world.Region) (b market.Basket, err error) {
	b.Multiplier, b.Systemless = r.PriceMultiplier, true
	if p["InstanceType"] == "" {
		return b, errPriceType
	}
	if b.Type = r.Cloud.Types.ByID(p["InstanceType"]); b.Type == nil {
		return b, world.ErrInstanceType
	}
	least := 0
	if id := p["ImageId"]; id != "" {
		m := world.ImageByID(id)
		if m == nil {
			return b, errImage
		}
		b.Windows, least = m.OSType == "windows", m.SizeGiB
	}
	switch p["Platform"] {
	case "", "Linux":
	case "Windows":
		b.Windows = true
	default:
		return b, rpc.BadParameter("Platform")
	}
	if p["SystemDisk.Category"] != "" || p["SystemDisk.Size"] != "" {
		if p["ImageId"] == "" {
			return b, rpc.Missing("ImageId")
		}
		d, err := readDisk(p, "SystemDisk", max(40, least), 2048)
		if err != nil {
			return b, err
		}
		b.Disks, b.Systemless = []market.DiskSpec{d}, false
	}
	data, err := readDataDisks(p)
	if err != nil {
		return b, err
	}
	b.Disks = append(b.Disks, data...)
	bandwidth, paid, err := readBandwidth(p)
	if paid {
		b.Bandwidth = bandwidth
	}
	return b, err
}

// readPriceTerm reads PriceUnit, an hour unless said otherwise, and Period.
func readPriceTerm(p rpc.Params) (market.Term, error) {
	n, err := p.Number("Period", 1)
	if err != nil {
		return market.Term{}, errPeriod
	}
	switch unit := p["PriceUnit"]; {
	case unit == "" || unit == "Hour":
		if n == 1 {
			return market.Term{}, nil
		}
	case unit == "Year" && n >= 1 && n <= 5:
		return market.Term{Period: market.Period{Months: 12 * n}}, nil
	case unit == "Month" && n >= 1 && n <= 9:
		return market.Term{Period: market.Period{Months: n}}, nil
	case unit == "Week" && n >= 1 && n <= 4:
		return market.Term{Period: market.Period{Weeks: n}}, nil
	case unit != "Year" && unit != "Month" && unit != "Week":
		return market.Term{}, rpc.BadParameter("PriceUnit")
	}
	return market.Term{}, errPeriod
}

// offer holds the zones in which a type is sold against a basket: without any
// there is no price. If it is to be a spot instance, it gets the market price of
// the zone or, without one, the lowest in the region.
func offer(call *world.Call, r *world.Region, t market.Term, b *market.Basket) error {
	p := call.Params
	zones := r.ZonesOf(p["ZoneId"])
	if zones == nil {
		return world.ErrZone
	}
	zones = slices.DeleteFunc(slices.Clone(zones), func(z *world.Zone) bool { return !z.SellsType(b.Type) })
	if len(zones) == 0 {
		return errPriceNotFound
	}
	protected, known := p.Protected()
	if !known {
		return errSpotDuration
	}
	switch p["SpotStrategy"] {
	case "", world.NoSpot:
		return nil
	case world.SpotPriceLimit, world.SpotAsPriceGo:
	default:
		return world.ErrSpotStrategy
	}
	if !t.Hourly() {
		return rpc.BadParameter("PriceUnit") // spot instances are paid by the hour
	}
	at := call.Now
	for _, z := range zones {
		s := r.MarketPrice(z, b.Type, protected, b.Windows)
		if b.Spot == nil || s.At(at.Unix()) < b.Spot.At(at.Unix()) {
			b.Spot, b.SpotAt = &s, at
		}
	}
	return nil
}

var _ = Actions.Add("DescribeRenewalPrice", world.InRegion(describeRenewalPrice), `
	InvalidInstanceId.NotFound ChargeTypeViolation InvalidPeriod UnsupportedParameter`)

// describeRenewalPrice tells what a renewal of an instance would cost.
func describeRenewalPrice(r *world.Region, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	if p["ResourceId"] == "" {
		return nil, rpc.Missing("ResourceId")
	}
	if !p.Asked("ResourceType", "instance") {
		return nil, rpc.Unsupported("ResourceType")
	}
	ask, err := readRenewal(p, "PriceUnit", false)
	if err != nil {
		return nil, err
	}
	var out *PriceReply
	found, err := r.Change(p["ResourceId"], call.Now, func(r *world.Region, i *world.Instance) error {
		if !i.Prepaid {
			return errChargeType
		}
		t, _ := ask.of(i)
		out = newPriceReply(i.Basket(r), t, 1)
		return nil
	})
	if !found {
		return nil, world.ErrInstance
	}
	return out, err
}
