package op

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Spec is what is known of an action whatever its options are.
type Spec struct {
	Action fleet.Action

	// Options are the fields of [fleet.ActionOptions] that it takes, by the names
	// under which the journal keeps them.
	Options []string

	// Text is the option that is one text, such as a name; nil: it takes none.
	Text func(o *fleet.ActionOptions) *string

	// Periods are what can be chosen of the option period.
	Periods []ecsapi.Period

	// APIs are what it may call to write, in the order of the calls.
	APIs []string

	// Inconclusive are codes of refusals that leave open whether the call was
	// carried out.
	Inconclusive []string

	Risk Risk

	// New is the operation with its options. It is nil for what is no call on
	// instances that exist: what Creates, and what is Local.
	New func(o fleet.ActionOptions) Operation

	// Sample are options under which it applies to the most instances, by cloud
	// time. Nil: no option matters.
	Sample func(now time.Time) fleet.ActionOptions

	// Undoes reports whether the options take away what it sets. Nil: it sets nothing.
	Undoes func(o fleet.ActionOptions) bool

	// Before is what an instance has of what the action sets, "" for nothing: a time in
	// RFC 3339, tags as key=value in lines. Nil: its status, its name or its expiry tells, or no
	// instance shows it.
	Before func(in *ecsapi.Instance, o fleet.ActionOptions) string

	// After is what it sets of the n-th instance of its job, in the form of Before; of tags what
	// is added and what is taken away: "+env=prod -owner". Nil: its options don't tell.
	After func(o fleet.ActionOptions, n int) string

	// Prepare reads what a plan must tell before somebody confirms it, and writes
	// it into the plan. Nil reads nothing.
	Prepare func(ctx context.Context, r Reads, p *fleet.Plan)

	Creates        bool // it has an order, and the engine takes each instance through its steps
	Local          bool // a command of this machine: it sends nothing
	AnswersReclaim bool // it saves the work of what is about to be taken back
	Renews         bool // it moves the expiry of a subscription
	AutoRenews     bool // it sets what happens to a subscription at its end
	ChangesStatus  bool // its effect is another status of the instance
	GivesAddress   bool // the instance may have a public address afterwards
	Releases       bool // the instance is gone for good afterwards, at once or later
	ForceWidens    bool // by force it applies to instances that it skips otherwise
}

// Reads is what Prepare reads with: a client, and a way to do something for each
// of n numbers, a few at once, that waits for all.
type Reads struct {
	Client *ecsapi.Client
	Each   func(n int, do func(i int))
}

// all are the operations, in the order in which they are told of.
var all = []*Spec{
	&startSpec, &stopSpec, &rebootSpec, &releaseSpec, &autoReleaseSpec, &renewSpec, &autoRenewSpec,
	&addressSpec, &renameSpec, &descriptionSpec, &protectSpec, &keyPairSpec, &tagSpec, &scriptSpec, &drainSpec, &createSpec,
}

// All lists the operations, always in the same order.
func All() []*Spec { return slices.Clone(all) }

// unknown is the spec of an action that this version doesn't know, as the
// journal of a later one may have it.
var unknown = Spec{}

// Of is the spec of an action; an empty one if there is no such action.
func Of(a fleet.Action) *Spec {
	for _, s := range all {
		if s.Action == a {
			return s
		}
	}
	return &unknown
}

// Takes reports whether an option, by its name in the journal, is one of the action's.
func (s *Spec) Takes(option string) bool { return slices.Contains(s.Options, option) }

// SampleOptions are the options under which the action applies to the most
// instances. now is cloud time.
func (s *Spec) SampleOptions(now time.Time) fleet.ActionOptions {
	var o fleet.ActionOptions
	if s.Sample != nil {
		o = s.Sample(now)
	}
	o.Force = s.ForceWidens
	return o
}

// Undone reports whether the options take away what the action sets.
func (s *Spec) Undone(o fleet.ActionOptions) bool { return s.Undoes != nil && s.Undoes(o) }

// off is Undoes of what is switched on and off.
func off(o fleet.ActionOptions) bool { return !o.On }

// New is the operation of an action with its options; nil if it is none on
// instances that exist.
func New(a fleet.Action, o fleet.ActionOptions) Operation {
	if s := Of(a); s.New != nil {
		return s.New(o)
	}
	return nil
}

// API is the API that carries an action out, or the action's name where none does.
func API(a fleet.Action, o fleet.ActionOptions, order *fleet.Order) string {
	if order != nil {
		return order.API()
	}
	if operation := New(a, o); operation != nil {
		return operation.Traits().API
	}
	return string(a)
}

// Inconclusive reports whether the refusal of a call leaves open whether it, or an
// earlier one with its token, was carried out. Only a look can tell, and another
// call could do it twice.
func Inconclusive(api, code string) bool {
	return code == ecsapi.IdempotentFailed || slices.ContainsFunc(all, func(s *Spec) bool {
		return slices.Contains(s.Inconclusive, code) && slices.Contains(s.APIs, api)
	})
}

const (
	// clearAfter is when an instance that shows no sign of a call was not changed
	// by it, from the call; paidAfter is the same for what is charged, where a
	// false "no" would be paid for.
	clearAfter = 3 * time.Minute
	paidAfter  = 15 * time.Minute
)

// ClearAt is when the effect of a call that was sent at a wall time would show.
func (s *Spec) ClearAt(sent time.Time) time.Time {
	if s.Risk.Charged {
		return sent.Add(paidAfter)
	}
	return sent.Add(clearAfter)
}

// Clear reports whether by now the effect of a call would show.
func (s *Spec) Clear(sent time.Time) bool { return !time.Now().Before(s.ClearAt(sent)) }

// ClearAt is the wall time after which an item in doubt that still shows no
// effect was not carried out; zero when it is not in doubt.
func ClearAt(j *fleet.Job, it *fleet.Item) time.Time {
	if it.Outcome != fleet.Unknown || it.Sent.IsZero() {
		return time.Time{}
	}
	return Of(j.Action).ClearAt(it.Sent)
}
