package ecssim

import (
	"strings"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
)

// Statuses of an instance. Pending exists only while one is being created.
const (
	pending  = "Pending"
	starting = "Starting"
	running  = "Running"
	stopping = "Stopping"
	stopped  = "Stopped"
)

// Stopped modes.
const (
	keepCharging = "KeepCharging"
	stopCharging = "StopCharging"
)

// Reasons an instance is locked for.
const (
	lockFinancial = "financial" // expired or in arrears
	lockSecurity  = "security"
	lockRecycling = "Recycling" // a spot instance about to be taken back
)

// Spot strategies.
const (
	noSpot         = "NoSpot"
	spotPriceLimit = "SpotWithPriceLimit"
	spotAsPriceGo  = "SpotAsPriceGo"
)

// keptAfterExpiry is how long an expired instance is kept before it is released.
const keptAfterExpiry = 15 * 24 * time.Hour

// instance is one machine. All of it is guarded by the lock of its region;
// what doesn't move could be read without, but pages copy it whole anyway.
type instance struct {
	ID, name, status, description string // what filters look at comes first

	hash     uint64 // of the id and the seed: what is derived or timed follows it
	Type     *catalog.InstanceType
	image    *catalog.Image
	place    *vswitch
	groups   []string // ids of security groups
	tags     []tag
	keyPair  string
	resource string // id of the resource group

	prepaid    bool
	spot       string  // strategy
	spotLimit  float64 // CNY an hour, 0 without one
	spotHours  int     // protected hours
	privateIP  addr
	EIP        addr // elastic address, 0 without one
	bandwidth  int  // outbound, Mbit/s
	created    time.Time
	protected  bool // from release by hand
	expires    time.Time
	release    time.Time // automatic release, zero without one
	generation uint64    // changes of status so far; seeds their durations

	mode     string // of a stopped one: keepCharging or stopCharging
	lock     string // reason, "" when not locked
	started  time.Time
	publicIP addr
	due      time.Time // when Starting or Stopping ends; zero when at rest
	reboot   bool      // Stopping goes on to Starting

	specs    []market.DiskSpec // disks it was created with; nil: they follow from the hash
	userData string            // base64
	halted   time.Time         // when it last came to Stopped, zero if it was found so
	tasks    []task            // going on in it

	host        string // host name, "" for the one that follows from the id
	nextHost    string // the one it takes when it starts, "" for no other
	byBandwidth bool   // the public bandwidth is paid for as such, not by traffic
	unlimited   bool   // a burstable one bursts without limit, at a price

	weekly  bool      // the subscription was bought by the week
	renewal renewal   // what happens to a subscription when it ends
	renewed time.Time // expiry that was paid for and is not seen yet
	settles time.Time // when it will be, zero without one

	watch     time.Time // when a spot instance's fate is to be worked out
	reclaimed time.Time // when it is, or was, locked to be taken back; zero when it won't be
	survives  bool      // being taken back stops it instead of releasing it
	booked    bool      // its machine is counted as taken from stock
	bare      bool      // came by CreateInstance, which starts nothing
	hidden    bool      // created a moment ago and not listed yet
	listed    time.Time // when that ends

	slot int // place in the region's agenda, -1 when there is nothing to wait for
}

// tag is a label on an instance.
type tag struct{ key, value string }

// span is a duration between from and to seconds, always the same for the same
// step of the same instance.
func (i *instance) span(from, to float64) time.Duration {
	i.generation++
	seconds := from + hash.Unit(hash.Mix(i.hash, i.generation))*(to-from)
	return time.Duration(seconds * float64(time.Second)).Truncate(time.Millisecond)
}

// hostName is what the system of an instance calls itself.
func (i *instance) hostName() string {
	if i.host != "" {
		return i.host
	}
	return "iZ" + strings.TrimPrefix(i.ID, "i-") + "Z"
}

// options are what a caller may ask of an operation.
type options struct {
	force bool
	mode  string // of stopping
}

// begin moves a stopped instance to Starting.
func (i *instance) begin(_ options, now time.Time) {
	if i.status == stopped && i.halted.IsZero() {
		i.halted = i.created // it was found stopped: nobody knows since when
	}
	i.status, i.due = starting, now.Add(i.span(10, 35))
}

// halt moves a running instance to Stopping; forced is cutting the power.
func (i *instance) halt(o options, now time.Time) {
	i.interrupt(now, false)
	i.status, i.due = stopping, now.Add(i.span(8, 40))
	if o.force {
		i.due = now.Add(i.span(2, 4))
	}
	i.mode = keepCharging
	// Where giving the machine back isn't possible, it is ignored, not refused.
	if o.mode == stopCharging && !i.prepaid && !market.LocalDisks(i.Type) {
		i.mode = stopCharging
	}
}

// restart moves a running instance to Stopping and then on to Starting.
func (i *instance) restart(o options, now time.Time) {
	i.halt(o, now)
	i.reboot = true
}

// next is when something happens to the instance by itself; zero is never.
func (i *instance) next() time.Time {
	at := i.due
	sooner := func(t time.Time) {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	sooner(i.watch)
	if i.lock == lockRecycling {
		sooner(i.reclaimed.Add(reclaimNotice))
	} else {
		sooner(i.reclaimed)
	}
	sooner(i.settles)
	switch {
	case i.lock != lockFinancial:
		sooner(i.ends())
		sooner(i.release)
		sooner(i.renewal.next)
	case !i.ends().IsZero():
		sooner(i.expires.Add(keptAfterExpiry))
	}
	return at
}

// step does what next foretold for this instant; gone means that the instance
// was released.
func (i *instance) step(at time.Time) (gone bool) {
	switch {
	case i.lock == lockFinancial && !i.ends().IsZero() && !at.Before(i.expires.Add(keptAfterExpiry)),
		i.lock != lockFinancial && !i.release.IsZero() && !at.Before(i.release):
		return true
	case i.lock != lockFinancial && !i.ends().IsZero() && !at.Before(i.expires):
		i.interrupt(at, false)
		i.halted = at
		i.status, i.lock, i.mode = stopped, lockFinancial, keepCharging
		i.due, i.reboot = time.Time{}, false
	case i.status == pending && i.bare:
		i.status, i.mode, i.due = stopped, keepCharging, time.Time{}
	case i.status == pending:
		i.begin(options{}, at)
	case i.status == stopping && i.reboot:
		i.reboot = false
		i.begin(options{}, at)
	case i.status == stopping:
		i.status, i.due, i.halted = stopped, time.Time{}, at
	case i.status == starting:
		if i.mode == stopCharging && i.publicIP != 0 {
			i.publicIP = i.publicIP.another(hash.Mix(i.hash, i.generation))
		}
		if i.nextHost != "" {
			i.host, i.nextHost = i.nextHost, ""
		}
		i.status, i.started, i.mode, i.due = running, at, "", time.Time{}
	}
	return false
}

func (i *instance) chargeType() string {
	if i.prepaid {
		return "PrePaid"
	}
	return "PostPaid"
}

// basket is what an instance is made of. The caller holds the lock.
func (i *instance) basket(r *region) market.Basket {
	b := market.Basket{Type: i.Type, Windows: i.image.OSType == "windows", Multiplier: r.PriceMultiplier}
	for _, d := range i.disks() {
		b.Disks = append(b.Disks, d.DiskSpec)
	}
	if i.byBandwidth {
		b.Bandwidth = i.bandwidth
	}
	return b
}

// neverExpires is the ExpiredTime of what is not prepaid.
const neverExpires = "2099-12-31T15:59Z"
