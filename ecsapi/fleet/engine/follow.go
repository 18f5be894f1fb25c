package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
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
func (e *Engine) follow(ctx context.Context, j *job, id ecsapi.RegionID, items []*item, c op.Completion, sent, all <-chan struct{}) {
	var next time.Time // of the next read; zero: none planned
	pause := followFirst
	for {
		open := e.having(fleet.Sent, items)
		if len(open) == 0 && all == nil {
			return
		}
		var due <-chan time.Time
		if len(open) == 0 {
			next = time.Time{}
		} else {
			next = cmp.Or(next, time.Now().Add(pause))
			due = time.After(time.Until(next))
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
			}
		case <-due:
			err := e.look(ctx, j, id, open, c)
			e.recordEnds(j)
			pause = min(pause*3/2, followMost)
			if next = (time.Time{}); err != nil && err.RetryAfter > pause {
				next = time.Now().Add(err.RetryAfter)
			}
		}
	}
}

// look reads the items once and ends those that are through.
func (e *Engine) look(ctx context.Context, j *job, id ecsapi.RegionID, items []*item, c op.Completion) *ecsapi.Error {
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityPoll)
	ids := idsOf(items)
	seq, began := e.readSeq(), time.Now()
	var found []*ecsapi.Instance
	err := e.client.InstancePages(ctx, ecsapi.Query{Region: id, IDs: ids}, func(part []*ecsapi.Instance, _ int) {
		found = append(found, part...)
		e.locked(func() { e.applyTo(id, part, seq) })
	})
	whole := err == nil
	if r, ok := c.(op.Refiner); ok && whole {
		var asked []fleet.Item
		e.locked(func() {
			for _, it := range items {
				asked = append(asked, it.Item)
			}
		})
		if c, err = r.Refine(ctx, reader{e.client, e}, id, asked); err != nil {
			found = nil
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	bad := ecsapi.AsError(err)
	e.locked(func() {
		if r := e.region(id); r != nil {
			r.noteHealth(bad)
			if whole {
				e.lacks(r, ids, seq, began)
			}
		}
	})
	removes := j.operation != nil && j.operation.Traits().Removes
	var released []ecsapi.InstanceID
	now, seen := time.Now(), byID(found)
	for some := range slices.Chunk(items, 1000) { // others need the mutex too
		e.locked(func() {
			for _, it := range some {
				in := seen[it.ID]
				if in != nil || bad == nil {
					e.evaluate(j, it, in, c, began)
				}
				if overdue := now.Sub(it.acceptedAt) >= followFor; it.Outcome == fleet.Sent && overdue {
					if it.Cause != nil { // nobody ever heard that it was accepted
						e.end(j, it, fleet.Unknown, it.Cause)
					} else {
						e.end(j, it, fleet.TimedOut, bad)
					}
				}
				if removes && it.Outcome == fleet.Done && in == nil {
					released = append(released, it.ID)
				}
			}
		})
	}
	e.locked(func() {
		if r := e.region(id); r != nil {
			e.drop(r, released, seq)
		}
	})
	e.kick()
	return bad
}

// evaluate decides from one look whether an item reached its end; in is nil when
// the instance was not listed. What isn't sure counts only when two reads in a
// row say the same: the cloud's answers may be a moment old. That it is gone counts
// as [goneAfter] says. began is the read's wall time.
func (e *Engine) evaluate(j *job, it *item, in *ecsapi.Instance, c op.Completion, began time.Time) {
	status := ecsapi.Status("")
	if in != nil {
		status = in.Status
	}
	if it.Now != status {
		it.Now = status
		e.jobChanged(j)
	}
	isGone := it.missed(in, began)
	v := c.Evaluate(&it.Target, in, time.Since(it.acceptedAt) >= c.Timeout())
	if it.Moved {
		it.Cause = nil
	}
	if it.against != v.Reason {
		it.against, it.odd = v.Reason, 0
	}
	if it.odd++; v.Reason == op.Nothing || it.odd < 2 && !v.Sure || in == nil && !isGone {
		return
	}
	var err *ecsapi.Error
	if !v.Text.IsZero() {
		err = &ecsapi.Error{API: j.api(), Region: it.Region, Kind: v.Kind, Code: v.Code, Text: v.Text, RequestID: it.RequestID}
	}
	switch lost := it.Cause != nil; {
	case lost && v.Reason == undone:
		err.Code = it.Cause.Code
	case lost && (v.Reason == op.NoSign && v.Outcome != fleet.Done || v.Outcome == fleet.Unknown):
		v.Outcome, err = fleet.Unknown, it.Cause // it was never told that it was accepted
	}
	e.end(j, it, v.Outcome, err)
}

// reader reads what a completion needs, and the engine keeps what it learns.
type reader struct {
	*ecsapi.Client
	e *Engine
}

func (r reader) AutoRenewals(ctx context.Context, id ecsapi.RegionID, ids []ecsapi.InstanceID) (map[ecsapi.InstanceID]ecsapi.AutoRenewal, error) {
	return r.e.readAutoRenewals(ctx, id, ids)
}
