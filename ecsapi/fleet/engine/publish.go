package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// publishEvery is the least time between two snapshots.
const publishEvery = 100 * time.Millisecond

// Snapshot returns the newest snapshot. It is never nil.
func (e *Engine) Snapshot() *fleet.Snapshot { return e.snap.Load() }

// Since returns the newest snapshot and the instances that changed, came or
// went since revision rev. Nil ids mean that any may have; empty ids that none
// has, though regions, jobs or prices may have.
func (e *Engine) Since(rev uint64) (*fleet.Snapshot, []ecsapi.InstanceID) {
	e.out.mu.Lock()
	defer e.out.mu.Unlock()
	s := e.snap.Load()
	return s, e.out.since(rev, s.Rev)
}

// changed tells the publisher that there is something new.
func (e *Engine) changed() { signal(e.dirty) }

// kick tells the scheduler that something may be due.
func (e *Engine) kick() { signal(e.wake) }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// publishing publishes the first change at once and later ones coalesced.
func (e *Engine) publishing(ctx context.Context) {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
		select {
		case <-ctx.Done():
			return
		case <-e.dirty:
		}
		e.publish()
		pause.Reset(publishEvery)
	}
}

// publish makes a snapshot of the state and rings the bells.
func (e *Engine) publish() {
	at, perMinute := e.client.Now(), e.client.Calls().PerMinute()

	e.mu.Lock()
	defer e.mu.Unlock()
	s := &fleet.Snapshot{
		Rev:            1,
		At:             at,
		Regions:        make([]*fleet.RegionState, len(e.regions)),
		RegionsErr:     e.list.Err,
		CallsPerMinute: perMinute,
		Complete:       e.listed || len(e.regions) > 0,
	}
	last := e.snap.Load()
	if last != nil {
		s.Rev = last.Rev + 1
		s.Jobs, s.Spot = last.Jobs, last.Spot
		s.Advice, s.AdviceErr = last.Advice, last.AdviceErr
		s.SpotStock, s.SpotStockErr = last.SpotStock, last.SpotStockErr
		s.Types, s.TypesErr = last.Types, last.TypesErr
		s.AutoRenewals, s.AutoRenewalsErr = last.AutoRenewals, last.AutoRenewalsErr
		s.Reclaims, s.WatchErr = last.Reclaims, last.WatchErr
	}
	for i, r := range e.regions {
		st := r.publish()
		s.Regions[i] = st
		s.Counts.Add(st.Counts)
		s.Complete = s.Complete && st.Complete
	}
	e.publishJobs(s)
	e.spot.Publish(s)
	e.publishRenewals(s)
	e.publishReclaims(s)
	e.publishWatch(s)
	e.issue(s)
}

// issue hands a snapshot, with what changed, to the subscribers.
func (e *Engine) issue(s *fleet.Snapshot) {
	e.out.mu.Lock()
	defer e.out.mu.Unlock()
	e.out.ring[s.Rev%maxPublications] = e.recent
	e.recent = publication{}
	e.snap.Store(s)
	for b := range e.out.bells {
		b.ring()
	}
}

// Limits of what Since remembers: publications, and ids in one of them or in
// an answer. Beyond them "any may have changed" is the cheaper truth.
const (
	maxPublications = 256
	maxChanged      = 2048
)

// outlet is the engine's side towards its subscribers. Its mutex is held for
// moments only, by the publisher too.
type outlet struct {
	mu    sync.Mutex
	bells map[*Doorbell]struct{}
	ring  [maxPublications]publication // by revision modulo its length
}

// publication is what changed with one snapshot.
type publication struct {
	IDs  []ecsapi.InstanceID
	many bool // too many to list
}

// note remembers that an instance changed, came or went.
func (p *publication) note(id ecsapi.InstanceID) {
	switch {
	case p.many:
	case len(p.IDs) == maxChanged:
		*p = publication{many: true}
	default:
		p.IDs = append(p.IDs, id)
	}
}

func (o *outlet) since(rev, now uint64) []ecsapi.InstanceID {
	if rev == 0 || rev > now || now-rev > maxPublications {
		return nil
	}
	ids := []ecsapi.InstanceID{}
	for v := rev + 1; v <= now; v++ {
		p := o.ring[v%maxPublications]
		if p.many || len(ids)+len(p.IDs) > maxChanged {
			return nil
		}
		ids = append(ids, p.IDs...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Doorbell rings when a newer snapshot is there. It has one slot: it rings
// once however many snapshots were missed.
type Doorbell struct {
	C <-chan struct{}

	c      chan struct{}
	engine *Engine
}

// Subscribe returns a doorbell, to be closed when it is no longer listened to.
func (e *Engine) Subscribe() *Doorbell {
	c := make(chan struct{}, 1)
	d := &Doorbell{C: c, c: c, engine: e}
	e.out.mu.Lock()
	defer e.out.mu.Unlock()
	if e.out.bells == nil {
		e.out.bells = map[*Doorbell]struct{}{}
	}
	e.out.bells[d] = struct{}{}
	return d
}

// Close takes the doorbell down. C is not closed, so a late reader just waits.
func (d *Doorbell) Close() {
	out := &d.engine.out
	out.mu.Lock()
	defer out.mu.Unlock()
	delete(out.bells, d)
}

func (d *Doorbell) ring() {
	select {
	case d.c <- struct{}{}:
	default:
	}
}
