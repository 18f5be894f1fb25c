package fleet

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/journal"
)

// unfinished reports whether it is not known what became of a job: its process
// was killed, or ended while the cloud was at work.
//
// One whose action this version doesn't know can't be examined.
func unfinished(b *journal.Job, told *Job) bool {
	if deedOf(told.Action, told.Options) == nil && told.Order == nil {
		return false
	}
	return b.State == journal.BrokenOff || b.State == journal.Over && told.Counts.Sent > 0
}

// examine finds out what became of an unfinished job, with reads only, and
// writes that as its end. The mutex is held.
func (e *Engine) examine(ctx context.Context, b *journal.Job, told *Job) {
	j := &job{Job: *told, deed: deedOf(told.Action, told.Options), dirty: true}
	for n := range told.Items {
		j.items = append(j.items, &item{n: n, Item: told.Items[n]})
	}
	j.Items, j.Counts = nil, JobCounts{} // made anew with each publication
	j.ctx, j.cancel = context.WithCancel(ctx)
	e.enlist(j)
	e.tasks.Go(func() {
		e.guard(func() {
			e.journal.Adopt(b)
			e.findOut(ctx, j, b.Calls)
		})
	})
}

// findOut follows what may have taken effect and cancels what was never sent.
func (e *Engine) findOut(ctx context.Context, j *job, calls []journal.Call) {
	defer j.cancel()
	e.locked(func() {
		for _, it := range j.items {
			if it.Outcome == Queued || it.Outcome == Sent {
				e.recall(j, it, calls)
			}
		}
	})
	groups := map[ecsapi.RegionID][]*item{}
	for _, it := range j.items {
		groups[it.Region] = append(groups[it.Region], it)
	}
	var wg sync.WaitGroup
	for id, items := range groups {
		wg.Go(func() {
			e.guard(func() {
				if j.Action == ActionCreate {
					e.findCreated(ctx, j, id, items)
				}
				e.follow(ctx, j, id, items, j.afterwards(), nil, nil)
			})
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		e.locked(func() {
			for _, it := range j.items {
				if it.Outcome == Sent {
					e.unfollow(it)
				}
			}
		})
		return // the next run finds it as this one did
	}
	e.conclude(j)
	e.locked(func() {
		if j.dirty = true; !j.Over() {
			j.Ended = time.Now()
		}
		e.changed()
	})
}

// unanswered is why it is not known what became of a call, and what there is to
// be seen of it.
func unanswered(api string, region ecsapi.RegionID, seen string) *ecsapi.Error {
	return &ecsapi.Error{
		API: api, Region: region, Kind: ecsapi.KindBrokenOff, Sent: true,
		Message: "the program ended before the answer came, and " + seen,
	}
}

// recall takes an item up as its calls tell: one that was never sent is
// cancelled, one that was refused failed, and any other is followed. The mutex
// is held.
func (e *Engine) recall(j *job, it *item, calls []journal.Call) {
	var sent, refused *journal.Call
	for i := range calls {
		c := &calls[i]
		switch {
		case c.API == ecsapi.CreateSnapshot || c.Code == string(ecsapi.KindCancelled) || !slices.Contains(c.Items, it.n):
		case c.Code == "":
			sent = c
		default:
			refused = c
		}
	}
	switch {
	case sent == nil && refused == nil:
		e.end(j, it, Cancelled, nil)
		return
	case sent == nil:
		e.end(j, it, Failed, &ecsapi.Error{
			API: refused.API, Region: it.Region, Kind: ecsapi.KindOf(refused.Code),
			Code: refused.Code, Message: refused.Message, RequestID: refused.RequestID,
		})
		return
	case sent.Answered.IsZero():
		it.cause = unanswered(sent.API, it.Region, "the instance shows no sign of it")
	default:
		it.RequestID = cmp.Or(it.RequestID, sent.RequestID)
	}
	it.started = sent.At
	if it.ID == "" {
		it.lost = true // findCreated looks for it
		return
	}
	if it.cause != nil {
		e.followLost(j, it)
	} else {
		e.accept(j, it)
	}
	e.backdate(j, it, sent.At)
}

// backdate lets an item that was accepted long ago show at once that it shows
// no sign.
func (e *Engine) backdate(j *job, it *item, at time.Time) {
	oldest := time.Now().Add(-j.afterwards().patience())
	if at.Before(oldest) {
		at = oldest
	}
	it.accepted = at
}

// findCreated gives the items of a creation whose ids nobody told the instances
// that carry the job's tag.
func (e *Engine) findCreated(ctx context.Context, j *job, id ecsapi.RegionID, items []*item) {
	var lost []*item
	known := map[ecsapi.InstanceID]bool{}
	e.locked(func() {
		for _, it := range items {
			known[it.ID] = true
			if it.lost && it.Outcome == Queued {
				lost = append(lost, it)
			}
		}
	})
	if len(lost) == 0 {
		return
	}
	var found []*ecsapi.Instance
	for try, looks := 1, 1; ; try++ {
		turn := e.turn()
		var err error
		if found, err = e.findLaunched(ctx, id, j.Key); err == nil {
			e.locked(func() { e.applyTo(id, found, turn) })
			found = slices.DeleteFunc(found, func(in *ecsapi.Instance) bool { return known[in.ID] })
			// The cloud may still be at it, and lists what is new a moment late.
			if len(found) >= len(lost) || looks == seekTries || !wait(ctx, seekPause) {
				break
			}
			looks++
			continue
		}
		if bad := apiError(err); !bad.Retry() || !wait(ctx, retryPause(bad, try)) {
			e.locked(func() {
				for _, it := range lost {
					e.end(j, it, Unknown, bad)
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
					e.backdate(j, it, it.started)
				}
			}
		}
		take(func(it *item, in *ecsapi.Instance) bool { return it.Name == in.Name })
		take(func(*item, *ecsapi.Instance) bool { return true })
		for _, it := range lost {
			if it.ID == "" {
				e.end(j, it, Unknown, unanswered(j.api(), id, "nothing is listed that has the tag "+PlanTag+"="+j.Key))
			}
		}
	})
	e.note(j, made)
}

// afterwards is the job's goal as a later run sees it.
func (j *job) afterwards() goal {
	if j.deed != nil {
		return afterwards{j.deed}
	}
	return existing{j.Order}
}

// afterwards is a goal of items whose calls may have gone unanswered: without an
// effect to be seen, those may never have left.
type afterwards struct{ goal }

func (g afterwards) weigh(it *item, in *ecsapi.Instance, late bool) finding {
	f := g.goal.weigh(it, in, late)
	if it.cause != nil && (f.why == quiet || f.why == back) && f.outcome != Done {
		f.outcome = Unknown
	}
	return f
}

func (g afterwards) overseen(ctx context.Context, e *Engine, id ecsapi.RegionID, items []*item) (goal, error) {
	o, ok := g.goal.(overseer)
	if !ok {
		return g, nil
	}
	seen, err := o.overseen(ctx, e, id, items)
	return afterwards{seen}, err
}

// existing is the goal of what was created: it runs, or has what its steps were
// to give it. Of that an instance leaves no doubt.
type existing struct{ order *Order }

func (existing) patience() time.Duration { return noEffect }

func (g existing) weigh(it *item, in *ecsapi.Instance, late bool) finding {
	if in == nil {
		return finding{why: gone, outcome: Failed, kind: ecsapi.KindNotFound, message: "it was created and is gone again"}
	}
	lack := ""
	switch {
	case g.order != nil && g.order.single():
		lack = g.order.lacks(in)
	case in.Status != ecsapi.Running:
		lack = "is stopped instead of running"
	}
	switch {
	case lack == "" && !in.Status.Changing():
		it.Address = cmp.Or(it.Address, in.PublicIP())
		return isThere
	case lack != "" && !in.Status.Changing() && late:
		return finding{why: back, outcome: Failed, kind: ecsapi.KindState, message: "it was created, but " + lack}
	}
	return finding{}
}
