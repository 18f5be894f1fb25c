package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/rpc"
	"fmt"
	"strings"
)

// wireInstance is an instance as DescribeInstances answers it. What is absent
// comes as "", 0, false, {} or an empty list, never as null.
type wireInstance struct {
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
	MetadataOptions struct {
		HttpEndpoint, HttpTokens string
	}
	DedicatedHostAttribute struct {
		DedicatedHostId, DedicatedHostName string
	}
	EcsCapacityReservationAttr struct {
		CapacityReservationId, CapacityReservationPreference string
	}
	DedicatedInstanceAttribute struct {
		Affinity, Tenancy string
	}
	EipAddress struct {
		AllocationId, IpAddress, InternetChargeType string
		Bandwidth                                   int
		IsSupportUnassociate                        bool
	}
	VpcAttributes struct {
		VpcId, VSwitchId, NatIpAddress string
		PrivateIpAddress               addresses
	}
	PublicIpAddress  addresses
	InnerIpAddress   addresses
	RdmaIpAddress    addresses
	SecurityGroupIds struct {
		SecurityGroupId []string
	}
	Tags struct {
		Tag []wireTag
	}
	NetworkInterfaces struct {
		NetworkInterface []wireInterface
	}
	OperationLocks struct {
		LockReason []wireLock
	}
}

type addresses struct{ IpAddress []string }

type wireInterface struct {
	NetworkInterfaceId, MacAddress, PrimaryIpAddress, Type string
	PrivateIpSets                                          struct {
		PrivateIpSet []wirePrivateIP
	}
}

type wirePrivateIP struct {
	PrivateIpAddress string
	Primary          bool
}

// listOf is the list form of an address, empty without one.
func listOf(a addr) addresses {
	if a == 0 {
		return addresses{[]string{}}
	}
	return addresses{[]string{a.String()}}
}

// describeInstance fills in how an instance is answered.
func describeInstance(i *instance, w *wireInstance, region string) {
	suffix := strings.TrimPrefix(i.ID, "i-")
	h := hash.Mix(i.hash, 's')
	w.InstanceId, w.InstanceName, w.Description = i.ID, i.name, i.description
	w.HostName = i.hostName()
	w.SerialNumber = fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", h>>32, h>>16&0xffff, h&0xffff, i.hash>>48, i.hash&0xffffffffffff)
	w.RegionId, w.ZoneId, w.ResourceGroupId = region, i.place.zone.ID, i.resource

	t := i.Type
	w.InstanceType, w.InstanceTypeFamily = t.ID, t.Family
	w.Cpu, w.Memory, w.GPUAmount, w.GPUSpec = t.CPU, t.MemoryMiB(), t.GPUs, t.GPUSpec
	w.CpuOptions.CoreCount, w.CpuOptions.ThreadsPerCore, w.CpuOptions.Numa = max(t.CPU/2, 1), 2, "ON"
	if t.Architecture == "ARM" || t.CPU == 1 {
		w.CpuOptions.CoreCount, w.CpuOptions.ThreadsPerCore = t.CPU, 1
	}
	if t.Level == "CreditEntryLevel" {
		w.CreditSpecification = "Standard"
		if i.unlimited {
			w.CreditSpecification = "Unlimited"
		}
	}
	w.IoOptimized = true

	w.ImageId, w.OSName, w.OSNameEn, w.OSType = i.image.ID, i.image.OSNameZH, i.image.OSNameEN, i.image.OSType
	w.KeyPairName = i.keyPair
	w.MetadataOptions.HttpEndpoint, w.MetadataOptions.HttpTokens = "enabled", "optional"

	w.Status, w.CreationTime, w.StartTime = i.status, rpc.Minute(i.created), rpc.Minute(i.started)
	w.StoppedMode = "Not-applicable"
	if i.mode != "" {
		w.StoppedMode = i.mode
	}
	w.DeletionProtection, w.DeviceAvailable = i.protected, true

	w.InstanceChargeType, w.ExpiredTime = "PostPaid", neverExpires
	if i.prepaid {
		w.InstanceChargeType, w.SaleCycle, w.ExpiredTime = "PrePaid", "Month", rpc.Minute(i.expires)
		if i.weekly {
			w.SaleCycle = "Week"
		}
	}
	w.AutoReleaseTime = rpc.Minute(i.release)
	w.InternetChargeType, w.InternetMaxBandwidthIn, w.InternetMaxBandwidthOut = "PayByTraffic", 10, i.bandwidth
	if i.byBandwidth {
		w.InternetChargeType = "PayByBandwidth"
	}
	w.SpotStrategy, w.SpotPriceLimit, w.SpotDuration = i.spot, i.spotLimit, i.spotHours
	if i.spot != noSpot {
		w.SpotInterruptionBehavior = "Terminate"
		if i.survives {
			w.SpotInterruptionBehavior = "Stop"
		}
	}

	w.InstanceNetworkType = "vpc"
	w.VpcAttributes.VpcId, w.VpcAttributes.VSwitchId = i.place.VPC.ID, i.place.ID
	w.VpcAttributes.PrivateIpAddress = listOf(i.privateIP)
	w.PublicIpAddress, w.InnerIpAddress, w.RdmaIpAddress = listOf(i.publicIP), listOf(0), listOf(0)
	if i.EIP != 0 {
		e := &w.EipAddress
		e.AllocationId, e.IpAddress = "eip-"+suffix, i.EIP.String()
		e.Bandwidth, e.InternetChargeType, e.IsSupportUnassociate = 5, "PayByTraffic", true
	}
	w.SecurityGroupIds.SecurityGroupId = i.groups

	w.Tags.Tag = wireTags(i.tags)
	w.OperationLocks.LockReason = []wireLock{}
	if i.lock != "" {
		w.OperationLocks.LockReason = []wireLock{{LockReason: i.lock}}
	}
	nic := wireInterface{
		NetworkInterfaceId: "eni-" + suffix,
		MacAddress:         fmt.Sprintf("00:16:3e:%02x:%02x:%02x", h&255, h>>8&255, h>>16&255),
		PrimaryIpAddress:   i.privateIP.String(),
		Type:               "Primary",
	}
	nic.PrivateIpSets.PrivateIpSet = []wirePrivateIP{{i.privateIP.String(), true}}
	w.NetworkInterfaces.NetworkInterface = []wireInterface{nic}
}
