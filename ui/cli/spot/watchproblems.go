package spot

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// nothingToRead is why watching is of no use: nothing can be read, and waiting does
// not help.
func nothingToRead(s *fleet.Snapshot) error {
	if len(s.Regions) == 0 {
		if s.RegionsErr != nil && !s.RegionsErr.Retry() {
			return s.RegionsErr
		}
		return nil
	}
	for _, r := range s.Regions {
		if r.Known || r.Err == nil || r.Err.Retry() {
			return nil
		}
	}
	return s.Regions[0].Err
}

// complain says on standard error what can't be read or watched, once each.
func (w *watch) complain(s *fleet.Snapshot) {
	if s.RegionsErr != nil {
		w.warn("regions", w.Explain(s.RegionsErr))
	}
	for _, r := range s.Regions {
		id := string(r.ID)
		if err := s.WatchErr[r.ID]; err != nil && err.Kind != ecsapi.KindThrottled {
			w.warn(id, w.P.S("{region} can't be watched: {reason}", id, w.Explain(err)))
		} else if r.Err != nil && r.Err.Kind != ecsapi.KindThrottled {
			w.warn(id, w.Unread(r))
		}
	}
}

// begin says what is watched once that is known.
func (w *watch) begin(s *fleet.Snapshot) {
	if w.once || !s.Complete {
		return
	}
	regions, n := 0, 0
	for _, r := range s.Regions {
		spots := 0
		for _, in := range r.Instances {
			if in.Spot() {
				spots++
			}
		}
		if n += spots; spots > 0 {
			regions++
		}
	}
	w.warn("begin", w.P.N("watching {count} spot instance in {regions} of {total} regions", "watching {count} spot instances in {regions} of {total} regions", n, regions, len(s.Regions)))
}

func (w *watch) warn(about, text string) {
	if !w.warned[about] {
		w.warned[about] = true
		w.Warn(text)
	}
}
