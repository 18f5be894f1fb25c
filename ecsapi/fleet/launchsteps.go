package fleet

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ecsdeck/ecsapi"
)

// The steps of an instance that is created one by one, as [Item] shows them.
const (
	stepCreate  = "creating"
	stepRest    = "waiting until it is stopped"
	stepEnd     = "setting its automatic release"
	stepAddress = "public address"
	stepStart   = "starting"
)

// move is a step that writes.
type move struct {
	step string
	deed deed
	made func(*ecsapi.Instance) bool // whether the instance shows that it was
	lack string                      // what is to be said of the instance when it was not
}

// moves are the steps after CreateInstance.
func (o *Order) moves() []move {
	var all []move
	if at := o.Launch.AutoRelease; !at.IsZero() {
		all = append(all, move{stepEnd, deedOf(ActionAutoRelease, ActionOptions{At: at}), func(in *ecsapi.Instance) bool {
			return in.AutoRelease.Equal(at.Truncate(time.Minute))
		}, "is not set to be released by itself"})
	}
	if o.Launch.BandwidthOut > 0 {
		all = append(all, move{stepAddress, deedOf(ActionAddress, ActionOptions{}), func(in *ecsapi.Instance) bool {
			return in.PublicIP() != ""
		}, "has no public address"})
	}
	if !o.LeaveStopped {
		all = append(all, move{stepStart, deedOf(ActionStart, ActionOptions{}), func(in *ecsapi.Instance) bool {
			return in.Status == ecsapi.Starting || in.Status == ecsapi.Running
		}, "is stopped instead of running"})
	}
	return all
}

// lacks says what an instance that was created one by one was not taken
// through, or "".
func (o *Order) lacks(in *ecsapi.Instance) string {
	var all []string
	for _, m := range o.moves() {
		if !m.made(in) {
			all = append(all, m.lack)
		}
	}
	return strings.Join(all, " and ")
}

// finish takes an instance that was created through the steps that are left.
// One that fails at a step stands as it is, and its error says so.
func (s *site) finish(ctx context.Context, l *launch) {
	it := l.items[0]
	if !s.atRest(ctx, it) {
		return
	}
	for _, m := range s.j.Order.moves() {
		if !s.move(ctx, it, m) {
			return
		}
	}
	s.locked(func() {
		it.steps = false
		s.changed()
		if s.j.Order.LeaveStopped && it.Outcome == Sent {
			s.end(s.j, it, Done, nil)
		}
	})
	s.settle(s.j)
}

// atRest waits until the new instance, which others follow, is stopped and
// ready for the next step.
func (s *site) atRest(ctx context.Context, it *item) bool {
	for {
		alive, ready := false, false
		s.locked(func() {
			alive = it.Outcome == Sent
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

// move makes one step, again if need be. None of them has a token: what was lost
// is not sent again, and the state tells whether it was made.
func (s *site) move(ctx context.Context, it *item, m move) bool {
	s.stepTo(it, m.step)
	var last *ecsapi.Error
	for t := (tries{}); s.j.ctx.Err() == nil; {
		told, bad := s.sendMove(ctx, it, m)
		if bad == nil {
			s.moved(it, m, told)
			return true
		}
		// What was made before, or by somebody else, is refused.
		doubtful := bad.Kind == ecsapi.KindState || bad.Kind == ecsapi.KindBusy
		if bad.Sent && s.showsLater(ctx, it, m) || doubtful && s.shows(ctx, it, m) {
			s.moved(it, m, answer{})
			return true
		}
		if last = bad; bad.Sent {
			break
		}
		if bad.Code == ecsapi.IncorrectInstanceStatus && m.deed.nature().settles {
			bad.Kind = ecsapi.KindBusy
		}
		pause, again := t.after(bad)
		s.busyWith([]*item{it}, bad, t.busy)
		if !again || !wait(s.j.ctx, pause) {
			break
		}
	}
	if ctx.Err() != nil {
		return false // closed: it stays as it was seen last
	}
	s.locked(func() { s.stand(it, m, last) })
	s.settle(s.j)
	return false
}

// showsLater reads the instance until it shows that a step was made whose answer
// was lost, or until it would have.
func (s *site) showsLater(ctx context.Context, it *item, m move) bool {
	for begun := time.Now(); ; {
		if s.shows(ctx, it, m) {
			return true
		}
		if time.Since(begun) >= noEffect || !wait(ctx, seekPause) {
			return false
		}
	}
}

// sendMove makes the call of a step.
func (s *site) sendMove(ctx context.Context, it *item, m move) (told answer, bad *ecsapi.Error) {
	items := []*item{it}
	c := &step{api: m.deed.nature().api, region: s.id, items: items, params: m.deed.params(items)}
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	bad = s.write(ctx, s.j, c, func(ctx context.Context) (string, error) {
		list, err := m.deed.send(ctx, s.client, &errand{region: s.id, items: items})
		if err != nil {
			return "", err
		}
		told = list[0]
		return told.RequestID, nil
	})
	if bad == nil {
		bad = told.Err
	}
	return told, bad
}

// shows reads the instance and reports whether it shows that the step was made.
func (s *site) shows(ctx context.Context, it *item, m move) bool {
	turn := s.turn()
	found, err := s.client.Instances(ecsapi.WithPriority(ctx, ecsapi.PriorityAction), ecsapi.Query{Region: s.id, IDs: []ecsapi.InstanceID{it.ID}})
	if err != nil || len(found) != 1 {
		return false
	}
	s.locked(func() { s.applyTo(s.id, found, turn) })
	return m.made(found[0])
}

// moved notes that a step was made.
func (s *site) moved(it *item, m move, told answer) {
	s.locked(func() {
		if told.RequestID != "" {
			it.RequestID = told.RequestID
		}
		if told.address != "" {
			it.Address = told.address
		}
		if m.step == stepStart {
			it.accepted = time.Now() // it has its time from here
			if r := s.region(s.id); r != nil {
				s.mark(r, it.ID, ecsapi.Starting)
			}
		}
		s.j.dirty = true
		s.changed()
	})
	s.note(s.j, []*item{it})
}

// stand ends an item at a step that failed, or was cancelled before it. Where
// the instance is still there, the error says so. The mutex is held.
func (s *site) stand(it *item, m move, bad *ecsapi.Error) {
	if it.Outcome != Sent {
		return
	}
	why := ecsapi.Error{API: m.deed.nature().api, Region: s.id, Kind: ecsapi.KindCancelled, Message: "cancelled"}
	if bad != nil && s.j.ctx.Err() == nil {
		why = *bad
	}
	if it.Now != "" && why.Kind != ecsapi.KindNotFound {
		why.Message = fmt.Sprintf("%s: %s; the instance was created and is %s", m.step, why.Message, it.Now)
	}
	s.end(s.j, it, Failed, &why)
}

func (s *site) stepTo(it *item, step string) {
	s.locked(func() {
		it.Step, s.j.dirty = step, true
		s.changed()
	})
}
