package fleet

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"ecsdeck/ecsapi"
)

const (
	// maxSends is how often an item is sent at most. With the pauses between
	// them this outlasts the minute for which the cloud throttles.
	maxSends = 6

	// sendsAtOnce is how many calls of a job a region gets at once.
	sendsAtOnce = 4

	// perLook is how many items are looked at in one read before they are sent
	// one by one.
	perLook = 25

	sendPause    = 2 * time.Second // doubled with each try
	maxSendPause = 30 * time.Second

	// cancelGrace is how long a call that is on the wire may go on after Cancel,
	// to get its answer. One that waits for the call budget doesn't leave.
	cancelGrace = 3 * time.Second
)

// carryOutIn sends a job's items of one region in groups and follows those
// that were accepted while others still wait.
func (e *Engine) carryOutIn(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) {
	sent, all := make(chan struct{}, 1), make(chan struct{})
	groups := make(chan []*item)
	size := j.deed.nature().most
	if size == 1 {
		size = perLook
	}
	var senders sync.WaitGroup
	for range min(sendsAtOnce, (len(items)+size-1)/size) {
		senders.Go(func() {
			e.guard(func() {
				for group := range groups {
					e.deliver(ctx, j, id, group, sent)
				}
			})
		})
	}
	go func() {
		for group := range slices.Chunk(items, size) {
			groups <- group
		}
		close(groups)
		senders.Wait()
		close(all)
	}()
	e.follow(ctx, j, id, items, j.deed, sent, all)
	<-all
}

// deliver sends one group, again if need be, until each of its items was
// accepted or came to an end. Before each try the state is read: an item to
// which the action no longer applies is not sent but failed, and one whose
// answer was lost is only sent again if its state shows that nothing happened,
// or if its token keeps it from happening twice.
func (e *Engine) deliver(ctx context.Context, j *job, id ecsapi.RegionID, items []*item, sent chan struct{}) {
	for try := 1; ; try++ {
		if items = e.unsettled(items); len(items) == 0 {
			return
		}
		ready, err := e.check(ctx, j, id, items)
		if bare := j.unsaved(ready); len(bare) > 0 {
			e.save(ctx, j, id, bare)
			e.settle(j)
			try-- // that took its time: look again
			continue
		}
		hopeless := err != nil && !err.Retry() && ctx.Err() == nil
		for part := range slices.Chunk(ready, j.deed.nature().most) {
			if bad := e.send(ctx, j, id, part); bad != nil {
				err = bad
			}
			signal(sent)
		}
		e.settle(j)
		signal(sent)
		if items = e.unsettled(items); len(items) == 0 {
			return
		}
		if try == maxSends || hopeless {
			e.giveUp(j, items, err)
			return
		}
		pause := min(sendPause<<(try-1), maxSendPause)
		if err != nil {
			pause = max(pause, err.RetryAfter)
		}
		if !wait(j.ctx, pause) {
			// Only items whose answer was lost may be left. They are read once
			// more, and not sent.
			if try = maxSends - 1; !wait(ctx, sendPause) {
				return
			}
		}
	}
}

// wait waits for d and reports whether ctx let it.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// unsettled returns the items that are still queued.
func (e *Engine) unsettled(items []*item) []*item {
	e.mu.Lock()
	defer e.mu.Unlock()
	var left []*item
	for _, it := range items {
		if it.Outcome == Queued {
			left = append(left, it)
		}
	}
	return left
}

// giveUp ends items after the last try.
func (e *Engine) giveUp(j *job, items []*item, err *ecsapi.Error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, it := range items {
		switch {
		case it.Outcome != Queued:
		case it.lost && j.deed.nature().again:
			e.accept(j, it) // its effect may still show
		case it.lost:
			e.end(j, it, Unknown, cmp.Or(it.cause, err))
		case j.ctx.Err() != nil:
			e.end(j, it, Cancelled, nil)
		default:
			e.end(j, it, Failed, cmp.Or(it.Err, err))
		}
	}
}

// check reads the state of queued items and returns those to send. Those the
// action does not apply to are failed; those whose answer was lost and that
// show the effect are taken as accepted.
func (e *Engine) check(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) ([]*item, *ecsapi.Error) {
	turn := e.turn()
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityAction)
	found, err := e.client.Instances(ctx, ecsapi.Query{Region: id, IDs: idsOf(items)}, nil)
	if err != nil {
		return nil, apiError(err)
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	e.applyTo(id, found, turn)
	j.dirty = true
	e.changed()
	again := j.deed.nature().again
	seen, now := byID(found), e.client.Now()
	var ready []*item
	for _, it := range items {
		if it.Outcome != Queued {
			continue
		}
		in := seen[it.ID]
		it.Now = ""
		if in != nil {
			it.Now = in.Status
		}
		switch {
		case it.lost && j.deed.happened(it, in):
			e.accept(j, it)
		case it.lost && in == nil:
			e.end(j, it, Unknown, it.cause)
		case in == nil:
			e.end(j, it, Failed, refusal(j.deed, it, NotFound))
		case it.lost && again && j.ctx.Err() == nil:
			ready = append(ready, it)
		case it.lost && again:
			e.accept(j, it) // its effect may still show
		case it.lost && j.ctx.Err() != nil:
			e.end(j, it, Unknown, it.cause)
		default:
			if why := j.deed.hindrance(in, now); why != "" {
				e.end(j, it, Failed, refusal(j.deed, it, why))
				continue
			}
			it.From, it.started = in.Status, in.Started
			if j.Action == ActionRenew {
				it.OldExpiry = in.Expires
			}
			ready = append(ready, it)
		}
	}
	return ready, nil
}

// refusal is the error of an item that was not sent, in the API's terms.
func refusal(d deed, it *item, why Reason) *ecsapi.Error {
	err := &ecsapi.Error{API: d.nature().api, Region: it.Region, Kind: ecsapi.KindState, Code: "IncorrectInstanceStatus"}
	if why == NotFound {
		err.Kind, err.Code = ecsapi.KindNotFound, "InvalidInstanceId.NotFound"
	}
	err.Message = "not sent: " + string(why)
	return err
}

// send makes one call for the items and notes what became of each.
func (e *Engine) send(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) *ecsapi.Error {
	if items = e.claim(j, items); len(items) == 0 {
		return nil
	}
	var told []answer
	for _, d := range partsOf(j.deed) {
		api := d.nature().api
		k := &errand{region: id, items: items, token: j.newToken(api, "", items)}
		s := &step{api: api, region: id, items: items, params: d.params(items)}
		if d.nature().again {
			s.token = k.token
		}
		bad := e.write(ctx, j, s, func(ctx context.Context) (_ string, err error) {
			if told, err = d.send(ctx, e.client, k); err != nil {
				return "", err
			}
			return told[0].RequestID, nil
		})
		if bad != nil {
			return e.sendParts(ctx, j, id, items, d, bad)
		}
	}
	e.noteAnswers(j, items, told)

	e.mu.Lock()
	defer e.mu.Unlock()
	r := e.region(id)
	for i, it := range items {
		o := told[i] // in the order of the items
		it.RequestID = o.RequestID
		if o.Err != nil {
			e.refused(j, it, o.Err)
			continue
		}
		e.accept(j, it)
		it.told, it.Now = o.To.Changing(), cmp.Or(o.To, it.Now)
		if r != nil {
			e.mark(r, it.ID, o.To)
		}
	}
	return nil
}

// sendParts goes on after a call that was refused as a whole: one that is
// carried out for all or none is sent in halves, until the bad ones are alone.
func (e *Engine) sendParts(ctx context.Context, j *job, id ecsapi.RegionID, items []*item, d deed, bad *ecsapi.Error) *ecsapi.Error {
	split := d.nature().whole && len(items) > 1 && aboutOne(bad)
	e.locked(func() {
		for _, it := range items {
			if split && j.ctx.Err() == nil {
				it.flying, it.Sent = false, time.Time{}
			} else {
				e.refused(j, it, bad)
			}
		}
	})
	if !split {
		return bad
	}
	half := len(items) / 2
	return cmp.Or(e.send(ctx, j, id, items[:half]), e.send(ctx, j, id, items[half:]))
}

// aboutOne reports whether a call may have been refused for one of its
// instances alone.
func aboutOne(err *ecsapi.Error) bool {
	switch err.Kind {
	case ecsapi.KindState, ecsapi.KindNotFound, ecsapi.KindInvalid, ecsapi.KindStock, ecsapi.KindMoney:
		return !err.Sent
	}
	return false
}

// claim takes the items that nobody cancelled in the meantime.
func (e *Engine) claim(j *job, items []*item) []*item {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []*item
	for _, it := range items {
		if it.Outcome == Queued && j.ctx.Err() == nil {
			it.flying, it.Sent = true, time.Now()
			out = append(out, it)
		}
	}
	j.dirty = true
	e.changed()
	return out
}

// refused notes that an item, or its whole call, was not accepted. It stays
// queued when another try may do.
func (e *Engine) refused(j *job, it *item, err *ecsapi.Error) {
	it.flying, j.dirty = false, true
	it.RequestID = cmp.Or(err.RequestID, it.RequestID)
	e.changed()
	switch {
	case err.Sent:
		it.lost, it.cause, it.Err = true, err, err
	case inProgress(err) && j.ctx.Err() == nil:
		it.Err = err
	case it.lost && (err.Kind == ecsapi.KindState || err.Kind == ecsapi.KindNotFound):
		// An earlier send took effect after all, or the instance will show that
		// it did not.
		e.accept(j, it)
	case it.lost:
		// The state decides, once it is read again.
	case j.ctx.Err() != nil:
		it.Sent = time.Time{}
		e.end(j, it, Cancelled, nil)
	case err.Retry():
		it.Sent, it.Err = time.Time{}, err
	default:
		e.end(j, it, Failed, err)
	}
}

// inProgress reports whether the cloud still works on the call's token, or on
// another order for the instance. Asking again later is right.
func inProgress(err *ecsapi.Error) bool { return strings.HasSuffix(err.Code, "Processing") }

// applyTo applies a read to a region by its id.
func (e *Engine) applyTo(id ecsapi.RegionID, found []*ecsapi.Instance, turn uint64) {
	if r := e.region(id); r != nil {
		e.apply(r, found, turn)
		if r.rowsDirty {
			e.changed()
		}
	}
}

func byID(list []*ecsapi.Instance) map[ecsapi.InstanceID]*ecsapi.Instance {
	m := make(map[ecsapi.InstanceID]*ecsapi.Instance, len(list))
	for _, in := range list {
		m[in.ID] = in
	}
	return m
}
