package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/task"
)

// fresh is the reading of those rows of a region that are to be fresh.
type fresh struct {
	task.Task
	ids  []ecsapi.InstanceID
	last uint64    // the number of the last read of all of them
	all  time.Time // its wall time
	some time.Time // wall time of the last read of some
}

// WantFresh replaces the list of instances that somebody has in sight. None of them gets
// older than within, which is [FreshFor] or more, while somebody looks, twice that while
// nobody does. Those that a job follows are read by it.
func (e *Engine) WantFresh(ids []ecsapi.InstanceID, within time.Duration) {
	askAbout(e, ids, func(_ time.Time, ids []ecsapi.InstanceID) {
		e.freshFor = max(within, FreshFor)
		for _, r := range e.regions {
			r.fresh.ids = r.fresh.ids[:0:0]
			for _, id := range ids {
				if _, ok := r.Index.Find(id); ok {
					r.fresh.ids = append(r.fresh.ids, id)
				}
			}
			e.planFresh(r)
		}
	})
}

// planFresh plans the next read of what is in sight: soon where it came into sight just now,
// but not with each line that is scrolled. What the watch lists in time is not read besides.
func (e *Engine) planFresh(r *region) {
	f := &r.fresh
	if f.Due = (time.Time{}); len(f.ids) == 0 || r.Err != nil || r.swept.IsZero() || e.watchLists(r) {
		return
	}
	f.Due = e.within(later(f.all, r.sweptFrom), e.freshFor)
	if soon := later(f.some, f.all).Add(scrolled); soon.Before(f.Due) && slices.ContainsFunc(f.ids, f.stale(r)) {
		f.Due = soon
	}
}

// watchLists reports whether the reclaim watch lists all of the region often enough for what
// is in sight.
func (e *Engine) watchLists(r *region) bool {
	return r.small() && r.watched() && r.watching.err == nil && e.freshFor >= 2*watchPause
}

// listWithin is how long after a list of a small region the watch makes the next one.
func (e *Engine) listWithin(r *region) time.Duration {
	d := min(checkPause, SeenWithin(e.size()))
	if len(r.fresh.ids) > 0 && e.watchLists(r) {
		d = min(d, e.freshFor)
	}
	return d
}

// stale reports of an instance whether it was not read since all in sight were read last.
func (f *fresh) stale(r *region) func(ecsapi.InstanceID) bool {
	return func(id ecsapi.InstanceID) bool {
		i, ok := r.Index.Find(id)
		return ok && r.seqs[i].n < f.last
	}
}

// readFresh reads what is in sight: all of it in its time, in between what came into sight.
func (e *Engine) readFresh(ctx context.Context, r *region) {
	f := &r.fresh
	var ids, others []ecsapi.InstanceID
	e.locked(func() {
		ids = slices.DeleteFunc(slices.Clone(f.ids), func(id ecsapi.InstanceID) bool { return e.followed[id] > 0 })
		now := time.Now()
		if now.Sub(later(f.all, r.sweptFrom)) < e.freshFor/2 {
			f.some, ids = now, slices.DeleteFunc(ids, func(id ecsapi.InstanceID) bool { return !f.stale(r)(id) })
			return
		}
		f.all, f.last = now, e.reads+1
		if e.freshFor > FreshFor && !r.small() && len(ids) < ecsapi.MaxBatch { // a call has room for others
			others = slices.DeleteFunc(r.oldest(ecsapi.MaxBatch, r.comesRound), func(id ecsapi.InstanceID) bool { return slices.Contains(ids, id) })
			others = others[:min(len(others), ecsapi.MaxBatch-len(ids))]
		}
	})
	seq := e.readSeq()
	_, err := e.readIDs(ecsapi.WithPriority(ctx, ecsapi.PriorityInSight), r, slices.Concat(ids, others))

	e.mu.Lock()
	defer e.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	if len(ids)+len(others) > 0 {
		r.noteHealth(ecsapi.AsError(err))
		e.changed()
	}
	if len(others) > 0 && err == nil { // which puts the next full call of others off by as many as these are
		saved := r.roundPause(ChangeSeenWithin(e.size())) * time.Duration(len(others)) / ecsapi.MaxBatch
		if r.rounded = later(r.swept, r.rounded).Add(saved); r.rounded.After(time.Now()) {
			r.rounded = time.Now()
		}
		r.noteRead(seq)
		e.plan(r)
	}
	e.planFresh(r)
}

// countRegion asks how many instances a region has and which the first is. Where that is
// not what is known, some came or went, and the region is listed.
func (e *Engine) countRegion(ctx context.Context, r *region) {
	seq := e.readSeq()
	total, first, err := e.client.CountInstances(ctx, r.ID)

	e.mu.Lock()
	defer e.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	r.counted = time.Now()
	known := len(r.rows)
	e.apply(r, first, seq)
	if err != nil || total != known || total != len(r.rows) || len(first) == 0 {
		r.sweepSoon()
	}
	e.plan(r)
}

// readOldest reads those rows of a region by their ids that were not read for the longest time.
func (e *Engine) readOldest(ctx context.Context, r *region) {
	var ids []ecsapi.InstanceID
	e.locked(func() { ids = r.oldest(ecsapi.MaxBatch, r.comesRound) })
	seq := e.readSeq()
	_, err := e.readIDs(ctx, r, ids)

	e.mu.Lock()
	defer e.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	r.rounded = time.Now()
	r.noteHealth(ecsapi.AsError(err))
	r.noteRead(seq)
	e.plan(r)
}

// oldest are the n rows that were not read for the longest time, of those that are among
// what is asked for.
func (r *region) oldest(n int, among func(*ecsapi.Instance) bool) []ecsapi.InstanceID {
	byAge := func(a, b int) int { return cmp.Or(cmp.Compare(r.seqs[a].n, r.seqs[b].n), a-b) }
	var places []int // of the oldest so far, the oldest first
	for i := range r.seqs {
		if !among(r.rows[i]) || n == 0 || len(places) == n && byAge(i, places[n-1]) > 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(places, i, byAge)
		places = slices.Insert(places, at, i)
		places = places[:min(len(places), n)]
	}
	ids := make([]ecsapi.InstanceID, len(places))
	for i, place := range places {
		ids[i] = r.rows[place].ID
	}
	return ids
}
