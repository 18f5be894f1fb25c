package ecssim

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"slices"
	"strings"
)

// equalities are the filters that compare one value.
var equalities = []struct {
	name string
	get  func(i *instance) string
}{
	{"Status", func(i *instance) string { return i.status }},
	{"ZoneId", func(i *instance) string { return i.place.zone.ID }},
	{"VpcId", func(i *instance) string { return i.place.VPC.ID }},
	{"VSwitchId", func(i *instance) string { return i.place.ID }},
	{"ImageId", func(i *instance) string { return i.image.ID }},
	{"InstanceType", func(i *instance) string { return i.Type.ID }},
	{"InstanceTypeFamily", func(i *instance) string { return i.Type.Family }},
	{"KeyPairName", func(i *instance) string { return i.keyPair }},
	{"ResourceGroupId", func(i *instance) string { return i.resource }},
	{"InstanceChargeType", (*instance).chargeType},
	{"InstanceNetworkType", func(*instance) string { return "vpc" }},
	{"InternetChargeType", func(i *instance) string {
		if i.byBandwidth {
			return "PayByBandwidth"
		}
		return "PayByTraffic"
	}},
}

// enumerated are the filters that refuse a value they don't know.
var enumerated = []struct {
	name, code string
	values     []string
}{
	{"Status", "InvalidStatus.NotFound", []string{pending, starting, running, stopping, stopped}},
	{"LockReason", "InvalidLockReason.NotFound", []string{lockFinancial, lockSecurity, lockRecycling, "recycling", "dedicatedhostfinancial", "refunded"}},
	{"InstanceChargeType", "InvalidInstanceChargeType.NotFound", []string{"PrePaid", "PostPaid"}},
	{"InstanceNetworkType", "InvalidNetworkType.NotFound", []string{"vpc", "classic"}},
}

// addressFilters are the filters that hold a JSON array of addresses. None of
// the fleet is in a classic network, so none has an inner address.
var addressFilters = []struct {
	name string
	get  func(i *instance) addr
}{
	{"PrivateIpAddresses", func(i *instance) addr { return i.privateIP }},
	{"PublicIpAddresses", func(i *instance) addr { return i.publicIP }},
	{"EipAddresses", func(i *instance) addr { return i.EIP }},
	{"InnerIpAddresses", func(*instance) addr { return 0 }},
}

// unmodelled are filters of the API that are refused instead of ignored.
var unmodelled = []string{
	"HpcClusterId", "RdmaIpAddresses", "IoOptimized", "HttpEndpoint", "HttpTokens",
	"HttpPutResponseHopLimit", "DeviceAvailable", "Ipv6Address.1",
}

// readFilters reads the conditions of DescribeInstances, InstanceIds apart.
func readFilters(p rpc.Params) ([]match, error) {
	for _, name := range unmodelled {
		if p[name] != "" {
			return nil, rpc.Unsupported(name)
		}
	}
	for _, e := range enumerated {
		if v := p[e.name]; v != "" && !slices.Contains(e.values, v) {
			return nil, rpc.UnknownValue(e.code, e.name)
		}
	}
	var all []match
	for _, e := range equalities {
		if want := p[e.name]; want != "" {
			all = append(all, func(i *instance) bool { return e.get(i) == want })
		}
	}
	if want := p["LockReason"]; want != "" {
		all = append(all, func(i *instance) bool { return strings.EqualFold(i.lock, want) })
	}
	if want := p["SecurityGroupId"]; want != "" {
		all = append(all, func(i *instance) bool { return slices.Contains(i.groups, want) })
	}
	if pattern := p["InstanceName"]; pattern != "" {
		fits := rpc.Glob(pattern)
		all = append(all, func(i *instance) bool { return fits(i.name) })
	}
	for _, f := range addressFilters {
		list, given, err := p.JsonList(f.name)
		if err != nil {
			return nil, err
		}
		if given {
			all = append(all, func(i *instance) bool {
				a := f.get(i)
				return a != 0 && slices.Contains(list, a.String())
			})
		}
	}
	tags, err := readTagFilters(p)
	if err != nil {
		return nil, err
	}
	windows, err := readWindowFilters(p)
	if err != nil {
		return nil, err
	}
	return slices.Concat(all, tags, windows), nil
}
