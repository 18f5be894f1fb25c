package ecsapi

import "time"

// Launch is what one call of RunInstances creates, or with Amount 1 one of
// CreateInstance. Zero values leave a thing to the cloud's default.
type Launch struct {
	Region         RegionID
	Zone           ZoneID // the vSwitch's, or ""
	VSwitch        string
	SecurityGroups []string
	Image          string
	Type           string // instance type
	Name           string // may be "web-[1,3]": numbers from 1, three digits
	HostName       string
	Description    string
	KeyPair        string

	System DiskSpec
	Data   []DiskSpec

	BandwidthOut   int    // Mbit/s; above 0 RunInstances assigns a public address
	BandwidthTerms string // "PayByTraffic" or "PayByBandwidth"; "" for the cloud's default

	ChargeType       string // PostPaid or PrePaid
	Period           Period // PrePaid
	AutoRenew        bool   // PrePaid, for the same period again and again
	SpotStrategy     string
	SpotPriceLimit   Price  // per hour, with SpotWithPriceLimit
	SpotInterruption string // "Terminate" or "Stop"
	AutoRelease      time.Time
	Protected        bool // against release (DeletionProtection), PostPaid only

	Tags []Tag

	Amount    int // 1 to MaxBatch
	MinAmount int // 0: all or nothing
}

// DiskSpec is a disk to create with an instance.
type DiskSpec struct {
	Category string // such as "cloud_essd"
	Level    string // of cloud_essd: "PL0" to "PL3"
	SizeGiB  int
}

// Launched is what RunInstances or CreateInstance answered.
type Launched struct {
	IDs       []InstanceID // fewer than Amount when stock ran short
	OrderID   string
	Price     Price // as charged, when told
	RequestID string
}
