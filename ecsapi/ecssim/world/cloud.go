package world

import (
	"sync"
	"sync/atomic"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/rpc"
)

// Cloud is the state behind an endpoint: the account with its regions, its money
// and its client tokens, and the clock they go by.
type Cloud struct {
	Seed  uint64
	clock *clock

	Types   Types
	Regions []*Region // in catalogue order
	ByID    map[string]*Region

	Claimed map[Addr]bool // public addresses that a given fleet has

	Changed atomic.Uint64 // counts what may have changed

	Tokens  rpc.Tokens
	balance balance
	Made    rpc.Buckets // instances created

	orders atomic.Uint64 // numbers the orders
}

// New is one without regions, whose clock starts at a moment and runs speed
// times as fast as the wall clock.
func New(seed uint64, now time.Time, speed float64) *Cloud {
	c := &Cloud{
		Seed: seed, clock: &clock{speed: speed, base: now.UTC().Round(0), wall: time.Now()},
		Types: catalog.InstanceTypes(), ByID: map[string]*Region{}, Claimed: map[Addr]bool{},
	}
	c.Made.SetLimits(map[string]rpc.Limit{"*": {Calls: maxCreations, Per: time.Minute}})
	return c
}

// Now is the virtual time, UTC.
func (c *Cloud) Now() time.Time { return c.clock.now() }

// Advance moves the virtual clock forward.
func (c *Cloud) Advance(d time.Duration) {
	defer c.Changed.Add(1)
	c.clock.advance(d)
}

// Once carries out a write, or answers as before when its ClientToken was used
// with the same parameters.
func (c *Cloud) Once(call *Call, write func() (rpc.Answer, error)) (rpc.Answer, error) {
	return c.Tokens.Once(call.Action, call.Params, write)
}

// Where the virtual clock stops: a year needs four digits in every format, and a
// duration holds 292 of them.
const longestRun = 250 * 365 * 24 * time.Hour

var lastInstant = time.Date(9900, 1, 1, 0, 0, 0, 0, time.UTC)

// clock is the virtual clock: it starts at a given instant and runs speed
// times as fast as the wall clock, or stands still until advanced.
type clock struct {
	speed float64 // virtual seconds per wall second; 0 is frozen

	mu   sync.Mutex
	base time.Time // virtual time at wall
	wall time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	ahead := min(float64(time.Since(c.wall))*c.speed, float64(longestRun))
	return soonest(c.base.Add(time.Duration(ahead)), lastInstant)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = soonest(c.base.Add(d), lastInstant)
}

// soonest is the first of some moments, those apart that never come, which are zero.
func soonest(times ...time.Time) (first time.Time) {
	for _, t := range times {
		if first.IsZero() || !t.IsZero() && t.Before(first) {
			first = t
		}
	}
	return first
}
