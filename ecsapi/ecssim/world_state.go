package ecssim

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/rpc"
)

// worldState is a world as it is written.
type worldState struct {
	Now     time.Time `json:"now"`
	Speed   float64   `json:"speed"`
	Balance int64     `json:"balance"` // in thousandths of a CNY
	Orders  uint64    `json:"orders"`
	Changes uint64    `json:"changes"`

	Types   []catalog.InstanceType `json:"types"`             // that the catalogue lacks, or has otherwise
	Claimed []addr                 `json:"claimed,omitempty"` // public addresses of a given fleet, released ones too
	Tokens  []rpc.TokenState       `json:"tokens"`
	Regions []regionState          `json:"regions"`
}

// state is a copy of all there is, at one instant: everything stands still
// while it is made, for a millisecond with some thousand instances. Into the room
// of the copy before, which is why there is one at a time: fresh memory would
// take five times as long. also is called while everything stands still.
func (c *world) state(also func()) *worldState {
	c.tokens.Writing.Lock()
	defer c.tokens.Writing.Unlock()
	for _, r := range c.regions {
		r.mu.Lock()
		defer r.mu.Unlock()
	}
	s := &worldState{Now: c.Now(), Speed: c.clock.speed, Types: c.ownTypes()}
	for _, r := range c.regions {
		r.settle(s.Now)
		s.Regions = append(s.Regions, r.state())
	}
	c.balance.mu.Lock()
	s.Balance = c.balance.ticks
	c.balance.mu.Unlock()
	s.Changes, s.Orders = c.changed.Load(), c.orders.Load()
	s.Claimed = slices.Sorted(maps.Keys(c.claimed))
	s.Tokens = c.tokens.State()
	also()
	return s
}

// loadWorld is the world whose state was saved, its tokens apart.
func loadWorld(seed uint64, speed float64, s *worldState) (*world, error) {
	c := newWorld(seed, s.Now, speed)
	c.balance.ticks = s.Balance
	c.orders.Store(s.Orders)
	c.changed.Store(s.Changes)
	c.adopt(s.Types)
	for _, public := range s.Claimed {
		c.claimed[public] = true
	}
	for n := range s.Regions {
		r, err := c.loadRegion(&s.Regions[n])
		if err != nil {
			return nil, fmt.Errorf("region %.40q: %w", s.Regions[n].ID, err)
		}
		c.regions = append(c.regions, r)
		c.byID[r.ID] = r
	}
	return c, nil
}

// ownTypes are the types that the catalogue lacks or has otherwise.
func (c *world) ownTypes() []catalog.InstanceType {
	known := types(catalog.InstanceTypes())
	own := []catalog.InstanceType{}
	for _, t := range c.types {
		if k := known.byID(t.ID); k == nil || *k != t {
			own = append(own, t)
		}
	}
	return own
}

// adopt takes types into those of the catalogue: new ones, and ones that are
// otherwise here.
func (c *world) adopt(own []catalog.InstanceType) {
	if len(own) == 0 {
		return
	}
	c.types = slices.Clone(c.types)
	for _, t := range own {
		if n := c.types.index(t.ID); n >= 0 {
			c.types[n] = t
		} else {
			c.types = append(c.types, t)
		}
	}
}
