package fleet

import (
	"time"

	"ecsdeck/ecsapi"
)

// ReclaimNotice is how long before it takes a spot instance back the cloud says
// so, by its lock as Recycling.
const ReclaimNotice = 5 * time.Minute

// Reclaim is a spot instance that the cloud announced to take back. Its times
// are cloud time.
//
// The lock tells no time: the announcement came somewhere between the last read
// that showed the instance without it and the first that showed it. So when the
// instance goes is only known to lie between Due and Latest.
type Reclaim struct {
	Instance *ecsapi.Instance // as it was seen last
	Seen     time.Time        // when the announcement was first seen
	Due      time.Time        // from here on it may be gone; Seen, if it was never seen without the lock
	Latest   time.Time        // by then it should be gone, if the cloud keeps to [ReclaimNotice]
	Gone     time.Time        // when it, or its lock, was found gone; zero: not yet
	Spared   bool             // the lock went and the instance is still there, as one that is stopped instead
	Acked    bool             // a person has seen it, see [Engine.Acknowledge]
	Drains   []*Drain         // what was done to save its work, oldest first, see [Engine.Drain]
}

// Open reports whether the instance is still to go.
func (r *Reclaim) Open() bool { return r.Gone.IsZero() }

// LastDrain is the newest attempt to save the instance's work, or nil.
func (r *Reclaim) LastDrain() *Drain {
	if len(r.Drains) == 0 {
		return nil
	}
	return r.Drains[len(r.Drains)-1]
}
