package engine

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/op"
)

// launchesAtOnce is how many calls of a creating job a region gets at once.
const launchesAtOnce = 4

// launchJob is a job that creates, on its way.
type launchJob struct {
	*Engine
	j    *job
	tag  ecsapi.Tag // on all it creates
	pace pace
}

// regionLaunch is the part of it in one region.
type regionLaunch struct {
	*launchJob
	id    ecsapi.RegionID
	sent  chan struct{} // tells that more was created
	slots chan struct{} // as many as calls may be made at once
}

// launchCall is one creating call of a job.
type launchCall struct {
	ecsapi.Launch
	items []*item // what it creates

	renewed bool // the cloud refused its first token as spent
}

// carryOutOrder creates what the job's calls ask for and follows each instance
// to its end, each region for itself.
func (e *Engine) carryOutOrder(ctx context.Context, j *job) {
	c := &launchJob{Engine: e, j: j, tag: ecsapi.Tag{Key: fleet.PlanTag, Value: cmp.Or(planTag(&j.Job), journal.NewKey(j.Created))}}
	groups := map[ecsapi.RegionID][]*launchCall{}
	items := j.items
	for _, call := range j.Launches {
		l := &launchCall{Launch: call, items: items[:call.Amount]}
		l.Tags = append(slices.Clone(l.Tags), c.tag)
		groups[l.Region] = append(groups[l.Region], l)
		items = items[l.Amount:]
	}
	var wg sync.WaitGroup
	for id, calls := range groups {
		s := &regionLaunch{launchJob: c, id: id, sent: make(chan struct{}, 1), slots: make(chan struct{}, launchesAtOnce)}
		wg.Go(func() { e.guard(func() { s.carryOut(ctx, calls) }) })
	}
	wg.Wait()
}

// carryOut makes the calls and follows what they created while others still
// wait. What is created one by one goes through its steps meanwhile.
func (s *regionLaunch) carryOut(ctx context.Context, calls []*launchCall) {
	all := make(chan struct{})
	var items []*item
	for _, l := range calls {
		items = append(items, l.items...)
	}
	go func() {
		s.guard(func() { s.adopt(ctx, calls) })
		var going sync.WaitGroup
		for _, l := range calls {
			s.slots <- struct{}{}
			going.Go(func() {
				s.guard(func() {
					func() {
						defer func() { <-s.slots }()
						s.launch(ctx, l)
					}()
					if s.j.Order.Single() {
						s.finish(ctx, l)
					}
				})
			})
		}
		going.Wait()
		close(all)
	}()
	s.follow(ctx, s.j, s.id, items, launchCompletion{launchJob: s.launchJob}, s.sent, all)
	<-all
}

// launch makes the call, again with the same token while it is not answered,
// and settles its items. What a call created whose answer was lost for good is
// looked for.
func (s *regionLaunch) launch(ctx context.Context, l *launchCall) {
	if !s.pace.wait(s.j.ctx, l.Amount) {
		return
	}
	var last, lost *ecsapi.Error
	for t := (tries{}); s.claimItems(l); {
		made, bad := s.call(ctx, l)
		if bad == nil {
			s.noteLaunched(l, made)
			return
		}
		if last = bad; bad.MayHaveApplied || op.Inconclusive(bad.API, bad.Code) {
			lost = bad
		}
		s.unanswered(l, bad)
		if bad.Code == ecsapi.IdempotentFailed && !l.renewed {
			if !s.renewToken(ctx, l) {
				break
			}
			lost = nil
			continue
		}
		pause, again := t.after(bad)
		s.busyWith(l.items, bad, t.busy)
		if !again || !wait(s.j.ctx, pause) {
			break
		}
	}
	looks, unread := 0, (*ecsapi.Error)(nil)
	if lost != nil {
		looks, unread = s.seek(ctx, l, seekTries, seekPause)
	}
	switch {
	case last != nil && last.Final() && (lost == nil || looks >= enoughLooks && tokenSeen(last)):
		s.endAll(l, fleet.Failed, last)
	case ctx.Err() != nil:
		// Closed: what is still open is left so, for the next run to look.
	case lost != nil:
		s.endAll(l, fleet.Unknown, s.lostAnswer(lost, looks, unread))
	case s.j.ctx.Err() != nil:
		s.endAll(l, fleet.Cancelled, nil)
	default:
		s.endAll(l, fleet.Failed, last)
	}
}

// A token whose first request failed is spent. Before another one is used, two
// looks this far apart must find that the failed request created nothing.
const (
	renewLooks = 2
	renewPause = 30 * time.Second
)

// renewToken gives a call whose token is spent another one, if nothing of it is
// listed; what is listed is taken over.
func (s *regionLaunch) renewToken(ctx context.Context, l *launchCall) bool {
	looks, _ := s.seek(ctx, l, renewLooks, renewPause)
	found := false
	s.locked(func() {
		found = slices.ContainsFunc(l.items, func(it *item) bool { return it.Outcome != fleet.Queued })
	})
	l.renewed = looks == renewLooks && !found
	return l.renewed
}

// tokenSeen reports whether a refusal also says that no earlier call with the
// token created anything: one that did would have been answered again. Some
// refusals come before the cloud looks at the token.
func tokenSeen(err *ecsapi.Error) bool {
	switch err.Kind {
	case ecsapi.KindCredentials, ecsapi.KindForbidden, ecsapi.KindClock, ecsapi.KindReadOnly:
		return false
	}
	return err.HTTPStatus != 0 && !op.Inconclusive(err.API, err.Code)
}

// claimItems says that the call is about to leave, unless it was cancelled.
func (s *regionLaunch) claimItems(l *launchCall) bool {
	if len(s.claim(s.j, l.items)) == 0 {
		return false
	}
	if s.j.Order.Single() {
		s.stepTo(l.items[0], stepCreate)
	}
	return true
}

// call makes the call once.
func (s *regionLaunch) call(ctx context.Context, l *launchCall) (made ecsapi.Launched, bad *ecsapi.Error) {
	c := &writeCall{api: s.j.api(), region: s.id, items: l.items, params: op.LaunchParams(l.Launch, s.j.Order.Single())}
	again := ""
	if l.renewed {
		again = "again"
	}
	c.token = s.j.newToken(c.api, again, l.items)
	create := s.client.Run
	if s.j.Order.Single() {
		create = s.client.Create
	}
	bad = s.write(ctx, s.j, c, func(ctx context.Context) (_ string, err error) {
		made, err = create(ctx, l.asSent(s.j.Order), c.token)
		return made.RequestID, err
	})
	return made, bad
}

// asSent is what the call is told: CreateInstance sets no end, a step after it
// does.
func (l *launchCall) asSent(o *fleet.Order) ecsapi.Launch {
	call := l.Launch
	if o.Single() {
		call.AutoRelease = time.Time{}
	}
	return call
}

// unanswered notes an error of the call; its items stay queued.
func (s *regionLaunch) unanswered(l *launchCall, bad *ecsapi.Error) {
	s.locked(func() {
		for _, it := range l.items {
			it.flying, it.Err = false, bad
			it.RequestID = cmp.Or(bad.RequestID, it.RequestID)
			switch {
			case bad.MayHaveApplied || op.Inconclusive(bad.API, bad.Code):
				it.answerLost, it.Cause = true, bad
			case !it.answerLost:
				it.Sent = time.Time{}
			}
		}
		s.j.dirty = true
		s.changed()
	})
}

// endAll ends those items of the call that are still queued.
func (s *regionLaunch) endAll(l *launchCall, o fleet.Outcome, err *ecsapi.Error) {
	s.locked(func() {
		for _, it := range l.items {
			if it.Outcome == fleet.Queued {
				s.end(s.j, it, o, err)
			}
		}
	})
	s.recordEnds(s.j)
}

// An account may create 5,000 instances in a minute. Half of them may go at
// once, and half a minute after that, so that no minute sees more.
const (
	launchBurst = 2500
	launchTime  = time.Minute / launchBurst
)

// pace spreads creations so that they stay within the account's limit.
type pace struct {
	mu  sync.Mutex
	due time.Time // by when all that left are within the limit
}

// wait waits until n more may be created and reports whether ctx let it.
func (p *pace) wait(ctx context.Context, n int) bool {
	p.mu.Lock()
	now := time.Now()
	if p.due.Before(now) {
		p.due = now
	}
	pause := p.due.Sub(now) - launchBurst*launchTime
	p.due = p.due.Add(time.Duration(n) * launchTime)
	p.mu.Unlock()
	return pause <= 0 && ctx.Err() == nil || wait(ctx, max(pause, 0))
}
