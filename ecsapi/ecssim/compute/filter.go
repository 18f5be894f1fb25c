package compute

import (
	"cmp"
	"slices"
	"strings"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// equalities are the filters that compare one value.
var equalities = []struct {
	name string
	get  func(i *world.Instance) string
}{
	{"Status", func(i *world.Instance) string { return i.Status }},
	{"ZoneId", func(i *world.Instance) string { return i.Place.Zone.ID }},
	{"VpcId", func(i *world.Instance) string { return i.Place.VPC.ID }},
	{"VSwitchId", func(i *world.Instance) string { return i.Place.ID }},
	{"ImageId", func(i *world.Instance) string { return i.Image.ID }},
	{"InstanceType", func(i *world.Instance) string { return i.Type.ID }},
	{"InstanceTypeFamily", func(i *world.Instance) string { return i.Type.Family }},
	{"KeyPairName", func(i *world.Instance) string { return i.KeyPair }},
	{"ResourceGroupId", func(i *world.Instance) string { return i.Resource }},
	{"InstanceChargeType", (*world.Instance).ChargeType},
	{"InstanceNetworkType", func(*world.Instance) string { return "vpc" }},
	{"InternetChargeType", func(i *world.Instance) string {
		if i.ByBandwidth {
			return "PayByBandwidth"
		}
		return "PayByTraffic"
	}},
}

// addressFilters are the filters that hold a JSON array of Addresses. None of
// the fleet is in a classic network, so none has an inner address.
var addressFilters = []struct {
	name string
	get  func(i *world.Instance) world.Addr
}{
	{"PrivateIpAddresses", func(i *world.Instance) world.Addr { return i.PrivateIP }},
	{"PublicIpAddresses", func(i *world.Instance) world.Addr { return i.PublicIP }},
	{"EipAddresses", func(i *world.Instance) world.Addr { return i.EIP }},
	{"InnerIpAddresses", func(*world.Instance) world.Addr { return 0 }},
}

// readFilters reads the conditions of DescribeInstances, InstanceIds apart.
func readFilters(p rpc.Params) ([]world.Match, error) {
	if err := cmp.Or(
		p.Unmodelled("HpcClusterId", "RdmaIpAddresses", "IoOptimized", "HttpEndpoint", "HttpTokens",
			"HttpPutResponseHopLimit", "DeviceAvailable", "Ipv6Address.1"),
		p.Among("Status", "InvalidStatus.NotFound", world.Statuses...),
		p.Among("LockReason", "InvalidLockReason.NotFound",
			world.LockFinancial, world.LockSecurity, world.LockRecycling, "recycling", "dedicatedhostfinancial", "refunded"),
		p.Among("InstanceChargeType", "InvalidInstanceChargeType.NotFound", "PrePaid", "PostPaid"),
		p.Among("InstanceNetworkType", "InvalidNetworkType.NotFound", "vpc", "classic"),
	); err != nil {
		return nil, err
	}
	var all []world.Match
	for _, e := range equalities {
		if want := p[e.name]; want != "" {
			all = append(all, func(i *world.Instance) bool { return e.get(i) == want })
		}
	}
	if want := p["LockReason"]; want != "" {
		all = append(all, func(i *world.Instance) bool { return strings.EqualFold(i.Lock, want) })
	}
	if want := p["SecurityGroupId"]; want != "" {
		all = append(all, func(i *world.Instance) bool { return slices.Contains(i.Groups, want) })
	}
	if pattern := p["InstanceName"]; pattern != "" {
		fits := rpc.Glob(pattern)
		all = append(all, func(i *world.Instance) bool { return fits(i.Name) })
	}
	for _, f := range addressFilters {
		list, given, err := p.JSONList(f.name)
		if err != nil {
			return nil, err
		}
		if given {
			all = append(all, func(i *world.Instance) bool {
				a := f.get(i)
				return a != 0 && slices.Contains(list, a.String())
			})
		}
	}
	matches, err := world.ReadMatches(p)
	return append(all, matches...), err
}
