package ecssim

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"sort"
	"time"
)

// call is one call of the API after it was let in.
type call struct {
	rpc.Params
	action string
	key    rpc.Key
	now    time.Time // virtual

	shift int     // rows a page after the first begins off
	stale *region // where instances are read from, nil for where they are
}

// action is one action of the API.
type action struct {
	// do carries it out. The answer is encoded after it returned, with no lock held.
	do handler

	// kept makes an empty answer, into which one that was saved is read: of actions
	// that take a client token.
	kept func() rpc.Answer
}

// handler carries out an action.
type handler func(c *world, call *call) (rpc.Answer, error)

// regionOf is the region a call is about.
func (c *world) regionOf(call *call) (*region, error) {
	id := call.Params["RegionId"]
	if id == "" {
		return nil, rpc.Missing("RegionId")
	}
	r, ok := c.byID[id]
	if !ok {
		return nil, errRegion
	}
	return r, nil
}

// regionsOf are the regions a call may mean that names something by its id: the
// region may be left out then.
func (c *world) regionsOf(call *call) ([]*region, error) {
	if call.Params["RegionId"] == "" {
		return c.regions, nil
	}
	r, err := c.regionOf(call)
	return []*region{r}, err
}

// change does something to the instance a call names. unknown is the error
// without such an instance; do is called with the lock of the region held.
func (c *world) change(call *call, unknown *rpc.Error, do func(r *region, i *instance) error) error {
	id := call.Params["InstanceId"]
	if id == "" {
		return rpc.Missing("InstanceId")
	}
	among, err := c.regionsOf(call)
	if err != nil {
		return err
	}
	for _, r := range among {
		if found, err := r.change(id, call.now, do); found {
			return err
		}
	}
	return unknown
}

// instanceOf is a copy of the instance a call is about.
func (c *world) instanceOf(call *call) (*instance, error) {
	among, err := c.regionsOf(call)
	if err != nil {
		return nil, err
	}
	for _, r := range among {
		if i, ok := r.copyOf(call.Params["InstanceId"], call.now); ok {
			return &i, nil
		}
	}
	return nil, errInstance
}

// shifted is how many rows off a page begins, as if newer instances had come or
// gone since the page before was read.
func (c *call) shifted(pg rpc.Page) int {
	if pg.Number == 1 {
		return 0
	}
	return max(c.shift, -pg.Start())
}

// resume is the index at which a page by token begins.
func resume(pg rpc.Page, list []*instance) int {
	if pg.ID == "" {
		return 0
	}
	at := &instance{created: pg.Created, ID: pg.ID}
	return sort.Search(len(list), func(n int) bool { return newer(list[n], at) > 0 })
}

// tokenAfter is the token of the page after an instance. It names the instance,
// not a number, so that a list that changes meanwhile shows nothing twice.
func tokenAfter(i *instance) string { return rpc.Token(i.created, i.ID) }
