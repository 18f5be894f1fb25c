package engine

import (
	"cmp"
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// What is done to an instance that is created one by one before its steps, as
// [fleet.Item] shows it.
const (
	stepCreate = "creating"
	stepRest   = "waiting until it is stopped"
)

// takeSteps takes an instance that was created through the steps that are left.
// One that fails at a step stands as it is, and its error says so.
func (s *regionLaunch) takeSteps(ctx context.Context, l *launchCall) {
	it := l.items[0]
	if !s.atRest(ctx, it) {
		return
	}
	for _, step := range op.LaunchSteps(s.j.Order) {
		if !s.takeStep(ctx, it, step) {
			return
		}
	}
	s.locked(func() {
		it.steps = false
		s.changed()
		if s.j.Order.LeaveStopped && it.Outcome == fleet.Sent {
			s.end(s.j, it, fleet.Done, nil)
		}
	})
	s.recordEnds(s.j)
}

// atRest waits until the new instance, which others follow, is stopped and
// ready for the next step.
func (s *regionLaunch) atRest(ctx context.Context, it *item) bool {
	for {
		alive, ready := false, false
		s.locked(func() {
			alive = it.Outcome == fleet.Sent
			ready = it.Now == ecsapi.Stopped || it.Now == ecsapi.Running
		})
		switch {
		case !alive:
			return false
		case ready:
			return true
		case !wait(ctx, time.Second/2):
			return false
		}
	}
}

// takeStep makes one step, again if need be. None of them has a token: what was lost
// is not sent again, and the state tells whether it was made.
func (s *regionLaunch) takeStep(ctx context.Context, it *item, step op.LaunchStep) bool {
	s.step(s.j, step.Name, it)
	var last *ecsapi.Error
	for t := (tries{}); s.j.ctx.Err() == nil; {
		answer, bad := s.sendStep(ctx, it, step)
		if bad == nil {
			s.noteStep(it, step, answer)
			return true
		}
		// What was made before, or by somebody else, is refused.
		ambiguous := bad.Kind == ecsapi.KindState || bad.Kind == ecsapi.KindBusy || bad.Kind == ecsapi.KindRefused
		if bad.MayHaveApplied && s.showsLater(ctx, it, step) || ambiguous && s.shows(ctx, it, step) {
			s.noteStep(it, step, op.Answer{})
			return true
		}
		if last = bad; bad.MayHaveApplied {
			break
		}
		if bad.Code == ecsapi.IncorrectInstanceStatus && step.Traits().Settles {
			bad.Kind = ecsapi.KindBusy
		}
		if !s.again(s.j, []*item{it}, &t, bad) {
			break
		}
	}
	if ctx.Err() != nil {
		return false // closed: it stays as it was seen last
	}
	s.locked(func() { s.failAt(it, step, last) })
	s.recordEnds(s.j)
	return false
}

// showsLater reads the instance until it shows that a step was made whose answer
// was lost, or until it would have.
func (s *regionLaunch) showsLater(ctx context.Context, it *item, step op.LaunchStep) bool {
	for begun := time.Now(); ; {
		if s.shows(ctx, it, step) {
			return true
		}
		if time.Since(begun) >= op.EffectTimeout || !wait(ctx, seekPause) {
			return false
		}
	}
}

// sendStep makes the call of a step.
func (s *regionLaunch) sendStep(ctx context.Context, it *item, step op.LaunchStep) (op.Answer, *ecsapi.Error) {
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	answers, bad := s.sendCall(ctx, s.j, s.id, []*item{it}, step)
	if bad != nil {
		return op.Answer{}, bad
	}
	return answers[0], answers[0].Err
}

// shows reads the instance and reports whether it shows that the step was made.
func (s *regionLaunch) shows(ctx context.Context, it *item, step op.LaunchStep) bool {
	found, err := s.read(ctx, ecsapi.Query{Region: s.id, IDs: []ecsapi.InstanceID{it.ID}})
	return err == nil && len(found) == 1 && step.Made(found[0])
}

// noteStep notes that a step was made.
func (s *regionLaunch) noteStep(it *item, step op.LaunchStep, answer op.Answer) {
	s.locked(func() {
		it.RequestID, it.Address = cmp.Or(answer.RequestID, it.RequestID), cmp.Or(answer.PublicAddress, it.Address)
		if step.Name == op.StepStart {
			it.acceptedAt = time.Now() // it has its time from here
			if r := s.region(s.id); r != nil {
				s.mark(r, it.ID, ecsapi.Starting)
			}
		}
		s.jobChanged(s.j)
	})
	s.note(s.j, []*item{it})
}

// failAt ends an item at a step that failed, or was cancelled before it. Where
// the instance is still there, the error says so. The mutex is held.
func (s *regionLaunch) failAt(it *item, step op.LaunchStep, bad *ecsapi.Error) {
	if it.Outcome != fleet.Sent {
		return
	}
	why := ecsapi.Error{API: step.Traits().API, Region: s.id, Kind: ecsapi.KindCancelled, Text: message.New("cancelled")}
	if bad != nil && s.j.ctx.Err() == nil {
		why = *bad
	}
	if it.Now != "" && why.Kind != ecsapi.KindNotFound {
		why.Text, why.Message = message.New("{step}: {reason}; the instance was created and is {status}", step.Name, why.Says(), message.Key(it.Now)), ""
	}
	s.end(s.j, it, fleet.Failed, &why)
}
