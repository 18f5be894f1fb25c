package ecssim

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/network"
	"ecsdeck/ecsapi/ecssim/offers"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/ecssim/world"
)

// refused checks the code and the status of an answer that says no.
func (c *client) refused(status int, code, action string, args ...string) {
	c.t.Helper()
	if a := c.call(action, args...); a.status != status || a.Code != code {
		c.t.Errorf("%s %q: %d %s %s, want %d %s", action, args, a.status, a.Code, a.Message, status, code)
	}
}

// fetch makes a call that must succeed and returns its answer as T.
func fetch[T any](c *client, action string, args ...string) T {
	c.t.Helper()
	var v T
	c.into(&v, action, args...)
	return v
}

// lock locks an instance of cn-hangzhou.
func (c *client) lock(id, reason string) {
	r := c.cloud.world.ByID["cn-hangzhou"]
	r.Lock(c.cloud.Now())
	defer r.Unlock()
	r.ByID[id].Lock = reason
	r.Plan(r.ByID[id])
}

func TestWhoAmI(t *testing.T) {
	c := newClient(t, frozen(NoInstances))
	version := []string{"Version", stsVersion, "RegionId", ""}
	operator := fetch[sts.IdentityReply](c, "GetCallerIdentity", version...)
	if operator.AccountId != "1000000000000001" || operator.IdentityType != "RAMUser" || !strings.HasSuffix(operator.Arn, "user/sim-operator") {
		t.Errorf("operator: %+v", operator)
	}
	c.key = rpc.ReadOnlyKey
	readOnly := fetch[sts.IdentityReply](c, "GetCallerIdentity", version...)
	if readOnly.UserId == operator.UserId || readOnly.AccountId != "1000000000000001" {
		t.Errorf("read-only: %+v", readOnly)
	}
	c.key = c.cloud.TemporaryKey(time.Hour)
	role := fetch[sts.IdentityReply](c, "GetCallerIdentity", append(version, "SecurityToken", c.key.Token)...)
	if role.IdentityType != "AssumedRoleUser" || role.RoleId == "" || role.UserId != "" {
		t.Errorf("role: %+v", role)
	}
	c.key = rpc.OperatorKey
	c.refused(http.StatusBadRequest, "InvalidParameter", "GetCallerIdentity")
	c.refused(http.StatusBadRequest, "InvalidParameter", "DescribeRegions", "Version", stsVersion)
}

func TestAvailableResource(t *testing.T) {
	cloud := frozen(NoInstances)
	c := newClient(t, cloud)
	ask := func(args ...string) []offers.WireAvailableZone {
		t.Helper()
		return fetch[offers.AvailableReply](c, "DescribeAvailableResource", args...).AvailableZones.AvailableZone
	}
	zones := ask("DestinationResource", "InstanceType", "InstanceType", "ecs.g7.large")
	if len(zones) == 0 {
		t.Fatal("ecs.g7.large is sold nowhere")
	}
	r := cloud.world.ByID["cn-hangzhou"]
	for _, z := range zones {
		got := z.AvailableResources.AvailableResource
		if len(got) != 1 || got[0].Type != "InstanceType" || len(got[0].SupportedResources.SupportedResource) != 1 {
			t.Fatalf("%+v", z)
		}
		one := got[0].SupportedResources.SupportedResource[0]
		n := slices.IndexFunc(r.Zones, func(o *world.Zone) bool { return o.ID == z.ZoneId })
		i := slices.IndexFunc(fetch[offers.TypesReply](c, "DescribeInstanceTypes").InstanceTypes.InstanceType, func(w offers.WireType) bool { return w.InstanceTypeId == "ecs.g7.large" })
		if one.Value != "ecs.g7.large" || one.Status != z.Status || one.StatusCategory != z.StatusCategory || !r.Zones[n].Sells[i] {
			t.Errorf("%s: %+v in %+v", z.ZoneId, one, z)
		}
	}
	if all := ask("DestinationResource", "Zone"); len(all) != len(r.Zones) || all[0].AvailableResources.AvailableResource == nil {
		t.Errorf("%d zones, want %d", len(all), len(r.Zones))
	}
	if one := ask("DestinationResource", "Zone", "ZoneId", r.Zones[2].ID); len(one) != 1 || one[0].ZoneId != r.Zones[2].ID {
		t.Errorf("one zone: %+v", one)
	}
	for _, z := range ask("DestinationResource", "InstanceType", "Cores", "4", "Memory", "16") {
		for _, s := range z.AvailableResources.AvailableResource[0].SupportedResources.SupportedResource {
			if !strings.HasSuffix(s.Value, ".xlarge") && !strings.Contains(s.Value, ".c4m") {
				t.Errorf("4 vCPUs with 16 GiB: %s", s.Value)
			}
		}
	}
	disks := ask("DestinationResource", "SystemDisk", "InstanceType", "ecs.g7.large")[0].AvailableResources.AvailableResource[0]
	if first := disks.SupportedResources.SupportedResource[0]; disks.Type != "SystemDisk" || first.Min != 20 || first.Max < 500 || first.Unit != "GiB" {
		t.Errorf("disks: %+v", disks)
	}
	if n := ask("DestinationResource", "Network"); n[0].AvailableResources.AvailableResource[0].SupportedResources.SupportedResource[0].Value != "vpc" {
		t.Errorf("network: %+v", n)
	}
	for _, nothing := range [][]string{{"IoOptimized", "none"}, {"NetworkCategory", "classic"}, {"ResourceType", "ddh"}} {
		if got := ask(append(nothing, "DestinationResource", "Zone")...); len(got) != 0 {
			t.Errorf("%v: %d zones", nothing, len(got))
		}
	}

	const action = "DescribeAvailableResource"
	c.refused(400, "Invalid.Param", action)
	c.refused(400, "Invalid.Param", action, "DestinationResource", "SystemDisk")
	c.refused(400, "Invalid.Param", action, "DestinationResource", "InstanceType", "Cores", "many")
	c.refused(400, "Invalid.Param", action, "DestinationResource", "InstanceType", "Memory", "-1")
	c.refused(400, "InvalidRegionId.MalFormed", action, "DestinationResource", "Zone", "RegionId", "cn hangzhou")
	c.refused(404, "Invalid.RegionId", action, "DestinationResource", "Zone", "RegionId", "cn-atlantis")
	c.refused(404, "Invalid.ZoneId", action, "DestinationResource", "Zone", "ZoneId", "cn-shanghai-b")
	c.refused(404, "Invalid.DestinationResource", action, "DestinationResource", "Moon")
	c.refused(404, "Invalid.SpotStrategy", action, "DestinationResource", "Zone", "SpotStrategy", "Cheap")
	c.refused(404, "Invalid.IoOptimized", action, "DestinationResource", "Zone", "IoOptimized", "yes")
	c.refused(404, "Invalid.NetworkCategory", action, "DestinationResource", "Zone", "NetworkCategory", "token-ring")
	c.refused(404, "Invalid.ResourceType", action, "DestinationResource", "Zone", "ResourceType", "cat")
	c.refused(400, "Invalid.InstanceChargeType", action, "DestinationResource", "Zone", "InstanceChargeType", "Free")
	c.refused(403, "InvalidParam.TypeAndCpuMem.Conflict", action, "DestinationResource", "InstanceType", "InstanceType", "ecs.g7.large", "Cores", "2")
}

// What is said of stock comes true: who asks again later hears something else
// of some type, and a type with none left is sold out.
func TestWhatIsSaidOfStockChanges(t *testing.T) {
	cloud := frozen(NoInstances)
	c := newClient(t, cloud)
	seen := map[string]bool{}
	answers := map[string]bool{}
	for range 12 {
		a := c.call("DescribeAvailableResource", "DestinationResource", "InstanceType")
		answers[a.body[strings.Index(a.body, "AvailableZones"):]] = true
		for _, category := range []string{"WithStock", "ClosedWithStock", "WithoutStock"} {
			if strings.Contains(a.body, `"`+category+`"`) {
				seen[category] = true
			}
		}
		cloud.Advance(6 * time.Hour)
	}
	if len(answers) < 10 || len(seen) != 3 {
		t.Errorf("%d different answers, categories %v", len(answers), seen)
	}
}

func TestInstanceTypes(t *testing.T) {
	c := newClient(t, frozen(NoInstances))
	ask := func(args ...string) offers.TypesReply {
		t.Helper()
		return fetch[offers.TypesReply](c, "DescribeInstanceTypes", args...)
	}
	first := ask()
	if len(first.InstanceTypes.InstanceType) != 100 || first.NextToken == "" {
		t.Fatalf("first page: %d, token %q", len(first.InstanceTypes.InstanceType), first.NextToken)
	}
	ids := map[string]bool{}
	for token, begun := "", false; token != "" || !begun; begun = true {
		page := ask("MaxResults", "40", "NextToken", token)
		for _, w := range page.InstanceTypes.InstanceType {
			if ids[w.InstanceTypeId] {
				t.Errorf("%s came twice", w.InstanceTypeId)
			}
			ids[w.InstanceTypeId] = true
		}
		token = page.NextToken
	}
	if len(ids) != 145 {
		t.Errorf("%d types, want 145", len(ids))
	}
	g7 := ask("InstanceTypes.1", "ecs.g7.large", "InstanceTypes.2", "ecs.none").InstanceTypes.InstanceType
	if len(g7) != 1 || g7[0].CpuCoreCount != 2 || g7[0].MemorySize != 8 || g7[0].EniQuantity == 0 || g7[0].InstanceBandwidthRx == 0 {
		t.Errorf("ecs.g7.large: %+v", g7)
	}
	for _, w := range ask("MinimumCpuCoreCount", "4", "MaximumCpuCoreCount", "8", "CpuArchitecture", "ARM").InstanceTypes.InstanceType {
		if w.CpuCoreCount < 4 || w.CpuCoreCount > 8 || w.CpuArchitecture != "ARM" {
			t.Errorf("asked for 4 to 8 ARM vCPUs: %+v", w)
		}
	}
	if gpus := ask("MinimumGPUAmount", "1").InstanceTypes.InstanceType; len(gpus) == 0 || gpus[0].GPUSpec == "" {
		t.Errorf("GPUs: %+v", gpus)
	}
	if local := ask("InstanceTypeFamily", "ecs.i3").InstanceTypes.InstanceType; len(local) == 0 || local[0].LocalStorageAmount == 0 {
		t.Errorf("local disks: %+v", local)
	}
	c.refused(400, "UnsupportedParameter", "DescribeInstanceTypes", "MinimumBaselineCredit", "5")
	c.refused(400, "InvalidParameter", "DescribeInstanceTypes", "MinimumMemorySize", "much")
	c.refused(400, "InvalidParameter", "DescribeInstanceTypes", "NextToken", "nonsense")
	c.refused(400, "InvalidParameter", "DescribeInstanceTypes", "MaxResults", "x")
	eleven := []string{}
	for n := range 11 {
		eleven = append(eleven, "InstanceTypes."+string(rune('1'+n)), "ecs.g7.large")
	}
	eleven[18], eleven[20] = "InstanceTypes.10", "InstanceTypes.11"
	c.refused(400, "InvalidParameter", "DescribeInstanceTypes", eleven...)

	families := fetch[offers.FamiliesReply](c, "DescribeInstanceTypeFamilies").InstanceTypeFamilies.InstanceTypeFamily
	if !slices.Contains(families, offers.WireFamily{InstanceTypeFamilyId: "ecs.g7", Generation: "ecs-6"}) {
		t.Errorf("families: %v", families)
	}
	for _, f := range fetch[offers.FamiliesReply](c, "DescribeInstanceTypeFamilies", "Generation", "ecs-4").InstanceTypeFamilies.InstanceTypeFamily {
		if f.Generation != "ecs-4" {
			t.Errorf("asked for ecs-4: %v", f)
		}
	}
	c.refused(400, "InvalidParameter", "DescribeInstanceTypeFamilies", "Generation", "ecs-99")
	c.refused(404, "InvalidRegionId.NotFound", "DescribeInstanceTypeFamilies", "RegionId", "cn-atlantis")
}

func TestImages(t *testing.T) {
	c := newClient(t, frozen(300))
	ask := func(args ...string) offers.ImagesReply {
		t.Helper()
		return fetch[offers.ImagesReply](c, "DescribeImages", append(args, "PageSize", "100")...)
	}
	all := ask()
	if all.TotalCount != 26 || len(all.Images.Image) != 26 || all.RegionId != "cn-hangzhou" {
		t.Fatalf("%d of %d images", len(all.Images.Image), all.TotalCount)
	}
	first := all.Images.Image[0]
	if m := first.DiskDeviceMappings.DiskDeviceMapping; len(m) != 1 || m[0].Type != "system" || first.OSNameEn == "" || first.Progress != "100%" {
		t.Errorf("%+v", first)
	}
	if two := ask("ImageId", first.ImageId+","+all.Images.Image[5].ImageId); two.TotalCount != 2 {
		t.Errorf("two ids: %d images", two.TotalCount)
	}
	for _, img := range ask("OSType", "windows").Images.Image {
		if img.OSType != "windows" {
			t.Errorf("asked for windows: %+v", img)
		}
	}
	for _, img := range ask("InstanceType", "ecs.g8y.large").Images.Image {
		if img.Architecture != "arm64" {
			t.Errorf("an ARM type can't run %s", img.ImageId)
		}
	}
	if got := ask("ImageName", "*alibase*", "OSType", "linux").TotalCount; got == 0 {
		t.Error("no image of that name")
	}
	if used, unused := ask("Usage", "instance").TotalCount, ask("Usage", "none").TotalCount; used == 0 || used+unused != 26 {
		t.Errorf("%d used, %d unused", used, unused)
	}
	if own := ask("ImageOwnerAlias", "self").TotalCount + ask("Status", "Deprecated").TotalCount + ask("InstanceType", "ecs.g7.large", "Architecture", "arm64").TotalCount; own != 0 {
		t.Errorf("%d images that can't be", own)
	}
	c.refused(400, "InvalidImageOwnerAlias.ValueNotSupported", "DescribeImages", "ImageOwnerAlias", "me")
	c.refused(404, "InvalidOSType", "DescribeImages", "OSType", "plan9")
	c.refused(404, "InvalidArchitecture", "DescribeImages", "Architecture", "vax")
	c.refused(404, "InvalidUsage", "DescribeImages", "Usage", "cat")
	c.refused(400, "InvalidInstanceType.ValueNotSupported", "DescribeImages", "InstanceType", "ecs.none")
	c.refused(400, "InvalidParameter", "DescribeImages", "Status", "Odd")
	c.refused(400, "UnsupportedParameter", "DescribeImages", "ImageFamily", "acs:x")
	c.refused(400, "InvalidTag.Mismatch", "DescribeImages", "Tag.1.Value", "x")
	c.refused(400, "DryRunOperation", "DescribeImages", "DryRun", "true")
	c.refused(404, "InvalidRegionId.NotFound", "DescribeImages", "RegionId", "cn-atlantis")
}

// Machines, networks and security groups tell the same story.
func TestNetworksHoldTheFleet(t *testing.T) {
	c := newClient(t, frozen(200))
	vpcs := fetch[network.VpcsReply](c, "DescribeVpcs")
	switches := fetch[network.VSwitchesReply](c, "DescribeVSwitches", "PageSize", "50")
	groups := fetch[network.SecurityGroupsReply](c, "DescribeSecurityGroups", "PageSize", "50")
	if vpcs.TotalCount == 0 || switches.TotalCount == 0 || groups.TotalCount == 0 {
		t.Fatalf("%d VPCs, %d vSwitches, %d groups", vpcs.TotalCount, switches.TotalCount, groups.TotalCount)
	}
	zoneOf, vpcOf, groupVPC := map[string]string{}, map[string]string{}, map[string]string{}
	for _, s := range switches.VSwitches.VSwitch {
		zoneOf[s.VSwitchId], vpcOf[s.VSwitchId] = s.ZoneId, s.VpcId
		if !slices.ContainsFunc(vpcs.Vpcs.Vpc, func(v network.WireVPC) bool {
			return v.VpcId == s.VpcId && slices.Contains(v.VSwitchIds.VSwitchId, s.VSwitchId)
		}) {
			t.Errorf("%s is in no VPC", s.VSwitchId)
		}
		if s.AvailableIpAddressCount <= 0 || !strings.HasSuffix(s.CidrBlock, "/18") {
			t.Errorf("%+v", s)
		}
	}
	counted, want := 0, map[string]int{}
	for _, g := range groups.SecurityGroups.SecurityGroup {
		groupVPC[g.SecurityGroupId] = g.VpcId
		counted += g.EcsCount
		want[g.SecurityGroupId] = g.EcsCount
	}
	for _, i := range c.instances() {
		if s := i.VpcAttributes.VSwitchId; zoneOf[s] != i.ZoneId || vpcOf[s] != i.VpcAttributes.VpcId {
			t.Errorf("%s is in %s, %s", i.InstanceId, s, i.ZoneId)
		}
		for _, g := range i.SecurityGroupIds.SecurityGroupId {
			if groupVPC[g] != i.VpcAttributes.VpcId {
				t.Errorf("%s is in group %s of another VPC", i.InstanceId, g)
			}
			want[g]--
			counted--
		}
	}
	if counted != 0 {
		t.Errorf("machines in groups: %v off", want)
	}

	one := fetch[network.SecurityGroupsReply](c, "DescribeSecurityGroups", "SecurityGroupIds", `["`+groups.SecurityGroups.SecurityGroup[1].SecurityGroupId+`"]`)
	if one.TotalCount != 1 || one.SecurityGroups.SecurityGroup[0].SecurityGroupId != groups.SecurityGroups.SecurityGroup[1].SecurityGroupId {
		t.Errorf("one group: %+v", one)
	}
	if web := fetch[network.SecurityGroupsReply](c, "DescribeSecurityGroups", "SecurityGroupName", "web", "FuzzyQuery", "true"); web.TotalCount != vpcs.TotalCount {
		t.Errorf("%d groups for the web in %d VPCs", web.TotalCount, vpcs.TotalCount)
	}
	if s := switches.VSwitches.VSwitch[0]; fetch[network.VSwitchesReply](c, "DescribeVSwitches", "VSwitchId", s.VSwitchId, "ZoneId", s.ZoneId).TotalCount != 1 ||
		fetch[network.VSwitchesReply](c, "DescribeVSwitches", "IsDefault", "true").TotalCount != 0 ||
		fetch[network.VpcsReply](c, "DescribeVpcs", "VpcId", s.VpcId).TotalCount != 1 {
		t.Errorf("filters of networks")
	}
	for _, action := range []string{"DescribeVpcs", "DescribeVSwitches", "DescribeSecurityGroups", "DescribeKeyPairs"} {
		c.refused(404, "InvalidRegionId.NotFound", action, "RegionId", "cn-atlantis")
		c.refused(400, "InvalidParameter", action, "PageNumber", "one")
	}
	c.refused(400, "InvalidParameter", "DescribeVpcs", "IsDefault", "maybe")
	c.refused(404, "InvalidNetworkType.NotFound", "DescribeSecurityGroups", "NetworkType", "x")
	c.refused(400, "InvalidParameter", "DescribeSecurityGroups", "SecurityGroupIds", "x")
	c.refused(400, "InvalidParameter", "DescribeSecurityGroups", "SecurityGroupType", "x")
	c.refused(400, "UnsupportedParameter", "DescribeSecurityGroups", "ResourceGroupId", "rg-1")
	c.refused(400, "DryRunOperation", "DescribeSecurityGroups", "DryRun", "true")
}

func TestKeyPairs(t *testing.T) {
	c := newClient(t, frozen(300))
	all := fetch[network.KeyPairsReply](c, "DescribeKeyPairs")
	names := map[string]string{}
	for _, k := range all.KeyPairs.KeyPair {
		names[k.KeyPairName] = k.KeyPairFingerPrint
	}
	for _, i := range c.instances() {
		if i.KeyPairName != "" && names[i.KeyPairName] == "" {
			t.Errorf("%s has the unknown key %s", i.InstanceId, i.KeyPairName)
		}
	}
	some := fetch[network.KeyPairsReply](c, "DescribeKeyPairs", "KeyPairName", "ops*")
	if some.TotalCount != 1 || some.KeyPairs.KeyPair[0].KeyPairName != "ops-2024" {
		t.Errorf("ops*: %+v", some)
	}
	if by := fetch[network.KeyPairsReply](c, "DescribeKeyPairs", "KeyPairFingerPrint", names["deploy"]); by.TotalCount != 1 {
		t.Errorf("by fingerprint: %+v", by)
	}
	c.refused(400, "UnsupportedParameter", "DescribeKeyPairs", "ResourceGroupId", "rg-1")
}
