package ecssim

import "ecsdeck/ecsapi/ecssim/rpc"

// instancesReply is the answer of DescribeInstances.
type instancesReply struct {
	rpc.Reply
	TotalCount, PageNumber, PageSize int
	NextToken                        string
	Instances                        struct {
		Instance []wireInstance
	}
}

// describeInstances lists instances of a region, newest first, by page number
// or by token.
func describeInstances(c *world, call *call) (rpc.Answer, error) {
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	ids, byID, err := call.JsonList("InstanceIds")
	if err != nil {
		return nil, err
	}
	matches, err := readFilters(call.Params)
	if err != nil {
		return nil, err
	}
	pg, err := call.Pages(100, 100)
	if err != nil {
		return nil, err
	}
	if call.DryRun() {
		return nil, rpc.ErrDryRun
	}

	if call.stale != nil {
		r = call.stale
	}

	out := &instancesReply{PageNumber: pg.Number, PageSize: pg.Size}
	r.mu.Lock()
	r.settle(call.now)
	candidates := r.list
	if byID {
		candidates = r.pick(ids)
	}
	if pg.ByToken {
		// TotalCount means nothing in this mode: it stays 0, and nobody looks
		// further than the page.
		candidates = filter(candidates[resume(pg, candidates):], matches, pg.Size+1)
	} else {
		candidates = filter(candidates, matches, len(candidates))
		out.TotalCount = len(candidates)
		candidates = candidates[min(pg.Start()+call.shifted(pg), len(candidates)):]
	}
	found := make([]instance, min(pg.Size, len(candidates)))
	for n := range found {
		found[n] = *candidates[n]
	}
	more := len(candidates) > len(found)
	r.mu.Unlock()

	out.Instances.Instance = make([]wireInstance, len(found))
	for n := range found {
		describeInstance(&found[n], &out.Instances.Instance[n], r.ID)
	}
	if pg.ByToken && more {
		out.NextToken = tokenAfter(&found[len(found)-1])
	}
	return out, nil
}

// statusReply is the answer of DescribeInstanceStatus.
type statusReply struct {
	rpc.Reply
	TotalCount, PageNumber, PageSize int
	InstanceStatuses                 struct {
		InstanceStatus []instanceStatus
	}
}

type instanceStatus struct{ InstanceId, Status string }

// describeInstanceStatus lists the statuses of instances of a region.
func describeInstanceStatus(c *world, call *call) (rpc.Answer, error) {
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	ids := call.List("InstanceId")
	if len(ids) > 100 {
		return nil, errTooManyInstances
	}
	pg, err := call.Pages(50, 0)
	if err != nil {
		return nil, err
	}
	var matches []match
	if zone := call.Params["ZoneId"]; zone != "" {
		matches = append(matches, func(i *instance) bool { return i.place.zone.ID == zone })
	}
	if call.stale != nil {
		r = call.stale
	}
	out := &statusReply{PageNumber: pg.Number, PageSize: pg.Size}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	candidates := r.list
	if len(ids) > 0 {
		candidates = r.pick(ids)
	}
	candidates = filter(candidates, matches, len(candidates))
	out.TotalCount = len(candidates)
	candidates = candidates[min(pg.Start()+call.shifted(pg), len(candidates)):]
	out.InstanceStatuses.InstanceStatus = []instanceStatus{}
	for _, i := range candidates[:min(pg.Size, len(candidates))] {
		out.InstanceStatuses.InstanceStatus = append(out.InstanceStatuses.InstanceStatus, instanceStatus{i.ID, i.status})
	}
	return out, nil
}

// filter is what all matches accept of a list, up to the first most; without
// matches it is the list, which is never changed.
func filter(list []*instance, matches []match, most int) []*instance {
	if len(matches) == 0 {
		return list
	}
	var out []*instance
next:
	for _, i := range list {
		for _, m := range matches {
			if !m(i) {
				continue next
			}
		}
		if out = append(out, i); len(out) == most {
			break
		}
	}
	return out
}
