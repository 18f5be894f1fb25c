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

// regionLaunch is the part in one region of a job that creates, on its way.
type regionLaunch struct {
	*Engine
	j     *job
	id    ecsapi.RegionID
	tag   ecsapi.Tag    // on all that the job creates
	pace  *pace         // of the whole job
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
	tag, pace := ecsapi.Tag{Key: fleet.PlanTag, Value: cmp.Or(planTag(&j.Job), journal.NewKey(j.Created))}, &pace{}
	var calls []*launchCall
	items := j.items
	for _, call := range j.Launches {
		call.Tags = append(slices.Clone(call.Tags), tag)
		calls = append(calls, &launchCall{Launch: call, items: items[:call.Amount]})
		items = items[call.Amount:]
	}
	eachRegion(e, calls, func(l *launchCall) ecsapi.RegionID { return l.Region }, func(id ecsapi.RegionID, calls []*launchCall) {
		s := &regionLaunch{Engine: e, j: j, id: id, tag: tag, pace: pace}
		s.sent, s.slots = make(chan struct{}, 1), make(chan struct{}, launchesAtOnce)
		s.create(ctx, calls)
	})
}

// create makes the calls and follows what they created while others still wait.
// What is created one by one goes through its steps meanwhile.
func (s *regionLaunch) create(ctx context.Context, calls []*launchCall) {
	all := make(chan struct{})
	var items []*item
	for _, l := range calls {
		items = append(items, l.items...)
	}
	go func() {
		s.guarded(func() { s.adopt(ctx, calls) })()
		var going sync.WaitGroup
		for _, l := range calls {
			s.slots <- struct{}{}
			going.Go(s.guarded(func() {
				func() {
					defer func() { <-s.slots }()
					s.launch(ctx, l)
				}()
				if s.j.Order.Single() {
					s.takeSteps(ctx, l)
				}
			}))
		}
		going.Wait()
		close(all)
	}()
	s.follow(ctx, s.j, s.id, items, launchCompletion{regionLaunch: s}, s.sent, all)
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
	for t := (tries{}); len(s.claim(s.j, l.items)) > 0; {
		if s.j.Order.Single() {
			s.step(s.j, stepCreate, l.items...)
		}
		made, bad := s.call(ctx, l)
		if bad == nil {
			s.noteLaunched(l, made)
			return
		}
		if last = bad; bad.MayHaveApplied || op.Inconclusive(bad.API, bad.Code) {
			lost = bad
		}
		s.failed(l, bad)
		if bad.Code == ecsapi.IdempotentFailed && !l.renewed {
			if !s.renewToken(ctx, l) {
				break
			}
			lost = nil
			continue
		}
		if !s.again(s.j, l.items, &t, bad) {
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
	l.renewed = looks == renewLooks && len(s.having(fleet.Queued, l.items)) == len(l.items)
	return l.renewed
}

// tokenSeen reports whether a refusal also says that no earlier call with the
// token created anything: one that did would have been answered again. Some
// refusals come before the cloud looks at the token.
func tokenSeen(err *ecsapi.Error) bool {
	switch err.Kind {
	case ecsapi.KindCredentials, ecsapi.KindForbidden, ecsapi.KindClock, ecsapi.KindReadOnly, ecsapi.KindRefused:
		return false
	}
	return err.HTTPStatus != 0 && !op.Inconclusive(err.API, err.Code)
}

// call makes the call once.
func (s *regionLaunch) call(ctx context.Context, l *launchCall) (made ecsapi.Launched, bad *ecsapi.Error) {
	again := ""
	if l.renewed {
		again = "again"
	}
	token := s.j.newToken(s.j.api(), again, l.items)
	create := s.client.Run
	if s.j.Order.Single() {
		create = s.client.Create
	}
	c := newCall(s.j.api(), s.id, token, l.items, op.LaunchParams(l.Launch, s.j.Order.Single()))
	bad = s.write(ctx, s.j, c, func(ctx context.Context) (_ string, err error) {
		made, err = create(ctx, l.asSent(s.j.Order), token)
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

// failed notes an error of the call; its items stay queued.
func (s *regionLaunch) failed(l *launchCall, bad *ecsapi.Error) {
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
		s.jobChanged(s.j)
	})
}

// endAll ends those items of the call that are still queued.
func (s *regionLaunch) endAll(l *launchCall, o fleet.Outcome, err *ecsapi.Error) {
	s.locked(func() { s.endQueued(s.j, l.items, o, err) })
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
	p.due = later(p.due, time.Now())
	pause := time.Until(p.due) - launchBurst*launchTime
	p.due = p.due.Add(time.Duration(n) * launchTime)
	p.mu.Unlock()
	return pause <= 0 && ctx.Err() == nil || wait(ctx, max(pause, 0))
}
