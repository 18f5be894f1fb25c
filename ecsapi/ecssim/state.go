package ecssim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// The state of a cloud is one JSON object, an instance on each line. A version that adds fields
// keeps its number; one that an older reader would get wrong gets a new one.
const (
	stateFormat  = "ecsdeck simulated cloud"
	stateVersion = 1
)

// Origin is what a cloud was begun with.
type Origin struct {
	Seed      uint64    `json:"seed"`
	Instances int       `json:"instances"`
	Regions   int       `json:"regions"`
	Now       time.Time `json:"now"`
	Scenario  string    `json:"scenario,omitempty"`
	Fleet     string    `json:"fleet,omitempty"` // digest of the machines it was given
}

// Origin is what the cloud was begun with, before a Save perhaps.
func (c *Cloud) Origin() Origin { return c.origin }

// Changes is a number that grows when what Save writes may have changed, apart
// from time that passes and from who called.
func (c *Cloud) Changes() uint64 { return c.world.Changed.Load() }

// cloudState is the state of a cloud as it is written.
type cloudState struct {
	Format   string    `json:"format"`
	Version  int       `json:"version"`
	Begun    Origin    `json:"begun"`
	Saved    time.Time `json:"saved"` // wall time
	Requests uint64    `json:"requests"`
	Wall     wallState `json:"wall"` // what goes by the wall clock
	*world.State
}

// Save writes the whole state of the cloud, for Load, and tells which of its
// Changes are in it. What is in flight meanwhile is in it whole or not at all.
// Not in it: counts of Stats, and the past that stale answers are told from.
func (c *Cloud) Save(w io.Writer) (changes uint64, err error) {
	c.saving.Lock()
	defer c.saving.Unlock()
	s := c.state()
	out := world.NewWriter(w)
	s.write(out)
	return s.Changes, out.Flush()
}

// state is a copy of all there is, at one instant. The caller holds saving.
func (c *Cloud) state() *cloudState {
	s := &cloudState{
		Format: stateFormat, Version: stateVersion, Begun: c.origin, Saved: time.Now().UTC().Truncate(time.Second),
	}
	s.State = c.world.State(func() {
		s.Requests, s.Wall = c.requests.Load(), c.wallState()
	})
	return s
}

func (c *cloudState) write(s *world.Writer) {
	s.Raw("{\n")
	s.Field("format", c.Format)
	s.Field("version", c.Version)
	s.Field("begun", c.Begun)
	s.Field("saved", c.Saved)
	s.Field("now", c.Now)
	s.Field("speed", c.Speed)
	s.Field("balance", c.Balance)
	s.Field("requests", c.Requests)
	s.Field("orders", c.Orders)
	s.Field("changes", c.Changes)
	world.Values(s, "types", c.Types)
	world.Values(s, "claimed", c.Claimed)
	s.Field("wall", c.Wall)
	world.Values(s, "tokens", c.Tokens)
	world.List(s, "regions", c.Regions, func(r world.RegionState) { r.Write(s) })
	s.Raw("\n}\n")
}

// Errors of what Load is given.
var (
	ErrForeign = errors.New("it is not the state of a simulated cloud")
	ErrNewer   = errors.New("it was written by a newer version")
)

// Load is the cloud whose state was saved, going on from there: its virtual time
// stood still meanwhile, wall time did not. Of cfg it takes Latency, Log and
// OnSave, and Speed or Frozen if they are given. An error is one line.
func Load(state []byte, cfg Config) (*Cloud, error) {
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(state, &head); err != nil {
		return nil, misread(state, err)
	}
	switch {
	case head.Format != stateFormat || head.Version < 1:
		return nil, ErrForeign
	case head.Version > stateVersion:
		return nil, ErrNewer
	}
	s := cloudState{State: &world.State{}}
	if err := json.Unmarshal(state, &s); err != nil {
		return nil, misread(state, err)
	}
	return s.load(cfg)
}

// embedded are structs in the path of a field, which are no fields of the state.
var embedded = regexp.MustCompile(`\b[A-Z]\w*\.`)

// misread says where a state is no JSON, or holds something else than it should.
func misread(state []byte, err error) error {
	if e := (*json.SyntaxError)(nil); errors.As(err, &e) {
		if int(e.Offset) >= len(state) {
			return errors.New("it breaks off")
		}
		return fmt.Errorf("line %d: %w", 1+bytes.Count(state[:e.Offset], []byte("\n")), err)
	}
	if e := (*json.UnmarshalTypeError)(nil); errors.As(err, &e) {
		if e.Field == "" {
			return ErrForeign
		}
		line := 1 + bytes.Count(state[:min(int(e.Offset), len(state))], []byte("\n"))
		return fmt.Errorf("line %d: %s can't be a %s", line, embedded.ReplaceAllString(e.Field, ""), e.Value)
	}
	return err
}

// fastest is the most virtual seconds a second that a state may ask for.
const fastest = 1e9

func (s *cloudState) load(cfg Config) (*Cloud, error) {
	speed := s.Speed
	switch {
	case cfg.Frozen:
		speed = 0
	case cfg.Speed > 0:
		speed = cfg.Speed
	}
	if s.Begun.Seed == 0 || s.Now.IsZero() || !(speed >= 0 && speed <= fastest) {
		return nil, ErrForeign
	}
	w, err := world.Load(s.Begun.Seed, speed, s.State)
	if err != nil {
		return nil, err
	}
	if len(w.Regions) == 0 {
		return nil, ErrForeign
	}
	c := endpoint(w, cfg)
	c.origin = s.Begun
	c.requests.Store(s.Requests)
	if err := c.loadWall(&s.Wall); err != nil {
		return nil, err
	}
	return c, c.world.Tokens.Load(s.Tokens, emptyAnswer)
}

// emptyAnswer is one of an action that takes a client token, nil for another.
func emptyAnswer(name string) rpc.Answer {
	if a := actions[name]; a != nil && a.Kept != nil {
		return rpc.Copy(a.Kept)
	}
	return nil
}

// wallState is what goes by the wall clock, which does not stand still.
type wallState struct {
	Faults  []savedFault      `json:"faults,omitempty"`
	Luck    []byte            `json:"luck,omitempty"` // what decides whom a fault hits
	Limits  Limits            `json:"limits,omitempty"`
	Retry   bool              `json:"retry_after,omitempty"`
	Tells   bool              `json:"limit_header,omitempty"`
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
	s.Limits, s.Retry, s.Tells = c.Limits(), c.RetryAfter(), c.LimitHeader()
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
	c.limitHeader.Store(s.Tells)
	c.buckets.Load(s.Buckets)
	c.world.Made.Load(s.Made)
	c.nonces.Load(s.Nonces)
	return nil
}
