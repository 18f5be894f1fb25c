package spot

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

const (
	// blindAfter is how long a region may go unread before that is an event, and how
	// often it is told again.
	blindAfter = time.Minute
	// blindEnd is how long nothing at all may be read before the watch ends.
	blindEnd = 5 * time.Minute
)

// blindness is how long a region could not be read, by the clock on this wall.
type blindness struct{ since, told time.Time }

// sight tells which regions can't be read and which can again. The error is that
// nothing at all could be read for too long: who waits for a reclaim must not believe
// that there is none.
func (w *watch) sight(s *fleet.Snapshot, now time.Time) error {
	var shortest time.Duration
	var why *ecsapi.Error
	for n, r := range s.Regions {
		err := s.WatchErr[r.ID]
		if err == nil {
			err = r.Err
		}
		b := w.blind[r.ID]
		var lasted time.Duration
		switch {
		case err != nil && b == nil:
			w.blind[r.ID] = &blindness{since: now}
		case err != nil:
			lasted, why = now.Sub(b.since), err
			again := err.Kind != ecsapi.KindForbidden || b.told.IsZero() // that does not change by itself
			if again && lasted >= blindAfter && now.Sub(b.told) >= blindAfter {
				b.told = now
				w.write(Event{Event: string(eventBlind), At: record.Stamp(now), Reclaim: record.Reclaim{Region: string(r.ID)}, Error: record.Known(w.Explain(err))},
					w.P.S("{region} could not be watched for {duration}: {reason}", string(r.ID), lasted.Round(time.Second).String(), w.Explain(err)))
			}
		case b != nil:
			delete(w.blind, r.ID)
			if !b.told.IsZero() {
				w.write(Event{Event: string(eventSighted), At: record.Stamp(now), Reclaim: record.Reclaim{Region: string(r.ID)}}, w.P.S("{region} is watched again", string(r.ID)))
			}
		}
		if n == 0 || lasted < shortest {
			shortest = lasted
		}
	}
	if why != nil && shortest >= blindEnd {
		return shell.Failed(w.P.S("nothing could be watched for {duration}: {reason}", shortest.Round(time.Second).String(), w.Explain(why)))
	}
	return nil
}
