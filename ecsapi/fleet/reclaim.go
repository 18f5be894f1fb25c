package fleet

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
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
	Acked    bool             // a person has seen it, see Engine.Acknowledge
	Drains   []*Drain         // what was done to save its work, oldest first, see Engine.Drain
}

// Open reports whether the instance is still to go.
func (r *Reclaim) Open() bool { return r.Gone.IsZero() }

// DrainOrder says how to save the work of instances that are about to be taken
// back: by a command here, by a script on them, or by both.
type DrainOrder struct {
	// IDs are instances with an announcement that is open; others are passed
	// over. None means all that have one.
	IDs []ecsapi.InstanceID

	// Command is a program here and its arguments, run once for each instance.
	// No shell looks at it. It is told of the instance by its environment, see
	// Engine.Drain.
	Command []string

	// Script is what Cloud Assistant runs on the instances, a shell script.
	Script string

	Limit time.Duration // of each; 0 is ReclaimNotice
	Again bool          // also what was done for this announcement already
}

// Drain is one attempt to save an instance's work before it goes: a command
// here, or a script on the instance. There is at most one of each for an
// announcement, unless a person asks for another.
type Drain struct {
	What   string    // the command or the script's first line, for a person
	Remote bool      // run on the instance by Cloud Assistant, else here
	Job    JobID     // that carries it out, of another run of the program perhaps; 0: it came to none
	Began  time.Time // cloud time; zero: it waits for its turn
	Ended  time.Time // cloud time; zero: it waits or runs
	Output string    // lines, cleaned; the last part of it if it was long
	Exit   int       // exit status once it ended and Err is zero

	// Err is why it could not run, or not to its end; Cause is the error behind it.
	Err   message.Text
	Cause *ecsapi.Error
}

// Over reports whether the attempt came to an end.
func (d *Drain) Over() bool { return !d.Ended.IsZero() }

// OK reports whether a drain came to a good end.
func (d *Drain) OK() bool { return d != nil && d.Over() && d.Err.IsZero() && d.Exit == 0 }
