package ecsapi

import (
	"bytes"
	"cmp"
	"math"
	"strconv"
	"time"
	"unique"
)

// instancesAnswer holds what is used of an answer of DescribeInstances.
type instancesAnswer struct {
	envelope
	paging
	Instances struct{ Instance []instanceRow }
}

// instanceRow is a row as it comes. Its numbers are fractions, for the SDK's
// decoder reads 1e19 as the whole number 1.
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
)

// instancesOf makes instances of the rows that belong to region. Rows without an
// id are dropped: nothing could be done with them.
func instancesOf(region RegionID, rows []instanceRow) []*Instance {
	made := make([]*Instance, 0, len(rows))
	for i := range rows {
		if rows[i].InstanceId != "" {
			made = append(made, instanceOf(region, &rows[i]))
		}
	}
	return made
}

func instanceOf(region RegionID, r *instanceRow) *Instance {
	i := &Instance{
		ID:                 InstanceID(field(r.InstanceId)),
		Name:               field(r.InstanceName),
		Region:             cmp.Or(RegionID(intern(r.RegionId)), region),
		Zone:               ZoneID(intern(r.ZoneId)),
		Type:               intern(r.InstanceType),
		CPU:                r.number("Cpu", r.Cpu, maxCPU),
		MemoryMiB:          r.number("Memory", r.Memory, maxMemory),
		GPU:                r.number("GPUAmount", r.GPUAmount, maxGPU),
		Image:              intern(r.ImageId),
		OS:                 intern(cmp.Or(r.OSNameEn, r.OSName)),
		KeyPair:            intern(r.KeyPairName),
		Status:             Status(intern(r.Status)),
		StoppedMode:        intern(r.StoppedMode),
		DeletionProtection: r.DeletionProtection,
		ChargeType:         intern(r.InstanceChargeType),
		SpotStrategy:       intern(r.SpotStrategy),
		SpotPriceLimit:     r.limit(),
		Created:            parseTime(r.CreationTime),
		Started:            parseTime(r.StartTime),
		AutoRelease:        parseTime(r.AutoReleaseTime),
		VPC:                intern(r.VpcAttributes.VpcId),
		VSwitch:            intern(r.VpcAttributes.VSwitchId),
		BandwidthOut:       r.number("InternetMaxBandwidthOut", r.InternetMaxBandwidthOut, maxBandwidth),
		ResourceGroup:      intern(r.ResourceGroupId),
		Description:        field(r.Description),
		PrivateIPs:         joinAddresses(r.VpcAttributes.PrivateIpAddress.IpAddress, r.InnerIpAddress.IpAddress),
		PublicIPs:          joinAddresses(r.PublicIpAddress.IpAddress, []string{r.EipAddress.IpAddress}),
		SecurityGroups:     mapped(r.SecurityGroupIds.SecurityGroupId, intern),
		Locks: mapped(r.OperationLocks.LockReason, func(l lockRow) Lock {
			return Lock{Reason: intern(l.LockReason), Message: intern(l.LockMsg)}
		}),
		Tags: mapped(r.Tags.Tag, func(t tagRow) Tag { return Tag{Key: intern(t.TagKey), Value: intern(t.TagValue)} }),
	}
	if i.HostName = field(r.HostName); i.HostName == i.Name {
		i.HostName = i.Name // one copy is enough
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

// joinAddresses joins lists of addresses without the empty ones.
func joinAddresses(lists ...[]string) (all []string) {
	for _, l := range lists {
		for _, s := range l {
			if s != "" {
				all = append(all, field(s))
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

// intern is a cleaned text of which one copy is kept, for those that many rows
// share. A garbage collection may begin another copy, which costs little.
func intern(s string) string { return unique.Make(field(s)).Value() }

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
	}
	t, _ := time.Parse(layout, s)
	return t.UTC()
}
