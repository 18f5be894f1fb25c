package fleet

import (
	"time"

	"ecsdeck/ecsapi"
)

// ReclaimNotice is how long before it takes a spot instance back the cloud says
// so, by its lock as Recycling.
const ReclaimNotice = 5 * time.Minute

// Reclaim is a spot instance that the cloud announced to take back.
type Reclaim struct {
	Instance *ecsapi.Instance // as it was seen last
	Seen     time.Time        // cloud time when the announcement was first seen
	Due      time.Time        // cloud time: from here on it may be gone
	Gone     time.Time        // cloud time when it was found gone, or its lock; zero: not yet
	Spared   bool             // the lock went and the instance is still there, as one that is stopped instead
	Acked    bool             // a person has seen it, see [Engine.Acknowledge]
	Drain    *Drain           // what was done to save its work, nil: nothing
}

// Open reports whether the instance is still to go.
func (r *Reclaim) Open() bool { return r.Gone.IsZero() }

// Drain is one attempt to save an instance's work before it goes: a command
// here, or a script on the instance. There is at most one of each instance,
// unless a person asks for another.
type Drain struct {
	What   string    // the command or the script's first line, for a person
	Remote bool      // run on the instance by Cloud Assistant, else here
	Began  time.Time // cloud time
	Ended  time.Time // cloud time; zero: still running
	Output string    // cleaned; the last part of it if it was long
	Exit   int       // exit status once it ended and Err is ""
	Err    string    // why it could not run, or not to its end; in plain words
}

// OK reports whether a drain came to a good end.
func (d *Drain) OK() bool { return d != nil && !d.Ended.IsZero() && d.Err == "" && d.Exit == 0 }
