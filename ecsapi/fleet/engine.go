package fleet

import (
	"context"
	"sync"

	"ecsdeck/ecsapi"
)

// Options say what an engine works on.
type Options struct {
	Client  *ecsapi.Client
	Regions []ecsapi.RegionID // the regions to read; empty: all that the cloud lists
	Who     string            // written into jobs
}

// Engine keeps the fleet. Its methods are safe for concurrent use and none of
// them waits for the cloud, but those that take a context.
type Engine struct {
	mu    sync.Mutex
	bells map[*Doorbell]struct{}
}

// New makes an engine; Start brings it to life.
func New(o Options) *Engine { panic("soon") }

// Start starts reading. Everything it starts ends when ctx does, or with Close.
func (e *Engine) Start(ctx context.Context) { panic("soon") }

// Close stops everything and waits for it. What jobs did not send is cancelled.
func (e *Engine) Close() { panic("soon") }

// Snapshot returns the newest snapshot. It is never nil.
func (e *Engine) Snapshot() *Snapshot { panic("soon") }

// Since returns the newest snapshot and the instances that changed, came or
// went since revision rev. Nil ids mean that any may have; empty ids that none
// has, though regions, jobs or prices may have.
func (e *Engine) Since(rev uint64) (*Snapshot, []ecsapi.InstanceID) { panic("soon") }

// Refresh reads regions anew, now, those that wait for a retry included. No
// regions means all, and the list of regions if that failed.
func (e *Engine) Refresh(regions ...ecsapi.RegionID) { panic("soon") }

// SetFocus says whether somebody looks. Without focus, reads are rarer.
func (e *Engine) SetFocus(focused bool) { panic("soon") }

// WantSpot replaces the list of wanted spot prices. They are read in this
// order, kept, and read on every few minutes for as long as they are wanted.
func (e *Engine) WantSpot(keys []SpotKey) { panic("soon") }

// WantZones reads the zones of regions, once.
func (e *Engine) WantZones(regions ...ecsapi.RegionID) { panic("soon") }

// Loaded waits until each region was read to its last page, or failed once. It
// returns the context's error, or the one that kept the regions from being
// listed; regions that failed say so themselves.
func (e *Engine) Loaded(ctx context.Context) (*Snapshot, error) { panic("soon") }

// Submit begins a plan as a job and returns at once.
func (e *Engine) Submit(p *Plan) (JobID, error) { panic("soon") }

// Cancel cancels what a job has not sent yet. What was sent is followed on.
func (e *Engine) Cancel(id JobID) { panic("soon") }

// WaitJob waits until a job is over. When ctx ends first, it returns the job
// as it stands and the context's error.
func (e *Engine) WaitJob(ctx context.Context, id JobID) (*Job, error) { panic("soon") }

// WaitSent waits until a job has nothing queued: each item was answered by the
// cloud or will never be sent. It returns as WaitJob does.
func (e *Engine) WaitSent(ctx context.Context, id JobID) (*Job, error) { panic("soon") }

// Pending is the number of jobs that are not over.
func (e *Engine) Pending() int { panic("soon") }
