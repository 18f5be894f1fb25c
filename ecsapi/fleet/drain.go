package fleet

import (
	"time"

	"ecsdeck/ecsapi"
)

// DrainOrder says how to save the work of instances that are about to be taken
// back: by a command here, by a script on them, or by both.
type DrainOrder struct {
	// IDs are instances with an announcement that is open; others are passed
	// over. None means all that have one.
	IDs []ecsapi.InstanceID

	// Command is a program here and its arguments, run once for each instance.
	// No shell looks at it. It finds the instance in its environment, as
	// ECSDECK_INSTANCE_ID and others, see [Engine.Drain].
	Command []string

	// Script is what Cloud Assistant runs on the instances, a shell script.
	Script string

	Limit time.Duration // of each; 0 is ReclaimNotice
	Again bool          // also where this announcement was drained already
}

// Drain is one attempt to save an instance's work before it goes: a command
// here, or a script on the instance. There is at most one of each for an
// announcement, unless a person asks for another.
type Drain struct {
	What   string    // the command or the script's first line, for a person
	Remote bool      // run on the instance by Cloud Assistant, else here
	Job    JobID     // … as this job; 0: it came to none
	Began  time.Time // cloud time; zero: it waits for its turn
	Ended  time.Time // cloud time; zero: waits or runs
	Output string    // lines, cleaned; the last part of it if it was long
	Exit   int       // exit status once it ended and Err is ""

	// Err is why it could not run, or not to its end: English, a key of the
	// message catalogue with Args. Cause is the cloud's own error behind it.
	Err   string
	Args  []any
	Cause *ecsapi.Error
}

// Over reports whether the attempt came to an end.
func (d *Drain) Over() bool { return !d.Ended.IsZero() }

// OK reports whether a drain came to a good end.
func (d *Drain) OK() bool { return d != nil && d.Over() && d.Err == "" && d.Exit == 0 }
