package fleet

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
)

// What a call created is listed a few seconds later.
const (
	seekTries = 4
	seekPause = 5 * time.Second
)

// findLaunched reads what the job with the key created in a region, by its tag.
func (e *Engine) findLaunched(ctx context.Context, region ecsapi.RegionID, key string) ([]*ecsapi.Instance, error) {
	q := ecsapi.Query{Region: region, Tags: []ecsapi.Tag{{Key: PlanTag, Value: key}}}
	return e.client.Instances(ecsapi.WithPriority(ctx, ecsapi.PriorityAction), q, nil)
}

// seek looks by the plan's tag for what a call created whose answer was lost,
// and accepts what it finds. It reports whether the cloud could be asked at all.
func (s *site) seek(ctx context.Context, l *launch) (read bool) {
	for range seekTries {
		turn := s.turn()
		found, err := s.findLaunched(ctx, s.id, s.tag.Value)
		read = read || err == nil
		var taken []*item
		left := 0
		s.locked(func() {
			s.applyTo(s.id, found, turn)
			taken = s.match(l, found)
			for _, it := range l.items {
				if it.Outcome == Queued {
					left++
				}
			}
		})
		if len(taken) > 0 {
			s.note(s.j, taken)
			signal(s.sent)
		}
		if left == 0 || !wait(ctx, seekPause) {
			break
		}
	}
	return read
}

// match gives the call's queued items the instances that must be theirs: no
// other item's, in the call's vSwitch and of a name that it gave. The mutex is
// held.
func (s *site) match(l *launch, found []*ecsapi.Instance) []*item {
	known := map[ecsapi.InstanceID]bool{}
	for _, it := range s.j.items {
		known[it.ID] = true
	}
	var taken []*item
	for _, in := range found {
		if known[in.ID] || in.VSwitch != l.VSwitch {
			continue
		}
		for _, it := range l.items {
			if it.Outcome == Queued && (l.Name == "" || it.Name == in.Name) {
				it.ID = in.ID
				s.begin(l, it)
				it.Now, it.moved = in.Status, true
				taken = append(taken, it)
				break
			}
		}
	}
	return taken
}
