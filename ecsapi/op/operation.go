package op

import (
	"context"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

// Operation is an action on instances that exist, with its options: what is asked
// of it while a plan is made and a job carried out.
type Operation interface {
	Completion

	Traits() Traits

	// Validate says why the cloud would refuse the options for any instance, or
	// nil. now is cloud time.
	Validate(now time.Time) *ecsapi.Error

	// SkipReason says why it doesn't apply to the instance as it is, or "". now
	// is cloud time.
	SkipReason(in *ecsapi.Instance, now time.Time) fleet.Reason

	// Params are a call for the items, as the aliyun command line spells it,
	// without the region.
	Params(items []*Target) []Param

	// Send makes the call. Without an error there is an answer for each item,
	// in their order.
	Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error)

	// TookEffect reports whether the instance shows that a call took effect, or is
	// on its way to it, though its answer was lost or said no.
	TookEffect(it *Target, in *ecsapi.Instance) bool
}

// Traits are what distinguishes operations in how they are sent and followed.
type Traits struct {
	API        string
	MaxPerCall int // instances a call takes

	// AllOrNone: a call is carried out for all of its instances or for none, so
	// that one refused must be tried in parts.
	AllOrNone bool

	// Token: a call may be repeated after a lost answer, for its token keeps it
	// from being carried out twice. Without it, what was lost is only followed.
	Token bool

	// Settles: IncorrectInstanceStatus may pass, as long as the instance is read
	// to be in a state that allows the action.
	Settles bool

	Removes   bool // what it was done to is listed no longer
	Traceless bool // no instance shows whether it was done
}

// Compound is an operation that takes more than one call for an instance, of
// different APIs. It is accepted with the last.
type Compound interface{ Parts() []Operation }

// PartsOf are the operations that an operation takes a call each for.
func PartsOf(o Operation) []Operation {
	if c, ok := o.(Compound); ok {
		return c.Parts()
	}
	return []Operation{o}
}

// calls is how many writes the operation takes for n instances of a region.
func calls(o Operation, n int) int {
	most := o.Traits().MaxPerCall
	return (n + most - 1) / most * len(PartsOf(o))
}

// Target is an item of a job as an operation sees it. It may write down in the
// item what it learns.
type Target struct {
	fleet.Item

	N            int           // its place among the job's items
	Keyed        bool          // its calls are made under an idempotency key
	Started      time.Time     // the instance's start time before it was sent
	InTransition bool          // the answer that accepted it said so
	Moved        bool          // seen in transition since then
	Cause        *ecsapi.Error // why the answer was lost; nil once an effect was seen
	Others       time.Time     // of a renewal: the expiry that later renewals account for
	Unlisted     time.Time     // wall time of the first complete read by ids that lacked it; zero: the last one had it
}

// Call is a call about to be made.
type Call struct {
	Region ecsapi.RegionID
	Items  []*Target
	Token  string
}

func (c *Call) ids() []ecsapi.InstanceID {
	ids := make([]ecsapi.InstanceID, len(c.Items))
	for i, it := range c.Items {
		ids[i] = it.ID
	}
	return ids
}

// only is the id of the one instance of a call that takes no more.
func (c *Call) only() ecsapi.InstanceID { return c.Items[0].ID }

// Answer is what a call told about one item.
type Answer struct {
	ecsapi.Outcome
	OrderID, PublicAddress string
	Run                    string // of a script
}

func answers(list ...ecsapi.Outcome) []Answer {
	out := make([]Answer, len(list))
	for i, o := range list {
		out[i].Outcome = o
	}
	return out
}

// Param is a parameter of a call as the aliyun command line spells it.
type Param struct{ Name, Value string }

// onlyParam is the parameter of the one instance of a call that takes no more.
func onlyParam(items []*Target) Param { return Param{"InstanceId", string(items[0].ID)} }

// listed are the parameters of a list: name.1, name.2 …
func listed(name string, items []*Target) []Param {
	out := make([]Param, len(items))
	for i, it := range items {
		out[i] = Param{name + "." + strconv.Itoa(i+1), string(it.ID)}
	}
	return out
}

// commaIDs is a list of ids in one parameter.
func commaIDs(items []*Target) string {
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = string(it.ID)
	}
	return strings.Join(ids, ",")
}

// anyOptions is of operations whose options are always fine.
type anyOptions struct{}

func (anyOptions) Validate(time.Time) *ecsapi.Error { return nil }

var errNoOperation = message.Errorf("no such action on instances")

// invalidOptions is an option's error as a plan tells it.
func invalidOptions(api string, err error) *ecsapi.Error {
	if err == nil {
		return nil
	}
	return &ecsapi.Error{API: api, Kind: ecsapi.KindInvalid, Text: message.Of(err)}
}

// lockReason says which lock keeps an instance from what no lock allows, or "".
func lockReason(in *ecsapi.Instance) fleet.Reason {
	switch {
	case len(in.Locks) == 0:
		return ""
	case in.Recycling():
		return fleet.LockedRecycling
	case in.Lock() == ecsapi.LockFinancial:
		return fleet.LockedFinancial
	case in.Lock() == ecsapi.LockSecurity:
		return fleet.LockedSecurity
	}
	return fleet.LockedOther
}

// unsteady says why what needs a running or stopped instance must wait, or "".
func unsteady(in *ecsapi.Instance) fleet.Reason {
	switch {
	case in.Status.Changing():
		return fleet.IsChanging
	case in.Status != ecsapi.Running && in.Status != ecsapi.Stopped:
		return fleet.UnknownStatus
	}
	return ""
}
