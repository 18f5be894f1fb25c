package ecsapi

import "time"

// What instances are made of, as the account may use it in a region.

// InstanceType is one row of DescribeInstanceTypes.
type InstanceType struct {
	ID        string // such as "ecs.g7.large"
	Family    string // such as "ecs.g7"
	CPU       int    // vCPUs
	MemoryMiB int
	GPU       int
	GPUName   string
	Arch      string // "X86" or "ARM"
}

// Stock is what DescribeAvailableResource says of a thing in a zone.
type Stock string

// The kinds of stock. The cloud also tells ClosedWithStock, which is sold to
// those who have it and not to others.
const (
	WithStock          Stock = "WithStock"
	ClosedWithStock    Stock = "ClosedWithStock"
	WithoutStock       Stock = "WithoutStock"
	ClosedWithoutStock Stock = "ClosedWithoutStock"
)

// Available reports whether the thing can be bought now.
func (s Stock) Available() bool { return s == WithStock }

// Offer is what a zone sells of one thing: an instance type, or a category of
// disks with the sizes it comes in.
type Offer struct {
	Zone     ZoneID
	Value    string
	Stock    Stock
	Min, Max int // GiB, of disks
}

// Image is one row of DescribeImages.
type Image struct {
	ID, Name string
	OS       string // such as "Ubuntu  22.04 64 bit"
	OSType   string // "linux" or "windows"
	Arch     string // "x86_64", "arm64", "i386"
	Owner    string // "system", "self", "others", "marketplace"
	SizeGiB  int    // a system disk must hold it
	Created  time.Time
}

// VSwitch is one row of DescribeVSwitches.
type VSwitch struct {
	ID, Name  string
	VPC       string
	Zone      ZoneID
	CIDR      string
	Addresses int // still free
}

// SecurityGroup is one row of DescribeSecurityGroups.
type SecurityGroup struct {
	ID, Name string
	VPC      string
}

// KeyPair is one row of DescribeKeyPairs.
type KeyPair struct{ Name string }

// Disk is one row of DescribeDisks.
type Disk struct {
	ID, Name   string
	Region     RegionID
	Instance   InstanceID // "" when not attached
	System     bool
	Category   string // such as "cloud_essd"
	SizeGiB    int
	Goes       bool // is deleted with its instance (DeleteWithInstance)
	ChargeType string
}

// Snapshot is one row of DescribeSnapshots.
type Snapshot struct {
	ID, Disk string
	Status   string // "progressing", "accomplished", "failed"
	Progress string // such as "42%"
	Created  time.Time
}

// Quote is a price as DescribePrice or DescribeRenewalPrice tells it.
type Quote struct {
	Price    Price // what is charged, discounts taken off
	List     Price // before discounts
	Currency string
}

// AutoRenewal is one row of DescribeInstanceAutoRenewAttribute.
type AutoRenewal struct {
	On     bool
	Period Period // of one renewal; zero when off
	Never  bool   // RenewalStatus is NotRenewal: the cloud doesn't even remind
}
