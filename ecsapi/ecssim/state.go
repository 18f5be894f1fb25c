package ecssim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"ecsdeck/ecsapi/catalog"
)

// The state of a cloud is one JSON object, an instance on each line. A version
// that adds fields keeps its number; one that an older reader would get wrong
// gets a new one.
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
func (c *Cloud) Changes() uint64 { return c.changed.Load() }

// cloudState is the state of a cloud as it is written.
type cloudState struct {
	Format   string    `json:"format"`
	Version  int       `json:"version"`
	Begun    Origin    `json:"begun"`
	Saved    time.Time `json:"saved"` // wall time
	Now      time.Time `json:"now"`
	Speed    float64   `json:"speed"`
	Balance  int64     `json:"balance"` // in thousandths of a CNY
	Requests uint64    `json:"requests"`
	Orders   uint64    `json:"orders"`
	Changes  uint64    `json:"changes"`

	Types   []catalog.InstanceType `json:"types"`             // that the catalogue lacks, or has otherwise
	Claimed []addr                 `json:"claimed,omitempty"` // public addresses of a given fleet, released ones too
	Wall    wallState              `json:"wall"`              // what goes by the wall clock
	Tokens  []tokenState           `json:"tokens"`
	Regions []regionState          `json:"regions"`
}

// Save writes the whole state of the cloud, for Load, and tells which of its
// Changes are in it. What is in flight meanwhile is in it whole or not at all.
// Not in it: counts of Stats, and the past that stale answers are told from.
func (c *Cloud) Save(w io.Writer) (changes uint64, err error) {
	c.saving.Lock()
	defer c.saving.Unlock()
	s := c.state()
	out := &stateWriter{w: bufio.NewWriterSize(w, 1<<16)}
	out.enc = json.NewEncoder(&out.buf)
	out.enc.SetEscapeHTML(false)
	s.write(out)
	if out.err == nil {
		out.err = out.w.Flush()
	}
	return s.Changes, out.err
}

// state is a copy of all there is, at one instant: everything stands still
// while it is made, for a millisecond with some thousand instances. Into the room
// of the copy before, which is why the caller holds saving: fresh memory would
// take five times as long.
func (c *Cloud) state() *cloudState {
	c.tokens.writing.Lock()
	defer c.tokens.writing.Unlock()
	for _, r := range c.regions {
		r.mu.Lock()
		defer r.mu.Unlock()
	}
	s := &cloudState{
		Format: stateFormat, Version: stateVersion, Begun: c.origin, Saved: time.Now().UTC().Truncate(time.Second),
		Now: c.Now(), Speed: c.clock.speed, Types: c.ownTypes(),
	}
	for _, r := range c.regions {
		r.settle(s.Now)
		s.Regions = append(s.Regions, r.state())
	}
	c.balance.mu.Lock()
	s.Balance = c.balance.ticks
	c.balance.mu.Unlock()
	s.Changes = c.changed.Load()
	s.Requests, s.Orders = c.requests.Load(), c.orders.Load()
	s.Claimed = slices.Sorted(maps.Keys(c.claimed))
	s.Wall = c.wallState()
	s.Tokens = c.tokens.state()
	return s
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

// stateWriter writes an object field by field, and lists line by line.
type stateWriter struct {
	w     *bufio.Writer
	buf   bytes.Buffer
	enc   *json.Encoder
	comma bool
	err   error
}

func (s *stateWriter) raw(text string) {
	if s.err == nil {
		_, s.err = s.w.WriteString(text)
	}
}

func (s *stateWriter) value(v any) {
	s.buf.Reset()
	if err := s.enc.Encode(v); err != nil && s.err == nil {
		s.err = err
	}
	s.raw(string(bytes.TrimRight(s.buf.Bytes(), "\n")))
}

// name begins a field.
func (s *stateWriter) name(name string) {
	if s.comma {
		s.raw(",\n")
	}
	s.raw(`"` + name + `": `)
	s.comma = true
}

func (s *stateWriter) field(name string, v any) {
	s.name(name)
	s.value(v)
}

// list writes a field that is a list.
func list[T any](s *stateWriter, name string, all []T, item func(T)) {
	s.name(name)
	if len(all) == 0 {
		s.raw("[]")
		return
	}
	s.raw("[\n")
	for n, v := range all {
		if n > 0 {
			s.raw(",\n")
		}
		item(v)
	}
	s.raw("\n]")
}

// values is list for items that are written as they are.
func values[T any](s *stateWriter, name string, all []T) {
	list(s, name, all, func(v T) { s.value(v) })
}

func (c *cloudState) write(s *stateWriter) {
	s.raw("{\n")
	s.field("format", c.Format)
	s.field("version", c.Version)
	s.field("begun", c.Begun)
	s.field("saved", c.Saved)
	s.field("now", c.Now)
	s.field("speed", c.Speed)
	s.field("balance", c.Balance)
	s.field("requests", c.Requests)
	s.field("orders", c.Orders)
	s.field("changes", c.Changes)
	values(s, "types", c.Types)
	values(s, "claimed", c.Claimed)
	s.field("wall", c.Wall)
	values(s, "tokens", c.Tokens)
	list(s, "regions", c.Regions, func(r regionState) { r.write(s) })
	s.raw("\n}\n")
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
	var s cloudState
	if err := json.Unmarshal(state, &s); err != nil {
		return nil, misread(state, err)
	}
	return s.load(cfg)
}

// misread says where a state is no JSON, or holds something else than it
// should.
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
		return fmt.Errorf("line %d: %s can't be a %s", 1+bytes.Count(state[:min(int(e.Offset), len(state))], []byte("\n")), e.Field, e.Value)
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
	c := bare(s.Begun.Seed, cfg)
	c.origin = s.Begun
	c.clock = newClock(s.Now.UTC(), speed)
	c.balance.ticks = s.Balance
	c.requests.Store(s.Requests)
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
	if len(c.regions) == 0 {
		return nil, ErrForeign
	}
	if err := c.loadWall(&s.Wall); err != nil {
		return nil, err
	}
	return c, c.tokens.load(s.Tokens, promised)
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
