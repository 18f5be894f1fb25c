package compute

import (
	"cmp"
	"slices"
	"strings"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// WireInstance is an instance as DescribeInstances answers it. What is absent
// comes as "", 0, false, {} or an empty list, never as null.
type WireInstance struct {
	InstanceId, InstanceName, HostName, Description, SerialNumber string
	RegionId, ZoneId, ResourceGroupId, ClusterId                  string
	InstanceType, InstanceTypeFamily                              string
	Cpu, Memory, GPUAmount                                        int
	GPUSpec, CreditSpecification                                  string
	IoOptimized                                                   bool
	LocalStorageAmount, LocalStorageCapacity                      int
	ImageId, OSName, OSNameEn, OSType, KeyPairName                string
	Status, StartTime, CreationTime, StoppedMode                  string
	DeletionProtection, DeviceAvailable, Recyclable               bool
	InstanceChargeType, SaleCycle, ExpiredTime, AutoReleaseTime   string
	InternetChargeType                                            string
	InternetMaxBandwidthIn, InternetMaxBandwidthOut               int
	SpotStrategy                                                  string
	SpotPriceLimit                                                float64
	SpotDuration                                                  int
	SpotInterruptionBehavior, InstanceNetworkType, VlanId         string
	HpcClusterId, DeploymentSetId                                 string

	CpuOptions struct {
		CoreCount, ThreadsPerCore int
		Numa, TopologyType        string
	}
	MetadataOptions            struct{ HttpEndpoint, HttpTokens string }
	DedicatedHostAttribute     struct{ DedicatedHostId, DedicatedHostName string }
	EcsCapacityReservationAttr struct{ CapacityReservationId, CapacityReservationPreference string }
	DedicatedInstanceAttribute struct{ Affinity, Tenancy string }
	EipAddress                 struct {
		AllocationId, IpAddress, InternetChargeType string
		Bandwidth                                   int
		IsSupportUnassociate                        bool
	}
	VpcAttributes struct {
		VpcId, VSwitchId, NatIpAddress string
		PrivateIpAddress               Addresses
	}
	PublicIpAddress   Addresses
	InnerIpAddress    Addresses
	RdmaIpAddress     Addresses
	SecurityGroupIds  struct{ SecurityGroupId []string }
	Tags              struct{ Tag []world.WireTag }
	NetworkInterfaces struct{ NetworkInterface []WireInterface }
	OperationLocks    struct{ LockReason []world.WireLock }
}

// Addresses is a list of addresses as it is answered.
type Addresses struct{ IpAddress []string }

// WireInterface is a network interface as it is answered.
type WireInterface struct {
	NetworkInterfaceId, MacAddress, PrimaryIpAddress, Type string
	PrivateIpSets                                          struct{ PrivateIpSet []WirePrivateIP }
	Ipv6Sets                                               *WireIPv6Sets `json:",omitempty"`
}

// WireIPv6Sets are the IPv6 addresses of an interface, which are only answered if they are
// asked for.
type WireIPv6Sets struct{ Ipv6Set []WireIPv6 }

// WireIPv6 is an IPv6 address of an interface.
type WireIPv6 struct{ Ipv6Address string }

// WirePrivateIP is a private address of an interface as it is answered.
type WirePrivateIP struct {
	PrivateIpAddress string
	Primary          bool
}

// listOf is the list form of an address, empty without one.
func listOf(address string) Addresses {
	if address == "" {
		return Addresses{[]string{}}
	}
	return Addresses{[]string{address}}
}

// describeInstance fills in how an instance is answered.
func describeInstance(i *world.Instance, w *WireInstance, region string) {
	suffix := strings.TrimPrefix(i.ID, "i-")
	h := hash.Mix(i.Hash, 's')
	w.InstanceId, w.InstanceName, w.Description = i.ID, i.Name, i.Description
	w.HostName = i.HostName()
	w.SerialNumber = inHex("00000000-0000-0000-0000-000000000000", h>>32, h>>16&0xffff, h&0xffff, i.Hash>>48, i.Hash&0xffffffffffff)
	w.RegionId, w.ZoneId, w.ResourceGroupId = region, i.Place.Zone.ID, i.Resource

	t := i.Type
	w.InstanceType, w.InstanceTypeFamily = t.ID, t.Family
	w.Cpu, w.Memory, w.GPUAmount, w.GPUSpec = t.CPU, t.MemoryMiB(), t.GPUs, t.GPUSpec
	w.CpuOptions.CoreCount, w.CpuOptions.ThreadsPerCore, w.CpuOptions.Numa = max(t.CPU/2, 1), 2, "ON"
	if t.Architecture == "ARM" || t.CPU == 1 {
		w.CpuOptions.CoreCount, w.CpuOptions.ThreadsPerCore = t.CPU, 1
	}
	if t.Level == "CreditEntryLevel" {
		w.CreditSpecification = "Standard"
		if i.Unlimited {
			w.CreditSpecification = "Unlimited"
		}
	}
	w.IoOptimized = true

	w.ImageId, w.OSName, w.OSNameEn, w.OSType = i.Image.ID, i.Image.OSNameZH, i.Image.OSNameEN, i.Image.OSType
	w.KeyPairName = i.KeyPair
	w.MetadataOptions.HttpEndpoint, w.MetadataOptions.HttpTokens = "enabled", "optional"

	w.Status, w.CreationTime, w.StartTime = i.Status, rpc.Minute(i.Created), rpc.Minute(i.Started)
	w.StoppedMode = cmp.Or(i.Mode, "Not-applicable")
	w.DeletionProtection, w.DeviceAvailable = i.Protected, true

	w.InstanceChargeType, w.ExpiredTime = "PostPaid", world.NeverExpires
	if i.Prepaid {
		w.InstanceChargeType, w.SaleCycle, w.ExpiredTime = "PrePaid", "Month", rpc.Minute(i.Expires)
		if i.Weekly {
			w.SaleCycle = "Week"
		}
	}
	w.AutoReleaseTime = rpc.Minute(i.Release)
	w.InternetChargeType, w.InternetMaxBandwidthIn, w.InternetMaxBandwidthOut = "PayByTraffic", 10, i.Bandwidth
	if i.ByBandwidth {
		w.InternetChargeType = "PayByBandwidth"
	}
	w.SpotStrategy, w.SpotPriceLimit, w.SpotDuration = i.Spot, i.SpotLimit, i.SpotHours
	if i.Spot != world.NoSpot {
		w.SpotInterruptionBehavior = "Terminate"
		if i.Survives {
			w.SpotInterruptionBehavior = "Stop"
		}
	}

	w.InstanceNetworkType = "vpc"
	w.VpcAttributes.VpcId, w.VpcAttributes.VSwitchId = i.Place.VPC.ID, i.Place.ID
	address := i.PrivateIP.String()
	w.VpcAttributes.PrivateIpAddress = listOf(address)
	w.PublicIpAddress, w.InnerIpAddress, w.RdmaIpAddress = listOf(i.PublicIP.String()), listOf(""), listOf("")
	if i.EIP != 0 {
		e := &w.EipAddress
		e.AllocationId, e.IpAddress = "eip-"+suffix, i.EIP.String()
		e.Bandwidth, e.InternetChargeType, e.IsSupportUnassociate = 5, "PayByTraffic", true
	}
	w.SecurityGroupIds.SecurityGroupId = i.Groups

	w.Tags.Tag = world.WireTags(i.Tags)
	w.OperationLocks.LockReason = world.WireLocks(i.Lock)
	nic := WireInterface{
		NetworkInterfaceId: "eni-" + suffix,
		MacAddress:         "00:16:3e:" + inHex("00:00:00", h&255, h>>8&255, h>>16&255),
		PrimaryIpAddress:   address,
		Type:               "Primary",
	}
	nic.PrivateIpSets.PrivateIpSet = []WirePrivateIP{{address, true}}
	w.NetworkInterfaces.NetworkInterface = []WireInterface{nic}
}

// addIPv6 fills in the IPv6 addresses of a primary interface: one instance in three has one.
func addIPv6(i *world.Instance, w *WireInstance) {
	sets := &WireIPv6Sets{Ipv6Set: []WireIPv6{}}
	if h := hash.Mix(i.Hash, '6'); h%3 == 0 {
		sets.Ipv6Set = append(sets.Ipv6Set, WireIPv6{"2408:4005:300" + inHex(":0000:0000:0000:0000:0000", h&0xffff, h>>16&0xffff, h>>32&0xffff, h>>48, h>>8&0xffff)})
	}
	for n := range w.NetworkInterfaces.NetworkInterface {
		w.NetworkInterfaces.NetworkInterface[n].Ipv6Sets = sets
	}
}

// inHex puts numbers in place of the groups of zeros in form, which have a character between them.
func inHex(form string, numbers ...uint64) string {
	b := []byte(form)
	n := len(b)
	for _, number := range slices.Backward(numbers) {
		for n--; n >= 0 && b[n] == '0'; n-- {
			b[n] = "0123456789abcdef"[number&15]
			number >>= 4
		}
	}
	return string(b)
}
