package engine

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// goal is how the end of an accepted item is recognised.
type Completion interface {
	// patience is how long no sign of an effect means nothing, from the answer.
	Timeout() time.Duration

	// weigh says what a look at the instance, nil when it is not listed, means;
	// late is past patience.
	Evaluate(it *item, in *ecsapi.Instance, late bool) Verdict
}

// overseer is a goal whose effect DescribeInstances does not tell: overseen
// reads what does and returns the goal that knows it.
type Refiner interface {
	Refine(ctx context.Context, e *Engine, id ecsapi.RegionID, items []*item) (Completion, error)
}

// finding is what a look says about an accepted item. A zero one says nothing.
type Verdict struct {
	Reason  VerdictReason
	Outcome fleet.Outcome // that it leads to
	Sure    bool          // at once; otherwise two looks in a row must say the same
	Kind    ecsapi.Kind
	Code    string // the cloud's, if it gave one
	Message string // "" without an error
}

// evidence names a finding.
type VerdictReason string

const (
	NoVerdict VerdictReason = ""
	Reached   VerdictReason = "where it should be"
	NotListed VerdictReason = "not listed"
	WentBack  VerdictReason = "where it was, after it was seen to move"
	NoSign    VerdictReason = "no sign of an effect"
)

var (
	reached   = Verdict{Reason: Reached, Outcome: fleet.Done, Sure: true}
	notListed = Verdict{Reason: NotListed, Outcome: fleet.Failed, Kind: ecsapi.KindNotFound, Message: "the instance is no longer listed"}
)

// noEffect is how long most accepted items may show no sign. By then a start
// time, which is told to the minute, has had its turn.
const EffectTimeout = 65 * time.Second

// setting is the goal part of a deed that sets what DescribeInstances tells of
// an instance: it is there when the instance tells it.
type setting struct {
	shows func(it *item, in *ecsapi.Instance) bool
}

func (setting) Timeout() time.Duration { return EffectTimeout }

func (s setting) Evaluate(it *item, in *ecsapi.Instance, late bool) Verdict {
	switch {
	case in == nil:
		return notListed
	case s.shows(it, in):
		return reached
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.Failed, Kind: ecsapi.KindState, Message: "accepted, but the instance does not show it"}
	}
	return Verdict{}
}

func (s setting) TookEffect(it *item, in *ecsapi.Instance) bool { return s.shows(it, in) }
