package ecssim

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/ecssim/world"
)

// Sizes of a fleet when Config leaves them zero.
const (
	DefaultSeed      = 1
	DefaultInstances = 1200
	DefaultRegions   = 28
)

// NoInstances, as Config.Instances, asks for an empty fleet; the zero value
// asks for DefaultInstances.
const NoInstances = -1

// DefaultBalance is what the account has, in CNY, when Config leaves it zero:
// more than anybody spends by mistake.
const DefaultBalance = 100_000_000

// Config says which cloud to simulate. The zero value is a usable one.
type Config struct {
	// Seed names the fleet and its prices: the same seed gives the same ids,
	// names, types and tags. With the same UTC day in Now the answers are the
	// same byte for byte, because dates are laid out around that day.
	Seed uint64

	// Instances in all regions together; negative (NoInstances) is an empty fleet.
	Instances int

	// Regions that exist, largest first; at most as many as the catalogue has.
	Regions int

	// Now is the virtual time at the start; zero is the wall clock, truncated to the second.
	Now time.Time

	// Speed is virtual seconds per wall second; 0 is 1. Frozen stops the
	// virtual clock altogether: only Advance moves it.
	Speed  float64
	Frozen bool

	// Quota is how many instances that are paid as they are used a region may
	// hold; 0 is 1,000 more than it starts with.
	Quota int

	// Balance is the money of the account, CNY; 0 is DefaultBalance, and below 0
	// it is in arrears. It pays for what is prepaid, at once. What is paid by the
	// hour needs some and uses none: its bill comes at the end of the month.
	Balance float64

	// Latency is added to every answer of the API, in wall time. It ends early
	// when the client goes away.
	Latency time.Duration

	// NoGzip answers as it is what a client would take packed.
	NoGzip bool

	// Limits of actions; those not named have 60,000 calls a minute in each region.
	Limits Limits

	// RetryAfter lets what the limits refuse say when to come again, as SetRetryAfter does.
	RetryAfter bool

	// LimitHeader lets answers tell the limit, as SetLimitHeader does.
	LimitHeader bool

	// Scenario is the story that is played from the start on, one of
	// Scenarios; New panics at another.
	Scenario string

	// Log is told of every request once it was answered, also by several
	// goroutines at once; nil is told nothing.
	Log func(Call)

	// OnSave does what POST /_sim/save asks for, such as a Save to a file; nil refuses it.
	OnSave func() error
}

// Cloud is a simulated ECS endpoint, an http.Handler. It is safe for concurrent use and starts no
// goroutine: what is due by now is applied when somebody looks.
type Cloud struct {
	world *world.Cloud

	latency time.Duration
	noGzip  bool
	log     func(Call)
	onSave  func() error

	origin Origin
	saving sync.Mutex // held while a state is written

	nonces     rpc.Nonces
	stats      stats
	faults     faults
	buckets    rpc.Buckets
	retryAfter atomic.Bool

	limitHeader atomic.Bool

	requests atomic.Uint64 // numbers the request ids

	signIn sts.SignIn
}

// New builds a cloud and its fleet.
func New(cfg Config) *Cloud { return build(cfg, nil) }

// build builds a cloud with a fleet that is given or, without, made up.
func build(cfg Config, fleet []world.Machine) *Cloud {
	cfg.Seed = cmp.Or(cfg.Seed, DefaultSeed)
	cfg.Instances = cmp.Or(cfg.Instances, DefaultInstances)
	cfg.Regions = min(cmp.Or(max(cfg.Regions, 0), DefaultRegions), len(catalog.Regions()))
	cfg.Balance = cmp.Or(cfg.Balance, DefaultBalance)
	cfg.Now = cmp.Or(cfg.Now, time.Now().Truncate(time.Second))
	switch {
	case cfg.Frozen:
		cfg.Speed = 0
	case !(cfg.Speed > 0):
		cfg.Speed = 1
	}
	c := endpoint(world.New(cfg.Seed, cfg.Now, cfg.Speed), cfg)
	c.origin = Origin{
		Seed: cfg.Seed, Instances: max(cfg.Instances, 0), Regions: cfg.Regions, Now: cfg.Now.UTC(), Scenario: cfg.Scenario,
	}
	c.buckets.SetLimits(defaultLimits.with(cfg.Limits))
	c.SetRetryAfter(cfg.RetryAfter)
	c.SetLimitHeader(cfg.LimitHeader)
	c.SetBalance(cfg.Balance)
	if len(fleet) > 0 {
		c.origin.Instances, c.origin.Fleet = len(fleet), FleetDigest(fleet)
	}
	c.world.Populate(max(cfg.Instances, 0), cfg.Regions, cfg.Now.UTC(), fleet)
	c.world.SetQuota(cfg.Quota)
	if cfg.Scenario != "" {
		if err := c.play(Story{Name: cfg.Scenario}, stormPace); err != nil {
			panic("ecssim: " + err.Error())
		}
	}
	return c
}

// endpoint is what answers for a world.
func endpoint(w *world.Cloud, cfg Config) *Cloud {
	c := &Cloud{world: w, latency: cfg.Latency, noGzip: cfg.NoGzip, log: cfg.Log, onSave: cfg.OnSave}
	c.faults.source = rand.NewPCG(w.Seed, 0xfa017)
	c.faults.rng = rand.New(c.faults.source)
	c.stats.reset()
	return c
}

// Keys are the two access keys that each cloud accepts. They are constants and obviously not real ones.
func Keys() (operator, readOnly rpc.Key) { return rpc.OperatorKey, rpc.ReadOnlyKey }

// Keys are the two access keys the cloud accepts, see [Keys].
func (c *Cloud) Keys() (operator, readOnly rpc.Key) { return Keys() }

// Now is the virtual time, UTC.
func (c *Cloud) Now() time.Time { return c.world.Now() }

// Advance moves the virtual clock forward by d; a negative d is ignored. It
// does what POST /_sim/clock does.
func (c *Cloud) Advance(d time.Duration) {
	if d > 0 {
		c.world.Advance(d)
	}
}

// Balance is what the account has, in CNY; below 0 it is in arrears.
func (c *Cloud) Balance() float64 { return c.world.Balance() }

// SetBalance gives the account an amount of CNY, as POST /_sim/balance does; below 0 it is in
// arrears. What was due before is paid, or not, from what there was before.
func (c *Cloud) SetBalance(amount float64) { c.world.SetBalance(amount) }

// LockInstance locks an instance for "financial" or "security" reasons, or with ""
// takes its lock away, as POST /_sim/lock does.
func (c *Cloud) LockInstance(id, reason string) error {
	if !slices.Contains([]string{"", world.LockFinancial, world.LockSecurity}, reason) {
		return fmt.Errorf(`reason is %.40q, must be "financial", "security" or "" for no lock`, reason)
	}
	if !c.world.LockInstance(id, reason, c.Now()) {
		return fmt.Errorf("instance is %.40q, must be the id of one", id)
	}
	return nil
}

// FillVSwitch leaves a vSwitch so many free addresses, as POST /_sim/vswitch does.
func (c *Cloud) FillVSwitch(id string, free int) error {
	if free < 0 {
		return fmt.Errorf("free is %d, must be from 0", free)
	}
	switch left, ok := c.world.Fill(id, free, c.Now()); {
	case !ok:
		return fmt.Errorf("id is %.40q, must be that of a vSwitch", id)
	case left != free:
		return fmt.Errorf("free is %d, must be from 0 to %d, which are left", free, left)
	}
	return nil
}

// Stats is what was called since the start or the last reset, as GET /_sim/stats answers it.
func (c *Cloud) Stats() Stats { return c.stats.snapshot() }

// ResetStats starts counting afresh, as POST /_sim/stats/reset does.
func (c *Cloud) ResetStats() { c.stats.reset() }

// Inject adds faults to those in force, all or none of them, as POST
// /_sim/faults does. The error says which field is wrong and what is accepted.
func (c *Cloud) Inject(list ...Fault) error {
	defer c.world.Changed.Add(1)
	return c.faults.add(list)
}

// ClearFaults removes every fault, as DELETE /_sim/faults does.
func (c *Cloud) ClearFaults() {
	defer c.world.Changed.Add(1)
	c.faults.clear()
	for _, r := range c.world.Regions {
		r.ForgetPast()
	}
}

// NewFrom builds a cloud with a given fleet instead of one made up: its Instances mean nothing, and
// there are also the regions of the fleet. Types and zones that the catalogue lacks are there, too.
// What a Machine doesn't tell is made up. The error is that of CheckFleet.
func NewFrom(cfg Config, fleet []world.Machine) (*Cloud, error) {
	if err := world.CheckFleet(fleet); err != nil {
		return nil, err
	}
	cfg.Instances = NoInstances
	return build(cfg, fleet), nil
}

// FleetDigest tells one fleet from another, as Origin has it.
func FleetDigest(fleet []world.Machine) string {
	sum := sha256.New()
	_ = json.NewEncoder(sum).Encode(fleet)
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

// TemporaryKey is a key as the token service gives it out: good for everything, with its Token,
// until life has passed on the wall clock. Then calls answer InvalidSecurityToken.Expired. Keys
// whose life ends in the same second are the same key.
func (c *Cloud) TemporaryKey(life time.Duration) rpc.Key {
	return rpc.TemporaryKey("sim-operator/session", time.Now().Add(life))
}
