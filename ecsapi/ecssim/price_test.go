package ecssim

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/world"
)

// priced is the answer of DescribePrice and DescribeRenewalPrice.
type priced struct {
	PriceInfo struct {
		Price compute.WirePrice
		Rules compute.WireRules
	}
}

func (c *client) price(args ...string) compute.WirePrice {
	c.t.Helper()
	var out priced
	c.into(&out, "DescribePrice", append([]string{"InstanceType", "ecs.g7.large"}, args...)...)
	return out.PriceInfo.Price
}

// near is whether two amounts are the same but for rounding.
func near(a, b float64) bool { return math.Abs(a-b) < 0.006 }

func TestPricesByTerm(t *testing.T) {
	c := newClient(t, frozen(0))
	hour := c.price()
	if hour.Currency != "CNY" || hour.TradePrice != 0.53 || hour.OriginalPrice != 0.53 || hour.DiscountPrice != 0 {
		t.Errorf("an hour: %+v", hour)
	}
	if n := len(hour.DetailInfos.DetailInfo); n != 1 || hour.DetailInfos.DetailInfo[0].Resource != "instanceType" {
		t.Errorf("an hour is made of %+v", hour.DetailInfos)
	}
	month := c.price("PriceUnit", "Month")
	if month.TradePrice <= 100*hour.TradePrice || month.TradePrice >= 720*hour.TradePrice {
		t.Errorf("a month costs %v, an hour %v", month.TradePrice, hour.TradePrice)
	}
	for _, test := range []struct {
		unit, period string
		months       float64
	}{{"Month", "3", 3}, {"Week", "2", 14. / 30}, {"Year", "1", 12}} {
		if got := c.price("PriceUnit", test.unit, "Period", test.period); !near(got.OriginalPrice, month.OriginalPrice*test.months) {
			t.Errorf("%s %s: %v, a month is %v", test.period, test.unit, got.OriginalPrice, month.OriginalPrice)
		}
	}
	last := 1.0
	for years := 1; years <= 5; years++ {
		var out priced
		c.into(&out, "DescribePrice", "InstanceType", "ecs.g7.large", "PriceUnit", "Year", "Period", strconv.Itoa(years))
		p := out.PriceInfo.Price
		share := p.TradePrice / p.OriginalPrice
		if share >= last || !near(p.DiscountPrice, p.OriginalPrice-p.TradePrice) || len(out.PriceInfo.Rules.Rule) != 1 {
			t.Errorf("%d years: %v of %v, rules %v", years, p.TradePrice, p.OriginalPrice, out.PriceInfo.Rules)
		}
		last = share
	}
	if ten := c.price("Amount", "10"); !near(ten.TradePrice, 10*hour.TradePrice) {
		t.Errorf("ten cost %v", ten.TradePrice)
	}
	if abroad := c.price("RegionId", "ap-southeast-1"); abroad.TradePrice == hour.TradePrice {
		t.Error("prices are the same everywhere")
	}
}

func TestPricesByResource(t *testing.T) {
	c := newClient(t, frozen(0))
	linux, windows := "aliyun_3_x64_20G_alibase_20250117.vhd", ""
	for _, m := range catalog.Images() {
		if m.OSType == "windows" {
			windows = m.ID
		}
	}
	p := c.price("ImageId", windows, "PriceUnit", "Month", "SystemDisk.Category", "cloud_essd", "SystemDisk.Size", "100",
		"DataDisk.1.Category", "cloud_efficiency", "DataDisk.1.Size", "200", "DataDisk.2.Category", "cloud_ssd", "DataDisk.2.Size", "50",
		"InternetChargeType", "PayByBandwidth", "InternetMaxBandwidthOut", "6", "Amount", "2")
	want := map[string]float64{"systemDisk": 200, "dataDisk": 2 * (70 + 50), "bandwidth": 2 * (115 + 80)}
	sum, names := 0.0, []string{}
	for _, d := range p.DetailInfos.DetailInfo {
		names = append(names, d.Resource)
		sum += d.TradePrice
		if w, ok := want[d.Resource]; ok && !near(d.TradePrice, w) {
			t.Errorf("%s costs %v, want %v", d.Resource, d.TradePrice, w)
		}
	}
	if !slices.Equal(names, []string{"instanceType", "image", "systemDisk", "dataDisk", "bandwidth"}) || !near(sum, p.TradePrice) {
		t.Errorf("made of %v, %v of %v", names, sum, p.TradePrice)
	}
	traffic := c.price("InternetChargeType", "PayByTraffic", "InternetMaxBandwidthOut", "100")
	if traffic.TradePrice != c.price().TradePrice {
		t.Error("bandwidth by traffic costs money before there is any")
	}
	levels := []float64{}
	for _, level := range []string{"PL0", "PL1", "PL2", "PL3"} {
		levels = append(levels, c.price("ImageId", linux, "SystemDisk.Category", "cloud_essd", "SystemDisk.PerformanceLevel", level).TradePrice)
	}
	if !slices.IsSorted(levels) || levels[0] == levels[3] {
		t.Errorf("levels of performance cost %v", levels)
	}
}

func TestSpotPriceIsTheMarket(t *testing.T) {
	c := newClient(t, frozen(0))
	rows := c.prices()
	lowest := 10.0
	for _, zone := range zonesOf(rows) {
		rows := c.prices("ZoneId", zone)
		now := rows[len(rows)-1].SpotPrice
		lowest = min(lowest, now)
		p := c.price("SpotStrategy", world.SpotAsPriceGo, "ZoneId", zone)
		if p.TradePrice != now || p.OriginalPrice != 0.53 || p.SpotInstanceTypePrice != now || p.SpotInstanceTypeOriginalPrice != 0.53 {
			t.Errorf("%s: %+v, the market says %v", zone, p, now)
		}
		if cheaper := c.price("SpotStrategy", world.SpotPriceLimit, "ZoneId", zone, "SpotDuration", "0"); cheaper.TradePrice >= now {
			t.Errorf("%s: without protected hour %v, with %v", zone, cheaper.TradePrice, now)
		}
	}
	if p := c.price("SpotStrategy", world.SpotAsPriceGo); p.TradePrice != lowest {
		t.Errorf("without zone %v, lowest %v", p.TradePrice, lowest)
	}
}

// What is quoted is what is paid.
func TestQuotesAreKept(t *testing.T) {
	s := account(t, 0)
	typ := s.sold(10)
	common := []string{
		"InstanceType", typ, "ImageId", s.image, "SystemDisk.Category", "cloud_essd", "SystemDisk.Size", "60",
		"DataDisk.1.Category", "cloud_ssd", "DataDisk.1.Size", "100", "InternetChargeType", "PayByBandwidth", "InternetMaxBandwidthOut", "5",
	}
	for _, test := range []struct{ ask, buy []string }{
		{nil, nil},
		{[]string{"SpotStrategy", world.SpotAsPriceGo, "ZoneId", s.place.Zone.ID}, []string{"SpotStrategy", world.SpotAsPriceGo}},
		{[]string{"PriceUnit", "Month", "Period", "3"}, []string{"InstanceChargeType", "PrePaid", "Period", "3"}},
		{[]string{"PriceUnit", "Year", "Period", "2"}, []string{"InstanceChargeType", "PrePaid", "Period", "24"}},
		{[]string{"PriceUnit", "Week", "Period", "1"}, []string{"InstanceChargeType", "PrePaid", "Period", "1", "PeriodUnit", "Week"}},
	} {
		quoted := s.price(append(append([]string{"Amount", "2"}, common...), test.ask...)...)
		bought := s.run(append(append([]string{"Amount", "2"}, common...), test.buy...)...)
		if quoted.TradePrice <= 0 || bought.TradePrice != quoted.TradePrice {
			t.Errorf("%v: quoted %v, sold at %v", test.ask, quoted.TradePrice, bought.TradePrice)
		}
	}
	id, _ := s.subscribe(common...)
	for _, args := range [][]string{{"Period", "2"}, {"Period", "1", "PriceUnit", "Year", "PeriodUnit", "Year"}, {"ExpectedRenewDay", "20"}} {
		var quoted priced
		s.into(&quoted, "DescribeRenewalPrice", append([]string{"ResourceId", id}, args...)...)
		before := s.cloud.Balance()
		s.call("RenewInstance", append([]string{"InstanceId", id}, args...)...)
		s.settled()
		if paid := market.RoundPrice(before - s.cloud.Balance()); paid <= 0 || paid != quoted.PriceInfo.Price.TradePrice {
			t.Errorf("%v: quoted %v, paid %v", args, quoted.PriceInfo.Price.TradePrice, paid)
		}
	}
	var month, none priced
	s.into(&month, "DescribeRenewalPrice", "ResourceId", id, "Period", "1", "PriceUnit", "Month")
	s.into(&none, "DescribeRenewalPrice", "ResourceId", id)
	if month.PriceInfo.Price.TradePrice != none.PriceInfo.Price.TradePrice {
		t.Error("without Period it is not a month")
	}
}

func TestPriceRefusals(t *testing.T) {
	s := account(t, 0)
	hourly := s.one()
	id, _ := s.subscribe()
	unsold := ""
	for n, typ := range catalog.InstanceTypes() {
		if !slices.ContainsFunc(s.region.Zones, func(z *world.Zone) bool { return z.Sells[n] }) {
			unsold = typ.ID
		}
	}
	zone := "cn-hangzhou-none"
	for _, test := range []struct {
		status int
		code   string
		args   []string
	}{
		{400, "MissingParameter", []string{"RegionId", ""}},
		{404, "InvalidRegionId.NotFound", []string{"RegionId", "cn-atlantis"}},
		{404, "InvalidInstanceType.Missing", []string{"InstanceType", ""}},
		{400, "InvalidInstanceType.ValueNotSupported", []string{"InstanceType", "ecs.none"}},
		{403, "InvalidAmount.Malformed", []string{"Amount", "0"}},
		{403, "InvalidAmount.Malformed", []string{"Amount", "1001"}},
		{403, "InvalidAmount.Malformed", []string{"Amount", "few"}},
		{400, "InvalidPeriod", []string{"Period", "2"}},
		{400, "InvalidPeriod", []string{"PriceUnit", "Month", "Period", "10"}},
		{400, "InvalidPeriod", []string{"PriceUnit", "Year", "Period", "6"}},
		{400, "InvalidPeriod", []string{"Period", "long"}},
		{400, "InvalidParameter", []string{"PriceUnit", "Day"}},
		{400, "InvalidParameter", []string{"PriceUnit", "Month", "SpotStrategy", world.SpotAsPriceGo}},
		{400, "InvalidSpotStrategy", []string{"SpotStrategy", "Cheap"}},
		{400, "InvalidSpotDuration", []string{"SpotStrategy", world.SpotAsPriceGo, "SpotDuration", "9"}},
		{404, "InvalidImageId.NotFound", []string{"ImageId", "m-none"}},
		{404, "InvalidZoneId.NotFound", []string{"ZoneId", zone}},
		{400, "MissingParameter", []string{"SystemDisk.Category", "cloud_ssd"}},
		{403, "InvalidDiskCategory.NotSupported", []string{"DataDisk.1.Category", "floppy", "DataDisk.1.Size", "20"}},
		{400, "InvalidParameter", []string{"InternetMaxBandwidthOut", "101"}},
		{400, "InvalidParameter", []string{"InternetChargeType", "Free"}},
		{400, "InvalidParameter", []string{"Platform", "Plan9"}},
		{400, "UnsupportedParameter", []string{"ResourceType", "ddh"}},
		{400, "UnsupportedParameter", []string{"AssuranceTimes", "Unlimited"}},
	} {
		expect(t, s.call("DescribePrice", append([]string{"InstanceType", "ecs.g7.large"}, test.args...)...), test.status, test.code)
	}
	if unsold == "" {
		// All are sold somewhere in the largest region: ask one zone that doesn't.
		n := slices.Index(s.place.Zone.Sells, false)
		expect(t, s.call("DescribePrice", "InstanceType", catalog.InstanceTypes()[n].ID, "ZoneId", s.place.Zone.ID), 400, "PriceNotFound")
	} else {
		expect(t, s.call("DescribePrice", "InstanceType", unsold), 400, "PriceNotFound")
	}
	for _, test := range []struct {
		status int
		code   string
		args   []string
	}{
		{400, "MissingParameter", nil},
		{404, "InvalidInstanceId.NotFound", []string{"ResourceId", "i-none"}},
		{403, "ChargeTypeViolation", []string{"ResourceId", hourly}},
		{400, "InvalidPeriod", []string{"ResourceId", id, "Period", "10"}},
		{400, "InvalidPeriod", []string{"ResourceId", id, "Period", "1", "PriceUnit", "Hour"}},
		{400, "InvalidParameter", []string{"ResourceId", id, "ExpectedRenewDay", "0"}},
		{400, "UnsupportedParameter", []string{"ResourceId", id, "ResourceType", "disk"}},
	} {
		expect(t, s.call("DescribeRenewalPrice", test.args...), test.status, test.code)
	}
	if s.settled(); s.expiry(id) != "2026-04-14T16:00Z" {
		t.Error("asking for a price renews")
	}
}
