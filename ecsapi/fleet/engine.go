package fleet

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ecsdeck/ecsapi"
)

// Options say what an engine works on.
type Options struct {
	Client  *ecsapi.Client
	Regions []ecsapi.RegionID // the regions to read; empty: all that the cloud lists
	Who     string            // written into jobs

	// Panicked is told of a panic in a goroutine of the engine, and the program
	// must then end: the engine's state can't be trusted, not even to close it.
	// Nil lets the panic end the process, which on a terminal in raw mode leaves
	// a mess.
	Panicked func(value any, stack []byte)
}

// Engine keeps the fleet. Its methods are safe for concurrent use, and none of
// them waits for the cloud but those that take a context and Close.
//
// One mutex guards the state and is never held across a call. A scheduler
// starts what is due, each read or job in a goroutine of its own; a publisher
// turns what they changed into snapshots.
type Engine struct {
	client *ecsapi.Client
	scope  []ecsapi.RegionID
	who    string
	told   func(value any, stack []byte)

	snap  atomic.Pointer[Snapshot]
	wake  chan struct{} // one slot: the scheduler looks again
	dirty chan struct{} // one slot: there is something to publish
	done  chan struct{} // closed when everything ended
	tasks sync.WaitGroup

	mu       sync.Mutex
	ctx      context.Context // of Start; nil before
	cancel   context.CancelFunc
	closed   bool
	bells    map[*Doorbell]struct{}
	focused  bool
	turns    uint64 // numbers the reads, see region.apply
	recent   changes
	list     task
	listErr  *ecsapi.Error
	listTry  int // failures in a row
	listed   bool
	regions  []*region
	sweeping int
	jobs     []*job // oldest first
	lastJob  JobID
	zoned    map[ecsapi.RegionID]bool  // zones were wanted
	followed map[ecsapi.InstanceID]int // jobs that follow an instance
	prices   map[SpotKey]*prices
	wish     []SpotKey
	pricing  int
}

// ErrClosed is the error of an engine that was closed or not started.
var ErrClosed = errors.New("the engine is not running")

// New makes an engine; Start brings it to life. It reads nothing yet.
func New(o Options) *Engine {
	e := &Engine{
		client:   o.Client,
		scope:    slices.Clone(o.Regions),
		who:      o.Who,
		told:     o.Panicked,
		wake:     make(chan struct{}, 1),
		dirty:    make(chan struct{}, 1),
		done:     make(chan struct{}),
		bells:    map[*Doorbell]struct{}{},
		focused:  true,
		zoned:    map[ecsapi.RegionID]bool{},
		followed: map[ecsapi.InstanceID]int{},
		prices:   map[SpotKey]*prices{},
	}
	e.publish()
	return e
}

// Start starts reading. Everything it starts ends when ctx does, or with
// Close. An engine starts once.
func (e *Engine) Start(ctx context.Context) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || e.ctx != nil {
		return
	}
	e.ctx, e.cancel = context.WithCancel(ctx)
	e.list.due = time.Now()
	go e.guard(func() { e.run(e.ctx) })
}

// run lives as long as the engine.
func (e *Engine) run(ctx context.Context) {
	var loops sync.WaitGroup
	loops.Go(func() { e.guard(func() { e.schedule(ctx) }) })
	loops.Go(func() { e.guard(func() { e.publishing(ctx) }) })
	loops.Wait()

	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.tasks.Wait()
	e.publish()
	close(e.done)
}

// guard runs f, the whole of a goroutine, and tells of its panic.
func (e *Engine) guard(f func()) {
	if e.told != nil {
		defer func() {
			if p := recover(); p != nil {
				e.told(p, debug.Stack())
			}
		}()
	}
	f()
}

// Close stops everything and waits for it. What jobs did not send is
// cancelled; what the cloud accepted stays "sent", what it did not answer is
// "unknown". The last snapshot says so and stays readable.
func (e *Engine) Close() {
	e.mu.Lock()
	if e.ctx == nil {
		if !e.closed {
			e.closed = true
			close(e.done)
		}
		e.mu.Unlock()
		return
	}
	e.cancel()
	e.mu.Unlock()
	<-e.done
}

// Refresh reads regions anew, now, those that wait for a retry included. No
// regions means all, and the list of regions and the prices if those failed.
func (e *Engine) Refresh(regions ...ecsapi.RegionID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := time.Now()
	if e.listErr != nil {
		e.list.hurry(now)
	}
	for _, r := range e.regions {
		if len(regions) > 0 && !slices.Contains(regions, r.info.ID) {
			continue
		}
		if r.unlisted {
			continue
		}
		r.sweep.hurry(now)
		r.setLoading(true)
		if r.zonesErr != nil {
			r.zoning.hurry(now)
		}
	}
	for key, p := range e.prices {
		if p.err != nil && (len(regions) == 0 || slices.Contains(regions, key.Region)) {
			p.task.hurry(now)
		}
	}
	e.changed()
	e.kick()
}

// SetFocus says whether somebody looks; at the start somebody does. Without
// focus, reads are rarer, but for the reclaim watch and running jobs.
func (e *Engine) SetFocus(focused bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.focused == focused {
		return
	}
	e.focused = focused
	for _, r := range e.regions {
		e.reschedule(r)
	}
	e.kick()
}

// WantZones reads the zones of regions, once, and again when that failed.
func (e *Engine) WantZones(regions ...ecsapi.RegionID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, id := range regions {
		e.zoned[id] = true
		if r := e.region(id); r != nil && !r.zonesRead && !r.unlisted {
			r.zoning.want(time.Now())
		}
	}
	e.kick()
}

// Loaded waits until each region was read to its last page, or failed once. It
// returns the context's error, or the one that kept the regions from being
// listed; regions that failed say so themselves.
func (e *Engine) Loaded(ctx context.Context) (*Snapshot, error) {
	bell := e.Subscribe()
	defer bell.Close()
	for {
		s := e.Snapshot()
		switch {
		case s.settled():
			return s, nil
		case s.RegionsErr != nil && len(s.Regions) == 0:
			return s, s.RegionsErr
		}
		select {
		case <-bell.C:
		case <-ctx.Done():
			return e.Snapshot(), ctx.Err()
		case <-e.done:
			return e.Snapshot(), ErrClosed
		}
	}
}

// settled reports whether each region answered in full or failed.
func (s *Snapshot) settled() bool {
	return s.Complete || len(s.Regions) > 0 && !slices.ContainsFunc(s.Regions, func(r *RegionState) bool {
		return !r.Complete && r.Err == nil
	})
}

// region finds a region. The mutex is held.
func (e *Engine) region(id ecsapi.RegionID) *region {
	for _, r := range e.regions {
		if r.info.ID == id {
			return r
		}
	}
	return nil
}

// turn numbers a read that begins now.
func (e *Engine) turn() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.nextTurn()
}

func (e *Engine) nextTurn() uint64 {
	e.turns++
	return e.turns
}

// jitter spreads a delay by a tenth either way, so that regions don't march in
// step.
func jitter(d time.Duration) time.Duration {
	return time.Duration(float64(d) * (0.9 + 0.2*rand.Float64()))
}

// apiError makes any error one that the snapshot can carry.
func apiError(err error) *ecsapi.Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*ecsapi.Error](err); ok {
		return e
	}
	return &ecsapi.Error{Kind: ecsapi.KindNetwork, Message: err.Error()}
}
