package fleet

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

// JobID numbers the jobs of an engine, from 1.
type JobID int

// Outcome is how far an item of a job came.
type Outcome string

// The outcomes. Queued and Sent are on their way, the others are ends.
const (
	Queued    Outcome = "queued"    // not answered yet
	Sent      Outcome = "sent"      // the cloud accepted it; a job that ended with it was closed before its end was seen
	Done      Outcome = "done"      // the instance reached its target state
	Failed    Outcome = "failed"    // refused, no longer applicable when its turn came, fell back, or gone; Err says which
	TimedOut  Outcome = "timeout"   // accepted, but the target was not reached in time
	Cancelled Outcome = "cancelled" // never sent
	Unknown   Outcome = "unknown"   // sent, but neither an answer nor the state tells what became of it
)

// Item is one instance of a job. Its place among the items is what names it:
// one that is to be created has no id yet.
type Item struct {
	ID     ecsapi.InstanceID // "" until it is created
	Name   string
	Region ecsapi.RegionID

	From ecsapi.Status // before it was sent
	Now  ecsapi.Status // as last seen; "" when it was no longer listed

	Outcome   Outcome
	Err       *ecsapi.Error
	RequestID string    // of the call that carried it
	Sent      time.Time // wall time; zero: not sent
	Ended     time.Time // wall time; zero: on its way

	// Busy counts the tries that were refused because something else goes on; the
	// next one is try Busy+1. Err is the last refusal while it is queued.
	Busy int

	Step      message.Key  // what is being done now, or was last; "" where one call is all
	Progress  string       // of the step, such as "42%"
	Address   string       // address, create: the public address it got
	Cost      ecsapi.Price // renew, create: as charged, when known
	OrderID   string       // renew, prepaid creation
	Run       string       // script: what the cloud calls this run of it
	Output    string       // script, drain: its lines; not in the journal
	Exit      int          // script, drain: its exit status, once it is done or failed
	Before    string       // what it had of what the action sets, as op.Spec.Before has it
	OldExpiry time.Time    // renew
	NewExpiry time.Time    // renew: as seen, else zero
}

// StepLost is the step of an item whose answer was lost and that is not sent
// again: only its instance can tell what became of it. It is Sent meanwhile.
const StepLost = "answer lost, checking"

// Job is an action on its way, or at its end. It is a copy that never changes;
// a newer snapshot has a newer one.
type Job struct {
	ID      JobID
	Action  Action
	Options ActionOptions
	Who     string

	Items   []Item
	Skipped []Skip
	Regions []RegionCount
	Counts  JobCounts

	Created time.Time // wall time
	Ended   time.Time // wall time; zero: it runs

	// HeldUntil is when the undo window shuts, in wall time: nothing is sent
	// before. Zero when there was none.
	HeldUntil time.Time

	Key       string          // names the job: in the journal, and on what it created
	KeyHash   string          // of the key it was given under, if it was
	Order     *Order          // create
	Launches  []ecsapi.Launch // create
	Bill      *Bill           // as it was confirmed; nil when it had none, and of another run
	Currency  string          // of what it was charged
	Past      bool            // of another run of the program, read from the journal
	Elsewhere bool            // … which still goes on, in another process
	Others    string          // … and who sent it, "role/ops", where only that one can find out what became of it
	Unclaimed string          // … and why nobody was told that it ended well, as journal.Job has it
	Trouble   message.Text    // why the journal could not take it or something of it: what it had not taken was not sent

	Disks map[ecsapi.InstanceID][]ecsapi.Disk // release: as the plan had them
	Asked string                              // under the key: a hash of what was asked for
}

// Held reports whether the job waits in its undo window at wall time now.
func (j *Job) Held(now time.Time) bool { return !j.Over() && now.Before(j.HeldUntil) }

// JobCounts counts the items of a job by outcome.
type JobCounts struct {
	Queued, Sent, Done, Failed, TimedOut, Cancelled, Unknown int
}

// Over reports whether nothing of the job is left to do or to follow.
func (j *Job) Over() bool { return !j.Ended.IsZero() }

// Elapsed is how long the job took, or runs so far at wall time now.
func (j *Job) Elapsed(now time.Time) time.Duration {
	if j.Over() {
		now = j.Ended
	}
	return max(now.Sub(j.Created), 0)
}

func (c *JobCounts) Count(o Outcome) {
	switch o {
	case Queued:
		c.Queued++
	case Sent:
		c.Sent++
	case Done:
		c.Done++
	case Failed:
		c.Failed++
	case TimedOut:
		c.TimedOut++
	case Cancelled:
		c.Cancelled++
	case Unknown:
		c.Unknown++
	}
}
