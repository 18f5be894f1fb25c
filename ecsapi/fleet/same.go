package fleet

import (
	"slices"

	"ecsdeck/ecsapi"
)

// same reports whether two answers tell the same of an instance. Fields that
// change most often come first.
func same(a, b *ecsapi.Instance) bool {
	return a == b ||
		a.Status == b.Status && a.ID == b.ID && a.Name == b.Name &&
			a.Region == b.Region && a.Zone == b.Zone &&
			a.StoppedMode == b.StoppedMode && slices.Equal(a.Locks, b.Locks) &&
			a.Started.Equal(b.Started) && a.Expires.Equal(b.Expires) &&
			a.AutoRelease.Equal(b.AutoRelease) && a.Created.Equal(b.Created) &&
			slices.Equal(a.PublicIPs, b.PublicIPs) && slices.Equal(a.PrivateIPs, b.PrivateIPs) &&
			a.Type == b.Type && a.CPU == b.CPU && a.MemoryMiB == b.MemoryMiB && a.GPU == b.GPU &&
			a.Image == b.Image && a.OS == b.OS && a.HostName == b.HostName && a.KeyPair == b.KeyPair &&
			a.DeletionProtection == b.DeletionProtection && a.ChargeType == b.ChargeType &&
			a.SpotStrategy == b.SpotStrategy && a.SpotPriceLimit == b.SpotPriceLimit &&
			a.VPC == b.VPC && a.VSwitch == b.VSwitch && slices.Equal(a.SecurityGroups, b.SecurityGroups) &&
			a.BandwidthOut == b.BandwidthOut && a.ResourceGroup == b.ResourceGroup &&
			a.Description == b.Description && a.Odd == b.Odd && slices.Equal(a.Tags, b.Tags)
}
