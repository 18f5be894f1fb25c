package world

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/rpc"
)

// State is a world as it is written.
type State struct {
	Now     time.Time `json:"now"`
	Speed   float64   `json:"speed"`
	Balance int64     `json:"balance"` // in thousandths of a CNY
	Orders  uint64    `json:"orders"`
	Changes uint64    `json:"changes"`

	Types   []catalog.InstanceType `json:"types"`             // that the catalogue lacks, or has otherwise
	Claimed []Addr                 `json:"claimed,omitempty"` // public addresses of a given fleet, released ones too
	Tokens  []rpc.TokenState       `json:"tokens"`
	Regions []RegionState          `json:"regions"`
}

// State is a copy of all there is, at one instant: everything stands still
// while it is made, for a millisecond with some thousand instances. Into the room
// of the copy before, which is why there is one at a time: fresh memory would
// take five times as long. also is called while everything stands still.
func (c *Cloud) State(also func()) *State {
	c.Tokens.Writing.Lock()
	defer c.Tokens.Writing.Unlock()
	for _, r := range c.Regions {
		r.mu.Lock()
		defer r.mu.Unlock()
	}
	s := &State{Now: c.Now(), Speed: c.clock.speed, Types: c.ownTypes()}
	for _, r := range c.Regions {
		r.Settle(s.Now)
		s.Regions = append(s.Regions, r.state())
	}
	c.balance.mu.Lock()
	s.Balance = c.balance.ticks
	c.balance.mu.Unlock()
	s.Changes, s.Orders = c.Changed.Load(), c.orders.Load()
	s.Claimed = slices.Sorted(maps.Keys(c.Claimed))
	s.Tokens = c.Tokens.State()
	also()
	return s
}

// Load is the world whose state was saved, its tokens apart.
func Load(seed uint64, speed float64, s *State) (*Cloud, error) {
	c := New(seed, s.Now, speed)
	c.balance.ticks = s.Balance
	c.orders.Store(s.Orders)
	c.Changed.Store(s.Changes)
	c.adopt(s.Types)
	for _, public := range s.Claimed {
		c.Claimed[public] = true
	}
	for n := range s.Regions {
		r, err := c.loadRegion(&s.Regions[n])
		if err != nil {
			return nil, fmt.Errorf("region %.40q: %w", s.Regions[n].ID, err)
		}
		c.Regions = append(c.Regions, r)
		c.ByID[r.ID] = r
	}
	return c, nil
}

// ownTypes are the types that the catalogue lacks or has otherwise.
func (c *Cloud) ownTypes() []catalog.InstanceType {
	known := Types(catalog.InstanceTypes())
	own := []catalog.InstanceType{}
	for _, t := range c.Types {
		if k := known.ByID(t.ID); k == nil || *k != t {
			own = append(own, t)
		}
	}
	return own
}

// adopt takes types into those of the catalogue: new ones, and ones that are otherwise here.
func (c *Cloud) adopt(own []catalog.InstanceType) {
	if len(own) == 0 {
		return
	}
	c.Types = slices.Clone(c.Types)
	for _, t := range own {
		if n := c.Types.Index(t.ID); n >= 0 {
			c.Types[n] = t
		} else {
			c.Types = append(c.Types, t)
		}
	}
}
