package fleet

import (
	"time"

	"ecsdeck/ecsapi"
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

// Item is one instance of a job.
type Item struct {
	ID     ecsapi.InstanceID
	Name   string
	Region ecsapi.RegionID

	From ecsapi.Status // before it was sent
	Now  ecsapi.Status // as last seen; "" when it was no longer listed

	Outcome   Outcome
	Err       *ecsapi.Error
	RequestID string    // of the call that carried it
	Sent      time.Time // wall time; zero: not sent
	Ended     time.Time // wall time; zero: on its way
}

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
}

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

func (c *JobCounts) count(o Outcome) {
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
