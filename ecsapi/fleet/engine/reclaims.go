package engine

import (
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

const (
	// maxReclaims is how many announcements are kept beside those still open.
	maxReclaims = 500

	// spareAfter is how long a lock must not show before it counts as gone:
	// answers of the cloud may be a moment old.
	spareAfter = 15 * time.Second
)

// reclaims is what the engine knows of announcements, guarded by its mutex.
type reclaims struct {
	list      []*reclaim // oldest first
	last      map[ecsapi.InstanceID]*reclaim
	dirty     bool // what is announced changed
	unwatched bool // what can be watched did
}

// reclaim is the engine's own state of an announcement.
type reclaim struct {
	fleet.Reclaim // without Drains, which are made when published
	drains        []*drain
	wall          time.Time // wall time when it was first seen
	missed        time.Time // cloud time since when reads don't show the lock; zero: they do
	dirty         bool
	state         *fleet.Reclaim // as published
}

// noteReclaim looks whether a read of an instance tells of an announcement, or of its
// end. before is the read that its row is from until now, if there is one.
func (e *Engine) noteReclaim(r *region, in *ecsapi.Instance, before, seq readSeq) {
	k, locked, read := e.reclaims.last[in.ID], in.Recycling(), seq.time()
	switch {
	case locked && (k == nil || !k.Open() && read.After(k.Latest)):
		e.announce(r, in, before)
		return
	case k == nil || !locked && !k.Open() || locked && k.Open() && k.missed.IsZero() && k.Instance == in:
		return
	case locked && !k.Open(): // not gone after all
		k.Gone, k.Spared, k.missed = time.Time{}, false, time.Time{}
		r.leaving++
	case locked:
		k.missed = time.Time{}
	case k.missed.IsZero():
		k.missed = read
	case read.Sub(k.missed) >= spareAfter:
		k.Gone, k.Spared = e.client.Now(), true
		r.leaving--
	}
	k.Instance = in
	e.touch(k)
}

// announce begins an announcement.
func (e *Engine) announce(r *region, in *ecsapi.Instance, before readSeq) {
	k := &reclaim{Reclaim: fleet.Reclaim{Instance: in, Seen: e.client.Now()}, wall: time.Now()}
	k.Due, k.Latest = k.Seen, k.Seen.Add(fleet.ReclaimNotice)
	if due := before.time().Add(fleet.ReclaimNotice); before.n > 0 && due.After(k.Due) {
		k.Due = due
	}
	r.leaving++
	r.watch.Sooner(time.Now()) // where one is announced there are others, mostly
	e.reclaims.list = append(e.reclaims.list, k)
	e.reclaims.last[in.ID] = k
	e.reclaims.trim()
	e.recallDrains(k)
	e.touch(k)
}

// reclaimed notes that an instance is gone.
func (e *Engine) reclaimed(r *region, id ecsapi.InstanceID) {
	if k := e.reclaims.last[id]; k != nil && k.Open() {
		k.Gone = e.client.Now()
		r.leaving--
		e.touch(k)
	}
}

func (e *Engine) touch(k *reclaim) {
	k.dirty, e.reclaims.dirty = true, true
	e.changed()
}

// trim forgets the oldest that are over when there are too many.
func (s *reclaims) trim() {
	over := 0
	for _, k := range s.list {
		if !k.Open() {
			over++
		}
	}
	s.list = slices.DeleteFunc(s.list, func(k *reclaim) bool {
		if k.Open() || over <= maxReclaims {
			return false
		}
		over--
		if s.last[k.Instance.ID] == k {
			delete(s.last, k.Instance.ID)
		}
		return true
	})
}

// Acknowledge notes that a person has seen that instances are to be taken back;
// no ids means all that are known.
func (e *Engine) Acknowledge(ids ...ecsapi.InstanceID) {
	askAbout(e, ids, func(_ time.Time, ids []ecsapi.InstanceID) {
		for _, k := range e.reclaims.list {
			if !k.Acked && (len(ids) == 0 || slices.Contains(ids, k.Instance.ID)) {
				k.Acked = true
				e.touch(k)
			}
		}
	})
}

// publishReclaims puts the announcements into a snapshot, newest first, those
// of the last one if nothing changed.
func (e *Engine) publishReclaims(s *fleet.Snapshot) {
	e.followDrains()
	if !e.reclaims.dirty {
		return
	}
	e.reclaims.dirty = false
	s.Reclaims = make([]*fleet.Reclaim, 0, len(e.reclaims.list))
	for _, k := range slices.Backward(e.reclaims.list) {
		s.Reclaims = append(s.Reclaims, k.publish())
	}
}

func (k *reclaim) publish() *fleet.Reclaim {
	if k.dirty || k.state == nil {
		s := k.Reclaim
		s.Drains = make([]*fleet.Drain, len(k.drains))
		for i, d := range k.drains {
			one := d.Drain
			s.Drains[i] = &one
		}
		k.state, k.dirty = &s, false
	}
	return k.state
}
