package engine

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/fleet/task"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// unfinished reports whether it is not known what became of a job: its process
// was killed, or ended while the cloud was at work, or an answer was lost.
//
// One whose action this version doesn't know can't be examined.
func unfinished(b *journal.Job, before *fleet.Job) bool {
	if op.New(before.Action, before.Options) == nil && before.Order == nil {
		return false
	}
	if b.State != journal.Over {
		return b.State == journal.BrokenOff
	}
	return before.Counts.Sent > 0 || slices.ContainsFunc(before.Items, func(it fleet.Item) bool {
		return resolvable(b, &it) && time.Since(it.Sent) < tellsFor
	})
}

// resolvable reports whether the cloud may tell more of an item that ended: an answer
// to it was lost, or what was paid for did not show in time, and nobody was told
// that all went well.
func resolvable(b *journal.Job, it *fleet.Item) bool {
	return it.Outcome == fleet.Unknown || it.Outcome == fleet.TimedOut && b.Unclaimed != "" && op.Of(fleet.Action(b.Action)).Risk.Charged
}

// examine finds out what became of an unfinished job, with reads only, and
// writes that as its end. The mutex is held.
func (e *Engine) examine(ctx context.Context, b *journal.Job, before *fleet.Job) {
	j := &job{Job: *before, operation: op.New(before.Action, before.Options), dirty: true, asking: true}
	for n := range before.Items {
		it := &item{Target: op.Target{N: n, Item: before.Items[n], Keyed: before.KeyHash != ""}, planned: ecsapi.Price(b.Items[n].Planned)}
		it.noted = !it.Ended.IsZero()
		j.items = append(j.items, it)
	}
	j.Items, j.Counts = nil, fleet.JobCounts{} // made anew with each publication
	if before.Counts.Unknown > 0 {
		j.Ended = time.Time{} // until it is known
	}
	j.ctx, j.cancel = context.WithCancel(ctx)
	e.enlist(j)
	e.goGuarded(func() {
		e.journal.Adopt(b)
		e.findOut(ctx, j, b)
		e.locked(func() { j.asking = false })
		e.changed()
		e.lookAgain(ctx, j)
	})
}

// findOut follows what may have taken effect and cancels what was never sent.
func (e *Engine) findOut(ctx context.Context, j *job, b *journal.Job) {
	defer j.cancel()
	e.locked(func() {
		for _, it := range j.items {
			if it.Outcome == fleet.Queued || it.Outcome == fleet.Sent || resolvable(b, &it.Item) {
				e.recall(j, it, b.Calls)
			}
		}
	})
	eachRegion(e, j.items, (*item).region, func(id ecsapi.RegionID, items []*item) {
		if op.Of(j.Action).Creates {
			e.findCreated(ctx, j, id)
		}
		e.follow(ctx, j, id, items, j.replay(), nil, nil)
	})
	if ctx.Err() != nil {
		e.locked(func() {
			for _, it := range j.items {
				if it.Outcome == fleet.Sent {
					e.unfollow(it)
				}
			}
		})
		return // the next run finds it as this one did
	}
	e.recordEnds(j)
	e.recordOver(j)
	e.locked(func() {
		j.Ended = cmp.Or(j.Ended, time.Now())
		e.jobChanged(j)
	})
}

// recall takes an item up as its calls tell: one that was never sent is
// cancelled, one that was refused failed, and any other is followed. The mutex
// is held.
func (e *Engine) recall(j *job, it *item, calls []journal.Call) {
	var sent, refused *journal.Call
	for i := range calls {
		c := &calls[i]
		switch {
		case c.API == ecsapi.CreateSnapshot || c.Code == string(ecsapi.KindCancelled) || !slices.Contains(c.Items, it.N):
		case c.Code == "" || op.Inconclusive(c.API, c.Code):
			sent = c
		default:
			refused = c
		}
	}
	answered := sent != nil && !sent.Answered.IsZero() && sent.Code == ""
	switch {
	case it.Outcome == fleet.Unknown && (sent == nil || answered):
		return // that an instance shows nothing of what was accepted will not change
	case it.Outcome == fleet.Unknown:
		it.Cause = cmp.Or(it.Err, it.unanswered(sent.API, message.New("the instance shows no sign of it")))
	case sent == nil && refused == nil:
		e.end(j, it, fleet.Cancelled, nil)
		return
	case sent == nil:
		e.end(j, it, fleet.Failed, pastError(refused.API, it.Region, refused.Code, refused.Message, refused.RequestID))
		return
	case !answered:
		it.Cause = it.unanswered(sent.API, message.New("the instance shows no sign of it"))
	default:
		it.RequestID = cmp.Or(it.RequestID, sent.RequestID)
	}
	it.Sent = sent.At
	e.account(j, it)
	// Start times are told to the minute, by the cloud's clock.
	it.Started = e.cloudTime(sent.At).Truncate(time.Minute).Add(-1)
	if it.ID == "" {
		it.Outcome, it.answerLost = fleet.Queued, true // findCreated looks for it
		return
	}
	if it.Cause != nil {
		e.followLost(j, it)
	} else {
		e.accept(j, it)
	}
	e.backdate(j, it)
}

// backdate lets an item that was accepted long ago show at once that it shows
// no sign.
func (e *Engine) backdate(j *job, it *item) {
	it.acceptedAt = later(it.Sent, time.Now().Add(-j.replay().Timeout()))
}

// findCreated gives the items of a creation whose ids nobody told the instances
// that carry the job's tag.
func (e *Engine) findCreated(ctx context.Context, j *job, id ecsapi.RegionID) {
	var lost []*item
	known := map[ecsapi.InstanceID]bool{}
	e.locked(func() {
		for _, it := range j.items {
			known[it.ID] = true
			if it.Region != id {
				continue
			}
			if it.ID == "" && (it.Outcome == fleet.Queued || it.resolvable()) {
				lost = append(lost, it)
			}
		}
	})
	if len(lost) == 0 {
		return
	}
	var found []*ecsapi.Instance
	for try, looks := 1, 1; ; try++ {
		var err error
		if found, err = e.findLaunched(ctx, id, planTag(&j.Job)); err == nil {
			found = slices.DeleteFunc(found, func(in *ecsapi.Instance) bool { return known[in.ID] })
			// The cloud may still be at it, and lists what is new a moment late.
			if len(found) >= len(lost) || looks == seekTries || !wait(ctx, seekPause) {
				break
			}
			looks++
			continue
		}
		if bad := ecsapi.AsError(err); !bad.Retry() || !wait(ctx, task.RetryPause(bad, try)) {
			e.locked(func() {
				for _, it := range lost {
					e.end(j, it, fleet.Unknown, bad)
				}
			})
			return
		}
	}
	var made []*item
	e.locked(func() {
		take := func(mine func(*item, *ecsapi.Instance) bool) {
			for _, in := range found {
				if i := slices.IndexFunc(lost, func(it *item) bool { return it.ID == "" && mine(it, in) }); i >= 0 && !known[in.ID] {
					it := lost[i]
					known[in.ID] = true
					it.ID, it.Name, it.Now = in.ID, in.Name, in.Status
					made = append(made, it)
					e.accept(j, it)
					e.backdate(j, it)
				}
			}
		}
		take(func(it *item, in *ecsapi.Instance) bool { return it.Name == in.Name })
		take(func(*item, *ecsapi.Instance) bool { return true })
		for _, it := range lost {
			bad := it.unanswered(j.api(), message.New("nothing is listed that has the tag {tag}", fleet.PlanTag+"="+planTag(&j.Job)))
			switch {
			case it.ID != "":
			case op.Of(j.Action).Clear(it.Sent):
				bad.Kind, bad.MayHaveApplied = ecsapi.KindNotDone, false
				e.end(j, it, fleet.Failed, bad)
			default:
				if it.Cause == nil || it.Cause.Kind == ecsapi.KindBrokenOff { // else it tells more
					it.Cause = bad
				}
				e.end(j, it, fleet.Unknown, it.Cause)
			}
		}
	})
	e.note(j, made)
}
