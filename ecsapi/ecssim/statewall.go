package ecssim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// tokenState is a promise that was kept.
type tokenState struct {
	Key    string          `json:"token"` // action and token
	Asked  []byte          `json:"asked"`
	Answer json.RawMessage `json:"answer"`
}

// state lists the tokens that were used, oldest first. Nothing uses one
// meanwhile.
func (t *tokens) state() []tokenState {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := []tokenState{}
	for _, key := range t.order {
		p := t.byKey[key]
		if p.asked == "" {
			continue // what it asked for failed
		}
		answer, err := json.Marshal(p.answer)
		if err == nil {
			all = append(all, tokenState{key, []byte(p.asked), answer})
		}
	}
	return all
}

// load takes tokens as they were saved; empty makes an empty answer of an
// action that takes one, nil for another.
func (t *tokens) load(all []tokenState, empty func(action string) stamped) error {
	t.byKey = make(map[string]*promise, len(all))
	for _, s := range all {
		action, _, _ := strings.Cut(s.Key, " ")
		answer := empty(action)
		if answer == nil || t.byKey[s.Key] != nil {
			return fmt.Errorf("token %.80q: no action takes it, or it is there twice", s.Key)
		}
		if err := json.Unmarshal(s.Answer, answer); err != nil {
			return fmt.Errorf("token %.80q: its answer is %w", s.Key, err)
		}
		t.byKey[s.Key] = &promise{asked: string(s.Asked), answer: answer}
		t.order = append(t.order, s.Key)
	}
	return nil
}

// wallState is what goes by the wall clock, which does not stand still.
type wallState struct {
	Faults  []faultState  `json:"faults,omitempty"`
	Luck    []byte        `json:"luck,omitempty"` // what decides whom a fault hits
	Limits  Limits        `json:"limits,omitempty"`
	Retry   bool          `json:"retry_after,omitempty"`
	Buckets []bucketState `json:"calls,omitempty"`
	Made    []bucketState `json:"created,omitempty"`
	Nonces  nonceState    `json:"nonces"`
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

type bucketState struct {
	Action string    `json:"action,omitempty"`
	Region string    `json:"region,omitempty"`
	Until  time.Time `json:"until"`
	Left   int       `json:"left"`
}

// nonceState are the nonces that may not be used again, 16 bytes each.
type nonceState struct {
	Turned time.Time `json:"turned,omitzero"`
	Young  []byte    `json:"young,omitempty"`
	Old    []byte    `json:"old,omitempty"`
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
	s.Buckets, s.Made = c.buckets.state(), c.world.made.state()
	s.Nonces = c.nonces.state()
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
	c.buckets.limits = defaultLimits.with(s.Limits)
	c.retryAfter.Store(s.Retry)
	c.buckets.load(s.Buckets)
	c.world.made.load(s.Made)
	c.nonces.load(s.Nonces)
	return nil
}

func (b *buckets) state() []bucketState {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []bucketState
	now := time.Now()
	for at, have := range b.full {
		if now.Before(have.until) {
			all = append(all, bucketState{at.action, at.region, have.until, have.left})
		}
	}
	slices.SortFunc(all, func(a, b bucketState) int { return strings.Compare(a.Action+" "+a.Region, b.Action+" "+b.Region) })
	return all
}

func (b *buckets) load(all []bucketState) {
	b.full = map[drain]*bucket{}
	for _, s := range all {
		b.full[drain{s.Action, s.Region}] = &bucket{s.Until, s.Left}
	}
}

func (n *nonces) state() nonceState {
	n.mu.Lock()
	defer n.mu.Unlock()
	pack := func(m map[[16]byte]struct{}) (b []byte) {
		for id := range maps.Keys(m) {
			b = append(b, id[:]...)
		}
		return b
	}
	if time.Since(n.turned) > 4*timestampTolerance {
		return nonceState{} // too old to be sent again
	}
	return nonceState{n.turned, pack(n.young), pack(n.old)}
}

func (n *nonces) load(s nonceState) {
	unpack := func(b []byte) map[[16]byte]struct{} {
		m := make(map[[16]byte]struct{}, len(b)/16)
		for id := range slices.Chunk(b, 16) {
			if len(id) == 16 {
				m[[16]byte(id)] = struct{}{}
			}
		}
		return m
	}
	if !s.Turned.IsZero() {
		n.young, n.old, n.turned = unpack(s.Young), unpack(s.Old), s.Turned
	}
}
