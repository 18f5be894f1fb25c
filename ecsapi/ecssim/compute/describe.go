package compute

import (
	"slices"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// InstancesReply is the answer of DescribeInstances.
type InstancesReply struct {
	rpc.Reply
	rpc.Listed
	Instances struct{ Instance []WireInstance }
}

var _ = Actions.Add("DescribeInstances", world.InRegion(describeInstances), `
	InvalidStatus.NotFound InvalidLockReason.NotFound InvalidFilterKey.NotFound InvalidNetworkType.NotFound
	InvalidInstanceChargeType.NotFound InvalidTag.Mismatch InvalidTagCount UnsupportedParameter DryRunOperation`)

// describeInstances lists instances of a region, newest first, by page number or by token.
func describeInstances(r *world.Region, call *world.Call) (rpc.Answer, error) {
	ids, byID, err := call.JSONList("InstanceIds")
	if err != nil {
		return nil, err
	}
	matches, err := readFilters(call.Params)
	if err != nil {
		return nil, err
	}
	pg, err := call.ListPages(100, 100)
	if err != nil {
		return nil, err
	}

	if call.Stale != nil {
		r = call.Stale
	}

	out := &InstancesReply{}
	r.Lock(call.Now)
	candidates := r.Pick(ids, byID)
	if pg.ByToken {
		// TotalCount means nothing in this mode: it stays 0, and nobody looks
		// further than the page.
		out.PageNumber, out.PageSize = pg.Number, pg.Size
		candidates = filter(candidates[world.Resume(pg, candidates):], matches, pg.Size+1)
		if len(candidates) > pg.Size {
			candidates = candidates[:pg.Size]
			out.NextToken = world.TokenAfter(candidates[pg.Size-1])
		}
	} else {
		candidates, out.Count = numbered(call, pg, filter(candidates, matches, len(candidates)))
	}
	found := make([]world.Instance, len(candidates))
	for n, i := range candidates {
		found[n] = *i
	}
	r.Unlock()

	withIPv6 := slices.Contains(call.List("AdditionalAttributes"), "NETWORK_PRIMARY_ENI_IP")
	out.Instances.Instance = make([]WireInstance, len(found))
	for n := range found {
		describeInstance(&found[n], &out.Instances.Instance[n], r.ID)
		if withIPv6 {
			addIPv6(&found[n], &out.Instances.Instance[n])
		}
	}
	return out, nil
}

// numbered is the page a call wants by number, as far off as a fault has it.
func numbered(call *world.Call, pg rpc.Page, list []*world.Instance) ([]*world.Instance, rpc.Count) {
	of := rpc.Count{TotalCount: len(list), PageNumber: pg.Number, PageSize: pg.Size}
	start := pg.Start()
	if pg.Number > 1 {
		start = max(start+call.Shift, 0)
	}
	list = list[min(start, len(list)):]
	return list[:min(pg.Size, len(list))], of
}

// StatusReply is the answer of DescribeInstanceStatus.
type StatusReply struct {
	rpc.Reply
	rpc.Count
	InstanceStatuses struct{ InstanceStatus []InstanceStatus }
}

// InstanceStatus is a row of StatusReply.
type InstanceStatus struct{ InstanceId, Status string }

var _ = Actions.Add("DescribeInstanceStatus", world.InRegion(describeInstanceStatus), "InvalidParameter.TooManyInstanceIds")

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
	out := &StatusReply{}
	r.Lock(call.Now)
	defer r.Unlock()
	candidates := r.Pick(ids, len(ids) > 0)
	candidates, out.Count = numbered(call, pg, filter(candidates, matches, len(candidates)))
	out.InstanceStatuses.InstanceStatus = []InstanceStatus{}
	for _, i := range candidates {
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
