package world

import (
	"cmp"
	"strings"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
)

// Statuses of an instance. Pending exists only while one is being created.
const (
	Pending  = "Pending"
	Starting = "Starting"
	Running  = "Running"
	Stopping = "Stopping"
	Stopped  = "Stopped"
)

// Statuses are all of them.
var Statuses = []string{Pending, Starting, Running, Stopping, Stopped}

// Stopped modes.
const (
	KeepCharging = "KeepCharging"
	StopCharging = "StopCharging"
)

// Reasons an instance is locked for.
const (
	LockFinancial = "financial" // expired or in arrears
	LockSecurity  = "security"
	LockRecycling = "Recycling" // a spot instance about to be taken back
)

// Spot strategies.
const (
	NoSpot         = "NoSpot"
	SpotPriceLimit = "SpotWithPriceLimit"
	SpotAsPriceGo  = "SpotAsPriceGo"
)

// SpotStrategies are all of them.
var SpotStrategies = []string{NoSpot, SpotPriceLimit, SpotAsPriceGo}

// keptAfterExpiry is how long an expired instance is kept before it is released.
const keptAfterExpiry = 15 * 24 * time.Hour

// Instance is one machine. All of it is guarded by the lock of its region;
// what doesn't move could be read without, but pages copy it whole anyway.
type Instance struct {
	ID, Name, Status, Description string // what filters look at comes first

	Hash   uint64 // of the id and the seed: what is derived or timed follows it
	Type   *catalog.InstanceType
	Image  *catalog.Image
	Place  *VSwitch
	Groups []string // ids of security groups
	Tags   []Tag
	Record

	Tasks  []Task // going on in it
	booked bool   // its machine is counted as taken from stock
	Slot   int    // place in the region's agenda, -1 when there is nothing to wait for
}

// Record is what a saved state has of an instance as it is, in the order of the file.
type Record struct {
	KeyPair     string            `json:"key_pair,omitempty"`
	Resource    string            `json:"resource_group,omitempty"` // id
	Prepaid     bool              `json:"prepaid,omitempty"`
	Spot        string            `json:"spot,omitempty"`       // strategy; a state has "" for NoSpot
	SpotLimit   float64           `json:"spot_limit,omitempty"` // CNY an hour, 0 without one
	SpotHours   int               `json:"spot_hours,omitempty"` // protected hours
	PrivateIP   Addr              `json:"private_ip,omitempty"`
	EIP         Addr              `json:"eip,omitempty"` // elastic address, 0 without one
	PublicIP    Addr              `json:"public_ip,omitempty"`
	Bandwidth   int               `json:"bandwidth,omitempty"` // outbound, Mbit/s
	Created     time.Time         `json:"created"`
	Started     time.Time         `json:"started,omitzero"`
	Protected   bool              `json:"protected,omitempty"` // from release by hand
	Expires     time.Time         `json:"expires,omitzero"`
	Release     time.Time         `json:"release,omitzero"`               // automatic release, zero without one
	Generation  uint64            `json:"steps,omitempty"`                // changes of status so far; seeds their durations
	Mode        string            `json:"stopped_mode,omitempty"`         // of a stopped one: KeepCharging or StopCharging
	Lock        string            `json:"lock,omitempty"`                 // reason, "" when not locked
	Due         time.Time         `json:"due,omitzero"`                   // when Starting or Stopping ends; zero when at rest
	Reboot      bool              `json:"reboot,omitempty"`               // Stopping goes on to Starting
	Specs       []market.DiskSpec `json:"disks,omitempty"`                // disks it was created with; nil: they follow from the hash
	UserData    string            `json:"user_data,omitempty"`            // base64
	Halted      time.Time         `json:"halted,omitzero"`                // when it last came to Stopped, zero if it was found so
	Host        string            `json:"host,omitempty"`                 // host name, "" for the one that follows from the id
	NextHost    string            `json:"next_host,omitempty"`            // the one it takes when it starts, "" for no other
	ByBandwidth bool              `json:"pays_bandwidth,omitempty"`       // the public bandwidth is paid for as such, not by traffic
	Unlimited   bool              `json:"unlimited_credits,omitempty"`    // a burstable one bursts without limit, at a price
	Weekly      bool              `json:"weekly,omitempty"`               // the subscription was bought by the week
	Renewal     Renewal           `json:"renewal,omitzero"`               // what happens to a subscription when it ends
	Renewed     time.Time         `json:"renewed_to,omitzero"`            // expiry that was paid for and is not seen yet
	Settles     time.Time         `json:"renewal_seen,omitzero"`          // when it will be, zero without one
	Watch       time.Time         `json:"watch,omitzero"`                 // when a spot instance's fate is to be worked out
	Reclaimed   time.Time         `json:"reclaimed,omitzero"`             // when it is, or was, locked to be taken back; zero when it won't be
	Survives    bool              `json:"stops_when_reclaimed,omitempty"` // being taken back stops it instead of releasing it
	Bare        bool              `json:"bare,omitempty"`                 // came by CreateInstance, which starts nothing
	Hidden      bool              `json:"hidden,omitempty"`               // created a moment ago and not listed yet
	Listed      time.Time         `json:"listed,omitzero"`                // when that ends
}

// Tag is a label on an instance.
type Tag struct{ Key, Value string }

// Span is a duration between from and to seconds, always the same for the same
// step of the same instance.
func (i *Instance) Span(from, to float64) time.Duration {
	i.Generation++
	seconds := from + hash.Unit(hash.Mix(i.Hash, i.Generation))*(to-from)
	return time.Duration(seconds * float64(time.Second)).Truncate(time.Millisecond)
}

// HostName is what the system of an instance calls itself.
func (i *Instance) HostName() string {
	return cmp.Or(i.Host, "iZ"+strings.TrimPrefix(i.ID, "i-")+"Z")
}

// Options are what a caller may ask of an operation.
type Options struct {
	Force bool
	Mode  string // of stopping
}

// Begin moves a stopped instance to Starting.
func (i *Instance) Begin(_ Options, now time.Time) {
	if i.Status == Stopped && i.Halted.IsZero() {
		i.Halted = i.Created // it was found stopped: nobody knows since when
	}
	i.Status, i.Due = Starting, now.Add(i.Span(10, 35))
}

// Halt moves a running instance to Stopping; forced is cutting the power.
func (i *Instance) Halt(o Options, now time.Time) {
	i.interrupt(now, false)
	i.Status, i.Due = Stopping, now.Add(i.Span(8, 40))
	if o.Force {
		i.Due = now.Add(i.Span(2, 4))
	}
	i.Mode = KeepCharging
	// Where giving the machine back isn't possible, it is ignored, not refused.
	if o.Mode == StopCharging && !i.Prepaid && !market.LocalDisks(i.Type) {
		i.Mode = StopCharging
	}
}

// Restart moves a running instance to Stopping and then on to Starting.
func (i *Instance) Restart(o Options, now time.Time) {
	i.Halt(o, now)
	i.Reboot = true
}

// next is when something happens to the instance by itself; zero is never.
func (i *Instance) next() time.Time {
	taken := i.Reclaimed
	if i.Lock == LockRecycling {
		taken = taken.Add(reclaimNotice)
	}
	at := soonest(i.Due, i.Watch, taken, i.Settles)
	switch {
	case i.Lock != LockFinancial:
		return soonest(at, i.ends(), i.Release, i.Renewal.Next)
	case !i.ends().IsZero():
		return soonest(at, i.Expires.Add(keptAfterExpiry))
	}
	return at
}

// step does what next foretold for this instant; gone means that the instance was released.
func (i *Instance) step(at time.Time) (gone bool) {
	switch {
	case i.Lock == LockFinancial && !i.ends().IsZero() && !at.Before(i.Expires.Add(keptAfterExpiry)),
		i.Lock != LockFinancial && !i.Release.IsZero() && !at.Before(i.Release):
		return true
	case i.Lock != LockFinancial && !i.ends().IsZero() && !at.Before(i.Expires):
		i.interrupt(at, false)
		i.Halted = at
		i.Status, i.Lock, i.Mode = Stopped, LockFinancial, KeepCharging
		i.Due, i.Reboot = time.Time{}, false
	case i.Status == Pending && i.Bare:
		i.Status, i.Mode, i.Due = Stopped, KeepCharging, time.Time{}
	case i.Status == Pending:
		i.Begin(Options{}, at)
	case i.Status == Stopping && i.Reboot:
		i.Reboot = false
		i.Begin(Options{}, at)
	case i.Status == Stopping:
		i.Status, i.Due, i.Halted = Stopped, time.Time{}, at
	case i.Status == Starting:
		if i.Mode == StopCharging && i.PublicIP != 0 {
			i.PublicIP = i.PublicIP.another(hash.Mix(i.Hash, i.Generation))
		}
		if i.NextHost != "" {
			i.Host, i.NextHost = i.NextHost, ""
		}
		i.Status, i.Started, i.Mode, i.Due = Running, at, "", time.Time{}
	}
	return false
}

// ChargeType is PrePaid or PostPaid.
func (i *Instance) ChargeType() string {
	if i.Prepaid {
		return "PrePaid"
	}
	return "PostPaid"
}

// Basket is what an instance is made of. The caller holds the lock.
func (i *Instance) Basket(r *Region) market.Basket {
	b := market.Basket{Type: i.Type, Windows: i.Image.OSType == "windows", Multiplier: r.PriceMultiplier}
	for _, d := range i.disks() {
		b.Disks = append(b.Disks, d.DiskSpec)
	}
	if i.ByBandwidth {
		b.Bandwidth = i.Bandwidth
	}
	return b
}

// NeverExpires is the ExpiredTime of what is not prepaid.
const NeverExpires = "2099-12-31T15:59Z"
