package world

import (
	"sort"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// Call is one call of the API after it was let in.
type Call struct {
	rpc.Params
	Action string
	Key    rpc.Key
	Now    time.Time // virtual

	Shift int     // rows a page after the first begins off
	Stale *Region // where instances are read from, nil for where they are
}

// Action is one action of the API.
type Action struct {
	Do       Handler
	Refusals string     // codes of the errors it answers beside those of every call, separated by spaces
	Kept     rpc.Answer // an empty answer, of an action that takes a client token
	Unsigned bool       // it is called without a key
}

// Handler carries out an action. Its answer is encoded after it returned, with no lock held.
type Handler func(c *Cloud, call *Call) (rpc.Answer, error)

// Actions are the actions of a package, by name.
type Actions map[string]*Action

// Add adds an action, beside the function that carries it out.
func (all Actions) Add(name string, do Handler, refusals string) *Action {
	all[name] = &Action{Do: do, Refusals: refusals}
	return all[name]
}

// Keeps has the answers to client tokens kept; empty is such an answer.
func (a *Action) Keeps(empty rpc.Answer) *Action {
	a.Kept = empty
	return a
}

// WithoutKey lets those call it who have no key yet.
func (a *Action) WithoutKey() *Action {
	a.Unsigned = true
	return a
}

// InRegion is an action that needs a region, which it names.
func InRegion(do func(r *Region, call *Call) (rpc.Answer, error)) Handler {
	return func(c *Cloud, call *Call) (rpc.Answer, error) {
		r, err := c.RegionOf(call)
		if err != nil {
			return nil, err
		}
		return do(r, call)
	}
}

// RegionOf is the region a call is about.
func (c *Cloud) RegionOf(call *Call) (*Region, error) {
	id := call.Params["RegionId"]
	if id == "" {
		return nil, rpc.Missing("RegionId")
	}
	r, ok := c.ByID[id]
	if !ok {
		return nil, errRegion
	}
	return r, nil
}

// RegionsOf are the regions a call may mean that names something by its id: the
// region may be left out then.
func (c *Cloud) RegionsOf(call *Call) ([]*Region, error) {
	if call.Params["RegionId"] == "" {
		return c.Regions, nil
	}
	r, err := c.RegionOf(call)
	return []*Region{r}, err
}

// Change does something to the instance a call names. unknown is the error
// without such an instance; do is called with the lock of the region held.
func (c *Cloud) Change(call *Call, unknown *rpc.Error, do func(r *Region, i *Instance) error) error {
	id := call.Params["InstanceId"]
	if id == "" {
		return rpc.Missing("InstanceId")
	}
	among, err := c.RegionsOf(call)
	if err != nil {
		return err
	}
	for _, r := range among {
		if found, err := r.Change(id, call.Now, do); found {
			return err
		}
	}
	return unknown
}

// InstanceOf is a copy of the instance a call names.
func (c *Cloud) InstanceOf(call *Call) (*Instance, error) {
	var out Instance
	return &out, c.Change(call, ErrInstance, func(_ *Region, i *Instance) error {
		out = *i
		return nil
	})
}

// Resume is the index at which a page by token begins.
func Resume(pg rpc.Page, list []*Instance) int {
	if pg.ID == "" {
		return 0
	}
	at := &Instance{ID: pg.ID, Record: Record{Created: pg.Created}}
	return sort.Search(len(list), func(n int) bool { return newer(list[n], at) > 0 })
}

// TokenAfter is the token of the page after an instance. It names the instance,
// not a number, so that a list that changes meanwhile shows nothing twice.
func TokenAfter(i *Instance) string { return rpc.Token(i.Created, i.ID) }
