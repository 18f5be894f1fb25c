package engine

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
)

// goneAfter is how far apart in wall time two complete reads by ids must be that
// lack an instance for it to be gone. A sweep only raises the question: a row may
// slip from one page to another. One read may be a moment old, or wrong.
const goneAfter = 10 * time.Second

// noteAbsent notes the rows that a complete sweep did not bring, to be asked for by
// their ids.
func (e *Engine) noteAbsent(r *region, seq readSeq) {
	for i, in := range r.rows {
		if r.seqs[i].n >= seq.n {
			continue
		}
		if _, asked := r.absent[in.ID]; !asked {
			r.absent[in.ID] = time.Time{}
		}
	}
	e.planConfirm(r)
}

// lacks notes which instances a complete read by ids did not bring, and drops
// those that an earlier one did not bring either. began is the read's wall time.
func (e *Engine) lacks(r *region, ids []ecsapi.InstanceID, seq readSeq, began time.Time) {
	var lost []ecsapi.InstanceID
	for _, id := range ids {
		i, ok := r.Index.Find(id)
		since := r.absent[id]
		switch {
		case !ok || r.seqs[i].n >= seq.n: // this read or a later one brought it
			delete(r.absent, id)
		case since.IsZero():
			r.absent[id] = began
		case began.Sub(since) >= goneAfter:
			lost = append(lost, id)
		}
	}
	e.drop(r, lost, seq)
	e.planConfirm(r)
}

// planConfirm plans the next read of what is in question. What a job follows, its
// own reads tell of.
func (e *Engine) planConfirm(r *region) {
	now := time.Now()
	for id, since := range r.absent {
		due := later(now, since.Add(goneAfter))
		switch {
		case e.followed[id] > 0:
			due = now.Add(goneAfter)
		case since.IsZero():
			due = now
		}
		if r.confirm.Due.IsZero() || due.Before(r.confirm.Due) {
			r.confirm.Due = due
		}
	}
}

// confirmGone reads by ids what is in question.
func (e *Engine) confirmGone(ctx context.Context, r *region) (take func(), err error) {
	var ids []ecsapi.InstanceID
	e.locked(func() {
		for id, since := range r.absent {
			if e.followed[id] == 0 && time.Since(since) >= goneAfter {
				ids = append(ids, id)
			}
		}
	})
	slices.Sort(ids)
	seq := e.readSeq()
	_, err = e.readIDs(ctx, r, ids)
	return func() { r.noteRead(seq) }, err
}

// readIDs reads instances of a region by their ids and takes over what it learns, of
// those too that a complete answer lacks. No ids take no call.
func (e *Engine) readIDs(ctx context.Context, r *region, ids []ecsapi.InstanceID) (found []*ecsapi.Instance, err error) {
	seq, began := e.readSeq(), time.Now()
	if len(ids) > 0 {
		found, err = e.client.Instances(ctx, ecsapi.Query{Region: r.ID, IDs: ids})
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if e.apply(r, found, seq); err == nil {
		e.lacks(r, ids, seq, began)
	}
	return found, err
}

// missed notes whether a complete read by ids, begun at a wall time, brought the
// item's instance, and reports whether it is gone.
func (it *item) missed(in *ecsapi.Instance, began time.Time) bool {
	switch {
	case in != nil:
		it.Unlisted = time.Time{}
	case it.Unlisted.IsZero():
		it.Unlisted = began
	}
	return in == nil && began.Sub(it.Unlisted) >= goneAfter
}
