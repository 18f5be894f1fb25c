package engine

import (
	"context"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/task"
	"ecsdeck/ecsapi/message"
)

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
				taken = append(taken, s.takeOver(l, found, whole)...)
			}
		}
	})
	if len(taken) > 0 {
		s.note(s.j, taken)
		signal(s.sent)
	}
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

// takeOver gives a call's items instances that nobody has yet, all or none if
// whole. What a part lacks fails. The mutex is held.
func (s *regionLaunch) takeOver(l *launchCall, found []*ecsapi.Instance, whole bool) []*item {
	known := map[ecsapi.InstanceID]bool{}
	for _, it := range s.j.items {
		known[it.ID] = true
	}
	pairs := map[*item]*ecsapi.Instance{}
	for _, in := range found {
		if known[in.ID] || in.VSwitch != l.VSwitch {
			continue
		}
		for _, it := range l.items {
			if it.Outcome == fleet.Queued && pairs[it] == nil && (l.Name == "" || it.Name == in.Name) {
				pairs[it] = in
				break
			}
		}
	}
	if len(pairs) == 0 || whole && len(pairs) < len(l.items) {
		return nil
	}
	var taken []*item
	for _, it := range l.items {
		switch in := pairs[it]; {
		case in != nil:
			it.ID = in.ID
			s.begin(l, it)
			it.Now, it.Moved = in.Status, true
			taken = append(taken, it)
		case it.Outcome == fleet.Queued:
			s.end(s.j, it, fleet.Failed, &ecsapi.Error{
				API: s.j.api(), Region: s.id, Kind: ecsapi.KindStock,
				Text: message.New("not sent: {count} of the {total} of this call exist under the key, and a call would create all of them; another key creates more",
					len(pairs), len(l.items)),
			})
		}
	}
	return taken
}
