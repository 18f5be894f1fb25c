package engine

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// sendItems makes one call for the items and notes what became of each.
func (e *Engine) sendItems(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) *ecsapi.Error {
	if items = e.claim(j, items); len(items) == 0 {
		return nil
	}
	var first *ecsapi.Error
	// The answer to a part of a compound may have been lost for some.
	for _, same := range groupBy(items, func(it *item) int { return it.partsDone }) {
		first = cmp.Or(first, e.sendCalls(ctx, j, id, same))
	}
	return first
}

// sendCalls makes the calls that claimed items still lack, the same ones for all.
func (e *Engine) sendCalls(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) *ecsapi.Error {
	var answers []op.Answer
	for _, o := range op.PartsOf(j.operation)[items[0].partsDone:] {
		var bad *ecsapi.Error
		if answers, bad = e.sendCall(ctx, j, id, items, o); bad != nil {
			return e.splitRefused(ctx, j, id, items, o, bad)
		}
		e.locked(func() {
			for i, it := range items {
				if answers[i].Err == nil { // else this part is still to be sent
					it.partsDone++
				}
			}
		})
	}
	e.noteAnswers(j, items, answers)

	e.mu.Lock()
	defer e.mu.Unlock()
	r := e.region(id)
	for i, it := range items {
		a := answers[i] // in the order of the items
		it.RequestID = a.RequestID
		if a.Err != nil {
			e.refused(j, it, a.Err)
			continue
		}
		e.accept(j, it)
		it.InTransition, it.Now = a.To.Changing(), cmp.Or(a.To, it.Now)
		if r != nil {
			e.mark(r, it.ID, a.To)
		}
	}
	return nil
}

// sendCall makes one call of an operation for items. Without an error there is an answer
// for each, in their order.
func (e *Engine) sendCall(
	ctx context.Context, j *job, id ecsapi.RegionID, items []*item, o op.Operation,
) (answers []op.Answer, bad *ecsapi.Error) {
	traits, targets := o.Traits(), make([]*op.Target, len(items))
	for i, it := range items {
		targets[i] = &it.Target
	}
	token := ""
	if traits.Token {
		token = j.newToken(traits.API, "", items)
	}
	bad = e.write(ctx, j, newCall(traits.API, id, token, items, o.Params(targets)), func(ctx context.Context) (_ string, err error) {
		if answers, err = o.Send(ctx, e.client, &op.Call{Region: id, Items: targets, Token: token}); err != nil {
			return "", err
		}
		return answers[0].RequestID, nil
	})
	return answers, bad
}

// splitRefused goes on after a call that was refused as a whole: one that is
// carried out for all or none is sent in halves, until the bad ones are alone.
func (e *Engine) splitRefused(ctx context.Context, j *job, id ecsapi.RegionID, items []*item, o op.Operation, bad *ecsapi.Error) *ecsapi.Error {
	split := o.Traits().AllOrNone && len(items) > 1 && aboutOne(o, bad)
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
	return cmp.Or(e.sendItems(ctx, j, id, items[:half]), e.sendItems(ctx, j, id, items[half:]))
}

// aboutOne reports whether a call may have been refused for one of its
// instances alone, and not for what it asks of all. Where one is busy, a call
// without a token waits until the state was read again, see [Engine.deliver].
func aboutOne(o op.Operation, err *ecsapi.Error) bool {
	switch err.Kind {
	case ecsapi.KindBusy:
		return !err.MayHaveApplied && o.Traits().Token
	case ecsapi.KindState, ecsapi.KindNotFound, ecsapi.KindRefused:
		return !err.MayHaveApplied
	case ecsapi.KindInvalid:
		return !err.MayHaveApplied && !slices.ContainsFunc(
			[]string{"InvalidParameter", "Missing", "InvalidTag", "InvalidPeriod", "Duplicate"},
			func(s string) bool { return strings.HasPrefix(err.Code, s) })
	}
	return false
}

// claim takes the items that nobody cancelled in the meantime.
func (e *Engine) claim(j *job, items []*item) []*item {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []*item
	for _, it := range items {
		if it.Outcome == fleet.Queued && j.ctx.Err() == nil {
			it.flying, it.Sent = true, time.Now()
			it.left = it.Sent
			it.tries++
			out = append(out, it)
		}
	}
	e.jobChanged(j)
	return out
}

// refused notes that an item, or its whole call, was not accepted. It stays
// queued when another try may do.
func (e *Engine) refused(j *job, it *item, err *ecsapi.Error) {
	it.flying, j.dirty = false, true
	it.RequestID = cmp.Or(err.RequestID, it.RequestID)
	e.changed()
	traits := j.operation.Traits()
	passes := err.Code == ecsapi.IncorrectInstanceStatus && traits.Settles
	if it.busy = err.Kind == ecsapi.KindBusy || passes; it.busy {
		if it.Busy++; it.Busy == 1 {
			it.busySince = time.Now()
		}
	}
	it.mayBeDone = it.mayBeDone || passes
	switch {
	case err.MayHaveApplied:
		it.answerLost, it.Cause, it.Err = true, err, err
	case !passes && op.Inconclusive(err.API, err.Code),
		err.Kind == ecsapi.KindNotFound && traits.Removes && it.tries > 1:
		it.answerLost, it.Cause, it.Err = true, err, err
		e.followLost(j, it)
	case it.answerLost && it.busy && j.ctx.Err() == nil:
		it.Err = err
	case it.answerLost && (err.Kind == ecsapi.KindState || err.Kind == ecsapi.KindNotFound):
		// An earlier send took effect after all, or the instance will show that
		// it did not.
		e.followLost(j, it)
	case it.answerLost:
		// The state decides, once it is read again.
	case j.ctx.Err() != nil && it.mayBeDone:
		it.Cause, it.Err = err, err
		e.followLost(j, it)
	case j.ctx.Err() != nil:
		it.Sent = time.Time{}
		e.end(j, it, fleet.Cancelled, nil)
	case it.busy, err.Retry():
		it.Sent, it.Err = time.Time{}, err
	default:
		e.end(j, it, fleet.Failed, err)
	}
}

// refusal is the error of an item that was not sent, in the API's terms.
func refusal(o op.Operation, it *item, why fleet.Reason) *ecsapi.Error {
	err := &ecsapi.Error{API: o.Traits().API, Region: it.Region, Kind: ecsapi.KindState, Code: "IncorrectInstanceStatus"}
	if why == fleet.NotFound {
		err.Kind, err.Code = ecsapi.KindNotFound, "InvalidInstanceId.NotFound"
	}
	err.Text = message.New("not sent: {reason}", message.Key(why))
	return err
}
