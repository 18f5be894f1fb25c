package ecssim

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/network"
	"ecsdeck/ecsapi/ecssim/offers"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// yours is a fleet as somebody may have it.
func yours() []world.Machine {
	base := world.Machine{
		Region: "cn-hangzhou", Zone: "cn-hangzhou-h", Type: "ecs.g7.large", CPU: 2, MemoryMiB: 8192, Status: world.Running,
		ChargeType: "PostPaid", Created: day.Add(-1000 * time.Hour), SecurityGroups: []string{"sg-a"},
	}
	var all []world.Machine
	add := func(change func(*world.Machine)) {
		m := base
		m.ID = fmt.Sprintf("i-bp1yours%03d", len(all))
		change(&m)
		all = append(all, m)
	}
	add(func(m *world.Machine) {
		m.Name, m.Description, m.PrivateIP, m.PublicIP = "网关-1", "owned by 运维", "192.168.7.9", "47.0.0.1"
	})
	add(func(m *world.Machine) {
		m.SecurityGroups = []string{"sg-a", "sg-b"}
		m.Tags = [][2]string{{"env", "prod"}, {"team", ""}}
	})
	add(func(m *world.Machine) {
		m.SecurityGroups, m.PrivateIP, m.Zone = []string{"sg-b"}, "192.168.64.200", "cn-hangzhou-z9"
	})
	add(func(m *world.Machine) { m.SecurityGroups, m.PrivateIP = []string{"sg-other"}, "172.16.0.250" })
	add(func(m *world.Machine) {
		m.SecurityGroups, m.Type, m.CPU, m.MemoryMiB = nil, "ecs.g99y.3xlarge", 12, 49152
	})
	add(func(m *world.Machine) {
		m.ChargeType, m.Expires, m.Region, m.Zone = "PrePaid", day.Add(500*time.Hour), "eu-west-2", "eu-west-2a"
	})
	add(func(m *world.Machine) { m.SpotStrategy, m.SpotPriceLimit = world.SpotPriceLimit, 0.4321 })
	add(func(m *world.Machine) {
		m.Status, m.StoppedMode, m.PublicIP = world.Stopped, world.StopCharging, "120.0.0.9"
	})
	add(func(m *world.Machine) {
		m.Status, m.AutoRelease, m.Protected = world.Starting, day.Add(30*time.Hour), true
	})
	add(func(m *world.Machine) { m.Lock = world.LockSecurity })
	add(func(m *world.Machine) { m.CPU, m.MemoryMiB, m.Type = 4, 6144, "ecs.c7.xlarge" }) // the catalogue says 8 GiB
	return all
}

func givenCloud(t *testing.T, fleet []world.Machine) *client {
	t.Helper()
	cloud, err := NewFrom(Config{Seed: 7, Regions: 2, Now: day, Frozen: true}, fleet)
	if err != nil {
		t.Fatal(err)
	}
	return newClient(t, cloud)
}

func TestGivenFleetIsAsItWasGiven(t *testing.T) {
	c := givenCloud(t, yours())
	all := map[string]compute.WireInstance{}
	for _, region := range []string{"cn-hangzhou", "cn-shanghai", "eu-west-2"} {
		for _, i := range c.instances("RegionId", region) {
			all[i.InstanceId] = i
		}
	}
	if len(all) != len(yours()) {
		t.Fatalf("%d instances", len(all))
	}
	vpcs := map[string]string{}
	for n, m := range yours() {
		i := all[m.ID]
		name := m.Name
		if name == "" {
			name = m.ID
		}
		if i.InstanceName != name || i.RegionId != m.Region || i.ZoneId != m.Zone || i.InstanceType != m.Type || i.Cpu != m.CPU || i.Memory != m.MemoryMiB ||
			i.Status != m.Status || i.InstanceChargeType != m.ChargeType || i.SpotPriceLimit != m.SpotPriceLimit || i.CreationTime != rpc.Minute(m.Created) ||
			i.AutoReleaseTime != rpc.Minute(m.AutoRelease) || i.DeletionProtection != m.Protected || i.Description != m.Description || len(i.Tags.Tag) != len(m.Tags) || len(i.SecurityGroupIds.SecurityGroupId) != len(m.SecurityGroups) {
			t.Errorf("%d: %+v\n%+v", n, m, i)
		}
		public := strings.Join(i.PublicIpAddress.IpAddress, "") + i.EipAddress.IpAddress
		if private := i.VpcAttributes.PrivateIpAddress.IpAddress[0]; public != m.PublicIP || m.PrivateIP != "" && private != m.PrivateIP {
			t.Errorf("%d: addresses %s %s, want %s %s", n, public, private, m.PublicIP, m.PrivateIP)
		}
		vpcs[m.ID] = i.VpcAttributes.VpcId
	}
	if vpcs["i-bp1yours000"] != vpcs["i-bp1yours002"] || vpcs["i-bp1yours000"] == vpcs["i-bp1yours003"] {
		t.Errorf("networks: %v", vpcs)
	}
	if e := all["i-bp1yours007"].EipAddress.IpAddress; e != "120.0.0.9" {
		t.Errorf("a machine that was given back has the elastic address %q", e)
	}
	if len(c.cloud.world.Regions) != 3 || c.cloud.Origin().Instances != len(yours()) || c.cloud.Origin().Fleet != FleetDigest(yours()) {
		t.Errorf("%d regions, %+v", len(c.cloud.world.Regions), c.cloud.Origin())
	}
}

// What the catalogue lacks can be asked for and bought like the rest.
func TestGivenTypesAndZonesAreOnSale(t *testing.T) {
	c := givenCloud(t, yours())
	own := fetch[offers.TypesReply](c, "DescribeInstanceTypes", "InstanceTypes.1", "ecs.g99y.3xlarge").InstanceTypes.InstanceType
	if len(own) != 1 || own[0].CpuCoreCount != 12 || own[0].MemorySize != 48 || own[0].CpuArchitecture != "ARM" || own[0].InstanceTypeFamily != "ecs.g99y" {
		t.Errorf("%+v", own)
	}
	zones := fetch[offers.ZonesReply](c, "DescribeZones").Zones.Zone
	if !slices.ContainsFunc(zones, func(z offers.WireZone) bool {
		return z.ZoneId == "cn-hangzhou-z9" && slices.Contains(z.AvailableInstanceTypes.InstanceTypes, "ecs.g7.large")
	}) {
		t.Errorf("%d zones", len(zones))
	}
	place := c.instances("ZoneId", "cn-hangzhou-z9")[0]
	for n := range 3 {
		made := fetch[compute.RunReply](c, "RunInstances", "InstanceType", "ecs.g7.large", "ImageId", place.ImageId, "VSwitchId", place.VpcAttributes.VSwitchId,
			"SecurityGroupId", "sg-b", "InternetMaxBandwidthOut", "5", "Amount", "1").InstanceIdSets.InstanceIdSet
		i := c.cloud.world.ByID["cn-hangzhou"].ByID[made[0]]
		if want := fmt.Sprintf("192.168.64.%d", 201+n); i.PrivateIP.String() != want || c.cloud.world.Claimed[i.PublicIP] {
			t.Errorf("made at %s, %s; want %s", i.PrivateIP, i.PublicIP, want)
		}
	}
	for _, s := range fetch[network.VSwitchesReply](c, "DescribeVSwitches", "PageSize", "50").VSwitches.VSwitch {
		if s.ZoneId == "cn-hangzhou-z9" && s.CidrBlock != "192.168.64.0/18" {
			t.Errorf("%+v", s)
		}
	}
	price := fetch[compute.PriceReply](c, "DescribePrice", "InstanceType", "ecs.g99y.3xlarge").PriceInfo.Price.OriginalPrice
	if math.Abs(price-(0.1764*12+0.0221*48)) > 0.001 {
		t.Errorf("it costs %v", price)
	}
	c.call("DescribeSpotPriceHistory", "InstanceType", "ecs.g99y.3xlarge", "NetworkType", "vpc")
}

// A fleet that came from here: what is made later has other ids and Addresses.
func TestGivenFleetOfTheSameSeed(t *testing.T) {
	first := newClient(t, frozen(300))
	buy := func(c *client) string {
		at := c.instances("InstanceType", "ecs.g7.large")[0]
		return fetch[compute.RunReply](c, "RunInstances", "InstanceType", "ecs.g7.large", "ImageId", at.ImageId, "VSwitchId", at.VpcAttributes.VSwitchId,
			"SecurityGroupId", at.SecurityGroupIds.SecurityGroupId[0], "InternetMaxBandwidthOut", "5").InstanceIdSets.InstanceIdSet[0]
	}
	id := buy(first)
	first.cloud.Advance(time.Minute)
	var fleet []world.Machine
	for _, i := range first.instances() {
		fleet = append(fleet, world.Machine{
			ID: i.InstanceId, Region: i.RegionId, Zone: i.ZoneId, Type: i.InstanceType, Status: i.Status, SecurityGroups: i.SecurityGroupIds.SecurityGroupId,
			PublicIP: strings.Join(i.PublicIpAddress.IpAddress, ""), PrivateIP: i.VpcAttributes.PrivateIpAddress.IpAddress[0], Created: day,
		})
	}
	second := givenCloud(t, fleet)
	was := second.total()
	again := buy(second)
	second.cloud.Advance(time.Minute)
	if again == id || second.total() != was+1 {
		t.Errorf("%s was made again: %d instances after %d", again, second.total(), was)
	}
	seen := map[string]string{}
	for _, i := range second.instances() {
		for _, ip := range append(i.PublicIpAddress.IpAddress, i.VpcAttributes.VpcId+i.VpcAttributes.PrivateIpAddress.IpAddress[0]) {
			if other := seen[ip]; other != "" {
				t.Errorf("%s and %s have %s", other, i.InstanceId, ip)
			}
			seen[ip] = i.InstanceId
		}
	}
}

func TestGivenFleetIsSaved(t *testing.T) {
	a := givenCloud(t, yours())
	b := newClient(t, twin(t, a.cloud))
	for _, d := range []time.Duration{0, time.Minute, 30 * time.Hour, 600 * time.Hour} {
		a.cloud.Advance(d)
		b.cloud.Advance(d)
		for _, region := range []string{"cn-hangzhou", "cn-shanghai", "eu-west-2"} {
			for _, p := range reads(t, a, region) {
				same(t, a, b, p)
			}
		}
	}
	// An address stays claimed when its machine is gone.
	if a.cloud.Origin() != b.cloud.Origin() || len(b.cloud.world.Claimed) == 0 || !maps.Equal(a.cloud.world.Claimed, twin(t, b.cloud).world.Claimed) {
		t.Errorf("%+v, %+v", a.cloud.Origin(), b.cloud.Origin())
	}
}

func TestFleetsThatCannotBe(t *testing.T) {
	for field, change := range map[string]func(*world.Machine){
		"id":               func(m *world.Machine) { m.ID = "x" },
		"region":           func(m *world.Machine) { m.Region = "cn-atlantis" },
		"zone":             func(m *world.Machine) { m.Zone = "cn-shanghai-b" },
		"type":             func(m *world.Machine) { m.Type = "large one" },
		"status":           func(m *world.Machine) { m.Status = "Paused" },
		"charge_type":      func(m *world.Machine) { m.ChargeType = "Free" },
		"cpu":              func(m *world.Machine) { m.Type, m.CPU = "ecs.none.large", 0 },
		"memory_mib":       func(m *world.Machine) { m.MemoryMiB = -5 },
		"spot_strategy":    func(m *world.Machine) { m.SpotStrategy = "Cheap" },
		"spot_price_limit": func(m *world.Machine) { m.SpotPriceLimit = math.Inf(1) },
		"expires":          func(m *world.Machine) { m.ChargeType = "PrePaid" },
		"public_ip":        func(m *world.Machine) { m.PublicIP = "::1" },
		"private_ip":       func(m *world.Machine) { m.PrivateIP = "10.0.0" },
		"created":          func(m *world.Machine) { m.Created = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) },
		"stopped_mode":     func(m *world.Machine) { m.StoppedMode = "Sleeping" },
		"locks":            func(m *world.Machine) { m.Lock = "rusty" },
		"name":             func(m *world.Machine) { m.Name = strings.Repeat("x", 300) },
	} {
		fleet := yours()
		change(&fleet[1])
		_, err := NewFrom(Config{}, fleet)
		var e *world.MachineError
		if !errors.As(err, &e) || e.N != 1 || e.Field != field || e.Accepted.IsZero() || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, missing := range []string{"region", "zone", "type", "status"} {
		m := yours()[:1]
		switch missing {
		case "region":
			m[0].Region = ""
		case "zone":
			m[0].Zone = ""
		case "type":
			m[0].Type = ""
		case "status":
			m[0].Status = ""
		}
		if err := world.CheckFleet(m); err == nil || !strings.Contains(err.Error(), "lacks "+missing) {
			t.Errorf("%s: %v", missing, err)
		}
	}
	twice := append(yours(), yours()[2])
	var e *world.MachineError
	if err := world.CheckFleet(twice); !errors.As(err, &e) || e.Field != "id" || e.N != len(twice)-1 || !strings.Contains(e.Accepted.String(), "record 3 has it too") {
		t.Error(err)
	}
}

// In a cloud of one large region and others of the fleet, the brown-out has a
// region to hit.
func TestStoriesInAGivenFleet(t *testing.T) {
	cloud, err := NewFrom(Config{Regions: 1, Now: day, Frozen: true}, yours()[5:6])
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Scenarios() {
		if err := cloud.Play(Story{Name: name}); err != nil {
			t.Error(err)
		}
	}
}
