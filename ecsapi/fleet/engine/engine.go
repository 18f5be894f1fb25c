package engine

import (
	"context"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/fleet/offers"
	"ecsdeck/ecsapi/fleet/runner"
	"ecsdeck/ecsapi/fleet/spotdata"
	"ecsdeck/ecsapi/fleet/task"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/spot/store"
)

// Options say what an engine works on.
type Options struct {
	Client  *ecsapi.Client
	Regions []ecsapi.RegionID // the regions to read; empty: all that the cloud lists
	Who     string            // written into jobs
	By      journal.By        // who acts in the account

	// Undo is how long a plan that nothing can take back is held before
	// anything is sent, in wall time; zero is not at all.
	Undo time.Duration

	// Journal takes each call before it leaves and its answer after; what it
	// can't take is not sent. Nil takes nothing.
	Journal *journal.Journal

	// Reports says that who submits a job tells its end to somebody, and then
	// calls Reported. Until then the journal holds no end of it.
	Reports bool

	// Unsure is why the journal may not hold all that was sent in the account; zero: it does.
	Unsure message.Text

	// KeyHash is of the key that jobs are given under: earlier ones are known
	// however long ago they were. See Plan.Under.
	KeyHash string

	// Prices keeps spot prices on disk. Nil keeps none.
	Prices *store.Store

	// Environ is the environment of commands that [Engine.Drain] runs, as
	// KEY=value; what is said of the instance is added to it.
	Environ []string

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
// turns what they changed into snapshots. Spot data have a mutex of their own,
// which may be taken while this one is held, and never the other way round.
//
// A big fleet's page or job keeps the mutex for a while, so who draws a screen
// never takes it: Snapshot, Since, Pending, Subscribe, Refresh, RetryPrices,
// SetFocus, WantFresh, WantZones, WantSpot, WantHistory, WantAdvice, WantStock,
// WantAutoRenewals, Acknowledge, Drain, Plan, Retry and Cancel return at once, and
// the scheduler does what they ask. Submit is not among them: it waits for the
// journal's disk.
type Engine struct {
	options Options
	client  *ecsapi.Client
	journal *journal.Journal
	command runner.Func

	snap    atomic.Pointer[fleet.Snapshot]
	out     outlet
	asked   asked
	pending atomic.Int32 // jobs that are not over
	offers  *offers.Reader
	spot    *spotdata.Data
	stops   sync.Map // JobID to context.CancelFunc of the jobs that run

	wake       chan struct{}  // one slot: the scheduler looks again
	dirty      chan struct{}  // one slot: there is something to publish
	done       chan struct{}  // closed when everything ended
	goroutines sync.WaitGroup // but for those of run
	tasks      task.Group

	mu       sync.Mutex
	ctx      context.Context // of Start; nil before
	cancel   context.CancelFunc
	closed   bool
	focused  bool
	freshFor time.Duration // see WantFresh
	reads    uint64        // numbers the reads, see readSeq
	recent   publication   // what changed since the last one
	list     task.Reading  // of the regions
	listed   bool
	regions  []*region
	sweeping int
	jobs     []*job // oldest first
	past     past
	lastJob  fleet.JobID
	zoned    map[ecsapi.RegionID]bool  // zones were wanted
	followed map[ecsapi.InstanceID]int // jobs that follow an instance
	renewals renewals
	reclaims reclaims
	draining chan struct{} // as many as commands may run here at once
}

// ErrClosed is the error of an engine that was closed or not started.
var ErrClosed = message.Errorf("the engine is not running")

// New makes an engine; Start brings it to life. It reads nothing yet.
func New(o Options) *Engine {
	o.Regions, o.Environ = slices.Clone(o.Regions), slices.Clone(o.Environ)
	e := &Engine{
		options:  o,
		client:   o.Client,
		journal:  o.Journal,
		command:  runner.Run,
		draining: make(chan struct{}, drainsAtOnce),
		wake:     make(chan struct{}, 1),
		dirty:    make(chan struct{}, 1),
		done:     make(chan struct{}),
		past:     past{wanted: make(chan struct{}, 1)},
		focused:  true,
		freshFor: FreshFor,
		out:      outlet{bells: map[*Doorbell]chan struct{}{}},
		zoned:    map[ecsapi.RegionID]bool{},
		followed: map[ecsapi.InstanceID]int{},
		renewals: renewals{known: map[ecsapi.InstanceID]ecsapi.AutoRenewal{}, read: map[ecsapi.InstanceID]time.Time{}},
		reclaims: reclaims{last: map[ecsapi.InstanceID]*reclaim{}},
	}
	e.tasks = task.Group{Mu: &e.mu, Start: e.goGuarded, Wake: e.kick, Changed: e.changed}
	e.offers = offers.New(o.Client, e.guarded)
	e.spot = spotdata.New(spotdata.Options{Client: o.Client, Store: o.Prices, Go: e.goGuarded, Wake: e.kick, Changed: e.changed})
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
	e.list.Due = time.Now()
	if e.journal.Dir() != "" {
		ctx := e.ctx
		e.goGuarded(func() { e.watchPast(ctx) })
	}
	go e.guarded(func() { e.run(e.ctx) })()
}

// run lives as long as the engine.
func (e *Engine) run(ctx context.Context) {
	var loops sync.WaitGroup
	loops.Go(e.guarded(func() { e.schedule(ctx) }))
	loops.Go(e.guarded(func() { e.publishing(ctx) }))
	loops.Wait()

	e.locked(func() { e.closed = true })
	e.goroutines.Wait()
	e.publish()
	close(e.done)
}

// guarded is f, the whole of a goroutine, whose panic is told of.
func (e *Engine) guarded(f func()) func() {
	if e.options.Panicked == nil {
		return f
	}
	return func() {
		defer func() {
			if p := recover(); p != nil {
				e.options.Panicked(p, debug.Stack())
			}
		}()
		f()
	}
}

// goGuarded runs f, the whole of a goroutine, that Close waits for.
func (e *Engine) goGuarded(f func()) { e.goroutines.Go(e.guarded(f)) }

// Close stops everything and waits for it. What jobs did not send is
// cancelled; what the cloud accepted stays "sent", what it did not answer is
// "unknown". The last snapshot says so and stays readable.
func (e *Engine) Close() {
	e.locked(func() {
		switch {
		case e.ctx != nil:
			e.cancel()
		case !e.closed:
			e.closed = true
			close(e.done)
		}
	})
	<-e.done
}

// Loaded waits until each region was read to its last page, or failed once. It
// returns the context's error, or the one that kept the regions from being
// listed; regions that failed say so themselves. A throttling is no failure but
// a wait, unless it outlasts the context's deadline or, without one, ten minutes.
func (e *Engine) Loaded(ctx context.Context) (s *fleet.Snapshot, err error) {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(10 * time.Minute)
	}
	fails := func(err *ecsapi.Error) bool {
		if err == nil || err.Kind != ecsapi.KindThrottled {
			return err != nil
		}
		return time.Now().Add(err.RetryAfter).After(deadline)
	}
	err = e.await(ctx, func() bool {
		s = e.Snapshot()
		if len(s.Regions) == 0 {
			return s.Complete || fails(s.RegionsErr)
		}
		return !slices.ContainsFunc(s.Regions, func(r *fleet.RegionState) bool { return !r.Complete && !fails(r.Err) })
	})
	if err == nil && len(s.Regions) == 0 && !s.Complete {
		err = s.RegionsErr
	}
	return s, err
}

// await waits until enough, which is asked after each publication. The error is the
// context's or ErrClosed; enough is asked once more before it is returned.
func (e *Engine) await(ctx context.Context, enough func() bool) error {
	bell := e.Subscribe()
	defer bell.Close()
	for err := error(nil); ; {
		switch {
		case enough():
			return nil
		case err != nil:
			return err
		}
		select {
		case <-bell.C:
		case <-ctx.Done():
			err = ctx.Err()
		case <-e.done:
			err = ErrClosed
		}
	}
}

// region finds a region. The mutex is held.
func (e *Engine) region(id ecsapi.RegionID) *region {
	for _, r := range e.regions {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// locked runs f with the mutex held, which is free again should f panic.
func (e *Engine) locked(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f()
}

// readSeq numbers a read that begins now.
func (e *Engine) readSeq() readSeq {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.nextReadSeq()
}

func (e *Engine) nextReadSeq() readSeq {
	e.reads++
	return readSeq{e.reads, e.client.Now().UnixNano()}
}

// readSeq names a read of the fleet by when it began: its number, of which a
// later read has a greater one, and cloud time in nanoseconds of Unix.
type readSeq struct {
	n  uint64
	at int64
}

func (m readSeq) time() time.Time { return time.Unix(0, m.at).UTC() }
