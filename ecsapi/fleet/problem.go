package fleet

import (
	"iter"
	"math/bits"
	"time"

	"ecsdeck/ecsapi"
)

// Problem is a kind of trouble that an instance is in and that needs a person.
type Problem uint8

// The problems, the most urgent first.
const (
	ProblemLocked    Problem = iota // an operation lock: about to be reclaimed, overdue, or for security
	ProblemFailed                   // its newest job failed or timed out, or nobody knows what became of it
	ProblemStuck                    // on its way to another status for longer than StuckAfter
	ProblemExpired                  // a subscription whose period is over
	ProblemExpiring                 // a subscription that ends within ExpiringWithin and isn't renewed by itself
	ProblemReleasing                // its automatic release is within ReleasingWithin
	ProblemUnread                   // its region can't be read, so that what is known of it is old
	problems
)

// From when on something is a problem.
const (
	StuckAfter      = 10 * time.Minute
	ExpiringWithin  = 7 * 24 * time.Hour
	ReleasingWithin = 24 * time.Hour
	failedFor       = 24 * time.Hour // after the job's end
)

var problemNames = [problems]string{"locked", "failed", "stuck", "expired", "expiring", "releasing", "unread"}

// String is the name that filters know it by, such as "locked".
func (p Problem) String() string { return problemNames[p] }

// AllProblems are all kinds, the most urgent first.
func AllProblems() iter.Seq[Problem] {
	return func(yield func(Problem) bool) {
		for p := range problems {
			if !yield(p) {
				return
			}
		}
	}
}

// ProblemSet is the problems of an instance.
type ProblemSet uint16

// Has reports whether a problem is among them.
func (s ProblemSet) Has(p Problem) bool { return s&(1<<p) != 0 }

// First is the most urgent of them; there must be one.
func (s ProblemSet) First() Problem { return Problem(bits.TrailingZeros16(uint16(s))) }

// With is the set and one more.
func (s ProblemSet) With(p Problem) ProblemSet { return s | 1<<p }

// Context is what is known of instances beside their rows: the snapshot that they are of,
// the cloud time, and their problems.
type Context struct {
	Snap     *Snapshot
	Now      time.Time
	Problems map[ecsapi.InstanceID]ProblemSet // but for ProblemUnread; an instance without any is not among them
	Profile  string                           // of the account
}

// ProblemsOf are an instance's problems.
func (c *Context) ProblemsOf(i *ecsapi.Instance) ProblemSet {
	s := c.Problems[i.ID]
	if r, ok := c.Snap.Region(i.Region); ok && r.Err != nil {
		s = s.With(ProblemUnread)
	}
	return s
}

// ProblemFinder tells the problems of instances at a moment.
type ProblemFinder struct {
	Now        time.Time                                // cloud time
	Failed     map[ecsapi.InstanceID]Failure            // see FailedJobs
	Changing   map[ecsapi.InstanceID]time.Time          // cloud time since when they have been on their way, where that was seen
	Renewals   map[ecsapi.InstanceID]ecsapi.AutoRenewal // see Snapshot.AutoRenewals
	NoRenewals func(ecsapi.RegionID) bool               // reports whether a region's could not be read

	Ending []ecsapi.InstanceID // subscriptions that Of found to end within ExpiringWithin, whether renewed or not
}

// Of are the problems of an instance, but for ProblemUnread.
func (f *ProblemFinder) Of(i *ecsapi.Instance) ProblemSet {
	var s ProblemSet
	if len(i.Locks) > 0 {
		s = s.With(ProblemLocked)
	}
	if _, failed := f.Failed[i.ID]; failed {
		s = s.With(ProblemFailed)
	}
	if i.Status.Changing() {
		if since, seen := f.Changing[i.ID]; seen && f.Now.Sub(since) >= StuckAfter {
			s = s.With(ProblemStuck)
		}
	}
	if i.ChargeType == ecsapi.PrePaid && !i.Expires.IsZero() {
		switch left := i.Expires.Sub(f.Now); {
		case left <= 0:
			s = s.With(ProblemExpired)
		case left <= ExpiringWithin:
			f.Ending = append(f.Ending, i.ID)
			if f.ends(i) {
				s = s.With(ProblemExpiring)
			}
		}
	}
	if !i.AutoRelease.IsZero() && i.AutoRelease.Sub(f.Now) <= ReleasingWithin {
		s = s.With(ProblemReleasing)
	}
	return s
}

// ends reports whether a subscription ends with its period though nobody decided so. One
// whose setting isn't read yet is not said to.
func (f *ProblemFinder) ends(i *ecsapi.Instance) bool {
	a, known := f.Renewals[i.ID]
	if !known {
		return f.NoRenewals != nil && f.NoRenewals(i.Region)
	}
	return !a.On && !a.Never
}

// All are the problems of all instances that have one.
func (f *ProblemFinder) All(s *Snapshot) map[ecsapi.InstanceID]ProblemSet {
	found := map[ecsapi.InstanceID]ProblemSet{}
	for _, r := range s.Regions {
		for _, i := range r.Instances {
			if set := f.Of(i); set != 0 {
				found[i.ID] = set
			}
		}
	}
	return found
}

// Failure is how an instance's newest job ended badly.
type Failure struct {
	Job  *Job
	Item *Item // of the job
}

// FailedJobs are the failures of instances whose newest job ended badly within a day before
// the wall time now, or so that nobody knows how. Jobs come with the newest first.
func FailedJobs(jobs []*Job, now time.Time) map[ecsapi.InstanceID]Failure {
	failed, seen := map[ecsapi.InstanceID]Failure{}, map[ecsapi.InstanceID]bool{}
	for _, j := range jobs {
		old := j.Over() && now.Sub(j.Ended) >= failedFor
		for k := range j.Items {
			it := &j.Items[k]
			if it.ID == "" || seen[it.ID] {
				continue
			}
			seen[it.ID] = true
			switch it.Outcome {
			case Failed, TimedOut, Unknown:
				if !old {
					failed[it.ID] = Failure{j, it}
				}
			case Queued, Sent, Done, Cancelled:
			}
		}
	}
	return failed
}
