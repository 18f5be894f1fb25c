package ecssim

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// match tells whether an instance is asked for.
type match func(*instance) bool

// equalities are the filters that compare one value.
var equalities = []struct {
	name string
	get  func(i *instance) string
}{
	{"Status", func(i *instance) string { return i.status }},
	{"ZoneId", func(i *instance) string { return i.place.zone.ID }},
	{"VpcId", func(i *instance) string { return i.place.vpc.id }},
	{"VSwitchId", func(i *instance) string { return i.place.id }},
	{"ImageId", func(i *instance) string { return i.image.ID }},
	{"InstanceType", func(i *instance) string { return i.typ.ID }},
	{"InstanceTypeFamily", func(i *instance) string { return i.typ.Family }},
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
	{"EipAddresses", func(i *instance) addr { return i.eip }},
	{"InnerIpAddresses", func(*instance) addr { return 0 }},
}

// unmodelled are filters of the API that are refused instead of ignored.
var unmodelled = []string{
	"HpcClusterId", "RdmaIpAddresses", "IoOptimized", "HttpEndpoint", "HttpTokens",
	"HttpPutResponseHopLimit", "DeviceAvailable", "Ipv6Address.1",
}

// windowKeys are the keys Filter.1 to Filter.4 must have.
var windowKeys = []string{"CreationStartTime", "CreationEndTime", "ExpiredStartTime", "ExpiredEndTime"}

func (i *instance) chargeType() string {
	if i.prepaid {
		return "PrePaid"
	}
	return "PostPaid"
}

// readFilters reads the conditions of DescribeInstances, InstanceIds apart.
func readFilters(p params) ([]match, error) {
	for _, name := range unmodelled {
		if p[name] != "" {
			return nil, unsupported(name)
		}
	}
	for _, e := range enumerated {
		if v := p[e.name]; v != "" && !slices.Contains(e.values, v) {
			return nil, unknownValue(e.code, e.name)
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
		fits := glob(pattern)
		all = append(all, func(i *instance) bool { return fits(i.name) })
	}
	for _, f := range addressFilters {
		list, given, err := p.jsonList(f.name)
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

// readTagFilters reads Tag.N.Key and Tag.N.Value; a key alone accepts any value.
func readTagFilters(p params) ([]match, error) {
	wanted, err := readTagPairs(p)
	if err != nil || len(wanted) == 0 {
		return nil, err
	}
	return []match{func(i *instance) bool { return carries(i.tags, wanted) }}, nil
}

// readWindowFilters reads Filter.1 to Filter.4, windows of creation and of expiry.
// What is not prepaid expires at the end of the century, as it is answered.
func readWindowFilters(p params) ([]match, error) {
	never, _ := time.Parse(minuteForm, neverExpires)
	var all []match
	for n, want := range windowKeys {
		prefix := "Filter." + strconv.Itoa(n+1)
		key, value := p[prefix+".Key"], p[prefix+".Value"]
		if key == "" && value == "" {
			continue
		}
		if key != want {
			return nil, unknownValue("InvalidFilterKey.NotFound", prefix+".Key")
		}
		bound, err := time.Parse(minuteForm, value)
		if err != nil {
			return nil, badParameter(prefix + ".Value")
		}
		all = append(all, func(i *instance) bool {
			at := i.created
			if n >= 2 {
				if at = i.expires; at.IsZero() {
					at = never
				}
			}
			at = at.Truncate(time.Minute)
			if n%2 == 0 {
				return !at.Before(bound)
			}
			return !at.After(bound)
		})
	}
	return all, nil
}

// glob reads a pattern in which * stands for any text.
func glob(pattern string) func(name string) bool {
	parts := strings.Split(pattern, "*")
	last := len(parts) - 1
	if last == 0 {
		return func(name string) bool { return name == pattern }
	}
	return func(name string) bool {
		rest, ok := strings.CutPrefix(name, parts[0])
		if !ok {
			return false
		}
		for _, part := range parts[1:last] {
			at := strings.Index(rest, part)
			if at < 0 {
				return false
			}
			rest = rest[at+len(part):]
		}
		return strings.HasSuffix(rest, parts[last])
	}
}
