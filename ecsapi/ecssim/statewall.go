package ecssim

import (
	"fmt"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// wallState is what goes by the wall clock, which does not stand still.
type wallState struct {
	Faults  []faultState      `json:"faults,omitempty"`
	Luck    []byte            `json:"luck,omitempty"` // what decides whom a fault hits
	Limits  Limits            `json:"limits,omitempty"`
	Retry   bool              `json:"retry_after,omitempty"`
	Buckets []rpc.BucketState `json:"calls,omitempty"`
	Made    []rpc.BucketState `json:"created,omitempty"`
	Nonces  rpc.NonceState    `json:"nonces"`
}

type faultState struct {
	Action string        `json:"action,omitempty"`
	Region string        `json:"region,omitempty"`
	Kind   string        `json:"kind"`
	P      float64       `json:"p"`
	Delay  time.Duration `json:"delay,omitempty"`
	Until  time.Time     `json:"until,omitzero"`

	Times   int    `json:"times,omitzero"`
	Code    string `json:"code,omitzero"`
	Message string `json:"message,omitzero"`
	Status  int    `json:"status,omitzero"`
	Done    bool   `json:"done,omitzero"`
	Rows    int    `json:"rows,omitzero"`
}

func (c *Cloud) wallState() (s wallState) {
	c.faults.mu.Lock()
	for _, f := range c.faults.list {
		if !f.spent {
			s.Faults = append(s.Faults, faultState{
				f.Action, f.Region, f.Kind, f.P, f.Delay, f.until, f.Times, f.Code, f.Message, f.Status, f.Done, f.Rows,
			})
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
		fault := Fault{
			Action: f.Action, Region: f.Region, Kind: f.Kind, P: f.P, Delay: f.Delay, Times: f.Times,
			Code: f.Code, Message: f.Message, Status: f.Status, Done: f.Done, Rows: f.Rows,
		}
		if err := fault.check(); err != nil {
			return fmt.Errorf("a fault: %w", err)
		}
		c.faults.list = append(c.faults.list, activeFault{Fault: fault, until: f.Until})
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
