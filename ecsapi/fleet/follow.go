package fleet

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
)

const (
	followFirst = time.Second // from the send to the first read
	followMost  = 5 * time.Second

	// followFor is how long an accepted item may take, in wall time: a cloud
	// whose clock stands still must not keep a job open.
	followFor = 10 * time.Minute
)

// follow reads the accepted items of a region, 100 a call, with growing pauses
// until each came to an end and no more can come: sent tells that more were
// accepted, all is closed when no more will be, or nil.
func (e *Engine) follow(ctx context.Context, j *job, id ecsapi.RegionID, items []*item, g goal, sent, all <-chan struct{}) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	var next time.Time // of the next read; zero: none planned
	pause := followFirst
	for {
		open := e.open(items)
		if len(open) == 0 && all == nil {
			return
		}
		switch {
		case len(open) == 0:
			next = time.Time{}
			timer.Stop()
		case next.IsZero():
			next = time.Now().Add(pause)
			timer.Reset(pause)
		}
		select {
		case <-ctx.Done():
			return
		case <-all:
			all = nil
		case <-sent:
			pause = followFirst
			if soon := time.Now().Add(pause); next.After(soon) {
				next = soon
				timer.Reset(pause)
			}
		case <-timer.C:
			err := e.look(ctx, j, id, open, g)
			e.settle(j)
			pause = min(pause*3/2, followMost)
			if next = (time.Time{}); err != nil && err.RetryAfter > pause {
				next = time.Now().Add(err.RetryAfter)
				timer.Reset(err.RetryAfter)
			}
		}
	}
}

// open lists the items that were accepted and did not end.
func (e *Engine) open(items []*item) []*item {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []*item
	for _, it := range items {
		if it.Outcome == Sent {
			out = append(out, it)
		}
	}
	return out
}

// look reads the items once and ends those that are through.
func (e *Engine) look(ctx context.Context, j *job, id ecsapi.RegionID, items []*item, g goal) *ecsapi.Error {
	ids := idsOf(items)
	turn, began := e.turn(), time.Now()
	var found []*ecsapi.Instance
	err := e.client.InstancePages(ecsapi.WithPriority(ctx, ecsapi.PriorityPoll), ecsapi.Query{Region: id, IDs: ids}, func(part []*ecsapi.Instance, _ int) {
		found = append(found, part...)
		e.locked(func() { e.applyTo(id, part, turn) })
	})
	if ctx.Err() != nil {
		return nil
	}
	bad := apiError(err)
	whole := bad == nil
	if o, ok := g.(overseer); ok && bad == nil {
		var err error
		if g, err = o.overseen(ecsapi.WithPriority(ctx, ecsapi.PriorityPoll), e, id, items); err != nil {
			bad, found = apiError(err), nil
		}
		if ctx.Err() != nil {
			return nil
		}
	}
	e.locked(func() {
		if r := e.region(id); r != nil {
			e.took(r, nil, turn, bad)
			if whole {
				e.lacks(r, ids, turn, began)
			}
		}
	})
	var released []ecsapi.InstanceID
	now, seen := time.Now(), byID(found)
	for some := range slices.Chunk(items, 1000) { // others need the mutex too
		e.locked(func() {
			for _, it := range some {
				in := seen[it.ID]
				if in != nil || bad == nil {
					e.judge(j, it, in, g, began)
				}
				if it.Outcome == Sent && now.Sub(it.accepted) >= followFor {
					e.overdue(j, it, bad)
				}
				if j.Action == ActionRelease && it.Outcome == Done && in == nil {
					released = append(released, it.ID)
				}
			}
		})
	}
	if len(released) > 0 {
		e.locked(func() {
			if r := e.region(id); r != nil {
				e.drop(r, released, turn)
				e.changed()
			}
		})
	}
	e.kick()
	return bad
}

// judge decides from one look whether an item reached its end; in is nil when
// the instance was not listed. What isn't sure counts only when two reads in a
// row say the same: the cloud's answers may be a moment old. That it is gone counts
// as [goneAfter] says. began is the read's wall time.
func (e *Engine) judge(j *job, it *item, in *ecsapi.Instance, g goal, began time.Time) {
	status := ecsapi.Status("")
	if in != nil {
		status = in.Status
	}
	if it.Now != status {
		it.Now, j.dirty = status, true
		e.changed()
	}
	isGone := it.missed(in, began)
	f := g.weigh(it, in, time.Since(it.accepted) >= g.patience())
	if it.moved {
		it.cause = nil
	}
	if it.against != f.why {
		it.against, it.odd = f.why, 0
	}
	if it.odd++; f.why == none || it.odd < 2 && !f.sure || in == nil && !isGone {
		return
	}
	var err *ecsapi.Error
	if f.message != "" {
		err = &ecsapi.Error{API: j.api(), Region: it.Region, Kind: f.kind, Code: f.code, Message: f.message, RequestID: it.RequestID}
	}
	switch lost := it.cause != nil; {
	case lost && f.why == undone:
		err.Code = it.cause.Code
	case lost && (f.why == quiet && f.outcome != Done || f.outcome == Unknown):
		f.outcome, err = Unknown, it.cause // it was never told that it was accepted
	}
	e.end(j, it, f.outcome, err)
}
