package fleet

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/journal"
)

const (
	// launchesAtOnce is how many calls of a creating job a region gets at once.
	launchesAtOnce = 4

	// An account may create 5,000 instances in a minute. Half of them may go at
	// once, and half a minute after that, so that no minute sees more.
	launchBurst = 2500
	launchTime  = time.Minute / launchBurst
)

// creation is a job that creates, on its way.
type creation struct {
	*Engine
	j    *job
	tag  ecsapi.Tag // on all it creates
	pace pace
}

// site is the part of it in one region.
type site struct {
	*creation
	id    ecsapi.RegionID
	sent  chan struct{} // tells that more was created
	slots chan struct{} // as many as calls may be made at once
}

// launch is one creating call of a job.
type launch struct {
	ecsapi.Launch
	items []*item // what it creates
}

// carryOutOrder creates what the job's calls ask for and follows each instance
// to its end, each region for itself.
func (e *Engine) carryOutOrder(ctx context.Context, j *job) {
	c := &creation{Engine: e, j: j, tag: ecsapi.Tag{Key: PlanTag, Value: cmp.Or(j.Key, journal.NewKey(j.Created))}}
	groups := map[ecsapi.RegionID][]*launch{}
	items := j.items
	for _, call := range j.Launches {
		l := &launch{Launch: call, items: items[:call.Amount]}
		l.Tags = append(slices.Clone(l.Tags), c.tag)
		groups[l.Region] = append(groups[l.Region], l)
		items = items[l.Amount:]
	}
	var wg sync.WaitGroup
	for id, calls := range groups {
		s := &site{creation: c, id: id, sent: make(chan struct{}, 1), slots: make(chan struct{}, launchesAtOnce)}
		wg.Go(func() { e.guard(func() { s.carryOut(ctx, calls) }) })
	}
	wg.Wait()
}

// carryOut makes the calls and follows what they created while others still
// wait. What is created one by one goes through its steps meanwhile.
func (s *site) carryOut(ctx context.Context, calls []*launch) {
	all := make(chan struct{})
	var items []*item
	for _, l := range calls {
		items = append(items, l.items...)
	}
	go func() {
		var going sync.WaitGroup
		for _, l := range calls {
			s.slots <- struct{}{}
			going.Go(func() {
				s.guard(func() {
					s.launch(ctx, l)
					<-s.slots
					if s.j.Order.single() {
						s.finish(ctx, l)
					}
				})
			})
		}
		going.Wait()
		close(all)
	}()
	s.follow(ctx, s.j, s.id, items, birth{s.creation}, s.sent, all)
	<-all
}

// launch makes the call, again with the same token while it is not answered,
// and settles its items. What a call created whose answer was lost for good is
// looked for.
func (s *site) launch(ctx context.Context, l *launch) {
	if !s.pace.wait(s.j.ctx, l.Amount) {
		return
	}
	var last, lost *ecsapi.Error
	for try := 1; try <= maxSends && s.takeOff(l); try++ {
		made, bad := s.call(ctx, l)
		if bad == nil {
			s.took(l, made)
			return
		}
		if last = bad; bad.Sent {
			lost = bad
		}
		s.unanswered(l, bad)
		if refused(bad) || !wait(s.j.ctx, max(min(sendPause<<(try-1), maxSendPause), bad.RetryAfter)) {
			break
		}
	}
	if lost != nil {
		s.seek(ctx, l)
	}
	switch {
	case last != nil && refused(last) && (lost == nil || tokenSeen(last)):
		s.endAll(l, Failed, last)
	case lost != nil:
		s.endAll(l, Unknown, lost)
	case s.j.ctx.Err() != nil:
		s.endAll(l, Cancelled, nil)
	default:
		s.endAll(l, Failed, last)
	}
}

// refused reports whether an error is the cloud's last word on a call.
func refused(err *ecsapi.Error) bool {
	return !err.Sent && !err.Retry() && !inProgress(err) && err.Kind != ecsapi.KindCancelled
}

// tokenSeen reports whether a refusal also says that no earlier call with the
// token created anything: one that did would have been answered again. Some
// refusals come before the cloud looks at the token.
func tokenSeen(err *ecsapi.Error) bool {
	switch err.Kind {
	case ecsapi.KindCredentials, ecsapi.KindForbidden, ecsapi.KindClock, ecsapi.KindReadOnly:
		return false
	}
	return err.HTTPStatus != 0
}

// takeOff says that the call is about to leave, unless it was cancelled.
func (s *site) takeOff(l *launch) bool {
	if len(s.claim(s.j, l.items)) == 0 {
		return false
	}
	if s.j.Order.single() {
		s.stepTo(l.items[0], stepCreate)
	}
	return true
}

// call makes the call once.
func (s *site) call(ctx context.Context, l *launch) (made ecsapi.Launched, bad *ecsapi.Error) {
	c := &step{api: s.j.api(), region: s.id, items: l.items, params: l.params(s.j.Order.single())}
	c.token = s.j.newToken(c.api, "", l.items)
	create := s.client.Run
	if s.j.Order.single() {
		create = s.client.Create
	}
	bad = s.write(ctx, s.j, c, func(ctx context.Context) (_ string, err error) {
		made, err = create(ctx, l.told(s.j.Order), c.token)
		return made.RequestID, err
	})
	return made, bad
}

// told is what the call is told: CreateInstance sets no end, a step after it
// does.
func (l *launch) told(o *Order) ecsapi.Launch {
	call := l.Launch
	if o.single() {
		call.AutoRelease = time.Time{}
	}
	return call
}

// unanswered notes an error of the call; its items stay queued.
func (s *site) unanswered(l *launch, bad *ecsapi.Error) {
	s.locked(func() {
		for _, it := range l.items {
			it.flying, it.Err = false, bad
			it.RequestID = cmp.Or(bad.RequestID, it.RequestID)
			switch {
			case bad.Sent:
				it.lost, it.cause = true, bad
			case !it.lost:
				it.Sent = time.Time{}
			}
		}
		s.j.dirty = true
		s.changed()
	})
}

// endAll ends those items of the call that are still queued.
func (s *site) endAll(l *launch, o Outcome, err *ecsapi.Error) {
	s.locked(func() {
		for _, it := range l.items {
			if it.Outcome == Queued {
				s.end(s.j, it, o, err)
			}
		}
	})
	s.settle(s.j)
}

// took takes what the call created for its items, in their order. Where stock
// ran short, the last ones fail.
func (s *site) took(l *launch, made ecsapi.Launched) {
	n := min(len(made.IDs), len(l.items))
	s.locked(func() {
		rows := make([]*ecsapi.Instance, n)
		for i, it := range l.items[:n] {
			it.ID, it.OrderID, it.RequestID = made.IDs[i], made.OrderID, made.RequestID
			if l.ChargeType == ecsapi.PrePaid {
				it.Cost = share(made.Price, n, i)
			}
			rows[i] = s.begin(l, it)
		}
		s.applyTo(s.id, rows, s.nextTurn())
		for _, it := range l.items[n:] {
			s.end(s.j, it, Failed, &ecsapi.Error{
				API: s.j.api(), Region: s.id, Kind: ecsapi.KindStock, RequestID: made.RequestID,
				Message: fmt.Sprintf("stock ran short: the call created %d of %d", n, len(l.items)),
			})
		}
	})
	s.note(s.j, l.items[:n])
	s.settle(s.j)
	signal(s.sent)
}

// begin accepts an item that has its id and returns its first row: what is
// known of an instance before the cloud lists it. The mutex is held.
func (s *site) begin(l *launch, it *item) *ecsapi.Instance {
	it.Now, it.cause = ecsapi.Pending, nil
	s.accept(s.j, it)
	if s.j.Order.single() {
		it.Step = stepRest
	}
	return &ecsapi.Instance{
		ID: it.ID, Name: cmp.Or(it.Name, string(it.ID)), Region: s.id, Zone: l.Zone,
		Type: l.Type, Image: l.Image, HostName: l.HostName, KeyPair: l.KeyPair, Status: ecsapi.Pending,
		DeletionProtection: l.Protected, ChargeType: cmp.Or(l.ChargeType, ecsapi.PostPaid),
		SpotStrategy: cmp.Or(l.SpotStrategy, ecsapi.NoSpot), SpotPriceLimit: l.SpotPriceLimit,
		Created: s.client.Now(), AutoRelease: l.told(s.j.Order).AutoRelease,
		VSwitch: l.VSwitch, SecurityGroups: l.SecurityGroups, BandwidthOut: l.BandwidthOut,
		Description: l.Description, Tags: l.Tags,
	}
}

// share is the i-th of n parts of a price; together they are the price.
func share(p ecsapi.Price, n, i int) ecsapi.Price {
	part := p / ecsapi.Price(n)
	if i == 0 {
		part += p % ecsapi.Price(n)
	}
	return part
}

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
