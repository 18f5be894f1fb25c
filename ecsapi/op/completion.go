package op

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

// Completion is how the end of an accepted item is recognised.
type Completion interface {
	// Timeout is how long no sign of an effect means nothing, from the answer.
	Timeout() time.Duration

	// Evaluate says what a look at the instance, nil when it is not listed, means;
	// late is past the timeout.
	Evaluate(it *Target, in *ecsapi.Instance, late bool) Verdict
}

// Refiner is a completion whose effect DescribeInstances does not tell: Refine
// reads what does and returns the completion that knows it.
type Refiner interface {
	Refine(ctx context.Context, r Reader, id ecsapi.RegionID, items []fleet.Item) (Completion, error)
}

// Reader reads what a Refiner needs.
type Reader interface {
	AutoRenewals(ctx context.Context, id ecsapi.RegionID, ids []ecsapi.InstanceID) (map[ecsapi.InstanceID]ecsapi.AutoRenewal, error)
	ScriptResults(ctx context.Context, id ecsapi.RegionID, run string) ([]ecsapi.ScriptResult, error)
}

// Verdict is what a look says about an accepted item. A zero one says nothing.
type Verdict struct {
	Reason  Reason
	Outcome fleet.Outcome // that it leads to
	Sure    bool          // at once; otherwise two looks in a row must say the same
	Kind    ecsapi.Kind
	Code    string       // the cloud's, if it gave one
	Text    message.Text // zero without an error
}

// Reason names a verdict.
type Reason string

// The reasons of verdicts.
const (
	Nothing   Reason = ""
	Reached   Reason = "where it should be"
	NotListed Reason = "not listed"
	WentBack  Reason = "where it was, after it was seen to move"
	NoSign    Reason = "no sign of an effect"
)

var (
	// ReachedVerdict is that an instance is where it should be.
	ReachedVerdict = Verdict{Reason: Reached, Outcome: fleet.Done, Sure: true}

	notListed = Verdict{Reason: NotListed, Outcome: fleet.Failed, Kind: ecsapi.KindNotFound, Text: message.New("the instance is no longer listed")}
)

// EffectTimeout is how long most accepted items may show no sign. By then a start
// time, which is told to the minute, has had its turn.
const EffectTimeout = 65 * time.Second

// ByEffectTimeout is the timeout of most completions.
type ByEffectTimeout struct{}

// Timeout implements [Completion].
func (ByEffectTimeout) Timeout() time.Duration { return EffectTimeout }

// setting is the completion of an operation that sets what DescribeInstances tells
// of an instance: it is there when the instance tells it.
type setting struct {
	ByEffectTimeout
	shows func(it *Target, in *ecsapi.Instance) bool
}

func (s setting) Evaluate(it *Target, in *ecsapi.Instance, late bool) Verdict {
	switch {
	case in == nil:
		return notListed
	case s.shows(it, in):
		return ReachedVerdict
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.Failed, Kind: ecsapi.KindState, Text: message.New("accepted, but the instance does not show it")}
	}
	return Verdict{}
}

func (s setting) TookEffect(it *Target, in *ecsapi.Instance) bool { return s.shows(it, in) }
