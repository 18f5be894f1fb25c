package fleet

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
)

// goal is how the end of an accepted item is recognised.
type goal interface {
	// patience is how long no sign of an effect means nothing, from the answer.
	patience() time.Duration

	// weigh says what a look at the instance, nil when it is not listed, means;
	// late is past patience.
	weigh(it *item, in *ecsapi.Instance, late bool) finding
}

// overseer is a goal whose effect DescribeInstances does not tell: overseen
// reads what does and returns the goal that knows it.
type overseer interface {
	overseen(ctx context.Context, e *Engine, id ecsapi.RegionID, items []*item) (goal, error)
}

// finding is what a look says about an accepted item. A zero one says nothing.
type finding struct {
	why     evidence
	outcome Outcome // that it leads to
	sure    bool    // at once; otherwise two looks in a row must say the same
	kind    ecsapi.Kind
	code    string // the cloud's, if it gave one
	message string // "" without an error
}

// evidence names a finding.
type evidence string

const (
	none    evidence = ""
	arrived evidence = "where it should be"
	gone    evidence = "not listed"
	back    evidence = "where it was, after it was seen to move"
	quiet   evidence = "no sign of an effect"
)

var (
	isThere  = finding{why: arrived, outcome: Done, sure: true}
	notThere = finding{why: gone, outcome: Failed, kind: ecsapi.KindNotFound, message: "the instance is no longer listed"}
)

// noEffect is how long most accepted items may show no sign. By then a start
// time, which is told to the minute, has had its turn.
const noEffect = 65 * time.Second

// setting is the goal part of a deed that sets what DescribeInstances tells of
// an instance: it is there when the instance tells it.
type setting struct {
	shows func(it *item, in *ecsapi.Instance) bool
}

func (setting) patience() time.Duration { return noEffect }

func (s setting) weigh(it *item, in *ecsapi.Instance, late bool) finding {
	switch {
	case in == nil:
		return notThere
	case s.shows(it, in):
		return isThere
	case late:
		return finding{why: quiet, outcome: Failed, kind: ecsapi.KindState, message: "accepted, but the instance does not show it"}
	}
	return finding{}
}

func (s setting) happened(it *item, in *ecsapi.Instance) bool { return s.shows(it, in) }
