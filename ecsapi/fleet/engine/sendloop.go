package engine

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
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
	size := j.operation.Traits().MaxPerCall
	if size == 1 {
		size = perLook
	}
	var senders sync.WaitGroup
	for range min(sendsAtOnce, (len(items)+size-1)/size) {
		senders.Go(e.guarded(func() {
			for group := range groups {
				e.deliver(ctx, j, id, group, sent)
			}
		}))
	}
	go func() {
		for group := range slices.Chunk(items, size) {
			groups <- group
		}
		close(groups)
		senders.Wait()
		close(all)
	}()
	e.follow(ctx, j, id, items, j.operation, sent, all)
	<-all
}

// deliver sends one group, again if need be, until each of its items was
// accepted or came to an end. Before each try the state is read: an item to
// which the action no longer applies is not sent but failed, and one whose
// answer was lost is only sent again if its token keeps it from happening twice.
func (e *Engine) deliver(ctx context.Context, j *job, id ecsapi.RegionID, items []*item, sent chan struct{}) {
	for try := 1; ; try++ {
		if items = e.having(fleet.Queued, items); len(items) == 0 {
			return
		}
		ready, err := e.check(ctx, j, id, items)
		if bare := j.uncopied(ready); len(bare) > 0 {
			e.copyDisks(ctx, j, id, bare)
			e.recordEnds(j)
			try-- // that took its time: look again
			continue
		}
		hopeless := err != nil && !err.Retry() && ctx.Err() == nil
		for _, part := range j.calls(ready) {
			if bad := e.sendItems(ctx, j, id, part); bad != nil {
				err = bad
			}
			signal(sent)
		}
		busy, others, refusals := e.waiting(j, items)
		switch {
		case hopeless:
			e.giveUp(j, items, err)
			busy, others = nil, nil
		case len(others) > 0 && try == maxSends:
			e.giveUp(j, others, err)
			others = nil
		}
		e.recordEnds(j)
		signal(sent)
		pause := sendPauseAfter(try)
		switch {
		case len(busy)+len(others) == 0:
			return
		case len(others) == 0:
			try-- // how long they wait is not a matter of tries
			pause = busyPause(refusals)
		case len(busy) > 0:
			pause = max(pause, busyFirst)
		}
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

// calls splits items into those of a call each. Where a call is carried out for
// all or none and one of its instances is busy, the others get away in calls that
// are half as large with each try.
func (j *job) calls(items []*item) (calls [][]*item) {
	traits := j.operation.Traits()
	if !traits.AllOrNone {
		return slices.Collect(slices.Chunk(items, traits.MaxPerCall))
	}
	slices.SortStableFunc(items, func(a, b *item) int { return a.Busy - b.Busy })
	for len(items) > 0 {
		busy := items[0].Busy
		size := max(1, traits.MaxPerCall>>min(busy, 10))
		end := min(size, len(items))
		if i := slices.IndexFunc(items, func(it *item) bool { return it.Busy != busy }); i >= 0 {
			end = min(end, i)
		}
		calls, items = append(calls, items[:end]), items[end:]
	}
	return calls
}

// wait waits for d and reports whether ctx let it.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// giveUp ends items after the last try.
func (e *Engine) giveUp(j *job, items []*item, err *ecsapi.Error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, it := range items {
		switch {
		case it.Outcome != fleet.Queued:
		case it.answerLost, it.mayBeDone:
			e.followLost(j, it)
		case j.ctx.Err() != nil:
			e.end(j, it, fleet.Cancelled, nil)
		default:
			e.end(j, it, fleet.Failed, cmp.Or(it.Err, err))
		}
	}
}

// check reads the state of queued items and returns those to send. Those the
// action does not apply to are failed; those whose answer was lost or said no, and
// that show the effect, are taken as accepted.
func (e *Engine) check(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) ([]*item, *ecsapi.Error) {
	seq, began := e.readSeq(), time.Now()
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityAction)
	found, err := e.client.Instances(ctx, ecsapi.Query{Region: id, IDs: idsOf(items)})
	if err != nil {
		return nil, ecsapi.AsError(err)
	}

	e.mu.Lock()
	defer e.mu.Unlock()
	e.applyTo(id, found, seq)
	e.jobChanged(j)
	token := j.operation.Traits().Token
	seen, now := byID(found), e.client.Now()
	var ready []*item
	for _, it := range items {
		if it.Outcome != fleet.Queued {
			continue
		}
		in := seen[it.ID]
		isGone := it.missed(in, began)
		it.Now = ""
		if in != nil {
			it.Now = in.Status
		}
		switch {
		case in != nil && (it.answerLost || it.Busy > 0) && j.operation.TookEffect(&it.Target, in):
			e.accept(j, it)
		case it.answerLost && !token && it.madePart(j.operation, in):
			ready = append(ready, it)
		case it.answerLost && it.partsDone+1 < len(op.PartsOf(j.operation)) && in != nil && j.ctx.Err() == nil:
			// It may show a moment later, and then the rest of its calls can go.
		case it.answerLost && (!token || in == nil || j.ctx.Err() != nil), it.Busy > 0 && in == nil:
			e.followLost(j, it)
		case in == nil && !isGone:
			it.Err = refusal(j.operation, it, fleet.NotFound) // unless another look brings it
		case in == nil:
			e.end(j, it, fleet.Failed, refusal(j.operation, it, fleet.NotFound))
		case it.answerLost:
			ready = append(ready, it)
		default:
			switch why := j.operation.SkipReason(in, now); {
			case why == fleet.IsChanging && it.busy:
				continue // what it is busy with goes on
			case why != "":
				e.end(j, it, fleet.Failed, refusal(j.operation, it, why))
				continue
			}
			it.mayBeDone = false
			if it.Busy == 0 {
				it.From, it.Started = in.Status, in.Started
			}
			if it.partsDone == 0 { // else it has some of what is set
				noteBefore(&it.Item, j.Action, j.Options, in)
			}
			ready = append(ready, it)
		}
	}
	return ready, nil
}

// madePart reports whether an instance shows that a call of a compound took effect
// whose answer was lost, and that others are still to be made. The mutex is held.
func (it *item) madePart(o op.Operation, in *ecsapi.Instance) bool {
	parts := op.PartsOf(o)
	if in == nil || it.partsDone+1 >= len(parts) || !parts[it.partsDone].TookEffect(&it.Target, in) {
		return false
	}
	it.partsDone++
	it.answerLost, it.Cause, it.Err = false, nil, nil
	return true
}

// applyTo applies a read to a region by its id.
func (e *Engine) applyTo(id ecsapi.RegionID, found []*ecsapi.Instance, seq readSeq) {
	if r := e.region(id); r != nil {
		e.apply(r, found, seq)
	}
}

func byID(list []*ecsapi.Instance) map[ecsapi.InstanceID]*ecsapi.Instance {
	m := make(map[ecsapi.InstanceID]*ecsapi.Instance, len(list))
	for _, in := range list {
		m[in.ID] = in
	}
	return m
}
