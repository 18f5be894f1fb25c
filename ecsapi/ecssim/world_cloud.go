package ecssim

import (
	"sync/atomic"
	"time"

	"ecsdeck/ecsapi/catalog"
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

	tokens  tokens
	balance balance
	made    buckets // instances created

	orders atomic.Uint64 // numbers the orders
}

// newWorld is one without a clock and without regions.
func newWorld(seed uint64) *world {
	c := &world{seed: seed, types: catalog.InstanceTypes(), byID: map[string]*region{}, claimed: map[addr]bool{}}
	c.made.limits = map[string]Limit{"*": {Calls: maxCreations, Per: time.Minute}}
	return c
}

// once carries out a write, or answers as before when its ClientToken was used
// with the same parameters.
func (c *world) once(call *call, write func() (stamped, error)) (stamped, error) {
	return c.tokens.once(call.action, call.params, write)
}
