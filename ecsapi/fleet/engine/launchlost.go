package engine

import (
	"context"
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
	q := ecsapi.Query{Region: region, Tags: []ecsapi.Tag{{Key: fleet.PlanTag, Value: key}}}
	return e.client.Instances(ecsapi.WithPriority(ctx, ecsapi.PriorityAction), q)
}

// seek looks by the plan's tag for what a call created whose answer was lost, at
// most so often with such pauses, and accepts what it finds. It returns how often
// it could look, and why not more often.
func (s *regionLaunch) seek(ctx context.Context, l *launchCall, most int, apart time.Duration) (looks int, unread *ecsapi.Error) {
	for fails := 0; ; {
		seq := s.readSeq()
		found, err := s.findLaunched(ctx, s.id, s.tag.Value)
		var taken []*item
		left := 0
		s.locked(func() {
			s.applyTo(s.id, found, seq)
			taken = s.match(l, found)
			for _, it := range l.items {
				if it.Outcome == fleet.Queued {
					left++
				}
			}
		})
		if len(taken) > 0 {
			s.note(s.j, taken)
			signal(s.sent)
		}
		pause := apart
		if unread = ecsapi.AsError(err); unread == nil {
			looks++
		} else {
			fails++
			pause = task.RetryPause(unread, fails)
		}
		switch {
		case left == 0 || looks == most, fails == maxSends, unread != nil && !unread.Retry():
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
