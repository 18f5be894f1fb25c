package ecsapi

import (
	"bytes"
	"cmp"
	"math"
	"strconv"
	"sync"
	"time"
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
	EipAddress       struct{ IpAddress string }
	SecurityGroupIds struct{ SecurityGroupId []string }
	Tags             struct{ Tag []tagRow }

	odd string // see Instance.Odd
}

type (
	addresses struct{ IpAddress []string }
	lockRow   struct{ LockReason, LockMsg string }
	tagRow    struct{ TagKey, TagValue string }
)

// instancesOf makes instances of the rows that belong to region. Rows without an
// id are dropped: nothing could be done with them.
func (c *Client) instancesOf(region RegionID, rows []instanceRow) []*Instance {
	c.texts.mu.Lock()
	defer c.texts.mu.Unlock()
	made := make([]*Instance, 0, len(rows))
	for i := range rows {
		if rows[i].InstanceId != "" {
			made = append(made, c.texts.instance(region, &rows[i]))
		}
	}
	return made
}

func (w *interner) instance(region RegionID, r *instanceRow) *Instance {
	i := &Instance{
		ID:                 InstanceID(Clean(r.InstanceId)),
		Name:               Clean(r.InstanceName),
		Region:             cmp.Or(RegionID(w.intern(r.RegionId)), region),
		Zone:               ZoneID(w.intern(r.ZoneId)),
		Type:               w.intern(r.InstanceType),
		CPU:                r.number("Cpu", r.Cpu, maxCPU),
		MemoryMiB:          r.number("Memory", r.Memory, maxMemory),
		GPU:                r.number("GPUAmount", r.GPUAmount, maxGPU),
		Image:              w.intern(r.ImageId),
		OS:                 w.intern(cmp.Or(r.OSNameEn, r.OSName)),
		KeyPair:            w.intern(r.KeyPairName),
		Status:             Status(w.intern(r.Status)),
		StoppedMode:        w.intern(r.StoppedMode),
		DeletionProtection: r.DeletionProtection,
		ChargeType:         w.intern(r.InstanceChargeType),
		SpotStrategy:       w.intern(r.SpotStrategy),
		SpotPriceLimit:     r.limit(),
		Created:            parseTime(r.CreationTime),
		Started:            parseTime(r.StartTime),
		AutoRelease:        parseTime(r.AutoReleaseTime),
		VPC:                w.intern(r.VpcAttributes.VpcId),
		VSwitch:            w.intern(r.VpcAttributes.VSwitchId),
		BandwidthOut:       r.number("InternetMaxBandwidthOut", r.InternetMaxBandwidthOut, maxBandwidth),
		ResourceGroup:      w.intern(r.ResourceGroupId),
		Description:        Clean(r.Description),
		PrivateIPs:         joinAddresses(r.VpcAttributes.PrivateIpAddress.IpAddress, r.InnerIpAddress.IpAddress),
		PublicIPs:          joinAddresses(r.PublicIpAddress.IpAddress, []string{r.EipAddress.IpAddress}),
		SecurityGroups:     mapped(r.SecurityGroupIds.SecurityGroupId, w.intern),
		Locks: mapped(r.OperationLocks.LockReason, func(l lockRow) Lock {
			return Lock{Reason: w.intern(l.LockReason), Message: w.intern(l.LockMsg)}
		}),
		Tags: mapped(r.Tags.Tag, func(t tagRow) Tag { return Tag{Key: w.intern(t.TagKey), Value: w.intern(t.TagValue)} }),
	}
	if i.HostName = Clean(r.HostName); i.HostName == i.Name {
		i.HostName = i.Name // one copy is enough
	}
	if i.ChargeType == PrePaid { // pay-as-you-go answers a day in 2099
		i.Expires = parseTime(r.ExpiredTime)
	}
	i.Odd = r.odd
	return i
}

// joinAddresses joins lists of addresses without the empty ones.
func joinAddresses(lists ...[]string) (all []string) {
	for _, l := range lists {
		for _, s := range l {
			if s != "" {
				all = append(all, Clean(s))
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

// interner keeps one copy of each text that many instances share, cleaned. Lock
// mu around uses.
type interner struct {
	mu   sync.Mutex
	kept map[string]string // as the cloud sent it -> cleaned
}

// maxInterned bounds the table, should an account use values that never repeat.
const maxInterned = 100_000

func (w *interner) intern(s string) string {
	if s == "" {
		return ""
	}
	if k, ok := w.kept[s]; ok {
		return k
	}
	if w.kept == nil || len(w.kept) >= maxInterned {
		w.kept = make(map[string]string)
	}
	k := Clean(s)
	w.kept[s] = k
	return k
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
	}
	t, _ := time.Parse(layout, s)
	return t.UTC()
}
