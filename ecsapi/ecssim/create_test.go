package ecssim

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/offers"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

func TestRunGoesFromPendingToRunning(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	id := s.one()
	if _, listed := s.find(id); listed {
		t.Error("listed at the very moment of creation")
	}
	if a := s.call("StartInstance", "InstanceId", id); a.Code != "IncorrectInstanceStatus" {
		t.Errorf("a new instance is not known by its id: %s", a.body)
	}
	s.cloud.Advance(3 * time.Second)
	if i, listed := s.find(id); !listed || i.Status != world.Pending || s.total() != 1 {
		t.Errorf("after three seconds: %v, %d listed", i.Status, s.total())
	}
	seen, took := statuses(s.client, id, time.Minute)
	if !slices.Equal(seen, []string{world.Pending, world.Starting, world.Running}) || took[world.Pending] > 7*time.Second {
		t.Errorf("went through %v", took)
	}
	if i, _ := s.find(id); i.StartTime == "" || i.InstanceName != id || i.StoppedMode != "Not-applicable" {
		t.Errorf("%+v", i)
	}
}

func TestCreateEndsStopped(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	var out created
	s.into(&out, "CreateInstance", s.goods("InternetMaxBandwidthOut", "5")...)
	s.cloud.Advance(3 * time.Second)
	seen, _ := statuses(s.client, out.InstanceId, time.Minute)
	if !slices.Equal(seen, []string{world.Pending, world.Stopped}) {
		t.Errorf("went through %v", seen)
	}
	i, _ := s.find(out.InstanceId)
	if i.StartTime != "" || i.StoppedMode != world.KeepCharging || len(i.PublicIpAddress.IpAddress) != 0 {
		t.Errorf("%+v", i)
	}
	if a := s.call("StartInstance", "InstanceId", out.InstanceId); a.status != 200 {
		t.Error(a.body)
	}
	expect(t, s.call("CreateInstance", s.goods("SpotStrategy", world.SpotAsPriceGo)...), 400, "InvalidSpotParam.EmptyZoneID")
	if a := s.call("CreateInstance", s.goods("SpotStrategy", world.SpotAsPriceGo, "ZoneId", s.place.Zone.ID)...); a.status != 200 {
		t.Error(a.body)
	}
}

func TestCreatedAsOrdered(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	data := base64.StdEncoding.EncodeToString([]byte("#!/bin/sh\necho hi\n"))
	out := s.run("Amount", "3", "InstanceName", "web-", "HostName", "web-[7,3]", "UniqueSuffix", "true",
		"Description", "for the test", "InternetMaxBandwidthOut", "5", "InternetChargeType", "PayByBandwidth",
		"Tag.1.Key", "env", "Tag.1.Value", "test", "Tag.2.Key", "plan", "KeyPairName", "deploy",
		"ResourceGroupId", "rg-1", "UserData", data, "DeletionProtection", "true",
		"AutoReleaseTime", "2026-03-15T10:30:45Z", "SecurityGroupId", "", "SecurityGroupIds.1", s.region.VPCs[0].Security[1],
		"SystemDisk.Category", "cloud_essd", "SystemDisk.Size", "60", "DataDisk.1.Size", "200",
		"DataDisk.2.Category", "cloud_ssd", "DataDisk.2.Size", "100", "DataDisk.2.DeleteWithInstance", "false")
	if n := len(out.InstanceIdSets.InstanceIdSet); n != 3 || out.OrderId != "" || out.TradePrice <= 0 {
		t.Fatalf("%+v", out)
	}
	s.settled()
	public, private := map[string]bool{}, map[string]bool{}
	for n, id := range out.InstanceIdSets.InstanceIdSet {
		i, _ := s.find(id)
		if i.InstanceName != fmt.Sprintf("web-%03d", n+1) || i.HostName != fmt.Sprintf("web-%03d", n+7) {
			t.Errorf("named %s, %s", i.InstanceName, i.HostName)
		}
		if i.Description != "for the test" || i.KeyPairName != "deploy" || i.ResourceGroupId != "rg-1" ||
			!i.DeletionProtection || i.AutoReleaseTime != "2026-03-15T10:30Z" || i.InternetMaxBandwidthOut != 5 ||
			i.InternetChargeType != "PayByBandwidth" || i.InstanceChargeType != "PostPaid" || i.SpotStrategy != world.NoSpot ||
			i.CreationTime != "2026-03-14T09:26Z" || !slices.Equal(i.SecurityGroupIds.SecurityGroupId, s.region.VPCs[0].Security[1:2]) {
			t.Errorf("%+v", i)
		}
		if !slices.Equal(i.Tags.Tag, []world.WireTag{{TagKey: "env", TagValue: "test"}, {TagKey: "plan", TagValue: ""}}) {
			t.Errorf("tags %v", i.Tags.Tag)
		}
		public[i.PublicIpAddress.IpAddress[0]] = true
		private[i.VpcAttributes.PrivateIpAddress.IpAddress[0]] = true
		if s.region.ByID[id].UserData != data {
			t.Error("user data was lost")
		}
	}
	if len(public) != 3 || len(private) != 3 {
		t.Errorf("addresses %v %v", public, private)
	}
	specs := s.region.ByID[out.InstanceIdSets.InstanceIdSet[0]].Specs
	if len(specs) != 3 || specs[0].Size != 60 || specs[0].Level != "PL1" || specs[1].Category != market.CloudEfficiency || specs[1].Keep || !specs[2].Keep {
		t.Errorf("disks %+v", specs)
	}
}

func TestSubscription(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	for _, test := range []struct{ period, unit, want string }{
		{"1", "", "2026-04-14T16:00Z"}, // the midnight of UTC+8 that ends 14 April there
		{"12", "Month", "2027-03-14T16:00Z"},
		{"2", "Week", "2026-03-28T16:00Z"},
	} {
		out := s.run("InstanceChargeType", "PrePaid", "Period", test.period, "PeriodUnit", test.unit)
		s.settled()
		i, _ := s.find(out.InstanceIdSets.InstanceIdSet[0])
		if i.InstanceChargeType != "PrePaid" || i.ExpiredTime != test.want || out.OrderId == "" {
			t.Errorf("%s %s: until %s, order %q; want %s", test.period, test.unit, i.ExpiredTime, out.OrderId, test.want)
		}
	}
	if got := (market.Period{Months: 1}).From(time.Date(2026, 1, 31, 3, 0, 0, 0, time.UTC)); got.Month() != time.February || got.Day() != 28 {
		t.Errorf("a month after 31 January is %s", got)
	}
}

func TestWhatCantBeCreated(t *testing.T) {
	c := frozen(NoInstances)
	s := newShop(t, c)
	other := s.region.VPCs[len(s.region.VPCs)-1]
	if other == s.region.VPCs[0] {
		t.Fatal("the region of this seed has only one network")
	}
	arm := slices.IndexFunc(catalog.InstanceTypes(), func(t catalog.InstanceType) bool { return t.Architecture == "ARM" })
	burst := s.sold(1)
	local := slices.IndexFunc(catalog.InstanceTypes(), func(t catalog.InstanceType) bool {
		return t.Category == "Local SSDs" && s.place.Zone.SellsType(&t)
	})
	unsold := slices.Index(s.place.Zone.Sells, false)
	for _, test := range []struct {
		status int
		code   string
		args   []string
	}{
		{404, "InvalidRegionId.NotFound", []string{"RegionId", "cn-atlantis"}},
		{400, "MissingParameter", []string{"ImageId", ""}},
		{400, "MissingParameter", []string{"InstanceType", ""}},
		{400, "MissingParameter", []string{"VSwitchId", ""}},
		{400, "MissingParameter", []string{"SecurityGroupId", ""}},
		{400, "InvalidParameter", []string{"SecurityGroupIds.1", s.group}},
		{400, "InvalidInstanceType.ValueNotSupported", []string{"InstanceType", "ecs.none"}},
		{404, "InvalidImageId.NotFound", []string{"ImageId", "m-none"}},
		{403, "ImageNotSupportInstanceType", []string{"InstanceType", catalog.InstanceTypes()[arm].ID}},
		{400, "ResourceNotAvailable", []string{"InstanceType", catalog.InstanceTypes()[unsold].ID, "ImageId", imageFor(unsold)}},
		{404, "InvalidVSwitchId.NotFound", []string{"VSwitchId", "vsw-none"}},
		{404, "InvalidZoneId.NotFound", []string{"ZoneId", "cn-hangzhou-zz"}},
		{400, "InvalidParameter.Mismatch", []string{"ZoneId", s.region.VPCs[0].Switches[1].Zone.ID}},
		{400, "InvalidParameter.Mismatch", []string{"SecurityGroupId", other.Security[0]}},
		{404, "InvalidSecurityGroupId.NotFound", []string{"SecurityGroupId", "sg-none"}},
		{404, "InvalidLaunchTemplate.NotFound", []string{"LaunchTemplateId", "lt-none"}},
		{404, "InvalidKeyPairName.NotFound", []string{"KeyPairName", "none"}},
		{400, "UnsupportedParameter", []string{"DedicatedHostId", "dh-1"}},
		{400, "InvalidParameter", []string{"InternetMaxBandwidthOut", "101"}},
		{400, "InvalidParameter", []string{"InternetChargeType", "PayByLuck"}},
		{403, "InvalidParam.Amount", []string{"Amount", "0"}},
		{403, "InvalidParam.Amount", []string{"Amount", "101"}},
		{403, "InvalidParam.Amount", []string{"Amount", "many"}},
		{400, "InvalidMinAmount.Malformed", []string{"Amount", "3", "MinAmount", "4"}},
		{400, "InvalidMinAmount.Malformed", []string{"Amount", "3", "MinAmount", "0"}},
		{400, "InvalidInstanceName.Malformed", []string{"InstanceName", "w"}},
		{400, "InvalidInstanceName.Malformed", []string{"InstanceName", "http://w"}},
		{403, "InvalidParams.InstanceNameExceed", []string{"InstanceName", strings.Repeat("w", 126), "UniqueSuffix", "true"}},
		{400, "InvalidHostName.Malformed", []string{"HostName", "-w-"}},
		{403, "InvalidParams.HostnameExceed", []string{"HostName", strings.Repeat("w", 63), "UniqueSuffix", "true"}},
		{400, "InvalidDescription.Malformed", []string{"Description", "https://x"}},
		{400, "InvalidPassword.Malformed", []string{"Password", "password"}},
		{400, "InvalidUserData.SizeExceeded", []string{"UserData", base64.StdEncoding.EncodeToString(make([]byte, 32<<10+1))}},
		{400, "InvalidUserData.Base64FormatInvalid", []string{"UserData", "?"}},
		{400, "InvalidParameter", []string{"CreditSpecification", "Unlimited", "InstanceType", burst}},
		{403, "InvalidDiskCategory.NotSupported", []string{"SystemDisk.Category", "tape"}},
		{400, "InvalidParameter", []string{"SystemDisk.Size", "19"}},
		{400, "InvalidParameter", []string{"SystemDisk.Category", "cloud_ssd", "SystemDisk.PerformanceLevel", "PL1"}},
		{400, "MissingParameter", []string{"DataDisk.1.Category", "cloud_ssd"}},
		{400, "InvalidTagKey.Malformed", []string{"Tag.1.Key", "acs:x"}},
		{400, "InvalidTagValue.Malformed", []string{"Tag.1.Key", "x", "Tag.1.Value", "http://x"}},
		{400, "Duplicate.TagKey", []string{"Tag.1.Key", "x", "Tag.2.Key", "x"}},
		{400, "InvalidTagCount", manyTags(21)},
		{404, "InvalidInstanceChargeType.NotFound", []string{"InstanceChargeType", "Barter"}},
		{400, "InvalidPeriod", []string{"InstanceChargeType", "PrePaid"}},
		{400, "InvalidPeriod", []string{"InstanceChargeType", "PrePaid", "Period", "10"}},
		{400, "InvalidPeriod", []string{"InstanceChargeType", "PrePaid", "Period", "5", "PeriodUnit", "Week"}},
		{403, "InvalidPayMethod", []string{"AutoPay", "false"}},
		{403, "InvalidChargeType.ValueNotSupported", []string{"InstanceChargeType", "PrePaid", "Period", "1", "DeletionProtection", "true"}},
		{403, "InvalidChargeType.ValueNotSupported", []string{"SpotStrategy", world.SpotAsPriceGo, "DeletionProtection", "true"}},
		{403, "TagKey.Duplication", []string{"Tag.1.Key", "env", "Tag.2.Key", "Env"}},
		{400, "InvalidAutoReleaseTime.Malformed", []string{"AutoReleaseTime", "2026-03-14T09:56:00Z"}}, // 29 minutes
		{400, "InvalidAutoReleaseTime.Malformed", []string{"AutoReleaseTime", "2029-03-15T00:00:00Z"}},
		{400, "InvalidAutoReleaseTime.Malformed", []string{"AutoReleaseTime", "tomorrow"}},
		{400, "InvalidSpotStrategy", []string{"SpotStrategy", "Cheap"}},
		{400, "InvalidSpotPrepaid", []string{"SpotStrategy", world.SpotAsPriceGo, "InstanceChargeType", "PrePaid", "Period", "1"}},
		{400, "InvalidSpotPriceLimit", []string{"SpotStrategy", world.SpotPriceLimit}},
		{400, "InvalidSpotPriceLimit", []string{"SpotStrategy", world.SpotPriceLimit, "SpotPriceLimit", "1.2345"}},
		{400, "InvalidSpotPriceLimit.LowerThanPublicPrice", []string{"SpotStrategy", world.SpotPriceLimit, "SpotPriceLimit", "0.001"}},
		{400, "InvalidSpotDuration", []string{"SpotStrategy", world.SpotAsPriceGo, "SpotDuration", "2"}},
		{403, "InvalidSpotInterruptionBehavior.LocalDiskNotSupport", []string{
			"SpotStrategy", world.SpotAsPriceGo, "SpotInterruptionBehavior", "Stop", "InstanceType", catalog.InstanceTypes()[local].ID}},
		{400, "InvalidParameter", []string{"ClientToken", strings.Repeat("t", 65)}},
		{400, "InvalidParameter", []string{"ClientToken", "schlüssel"}},
	} {
		t.Run(test.code+" "+strings.Join(test.args[:1], ""), func(t *testing.T) {
			expect(t, s.call("RunInstances", s.goods(test.args...)...), test.status, test.code)
		})
	}
	c.Advance(time.Minute)
	if s.total() != 0 {
		t.Errorf("%d instances came of calls that were refused", s.total())
	}
	s.key = rpc.ReadOnlyKey
	expect(t, s.call("RunInstances", s.goods()...), 403, "Forbidden.RAM")
}

// imageFor is an image that runs on the n-th type.
func imageFor(n int) string {
	arm := catalog.InstanceTypes()[n].Architecture == "ARM"
	for _, m := range catalog.Images() {
		if (m.Architecture == "arm64") == arm {
			return m.ID
		}
	}
	return ""
}

func manyTags(n int) (args []string) {
	for k := range n {
		args = append(args, "Tag."+strconv.Itoa(k+1)+".Key", "k"+strconv.Itoa(k))
	}
	return args
}

func TestDryRunOfACreation(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	expect(t, s.call("RunInstances", s.goods("DryRun", "true", "ClientToken", "t")...), 400, "DryRunOperation")
	expect(t, s.call("CreateInstance", s.goods("DryRun", "true")...), 400, "DryRunOperation")
	s.settled()
	if s.total() != 0 {
		t.Error("a dry run created something")
	}
	s.run("ClientToken", "t") // the dry run didn't use it
}

func TestSpotLimitEqualToThePrice(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	typ := s.sold(10)
	price := s.marketPrice(typ)
	for _, test := range []struct {
		limit  float64
		status int
	}{{price, 200}, {price + 0.001, 200}, {price - 0.001, 400}} {
		a := s.call("RunInstances", s.goods("InstanceType", typ, "SpotStrategy", world.SpotPriceLimit,
			"SpotPriceLimit", strconv.FormatFloat(test.limit, 'f', 3, 64))...)
		if a.status != test.status {
			t.Errorf("%.3f where the price is %.3f: %d %s", test.limit, price, a.status, a.Code)
		}
	}
	s.settled()
	if i := s.instances()[0]; i.SpotStrategy != world.SpotPriceLimit || i.SpotDuration != 1 || i.SpotInterruptionBehavior != "Terminate" {
		t.Errorf("%+v", i)
	}
}

// marketPrice is the last row of the history of a type in the shop's zone.
func (s *shop) marketPrice(typ string) float64 {
	s.t.Helper()
	var out struct {
		SpotPrices struct{ SpotPriceType []offers.SpotRow }
	}
	s.into(&out, "DescribeSpotPriceHistory", "InstanceType", typ, "NetworkType", "vpc", "ZoneId", s.place.Zone.ID)
	rows := out.SpotPrices.SpotPriceType
	return rows[len(rows)-1].SpotPrice
}

func TestSameCallsSameInstances(t *testing.T) {
	fleet := func() string {
		s := newShop(t, frozen(20))
		s.run("Amount", "7", "InternetMaxBandwidthOut", "5")
		s.one("SpotStrategy", world.SpotAsPriceGo)
		s.settled()
		return everything(s.client)
	}
	if first, again := fleet(), fleet(); first != again {
		t.Error("the same calls made other instances")
	}
}
