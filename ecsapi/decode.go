package ecsapi

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"
)

// instancesAnswer holds what is used of an answer of DescribeInstances.
type instancesAnswer struct {
	envelope
	paging
	Instances struct{ Instance []instanceRow }

	came   int         // rows
	listed bool        // there was a list of them
	made   []*Instance // of those that have an id
}

// instanceRow is a row as it comes; its texts may be pieces of the answer's. Its numbers
// are fractions, for the SDK's decoder reads 1e19 as the whole number 1.
type instanceRow struct {
	InstanceId, InstanceName, HostName, Description string
	RegionId, ZoneId, ResourceGroupId               string
	InstanceType, ImageId, OSName, OSNameEn         string
	KeyPairName                                     string
	Cpu, Memory, GPUAmount, InternetMaxBandwidthOut float64
	Status, StoppedMode                             string
	DeletionProtection                              bool
	InstanceChargeType, SpotStrategy                string
	SpotPriceLimit                                  float64
	CreationTime, StartTime                         string
	ExpiredTime, AutoReleaseTime                    string
	OperationLocks                                  struct{ LockReason []lockRow }
	VpcAttributes                                   struct {
		VpcId, VSwitchId string
		PrivateIpAddress addresses
	}
	InnerIpAddress   addresses
	PublicIpAddress  addresses
	EipAddress       eipRow
	SecurityGroupIds struct{ SecurityGroupId []string }
	Tags             struct{ Tag []tagRow }

	NetworkInterfaces struct{ NetworkInterface []nicRow }

	odd string // see Instance.Odd
}

type (
	addresses struct{ IpAddress []string }
	eipRow    struct {
		IpAddress string
		Bandwidth float64
	}
	lockRow struct{ LockReason, LockMsg string }
	tagRow  struct{ TagKey, TagValue string }
	nicRow  struct {
		NetworkInterfaceId string
		PrivateIpSets      struct{ PrivateIpSet []privateIPRow }
		Ipv6Sets           struct{ Ipv6Set []ipv6Row }
	}
	privateIPRow struct{ PrivateIpAddress string }
	ipv6Row      struct{ Ipv6Address string }
)

// instancesOf makes instances of the rows that belong to region. Rows without an
// id are dropped: nothing could be done with them.
func (n *interner) instancesOf(region RegionID, rows []instanceRow) []*Instance {
	made := make([]*Instance, 0, len(rows))
	for i := range rows {
		if rows[i].InstanceId != "" {
			made = append(made, n.instanceOf(region, &rows[i]))
		}
	}
	return made
}

func (n *interner) instanceOf(region RegionID, r *instanceRow) *Instance {
	var own textBlock
	more := r.moreAddresses()
	own.all.Grow(r.size(more))
	i := &Instance{
		ID:                 InstanceID(own.add(r.InstanceId)),
		Name:               own.add(r.InstanceName),
		Region:             cmp.Or(RegionID(n.text(r.RegionId)), region),
		Zone:               ZoneID(n.text(r.ZoneId)),
		Type:               n.text(r.InstanceType),
		CPU:                r.number("Cpu", r.Cpu, maxCPU),
		MemoryMiB:          r.number("Memory", r.Memory, maxMemory),
		GPU:                r.number("GPUAmount", r.GPUAmount, maxGPU),
		Image:              n.text(r.ImageId),
		OS:                 n.text(cmp.Or(r.OSNameEn, r.OSName)),
		KeyPair:            n.text(r.KeyPairName),
		Status:             Status(n.text(r.Status)),
		StoppedMode:        n.text(r.StoppedMode),
		DeletionProtection: r.DeletionProtection,
		ChargeType:         n.text(r.InstanceChargeType),
		SpotStrategy:       n.text(r.SpotStrategy),
		SpotPriceLimit:     r.limit(),
		Created:            parseTime(r.CreationTime),
		Started:            parseTime(r.StartTime),
		AutoRelease:        parseTime(r.AutoReleaseTime),
		VPC:                n.text(r.VpcAttributes.VpcId),
		VSwitch:            n.text(r.VpcAttributes.VSwitchId),
		BandwidthOut:       r.number("InternetMaxBandwidthOut", r.InternetMaxBandwidthOut, maxBandwidth),
		ResourceGroup:      n.text(r.ResourceGroupId),
		Description:        own.add(r.Description),
		SecurityGroups:     n.groupList(r.SecurityGroupIds.SecurityGroupId),
		Locks: mapped(r.OperationLocks.LockReason, func(l lockRow) Lock {
			return Lock{Reason: n.text(l.LockReason), Message: n.text(l.LockMsg)}
		}),
		Tags: n.tagList(r.Tags.Tag),
	}
	private := r.VpcAttributes.PrivateIpAddress.IpAddress
	public := r.PublicIpAddress.IpAddress
	i.PrivateIPs = own.addresses(private, r.InnerIpAddress.IpAddress, more)
	i.NetworkInterfaces = own.joined(r.NetworkInterfaces.NetworkInterface)
	i.PublicIPs = own.addresses(public, []string{r.EipAddress.IpAddress})
	if i.HostName = i.Name; r.HostName != r.InstanceName {
		i.HostName = own.add(r.HostName)
	}
	if i.ChargeType == PrePaid { // pay-as-you-go answers a day in 2099
		i.Expires = parseTime(r.ExpiredTime)
	}
	if i.Elastic = r.EipAddress.IpAddress != ""; i.Elastic {
		i.ElasticBandwidth = int32(r.number("EipAddress.Bandwidth", r.EipAddress.Bandwidth, maxBandwidth))
	}
	i.Odd = r.odd
	return i
}

// moreAddresses are the addresses that only the network interfaces tell: secondary ones, and
// those of IPv6.
func (r *instanceRow) moreAddresses() (more []string) {
	told := r.VpcAttributes.PrivateIpAddress.IpAddress
	for _, nic := range r.NetworkInterfaces.NetworkInterface {
		for _, ip := range nic.PrivateIpSets.PrivateIpSet {
			if !slices.Contains(told, ip.PrivateIpAddress) {
				more = append(more, ip.PrivateIpAddress)
			}
		}
	}
	for _, nic := range r.NetworkInterfaces.NetworkInterface {
		for _, ip := range nic.Ipv6Sets.Ipv6Set {
			more = append(more, ip.Ipv6Address)
		}
	}
	return more
}

// size is how many bytes the texts have, as they are kept, that are the row's own, of which
// more are addresses.
func (r *instanceRow) size(more []string) (n int) {
	count := func(texts ...string) {
		for _, s := range texts {
			n += min(len(s), maxField)
		}
	}
	count(r.InstanceId, r.InstanceName, r.Description, r.EipAddress.IpAddress)
	if r.HostName != r.InstanceName {
		count(r.HostName)
	}
	count(r.VpcAttributes.PrivateIpAddress.IpAddress...)
	count(r.InnerIpAddress.IpAddress...)
	count(r.PublicIpAddress.IpAddress...)
	count(more...)
	for _, nic := range r.NetworkInterfaces.NetworkInterface {
		count(nic.NetworkInterfaceId)
		n++ // the blank
	}
	return n
}

// joined is the ids of network interfaces with a blank between.
func (b *textBlock) joined(nics []nicRow) string {
	begin := b.all.Len()
	for _, n := range nics {
		if n.NetworkInterfaceId == "" {
			continue
		}
		if b.all.Len() > begin {
			b.all.WriteByte(' ')
		}
		b.all.WriteString(field(n.NetworkInterfaceId))
	}
	return b.all.String()[begin:]
}

// addresses joins lists of addresses without the empty ones.
func (b *textBlock) addresses(lists ...[]string) []string {
	given := 0
	for _, l := range lists {
		for _, s := range l {
			if s != "" {
				given++
			}
		}
	}
	if given == 0 {
		return nil
	}
	all := make([]string, 0, given)
	for _, l := range lists {
		for _, s := range l {
			if s != "" {
				all = append(all, b.add(s))
			}
		}
	}
	return all
}

// mapped is a list of what f makes of each of another one, nil of none.
func mapped[A, B any](list []A, f func(A) B) []B {
	if len(list) == 0 {
		return nil
	}
	made := make([]B, len(list))
	for i, a := range list {
		made[i] = f(a)
	}
	return made
}

// number64 is a number of an answer, NaN if it is none: one row must not spoil
// a thousand.
type number64 float64

// UnmarshalJSON takes numbers in quotes too, as the SDK's decoder does.
func (n *number64) UnmarshalJSON(b []byte) error {
	f, err := strconv.ParseFloat(string(bytes.Trim(b, `"`)), 64)
	if err != nil {
		f = math.NaN()
	}
	*n = number64(f)
	return nil
}

const toTheMinute = "2006-01-02T15:04Z"

// parseTime reads the API's times, which come with seconds or without. What
// can't be read is zero, as unknown.
func parseTime(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	layout := time.RFC3339
	if len(s) == len(toTheMinute) {
		layout = toTheMinute
		if t, ok := minute(s); ok {
			return t
		}
	}
	t, _ := time.Parse(layout, s)
	return t.UTC()
}

// minute reads the usual times in a fifth of what time.Parse takes; it may leave any to that.
func minute(s string) (t time.Time, ok bool) {
	const zeros = "0000-00-00T00:00Z"
	for n := range len(zeros) {
		if d := s[n] - '0'; zeros[n] == '0' && d > 9 || zeros[n] != '0' && s[n] != zeros[n] {
			return t, false
		}
	}
	two := func(n int) int { return 10*int(s[n]-'0') + int(s[n+1]-'0') }
	month, day, hour, minutes := two(5), two(8), two(11), two(14)
	if month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minutes > 59 {
		return t, false // the 29th and later ones, too, which some months lack
	}
	return time.Date(100*two(0)+two(2), time.Month(month), day, hour, minutes, 0, 0, time.UTC), true
}
