package world

import (
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

// keptAfterExpiry is how long an expired instance is kept before it is released.
const keptAfterExpiry = 15 * 24 * time.Hour

// Instance is one machine. All of it is guarded by the lock of its region;
// what doesn't move could be read without, but pages copy it whole anyway.
type Instance struct {
	ID, Name, Status, Description string // what filters look at comes first

	Hash     uint64 // of the id and the seed: what is derived or timed follows it
	Type     *catalog.InstanceType
	Image    *catalog.Image
	Place    *VSwitch
	Groups   []string // ids of security groups
	Tags     []Tag
	KeyPair  string
	Resource string // id of the resource group

	Prepaid    bool
	Spot       string  // strategy
	SpotLimit  float64 // CNY an hour, 0 without one
	SpotHours  int     // protected hours
	PrivateIP  Addr
	EIP        Addr // elastic address, 0 without one
	Bandwidth  int  // outbound, Mbit/s
	Created    time.Time
	Protected  bool // from release by hand
	Expires    time.Time
	Release    time.Time // automatic release, zero without one
	generation uint64    // changes of status so far; seeds their durations

	Mode     string // of a stopped one: keepCharging or stopCharging
	Lock     string // reason, "" when not locked
	Started  time.Time
	PublicIP Addr
	Due      time.Time // when Starting or Stopping ends; zero when at rest
	reboot   bool      // Stopping goes on to Starting

	Specs    []market.DiskSpec // disks it was created with; nil: they follow from the hash
	UserData string            // base64
	Halted   time.Time         // when it last came to Stopped, zero if it was found so
	Tasks    []Task            // going on in it

	Host        string // host name, "" for the one that follows from the id
	NextHost    string // the one it takes when it starts, "" for no other
	ByBandwidth bool   // the public bandwidth is paid for as such, not by traffic
	Unlimited   bool   // a burstable one bursts without limit, at a price

	Weekly  bool      // the subscription was bought by the week
	Renewal Renewal   // what happens to a subscription when it ends
	renewed time.Time // expiry that was paid for and is not seen yet
	Settles time.Time // when it will be, zero without one

	Watch     time.Time // when a spot instance's fate is to be worked out
	reclaimed time.Time // when it is, or was, locked to be taken back; zero when it won't be
	Survives  bool      // being taken back stops it instead of releasing it
	booked    bool      // its machine is counted as taken from stock
	Bare      bool      // came by CreateInstance, which starts nothing
	Hidden    bool      // created a moment ago and not listed yet
	Listed    time.Time // when that ends

	Slot int // place in the region's agenda, -1 when there is nothing to wait for
}

// Tag is a label on an instance.
type Tag struct{ Key, Value string }

// Span is a duration between from and to seconds, always the same for the same
// step of the same instance.
func (i *Instance) Span(from, to float64) time.Duration {
	i.generation++
	seconds := from + hash.Unit(hash.Mix(i.Hash, i.generation))*(to-from)
	return time.Duration(seconds * float64(time.Second)).Truncate(time.Millisecond)
}

// HostName is what the system of an instance calls itself.
func (i *Instance) HostName() string {
	if i.Host != "" {
		return i.Host
	}
	return "iZ" + strings.TrimPrefix(i.ID, "i-") + "Z"
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
	i.reboot = true
}

// next is when something happens to the instance by itself; zero is never.
func (i *Instance) next() time.Time {
	at := i.Due
	sooner := func(t time.Time) {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	sooner(i.Watch)
	if i.Lock == LockRecycling {
		sooner(i.reclaimed.Add(reclaimNotice))
	} else {
		sooner(i.reclaimed)
	}
	sooner(i.Settles)
	switch {
	case i.Lock != LockFinancial:
		sooner(i.ends())
		sooner(i.Release)
		sooner(i.Renewal.next)
	case !i.ends().IsZero():
		sooner(i.Expires.Add(keptAfterExpiry))
	}
	return at
}

// step does what next foretold for this instant; gone means that the instance
// was released.
func (i *Instance) step(at time.Time) (gone bool) {
	switch {
	case i.Lock == LockFinancial && !i.ends().IsZero() && !at.Before(i.Expires.Add(keptAfterExpiry)),
		i.Lock != LockFinancial && !i.Release.IsZero() && !at.Before(i.Release):
		return true
	case i.Lock != LockFinancial && !i.ends().IsZero() && !at.Before(i.Expires):
		i.interrupt(at, false)
		i.Halted = at
		i.Status, i.Lock, i.Mode = Stopped, LockFinancial, KeepCharging
		i.Due, i.reboot = time.Time{}, false
	case i.Status == Pending && i.Bare:
		i.Status, i.Mode, i.Due = Stopped, KeepCharging, time.Time{}
	case i.Status == Pending:
		i.Begin(Options{}, at)
	case i.Status == Stopping && i.reboot:
		i.reboot = false
		i.Begin(Options{}, at)
	case i.Status == Stopping:
		i.Status, i.Due, i.Halted = Stopped, time.Time{}, at
	case i.Status == Starting:
		if i.Mode == StopCharging && i.PublicIP != 0 {
			i.PublicIP = i.PublicIP.another(hash.Mix(i.Hash, i.generation))
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
