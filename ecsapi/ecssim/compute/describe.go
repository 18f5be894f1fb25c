package compute

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// InstancesReply is the answer of DescribeInstances.
type InstancesReply struct {
	rpc.Reply
	TotalCount, PageNumber, PageSize int
	NextToken                        string
	Instances                        struct{ Instance []WireInstance }
}

var _ = Actions.Add("DescribeInstances", world.InRegion(describeInstances), `
	InvalidStatus.NotFound InvalidLockReason.NotFound InvalidFilterKey.NotFound InvalidNetworkType.NotFound
	InvalidInstanceChargeType.NotFound InvalidTag.Mismatch InvalidTagCount UnsupportedParameter DryRunOperation`)

// describeInstances lists instances of a region, newest first, by page number
// or by token.
func describeInstances(r *world.Region, call *world.Call) (rpc.Answer, error) {
	ids, byID, err := call.JSONList("InstanceIds")
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

	if call.Stale != nil {
		r = call.Stale
	}

	out := &InstancesReply{PageNumber: pg.Number, PageSize: pg.Size}
	r.Lock(call.Now)
	candidates := r.List
	if byID {
		candidates = r.Pick(ids)
	}
	if pg.ByToken {
		// TotalCount means nothing in this mode: it stays 0, and nobody looks
		// further than the page.
		candidates = filter(candidates[world.Resume(pg, candidates):], matches, pg.Size+1)
	} else {
		candidates = filter(candidates, matches, len(candidates))
		out.TotalCount = len(candidates)
		candidates = candidates[min(pg.Start()+call.Shifted(pg), len(candidates)):]
	}
	found := make([]world.Instance, min(pg.Size, len(candidates)))
	for n := range found {
		found[n] = *candidates[n]
	}
	more := len(candidates) > len(found)
	r.Unlock()

	out.Instances.Instance = make([]WireInstance, len(found))
	for n := range found {
		describeInstance(&found[n], &out.Instances.Instance[n], r.ID)
	}
	if pg.ByToken && more {
		out.NextToken = world.TokenAfter(&found[len(found)-1])
	}
	return out, nil
}

// StatusReply is the answer of DescribeInstanceStatus.
type StatusReply struct {
	rpc.Reply
	TotalCount, PageNumber, PageSize int
	InstanceStatuses                 struct{ InstanceStatus []InstanceStatus }
}

// InstanceStatus is a row of StatusReply.
type InstanceStatus struct{ InstanceId, Status string }

var _ = Actions.Add("DescribeInstanceStatus", world.InRegion(describeInstanceStatus), "InstanceIdLimitExceeded")

// describeInstanceStatus lists the statuses of instances of a region.
func describeInstanceStatus(r *world.Region, call *world.Call) (rpc.Answer, error) {
	ids := call.List("InstanceId")
	if len(ids) > 100 {
		return nil, world.ErrTooManyInstances
	}
	pg, err := call.Pages(50, 0)
	if err != nil {
		return nil, err
	}
	var matches []world.Match
	if zone := call.Params["ZoneId"]; zone != "" {
		matches = append(matches, func(i *world.Instance) bool { return i.Place.Zone.ID == zone })
	}
	if call.Stale != nil {
		r = call.Stale
	}
	out := &StatusReply{PageNumber: pg.Number, PageSize: pg.Size}
	r.Lock(call.Now)
	defer r.Unlock()
	candidates := r.List
	if len(ids) > 0 {
		candidates = r.Pick(ids)
	}
	candidates = filter(candidates, matches, len(candidates))
	out.TotalCount = len(candidates)
	candidates = candidates[min(pg.Start()+call.Shifted(pg), len(candidates)):]
	out.InstanceStatuses.InstanceStatus = []InstanceStatus{}
	for _, i := range candidates[:min(pg.Size, len(candidates))] {
		out.InstanceStatuses.InstanceStatus = append(out.InstanceStatuses.InstanceStatus, InstanceStatus{i.ID, i.Status})
	}
	return out, nil
}

// filter is what all matches accept of a list, up to the first most; without
// matches it is the list, which is never changed.
func filter(list []*world.Instance, matches []world.Match, most int) []*world.Instance {
	if len(matches) == 0 {
		return list
	}
	var out []*world.Instance
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
