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
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.dirty:
		}
		e.publish()
		if !wait(ctx, publishEvery) {
			return
		}
	}
}

// publish makes a snapshot of the state and rings the bells.
func (e *Engine) publish() {
	at, perMinute := e.client.Now(), e.client.Calls().PerMinute()

	e.mu.Lock()
	defer e.mu.Unlock()
	s := &fleet.Snapshot{}
	if last := e.snap.Load(); last != nil {
		*s = *last // what did not change is shared
	}
	s.Rev++
	s.At, s.CallsPerMinute = at, perMinute
	s.Regions, s.RegionsErr = make([]*fleet.RegionState, len(e.regions)), e.list.Err
	s.Counts, s.Complete = fleet.Counts{}, e.listed || len(e.regions) > 0
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
	for _, b := range e.out.bells {
		signal(b)
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
	bells map[*Doorbell]chan struct{}
	ring  [maxPublications]publication // by revision modulo its length
}

// publication is what changed with one snapshot.
type publication struct {
	ids  []ecsapi.InstanceID
	many bool // too many to list
}

// note remembers that an instance changed, came or went.
func (p *publication) note(id ecsapi.InstanceID) {
	switch {
	case p.many:
	case len(p.ids) == maxChanged:
		*p = publication{many: true}
	default:
		p.ids = append(p.ids, id)
	}
}

func (o *outlet) since(rev, now uint64) []ecsapi.InstanceID {
	if rev == 0 || rev > now || now-rev > maxPublications {
		return nil
	}
	ids := []ecsapi.InstanceID{}
	for v := rev + 1; v <= now; v++ {
		p := o.ring[v%maxPublications]
		if p.many || len(ids)+len(p.ids) > maxChanged {
			return nil
		}
		ids = append(ids, p.ids...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Doorbell rings when a newer snapshot is there. It has one slot: it rings
// once however many snapshots were missed.
type Doorbell struct {
	C   <-chan struct{}
	out *outlet
}

// Subscribe returns a doorbell, to be closed when it is no longer listened to.
func (e *Engine) Subscribe() *Doorbell {
	c := make(chan struct{}, 1)
	d := &Doorbell{C: c, out: &e.out}
	d.out.mu.Lock()
	defer d.out.mu.Unlock()
	d.out.bells[d] = c
	return d
}

// Close takes the doorbell down. C is not closed, so a late reader just waits.
func (d *Doorbell) Close() {
	d.out.mu.Lock()
	defer d.out.mu.Unlock()
	delete(d.out.bells, d)
}
