package engine

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
	"ecsdeck/ecsapi/message"
)

// What a call created is listed a few seconds later.
const (
	seekTries = 4
	seekPause = 5 * time.Second
)

// findLaunched reads what the job with the key created in a region, by its tag.
func (e *Engine) findLaunched(ctx context.Context, region ecsapi.RegionID, key string) ([]*ecsapi.Instance, error) {
	return e.read(ctx, ecsapi.Query{Region: region, Tags: []ecsapi.Tag{{Key: fleet.PlanTag, Value: key}}})
}

// read reads instances for somebody who waits, and takes them over.
func (e *Engine) read(ctx context.Context, q ecsapi.Query) ([]*ecsapi.Instance, error) {
	seq := e.readSeq()
	found, err := e.client.Instances(ecsapi.WithPriority(ctx, ecsapi.PriorityAction), q)
	e.locked(func() { e.applyTo(q.Region, found, seq) })
	return found, err
}

// pairs gives the call's queued items the instances that must be theirs: no other
// item's, in the call's vSwitch and of a name that it gave. The mutex is held.
func (s *regionLaunch) pairs(l *launchCall, found []*ecsapi.Instance) map[*item]*ecsapi.Instance {
	known := map[ecsapi.InstanceID]bool{}
	for _, it := range s.j.items {
		known[it.ID] = true
	}
	pairs := map[*item]*ecsapi.Instance{}
	for _, in := range found {
		if known[in.ID] || in.VSwitch != l.VSwitch {
			continue
		}
		i := slices.IndexFunc(l.items, func(it *item) bool {
			return it.Outcome == fleet.Queued && pairs[it] == nil && (l.Name == "" || it.Name == in.Name)
		})
		if i >= 0 {
			pairs[l.items[i]] = in
		}
	}
	return pairs
}

// takeOver accepts the call's items as the instances that are theirs, and returns them.
// The mutex is held.
func (s *regionLaunch) takeOver(l *launchCall, pairs map[*item]*ecsapi.Instance) (taken []*item) {
	for _, it := range l.items {
		if in := pairs[it]; in != nil {
			it.ID = in.ID
			s.begin(l, it)
			it.Now, it.Moved = in.Status, true
			taken = append(taken, it)
		}
	}
	return taken
}

// noteTaken notes what was found, and has it followed.
func (s *regionLaunch) noteTaken(taken []*item) {
	if len(taken) > 0 {
		s.note(s.j, taken)
		signal(s.sent)
	}
}

// seek looks by the plan's tag for what a call created whose answer was lost, at
// most so often with such pauses, and accepts what it finds. It returns how often
// it could look, and why not more often.
func (s *regionLaunch) seek(ctx context.Context, l *launchCall, most int, apart time.Duration) (looks int, unread *ecsapi.Error) {
	for fails := 0; ; {
		found, err := s.findLaunched(ctx, s.id, s.tag.Value)
		var taken []*item
		s.locked(func() { taken = s.takeOver(l, s.pairs(l, found)) })
		s.noteTaken(taken)
		pause := apart
		if unread = ecsapi.AsError(err); unread == nil {
			looks++
		} else {
			fails++
			pause = task.RetryPause(unread, fails)
		}
		switch {
		case len(s.having(fleet.Queued, l.items)) == 0 || looks == most, fails == maxSends, unread != nil && !unread.Retry():
			return looks, unread
		case !wait(ctx, pause):
			return looks, unread
		}
	}
}

// enoughLooks is how many looks must find nothing before a refusal is believed
// to mean that nothing was created: what is new is listed a moment late.
const enoughLooks = 2

// lostAnswer is why it is not known what became of a call, and how to find out.
func (s *regionLaunch) lostAnswer(lost *ecsapi.Error, looks int, unread *ecsapi.Error) *ecsapi.Error {
	why := *lost
	tag := s.tag.Key + "=" + s.tag.Value
	why.Code = "" // that of an answer which said nothing about the call
	why.Message = ""
	why.Text = message.New("the answer was lost ({error}), and nothing of it is listed so far; what it created has the tag {tag}", errorText(lost), tag)
	if looks == 0 && unread != nil {
		why.Text = message.New("the answer was lost ({error}), and the cloud could not be asked what it created ({reason}); what it created has the tag {tag}",
			errorText(lost), errorText(unread), tag)
	}
	return &why
}

// adopt takes over what exists already under the job's key, before any call is
// made: on another machine nothing else tells of it, and the cloud forgets tokens
// after a time. A call of which all exists is not made; nor is one of which a
// part does, for it would create the whole. Without an answer nothing is.
func (s *regionLaunch) adopt(ctx context.Context, calls []*launchCall) {
	if s.j.KeyHash == "" {
		return
	}
	found, bad := s.underKey(ctx)
	if bad != nil {
		for _, l := range calls {
			s.endAll(l, fleet.Failed, &ecsapi.Error{
				API: s.j.api(), Region: s.id, Kind: bad.Kind, Code: bad.Code, RequestID: bad.RequestID,
				Text: message.New("not sent: what exists under the key could not be asked ({error})", errorText(bad)),
			})
		}
		return
	}
	var taken []*item
	s.locked(func() {
		for _, whole := range []bool{true, false} { // the cloud makes a call whole, as a rule
			for _, l := range calls {
				pairs := s.pairs(l, found)
				if len(pairs) == 0 || whole && len(pairs) < len(l.items) {
					continue
				}
				taken = append(taken, s.takeOver(l, pairs)...)
				s.endQueued(s.j, l.items, fleet.Failed, &ecsapi.Error{
					API: s.j.api(), Region: s.id, Kind: ecsapi.KindStock,
					Text: message.New("not sent: {count} of the {total} of this call exist under the key, and a call would create all of them; another key creates more",
						len(pairs), len(l.items)),
				})
			}
		}
	})
	s.noteTaken(taken)
	s.recordEnds(s.j)
}

// underKey reads what exists in the region under the job's key.
func (s *regionLaunch) underKey(ctx context.Context) ([]*ecsapi.Instance, *ecsapi.Error) {
	for try := 1; ; try++ {
		found, err := s.findLaunched(ctx, s.id, s.tag.Value)
		if bad := ecsapi.AsError(err); bad == nil || try == maxSends || !bad.Retry() || !wait(s.j.ctx, task.RetryPause(bad, try)) {
			return found, bad
		}
	}
}
