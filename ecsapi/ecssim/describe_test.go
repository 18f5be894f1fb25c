package ecssim

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/offers"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

func TestRegionsInBothLanguages(t *testing.T) {
	c := newClient(t, frozen(0))
	var l struct {
		Regions struct{ Region []offers.WireRegion }
	}
	for lang, want := range map[string]string{"": "华东1（杭州）", "zh-CN": "华东1（杭州）", "en-US": "China (Hangzhou)"} {
		c.into(&l, "DescribeRegions", "AcceptLanguage", lang, "RegionId", "")
		n := slices.IndexFunc(l.Regions.Region, func(r offers.WireRegion) bool { return r.RegionId == "cn-hangzhou" })
		if len(l.Regions.Region) != 28 || n < 0 {
			t.Fatalf("%d regions: %v", len(l.Regions.Region), l.Regions.Region)
		}
		if r := l.Regions.Region[n]; r.LocalName != want || r.RegionEndpoint != "ecs.cn-hangzhou.aliyuncs.com" || r.Status != "available" {
			t.Errorf("in %q: %+v", lang, r)
		}
	}
}

func TestZonesSayWhatTheySell(t *testing.T) {
	c := newClient(t, frozen(0))
	var l struct {
		Zones struct{ Zone []offers.WireZone }
	}
	c.into(&l, "DescribeZones", "RegionId", "cn-hangzhou")
	if len(l.Zones.Zone) != 9 || l.Zones.Zone[0].LocalName == "" {
		t.Fatalf("%d zones", len(l.Zones.Zone))
	}
	for _, z := range l.Zones.Zone {
		sold := z.AvailableInstanceTypes.InstanceTypes
		if len(sold) < 40 || len(sold) == 145 {
			t.Errorf("%s sells %d types", z.ZoneId, len(sold))
		}
		info := z.AvailableResources.ResourcesInfo
		if len(info) != 1 || !slices.Equal(info[0].InstanceTypes.List, sold) || len(info[0].InstanceTypeFamilies.List) == 0 {
			t.Errorf("%s: resources %+v", z.ZoneId, info)
		}
	}
	c.into(&l, "DescribeZones", "RegionId", "ap-southeast-1", "AcceptLanguage", "en-US")
	if got := l.Zones.Zone[0].LocalName; got != "Singapore Zone A" {
		t.Errorf("English name %q", got)
	}
}

// The fields the reference documents, with their nesting; absent values come
// as "", 0, false, {} or an empty list and never as null.
func TestInstanceHasEveryDocumentedField(t *testing.T) {
	c := newClient(t, frozen(1200))
	a := c.call("DescribeInstances", "PageSize", "100")
	if strings.Contains(a.body, "null") {
		t.Error("there is a null in the answer")
	}
	var l struct {
		Instances struct{ Instance []map[string]any }
	}
	if err := json.Unmarshal([]byte(a.body), &l); err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(`InstanceId InstanceName HostName Description SerialNumber RegionId ZoneId ResourceGroupId
		ClusterId Tags.Tag InstanceType InstanceTypeFamily Cpu Memory GPUAmount GPUSpec CpuOptions.CoreCount
		CpuOptions.ThreadsPerCore CpuOptions.Numa CpuOptions.TopologyType LocalStorageAmount LocalStorageCapacity IoOptimized
		CreditSpecification ImageId OSName OSNameEn OSType KeyPairName MetadataOptions Status StartTime CreationTime StoppedMode
		DeletionProtection DeviceAvailable OperationLocks.LockReason Recyclable InstanceChargeType SaleCycle ExpiredTime
		AutoReleaseTime InternetChargeType InternetMaxBandwidthIn InternetMaxBandwidthOut SpotStrategy SpotPriceLimit SpotDuration
		SpotInterruptionBehavior InstanceNetworkType VpcAttributes.VpcId VpcAttributes.VSwitchId VpcAttributes.NatIpAddress
		VpcAttributes.PrivateIpAddress.IpAddress PublicIpAddress.IpAddress InnerIpAddress.IpAddress EipAddress.AllocationId
		EipAddress.IpAddress EipAddress.Bandwidth EipAddress.InternetChargeType SecurityGroupIds.SecurityGroupId
		NetworkInterfaces.NetworkInterface`)
	for _, i := range l.Instances.Instance {
		for _, path := range fields {
			var v any = i
			for name := range strings.SplitSeq(path, ".") {
				m, _ := v.(map[string]any)
				var ok bool
				if v, ok = m[name]; !ok {
					t.Fatalf("%s is missing from %v", path, i)
				}
			}
		}
	}
}

func TestInstancesReadRight(t *testing.T) {
	c := newClient(t, frozen(1200))
	for _, i := range c.instances() {
		if _, err := time.Parse(rpc.MinuteForm, i.CreationTime); err != nil {
			t.Errorf("%s: %v", i.InstanceId, err)
		}
		if prepaid := i.InstanceChargeType == "PrePaid"; prepaid == (i.ExpiredTime == world.NeverExpires) {
			t.Errorf("%s %s expires %s", i.InstanceId, i.InstanceChargeType, i.ExpiredTime)
		} else if prepaid && !strings.HasSuffix(i.ExpiredTime, "T16:00Z") {
			t.Errorf("%s: a period ends at %s", i.InstanceId, i.ExpiredTime)
		}
		if i.Cpu <= 0 || i.Memory < 512 {
			t.Errorf("%s: %d vCPU, %d MiB", i.InstanceId, i.Cpu, i.Memory)
		}
		if limited := i.SpotStrategy == world.SpotPriceLimit; limited != (i.SpotPriceLimit > 0) {
			t.Errorf("%s: %s with limit %v", i.InstanceId, i.SpotStrategy, i.SpotPriceLimit)
		}
		if len(i.VpcAttributes.PrivateIpAddress.IpAddress) != 1 || len(i.SecurityGroupIds.SecurityGroupId) == 0 {
			t.Errorf("%s: network %+v", i.InstanceId, i.VpcAttributes)
		}
		if (i.Status == world.Stopped) == (i.StoppedMode == "Not-applicable") {
			t.Errorf("%s is %s with stopped mode %s", i.InstanceId, i.Status, i.StoppedMode)
		}
	}
}

func TestBothWaysOfPagingSeeEverythingOnce(t *testing.T) {
	c := newClient(t, New(Config{Instances: 250, Regions: 1, Now: day, Frozen: true}))
	var byNumber, byToken []string
	for number := 1; ; number++ {
		var l listed
		c.into(&l, "DescribeInstances", "PageSize", "40", "PageNumber", strconv.Itoa(number))
		if l.TotalCount != 250 || l.PageNumber != number || l.PageSize != 40 || l.NextToken != "" {
			t.Fatalf("page %d: %d %d %d %q", number, l.TotalCount, l.PageNumber, l.PageSize, l.NextToken)
		}
		if len(l.Instances.Instance) == 0 {
			break
		}
		for _, i := range l.Instances.Instance {
			byNumber = append(byNumber, i.InstanceId)
		}
	}
	for token := ""; ; {
		var l listed
		c.into(&l, "DescribeInstances", "MaxResults", "40", "NextToken", token)
		for _, i := range l.Instances.Instance {
			byToken = append(byToken, i.InstanceId)
		}
		if token = l.NextToken; token == "" {
			break
		}
	}
	if len(byNumber) != 250 || !slices.Equal(byNumber, byToken) {
		t.Errorf("%d by number, %d by token", len(byNumber), len(byToken))
	}
	if n := len(slices.Compact(slices.Sorted(slices.Values(byNumber)))); n != 250 {
		t.Errorf("%d different instances", n)
	}
}

// An instance released between two pages must not hide another one.
func TestTokenSurvivesARelease(t *testing.T) {
	c := newClient(t, New(Config{Instances: 400, Regions: 1, Now: day, Frozen: true}))
	before := map[string]bool{}
	for number := range 4 {
		for _, i := range c.instances("PageNumber", strconv.Itoa(number+1)) {
			before[i.InstanceId] = true
		}
	}
	seen := map[string]bool{}
	for token := ""; ; {
		var l listed
		c.into(&l, "DescribeInstances", "MaxResults", "50", "NextToken", token)
		for _, i := range l.Instances.Instance {
			if seen[i.InstanceId] {
				t.Errorf("%s is listed twice", i.InstanceId)
			}
			seen[i.InstanceId] = true
		}
		if token = l.NextToken; token == "" {
			break
		}
		c.cloud.Advance(5 * 24 * time.Hour) // some are released meanwhile
	}
	gone := 0
	for id := range before {
		if _, ok := c.find(id); !ok {
			gone++
		} else if !seen[id] {
			t.Errorf("%s was never listed", id)
		}
	}
	if gone == 0 {
		t.Fatal("nothing was released: the test shows nothing")
	}
}

func TestPageSizesAreClamped(t *testing.T) {
	c := newClient(t, New(Config{Instances: 250, Regions: 1, Now: day, Frozen: true}))
	for _, test := range []struct {
		args []string
		want int
	}{
		{nil, 10},
		{[]string{"PageSize", "0"}, 10},
		{[]string{"PageSize", "-5"}, 10},
		{[]string{"PageSize", "7"}, 7},
		{[]string{"PageSize", "101"}, 100},
		{[]string{"PageNumber", "-1", "PageSize", "20"}, 20},
		{[]string{"PageNumber", "999999999999", "PageSize", "20"}, 0},
		{[]string{"MaxResults", "1"}, 10},
		{[]string{"MaxResults", "1000"}, 100},
		{[]string{"MaxResults", "30"}, 30},
	} {
		var l listed
		c.into(&l, "DescribeInstances", test.args...)
		if n := len(l.Instances.Instance); n != test.want {
			t.Errorf("%v: %d instances, want %d", test.args, n, test.want)
		}
	}
	var s struct {
		PageSize, TotalCount int
		InstanceStatuses     struct{ InstanceStatus []compute.InstanceStatus }
	}
	c.into(&s, "DescribeInstanceStatus", "PageSize", "100", "PageNumber", "2")
	if len(s.InstanceStatuses.InstanceStatus) != 50 || s.PageSize != 50 || s.TotalCount != 250 {
		t.Errorf("statuses: %d of %d", len(s.InstanceStatuses.InstanceStatus), s.TotalCount)
	}
}

func TestInventoryRefusals(t *testing.T) {
	c := newClient(t, frozen(10))
	tags := map[string]string{}
	for n := range 21 {
		tags[fmt.Sprintf("Tag.%d.Key", n+1)] = "k"
	}
	ids := `["i-1"` + strings.Repeat(`,"i-1"`, 100) + `]`
	many := map[string]string{}
	for n := range 101 {
		many[fmt.Sprintf("InstanceId.%d", n+1)] = "i-1"
	}
	for _, test := range []struct {
		action string
		args   map[string]string
		status int
		code   string
	}{
		{"DescribeRegions", pairs([]string{"AcceptLanguage", "tlh"}), 404, "InvalidAcceptLanguage.NotFound"},
		{"DescribeRegions", pairs([]string{"ResourceType", "cloud"}), 404, "InvalidResourceType.NotFound"},
		{"DescribeZones", pairs([]string{"RegionId", "cn-atlantis"}), 404, "InvalidRegionId.NotFound"},
		{"DescribeZones", pairs([]string{"InstanceChargeType", "Free"}), 404, "InvalidInstanceChargeType.NotFound"},
		{"DescribeZones", pairs([]string{"SpotStrategy", "Cheap"}), 400, "InvalidSpotStrategy"},
		{"DescribeInstances", pairs([]string{"Status", "Gone"}), 404, "InvalidStatus.NotFound"},
		{"DescribeInstances", pairs([]string{"LockReason", "boredom"}), 404, "InvalidLockReason.NotFound"},
		{"DescribeInstances", pairs([]string{"InstanceNetworkType", "wifi"}), 404, "InvalidNetworkType.NotFound"},
		{"DescribeInstances", pairs([]string{"InstanceChargeType", "Free"}), 404, "InvalidInstanceChargeType.NotFound"},
		{"DescribeInstances", pairs([]string{"Filter.3.Key", "ExpiredEndTime", "Filter.3.Value", "2026-01-01T00:00Z"}), 404, "InvalidFilterKey.NotFound"},
		{"DescribeInstances", pairs([]string{"Filter.3.Key", "ExpiredStartTime", "Filter.3.Value", "soon"}), 400, "InvalidParameter"},
		{"DescribeInstances", pairs([]string{"Tag.1.Value", "v"}), 400, "InvalidTag.Mismatch"},
		{"DescribeInstances", tags, 400, "InvalidTagCount"},
		{"DescribeInstances", pairs([]string{"InstanceIds", "i-1,i-2"}), 400, "InvalidParameter"},
		{"DescribeInstances", pairs([]string{"InstanceIds", ids}), 400, "InvalidParameter"},
		{"DescribeInstances", pairs([]string{"PageSize", "many"}), 400, "InvalidParameter"},
		{"DescribeInstances", pairs([]string{"NextToken", "nonsense"}), 400, "InvalidParameter"},
		{"DescribeInstances", pairs([]string{"HpcClusterId", "x"}), 400, "UnsupportedParameter"},
		{"DescribeInstances", pairs([]string{"DryRun", "true"}), 400, "DryRunOperation"},
		{"DescribeInstanceStatus", many, 403, "InvalidParameter.TooManyInstanceIds"},
	} {
		a := c.send(c.params(test.action, test.args))
		if a.status != test.status || a.Code != test.code {
			t.Errorf("%s %v: %d %s, want %d %s", test.action, slices.Sorted(maps.Keys(test.args)), a.status, a.Code, test.status, test.code)
		}
	}
}

func TestStatusesByIDAndZone(t *testing.T) {
	c := newClient(t, frozen(1200))
	up, down := c.some(3, world.Running), c.some(2, world.Stopped)
	var s struct {
		TotalCount       int
		InstanceStatuses struct{ InstanceStatus []compute.InstanceStatus }
	}
	c.into(&s, "DescribeInstanceStatus", batch(append(slices.Clone(up), append(down, "i-none")...))...)
	if s.TotalCount != 5 {
		t.Errorf("%d statuses", s.TotalCount)
	}
	for _, i := range s.InstanceStatuses.InstanceStatus {
		if want := map[bool]string{true: world.Running, false: world.Stopped}[slices.Contains(up, i.InstanceId)]; i.Status != want {
			t.Errorf("%s is %s, want %s", i.InstanceId, i.Status, want)
		}
	}
	i, _ := c.find(up[0])
	c.into(&s, "DescribeInstanceStatus", "ZoneId", i.ZoneId)
	if s.TotalCount == 0 || s.TotalCount == c.total() {
		t.Errorf("%d in zone %s", s.TotalCount, i.ZoneId)
	}
}

func TestEmptyFleetIsAnEmptyList(t *testing.T) {
	c := newClient(t, New(Config{Instances: NoInstances, Now: day, Frozen: true}))
	a := c.call("DescribeInstances")
	if a.status != http.StatusOK || !strings.Contains(a.body, `"Instances":{"Instance":[]}`) || !strings.Contains(a.body, `"TotalCount":0`) {
		t.Error(a.body)
	}
}
