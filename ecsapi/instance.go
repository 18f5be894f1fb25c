package ecsapi

import (
	"slices"
	"strings"
	"time"
)

// InstanceID names an instance, such as "i-bp1…". Distinct types keep an id
// from being passed where another kind of id is meant.
type InstanceID string

// RegionID names a region, such as "cn-hangzhou".
type RegionID string

// ZoneID names a zone, such as "cn-hangzhou-h".
type ZoneID string

// Status is an instance's state as DescribeInstances spells it. There is no
// state for a released instance: it is no longer listed.
type Status string

// The states of an instance.
const (
	Pending  Status = "Pending"
	Starting Status = "Starting"
	Running  Status = "Running"
	Stopping Status = "Stopping"
	Stopped  Status = "Stopped"
)

// Changing reports whether the state is on its way to another one.
func (s Status) Changing() bool { return s == Pending || s == Starting || s == Stopping }

// The charge types of DescribeInstances.
const (
	PostPaid = "PostPaid"
	PrePaid  = "PrePaid"
)

// The spot strategies of DescribeInstances.
const (
	NoSpot             = "NoSpot"
	SpotWithPriceLimit = "SpotWithPriceLimit"
	SpotAsPriceGo      = "SpotAsPriceGo"
)

// The reasons of an operation lock.
const (
	LockFinancial = "financial"
	LockSecurity  = "security"
	LockRecycling = "Recycling"
)

// The stopped modes of an instance.
const (
	KeepCharging = "KeepCharging"
	StopCharging = "StopCharging"
)

// Lock is an operation lock on an instance.
type Lock struct {
	Reason  string
	Message string
}

// Instance is one virtual machine as DescribeInstances told it. It is never
// changed after it was made: a newer answer makes a new Instance. A zero time
// means that the value is unset or unknown.
type Instance struct {
	ID     InstanceID
	Name   string
	Region RegionID
	Zone   ZoneID

	Type      string
	CPU       int // vCPUs
	MemoryMiB int
	GPU       int
	Image     string
	OS        string
	HostName  string
	KeyPair   string

	Status             Status
	StoppedMode        string
	Locks              []Lock
	DeletionProtection bool
	Elastic            bool  // the last of PublicIPs is an elastic one, which outlives the instance
	ElasticBandwidth   int32 // Mbit/s of it

	ChargeType     string
	SpotStrategy   string
	SpotPriceLimit Price // 0 when none
	Created        time.Time
	Started        time.Time
	Expires        time.Time // zero for pay-as-you-go
	AutoRelease    time.Time // zero when unset

	PrivateIPs     []string // the primary one, secondary ones, then those of IPv6
	PublicIPs      []string // assigned public addresses, then the elastic one
	VPC            string
	VSwitch        string
	SecurityGroups []string

	// NetworkInterfaces are their ids with a blank between. A list would put Instance into the
	// allocator's next size class: 3 MB more at 50,000.
	NetworkInterfaces string

	BandwidthOut  int // Mbit/s of the public network
	ResourceGroup string
	Description   string
	Tags          []Tag

	// Odd is what of the cloud's answer can't be true, or not be read, and is
	// unknown therefore, such as `Cpu: "abc"`; "" when all is well.
	Odd string
}

func (i *Instance) id() string { return string(i.ID) }

// Spot reports whether the instance is a spot instance.
func (i *Instance) Spot() bool {
	return i.SpotStrategy == SpotWithPriceLimit || i.SpotStrategy == SpotAsPriceGo
}

// Lock returns the first operation lock's reason, or "" when there is none.
func (i *Instance) Lock() string {
	if len(i.Locks) == 0 {
		return ""
	}
	return i.Locks[0].Reason
}

// Secured reports whether the instance is locked for security reasons.
func (i *Instance) Secured() bool {
	return slices.ContainsFunc(i.Locks, func(l Lock) bool { return l.Reason == LockSecurity })
}

// Recycling reports whether the cloud has announced to reclaim the instance.
func (i *Instance) Recycling() bool {
	return slices.ContainsFunc(i.Locks, func(l Lock) bool { return strings.EqualFold(l.Reason, LockRecycling) })
}

// PrivateIPv4 returns the private addresses that aren't of IPv6.
func (i *Instance) PrivateIPv4() []string { return i.privateIPs(false) }

// IPv6 returns the addresses of IPv6.
func (i *Instance) IPv6() []string { return i.privateIPs(true) }

func (i *Instance) privateIPs(v6 bool) (ips []string) {
	for _, ip := range i.PrivateIPs {
		if strings.Contains(ip, ":") == v6 {
			ips = append(ips, ip)
		}
	}
	return ips
}

// Family returns what the type's id tells of its family: "ecs.g7" of ecs.g7.large, "ecs.u1" of
// ecs.u1-c1m2.large. It is "" where the type is unknown.
func (i *Instance) Family() string {
	const begin = "ecs."
	rest, ok := strings.CutPrefix(i.Type, begin)
	if at := strings.IndexAny(rest, ".-"); ok && at >= 0 {
		return i.Type[:len(begin)+at]
	}
	return i.Type
}

// Owner returns the value of the tag owner, whatever its key's case, or "".
func (i *Instance) Owner() string {
	for _, t := range i.Tags {
		if strings.EqualFold(t.Key, "owner") {
			return t.Value
		}
	}
	return ""
}

// PublicIP returns the first public address, or "".
func (i *Instance) PublicIP() string { return first(i.PublicIPs) }

// ElasticIP returns the elastic address, or "".
func (i *Instance) ElasticIP() string {
	if !i.Elastic || len(i.PublicIPs) == 0 {
		return ""
	}
	return i.PublicIPs[len(i.PublicIPs)-1]
}

// PrivateIP returns the first private address, or "".
func (i *Instance) PrivateIP() string { return first(i.PrivateIPs) }

// Tag returns the value of a tag and whether the instance has it.
func (i *Instance) Tag(key string) (string, bool) {
	for _, t := range i.Tags {
		if t.Key == key {
			return t.Value, true
		}
	}
	return "", false
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}
