package world

import (
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
		Seed: seed, clock: newClock(now.UTC(), speed), Types: catalog.InstanceTypes(), ByID: map[string]*Region{}, Claimed: map[Addr]bool{},
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
