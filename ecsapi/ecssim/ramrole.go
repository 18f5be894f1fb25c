package ecssim

import "ecsdeck/ecsapi/ecssim/rpc"

// ramRoleReply is the answer of DescribeInstanceRamRole.
type ramRoleReply struct {
	rpc.Reply
	RegionId            string
	TotalCount          int
	InstanceRamRoleSets struct {
		InstanceRamRoleSet []wireRamRole
	}
}

type wireRamRole struct{ InstanceId, RamRoleName string }

// describeInstanceRamRole answers that the machines asked for have no role, as
// none here has: lists that others make of machines ask for it.
func describeInstanceRamRole(c *world, call *call) (rpc.Answer, error) {
	p := call.Params
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	ids, _, err := p.JsonList("InstanceIds")
	if err != nil {
		return nil, err
	}
	if p["InstanceIds"] == "" && p["RamRoleName"] == "" {
		return nil, rpc.Missing("InstanceIds")
	}
	pg, err := p.Pages(50, 0)
	if err != nil {
		return nil, err
	}
	all := []wireRamRole{}
	if p["RamRoleName"] == "" {
		r.mu.Lock()
		r.settle(call.now)
		for _, i := range r.pick(ids) {
			all = append(all, wireRamRole{InstanceId: i.ID})
		}
		r.mu.Unlock()
	}
	out := &ramRoleReply{RegionId: r.ID, TotalCount: len(all)}
	out.InstanceRamRoleSets.InstanceRamRoleSet = rpc.Numbered(pg, all)
	return out, nil
}
