package ecssim

import (
	"fmt"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// wallState is what goes by the wall clock, which does not stand still.
type wallState struct {
	Faults  []savedFault      `json:"faults,omitempty"`
	Luck    []byte            `json:"luck,omitempty"` // what decides whom a fault hits
	Limits  Limits            `json:"limits,omitempty"`
	Retry   bool              `json:"retry_after,omitempty"`
	Buckets []rpc.BucketState `json:"calls,omitempty"`
	Made    []rpc.BucketState `json:"created,omitempty"`
	Nonces  rpc.NonceState    `json:"nonces"`
}

// savedFault is a fault as a state has it, which is not the form that is posted.
type savedFault Fault

func (c *Cloud) wallState() (s wallState) {
	c.faults.mu.Lock()
	for _, f := range c.faults.list {
		if !f.spent {
			s.Faults = append(s.Faults, savedFault(f.Fault))
		}
	}
	s.Luck, _ = c.faults.source.MarshalBinary()
	c.faults.mu.Unlock()
	s.Limits, s.Retry = c.Limits(), c.RetryAfter()
	s.Buckets, s.Made = c.buckets.State(), c.world.Made.State()
	s.Nonces = c.nonces.State()
	return s
}

func (c *Cloud) loadWall(s *wallState) error {
	for _, f := range s.Faults {
		if err := Fault(f).check(); err != nil {
			return fmt.Errorf("a fault: %w", err)
		}
		c.faults.list = append(c.faults.list, activeFault{Fault: Fault(f)})
	}
	if len(s.Luck) > 0 {
		if err := c.faults.source.UnmarshalBinary(s.Luck); err != nil {
			return fmt.Errorf("luck: %w", err)
		}
	}
	c.buckets.SetLimits(defaultLimits.with(s.Limits))
	c.retryAfter.Store(s.Retry)
	c.buckets.Load(s.Buckets)
	c.world.Made.Load(s.Made)
	c.nonces.Load(s.Nonces)
	return nil
}
