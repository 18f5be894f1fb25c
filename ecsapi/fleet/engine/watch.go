package engine

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
)

const (
	watchPause = 30 * time.Second // of the reclaim watch, whoever looks; before jitter

	// checkPause is how old the row of a spot instance gets before the watch reads it by
	// its id: what the cloud lists by lock may lag behind.
	checkPause = 3 * time.Minute

	// lagPause is the same once the cloud was seen to lag.
	lagPause = 20 * time.Second
)

// watching is how the reclaim watch of a region goes.
type watching struct {
	err   *ecsapi.Error
	fails int  // in a row
	lags  bool // the cloud's list by lock lacked what was locked

	looks []look // the last ones, oldest first
}

// look is when a look of the watch ended, in wall time, and the number of the last read then.
type look struct {
	at time.Time
	n  uint64
}

// since is the number of the last read that is sure to be older than pause.
func (w *watching) since(now time.Time, pause time.Duration) (n uint64) {
	for _, l := range w.looks {
		if now.Sub(l.at) >= pause {
			n = l.n
		}
	}
	return n
}

// noteLook notes a look that begins, and forgets those that are of no use any more.
func (w *watching) noteLook(now time.Time, n uint64) {
	w.looks = append(w.looks, look{now, n})
	for len(w.looks) > 2 && now.Sub(w.looks[1].at) > time.Hour {
		w.looks = w.looks[1:]
	}
}

// watched reports whether the region has, or might have, spot instances.
func (r *region) watched() bool {
	return r.spots > 0 || r.leaving > 0 || !r.Complete && !r.unlisted
}

// watchReclaims looks for spot instances that the cloud announced to take back:
// it asks for those with the lock, and for the others where the answer may not
// be all of it. It is no matter what they are doing: some were seen stopped.
func (e *Engine) watchReclaims(ctx context.Context, r *region) {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityReclaim)
	found, whole, err := e.listReclaims(ctx, r)
	e.locked(func() {
		if ctx.Err() == nil {
			r.noteHealth(ecsapi.AsError(err))
		}
	})
	if err == nil {
		err = e.checkReclaims(ctx, r, byID(found), whole)
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	w, bad, pause := &r.watching, ecsapi.AsError(err), task.Jitter(watchPause)
	w.noteLook(time.Now(), e.reads)
	switch {
	case bad == nil:
		w.fails = 0
	case bad.Retry():
		w.fails++
		pause = max(min(pause, task.RetryPause(bad, w.fails)), bad.RetryAfter)
	}
	if w.err != bad {
		w.err, e.reclaims.unwatched = bad, true
		e.changed()
	}
	if r.watched() {
		r.watch.Due = time.Now().Add(pause)
	} else {
		e.plan(r)
	}
	e.planFresh(r) // the watch may list the region no more
}

// listReclaims lists the instances with the lock. Where a small region is to be listed before
// the next look, that is one call for both; whole is whether it was. After a failure it is asked
// for the lock alone: else it would look as if the watch worked now and then.
func (e *Engine) listReclaims(ctx context.Context, r *region) (found []*ecsapi.Instance, whole bool, err error) {
	e.locked(func() {
		whole = r.Err == nil && r.watching.err == nil && r.Complete && r.small() && time.Since(r.swept) > e.listWithin(r)-watchPause*11/10
	})
	if whole {
		listed, err := e.listRegion(ctx, r, func(part []*ecsapi.Instance) { found = append(found, part...) })
		if err == nil {
			e.locked(listed)
		}
		return found, true, err
	}
	seq := e.readSeq()
	found, err = e.client.Instances(ctx, ecsapi.Query{Region: r.ID, LockReason: ecsapi.LockRecycling})
	e.locked(func() {
		if ctx.Err() == nil {
			e.apply(r, found, seq)
		}
	})
	return found, false, err
}

// rewatch looks anew, after a complete sweep, whether the region has anything
// to watch.
func (e *Engine) rewatch(r *region) {
	e.reclaims.unwatched = e.reclaims.unwatched || r.watching.err != nil
	if !r.watched() {
		r.watch.Due, r.watching = time.Time{}, watching{}
	}
}

// checkReclaims reads by their ids the instances that were announced and that
// the list by lock lacks, and now and then, or after the list was wrong, all
// spot instances. A list of the whole region tells nothing of that by lock.
func (e *Engine) checkReclaims(ctx context.Context, r *region, listed map[ecsapi.InstanceID]*ecsapi.Instance, whole bool) error {
	for again := false; ; {
		var ids []ecsapi.InstanceID
		var all bool
		e.locked(func() {
			ids, all = r.toConfirm(e, listed)
			if len(ids) == 0 && len(listed) > 0 && !whole {
				r.watching.lags = false
			}
		})
		if len(ids) == 0 || again && !all {
			return nil
		}
		found, err := e.readIDs(ctx, r, ids)
		if err != nil {
			return err
		}
		e.locked(func() {
			if r.noteHealth(nil); whole {
				return
			}
			lags := slices.ContainsFunc(found, func(in *ecsapi.Instance) bool { return in.Recycling() && listed[in.ID] == nil })
			again = lags && !all
			r.watching.lags = lags || r.watching.lags && len(listed) == 0
		})
		if !again {
			return nil
		}
	}
}

// toConfirm lists whom to ask for beside those that the list by lock has: those announced,
// and the spot instances that were not read for long. Once the list was wrong, that is all
// of them. Else they are asked for a few at a time, in batches as full as may be.
func (r *region) toConfirm(e *Engine, listed map[ecsapi.InstanceID]*ecsapi.Instance) (ids []ecsapi.InstanceID, all bool) {
	now, w := time.Now(), &r.watching
	pause := max(checkPause, pagesPause(r.spots))
	old := w.since(now, pause-watchPause)
	if w.lags {
		old = w.since(now, lagPause)
	}
	due := 0
	for i, in := range r.rows {
		k := e.reclaims.last[in.ID]
		switch {
		case k != nil && k.Open() && listed[in.ID] == nil:
			ids = append(ids, in.ID)
		case in.Spot() && r.seqs[i].n <= old:
			due++
		}
	}
	if due%ecsapi.MaxBatch != 0 {
		due += ecsapi.MaxBatch - due%ecsapi.MaxBatch
	}
	if share := int(int64(r.spots/ecsapi.MaxBatch) * int64(watchPause) / int64(pause)); !w.lags {
		due = max(due, share*ecsapi.MaxBatch)
	}
	return append(ids, r.oldest(due, (*ecsapi.Instance).Spot)...), w.lags
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// publishWatch puts what the watch can't do into a snapshot, that of the last
// one if nothing changed.
func (e *Engine) publishWatch(s *fleet.Snapshot) {
	if !e.reclaims.unwatched {
		return
	}
	e.reclaims.unwatched = false
	s.WatchErr = map[ecsapi.RegionID]*ecsapi.Error{}
	for _, r := range e.regions {
		if r.watching.err != nil && (r.spots > 0 || r.leaving > 0) {
			s.WatchErr[r.ID] = r.watching.err
		}
	}
}
