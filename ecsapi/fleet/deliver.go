package fleet

import (
	"cmp"
	"context"
	"slices"
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

	sendPause    = 2 * time.Second // doubled with each try
	maxSendPause = 30 * time.Second

	// cancelGrace is how long a call that is on the wire may go on after Cancel,
	// to get its answer. One that waits for the call budget doesn't leave.
	cancelGrace = 3 * time.Second
)

// carryOutIn sends a job's items of one region in batches and follows those
// that were accepted while others still wait.
func (e *Engine) carryOutIn(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) {
	sent, all := make(chan struct{}, 1), make(chan struct{})
	batches := make(chan []*item)
	var senders sync.WaitGroup
	for range min(sendsAtOnce, (len(items)+ecsapi.MaxBatch-1)/ecsapi.MaxBatch) {
		senders.Go(func() {
			e.guard(func() {
				for batch := range batches {
					e.deliver(ctx, j, id, batch, sent)
				}
			})
		})
	}
	go func() {
		for batch := range slices.Chunk(items, ecsapi.MaxBatch) {
			batches <- batch
		}
		close(batches)
		senders.Wait()
		close(all)
	}()
	e.follow(ctx, j, id, items, sent, all)
	<-all
}

// deliver sends one batch, again if need be, until each of its items was
// accepted or came to an end. Before each try the state is read: an item to
// which the action no longer applies is not sent but failed, and one whose
// answer was lost is only sent again if its state shows that nothing happened.
func (e *Engine) deliver(ctx context.Context, j *job, id ecsapi.RegionID, items []*item, sent chan struct{}) {
	for try := 1; ; try++ {
		if items = e.unsettled(items); len(items) == 0 {
			return
		}
		ready, err := e.check(ctx, j, id, items)
		hopeless := err != nil && !err.Retry() && ctx.Err() == nil
		if err == nil && len(ready) > 0 {
			err = e.send(ctx, j, id, ready)
		}
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
		case it.lost:
			e.end(j, it, Unknown, cmp.Or(it.cause, err))
		default:
			e.end(j, it, Failed, cmp.Or(it.Err, err))
		}
	}
}

// check reads the state of queued items and returns those to send. Those the
// action does not apply to are failed; those whose answer was lost and that
// show the effect are taken as accepted.
func (e *Engine) check(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) ([]*item, *ecsapi.Error) {
	ids := make([]ecsapi.InstanceID, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	turn := e.turn()
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityAction)
	found, err := e.client.Instances(ctx, ecsapi.Query{Region: id, IDs: ids}, nil)
	if err != nil {
		return nil, apiError(err)
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	e.applyTo(id, found, turn)
	j.dirty = true
	e.changed()
	now := byID(found)
	var ready []*item
	for _, it := range items {
		if it.Outcome != Queued {
			continue
		}
		in := now[it.ID]
		if in == nil {
			it.Now = ""
			if it.lost {
				e.end(j, it, Unknown, it.cause)
			} else {
				e.end(j, it, Failed, refusal(j.Action, it, NotFound))
			}
			continue
		}
		it.Now = in.Status
		switch why := hindrance(j.Action, in); {
		case it.lost && (j.Action == ActionReboot || in.Status != it.From):
			// A reboot shows itself, or not, while it is followed.
			e.accept(j, it)
		case why != "":
			e.end(j, it, Failed, refusal(j.Action, it, why))
		case it.lost && j.ctx.Err() != nil:
			e.end(j, it, Unknown, it.cause)
		default:
			it.From, it.started = in.Status, in.Started
			ready = append(ready, it)
		}
	}
	return ready, nil
}

// refusal is the error of an item that was not sent, in the API's terms.
func refusal(a Action, it *item, why Reason) *ecsapi.Error {
	err := &ecsapi.Error{API: api(a), Region: it.Region, Kind: ecsapi.KindState, Code: "IncorrectInstanceStatus"}
	if why == NotFound {
		err.Kind, err.Code = ecsapi.KindNotFound, "InvalidInstanceId.NotFound"
	}
	err.Message = "not sent: " + string(why)
	return err
}

// send makes one call for up to 100 items and notes what became of each.
func (e *Engine) send(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) *ecsapi.Error {
	items = e.claim(j, items)
	if len(items) == 0 {
		return nil
	}
	ids := make([]ecsapi.InstanceID, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(j.ctx, func() { time.AfterFunc(cancelGrace, stop) })()
	ctx = ecsapi.WithGate(ecsapi.WithPriority(ctx, ecsapi.PriorityAction), j.ctx)
	outcomes, err := e.call(ctx, j, id, ids)

	e.mu.Lock()
	defer e.mu.Unlock()
	if err != nil {
		bad := apiError(err)
		for _, it := range items {
			e.refused(j, it, bad)
		}
		return bad
	}
	r := e.region(id)
	for i, it := range items {
		o := outcomes[i] // in the order of ids
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

func (e *Engine) call(ctx context.Context, j *job, id ecsapi.RegionID, ids []ecsapi.InstanceID) ([]ecsapi.Outcome, error) {
	switch j.Action {
	case ActionStart:
		return e.client.Start(ctx, id, ids)
	case ActionStop:
		return e.client.Stop(ctx, id, ids, ecsapi.StopOptions{Force: j.Options.Force, Mode: j.Options.StoppedMode})
	}
	return e.client.Reboot(ctx, id, ids, j.Options.Force)
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
	case it.lost && err.Kind == ecsapi.KindState:
		// An earlier send took effect after all.
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
