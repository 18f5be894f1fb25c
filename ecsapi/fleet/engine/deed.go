package engine

import (
	"context"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// deed is an action on instances that exist, with its options: what the
// machinery of jobs has to know of it. Each family has a file of its own.
type Operation interface {
	Completion

	Traits() Traits

	// flaw says why the cloud would refuse the options for any instance, or nil.
	Validate(now time.Time) *ecsapi.Error

	// hindrance says why it doesn't apply to the instance as it is, or "". now
	// is cloud time.
	SkipReason(in *ecsapi.Instance, now time.Time) fleet.Reason

	// params are a call for the items, as the aliyun command line spells it,
	// without the region.
	Params(items []*item) []Param

	// send makes the call. Without an error there is an answer for each item,
	// in their order.
	Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error)

	// happened reports whether the instance shows that a call took effect, or is on
	// its way to it, though its answer was lost or said no.
	TookEffect(it *item, in *ecsapi.Instance) bool
}

// nature is what distinguishes deeds in general.
type Traits struct {
	API        string
	MaxPerCall int // instances a call takes

	// whole: a call is carried out for all of its instances or for none, so
	// that one refused must be tried in parts.
	AllOrNone bool

	// again: a call may be repeated after a lost answer, for its token keeps it
	// from being carried out twice. Without it, what was lost is only followed.
	Token bool

	// settles: IncorrectInstanceStatus may pass, as long as the instance is read
	// to be in a state that allows the action.
	Settles bool
}

// compound is a deed that takes more than one call for an instance, of
// different APIs. It is accepted with the last.
type Compound interface{ Parts() []Operation }

func PartsOf(d Operation) []Operation {
	if c, ok := d.(Compound); ok {
		return c.Parts()
	}
	return []Operation{d}
}

// calls is how many writes the deed takes for n instances of a region.
func callsFor(d Operation, n int) int {
	most := d.Traits().MaxPerCall
	return (n + most - 1) / most * len(PartsOf(d))
}

// errand is a call about to be made.
type Call struct {
	Region ecsapi.RegionID
	Items  []*item
	Token  string
}

func (k *Call) IDs() []ecsapi.InstanceID { return idsOf(k.Items) }

// only is the id of the one instance of a call that takes no more.
func (k *Call) only() ecsapi.InstanceID { return k.Items[0].ID }

func idsOf(items []*item) []ecsapi.InstanceID {
	ids := make([]ecsapi.InstanceID, len(items))
	for i, it := range items {
		ids[i] = it.ID
	}
	return ids
}

// answer is what a call told about one item.
type Answer struct {
	ecsapi.Outcome
	OrderID, PublicAddress string
	Run                    string // of a script
}

func answers(list []ecsapi.Outcome) []Answer {
	out := make([]Answer, len(list))
	for i, o := range list {
		out[i].Outcome = o
	}
	return out
}

// param is a parameter of a call as the aliyun command line spells it.
type Param struct{ Name, Value string }

// listed are the parameters of a list: name.1, name.2 …
func listed(name string, items []*item) []Param {
	out := make([]Param, len(items))
	for i, it := range items {
		out[i] = Param{name + "." + strconv.Itoa(i+1), string(it.ID)}
	}
	return out
}

// commaIDs is a list of ids in one parameter.
func commaIDs(items []*item) string {
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = string(it.ID)
	}
	return strings.Join(ids, ",")
}

// optionError says why options can't be meant.
type optionError string

func (e optionError) Error() string { return string(e) }

const errNoDeed = optionError("no such action on instances")

// flawOf is an option's error as a plan tells it.
func invalidOptions(api string, err error) *ecsapi.Error {
	if err == nil {
		return nil
	}
	return &ecsapi.Error{API: api, Kind: ecsapi.KindInvalid, Message: err.Error()}
}

// deedOf is the deed of an action; nil for a creation, which is none.
func newOperation(a fleet.Action, o fleet.ActionOptions) Operation {
	switch a {
	case fleet.ActionStart, fleet.ActionStop, fleet.ActionReboot:
		return power{a, o}
	case fleet.ActionRelease:
		return release{o}
	case fleet.ActionAutoRelease:
		return newAutoRelease(o.At)
	case fleet.ActionRenew:
		return renew{period: o.Period}
	case fleet.ActionAutoRenew:
		return newAutoRenew(o)
	case fleet.ActionAddress:
		return newAddress()
	case fleet.ActionRename:
		return newRename(o.Name)
	case fleet.ActionProtect:
		return newProtect(o.On)
	case fleet.ActionTag:
		return newTagging(o.Tags, o.Untag)
	case fleet.ActionScript:
		return newScript(o)
	}
	return nil
}

// lockReason says which lock hinders what no lock may, or "".
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
