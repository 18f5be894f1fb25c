package ecssim

import (
	"sync/atomic"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/rpc"
)

// world is the state behind an endpoint: the account with its regions, its money
// and its client tokens, and the clock they go by.
type world struct {
	seed  uint64
	clock *clock

	types   types
	regions []*region // in catalogue order
	byID    map[string]*region

	claimed map[addr]bool // public addresses that a given fleet has

	changed atomic.Uint64 // counts what may have changed

	tokens  rpc.Tokens
	balance balance
	made    rpc.Buckets // instances created

	orders atomic.Uint64 // numbers the orders
}

// newWorld is one without regions, whose clock starts at a moment and runs speed
// times as fast as the wall clock.
func newWorld(seed uint64, now time.Time, speed float64) *world {
	c := &world{
		seed: seed, clock: newClock(now.UTC(), speed), types: catalog.InstanceTypes(), byID: map[string]*region{}, claimed: map[addr]bool{},
	}
	c.made.Limits = map[string]rpc.Limit{"*": {Calls: rpc.MaxCreations, Per: time.Minute}}
	return c
}

// Now is the virtual time, UTC.
func (c *world) Now() time.Time { return c.clock.now() }

// advance moves the virtual clock forward.
func (c *world) advance(d time.Duration) {
	defer c.changed.Add(1)
	c.clock.advance(d)
}

// once carries out a write, or answers as before when its ClientToken was used
// with the same parameters.
func (c *world) once(call *call, write func() (rpc.Answer, error)) (rpc.Answer, error) {
	return c.tokens.Once(call.action, call.Params, write)
}
