package compute

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// RamRoleReply is the answer of DescribeInstanceRamRole.
type RamRoleReply struct {
	rpc.Reply
	RegionId            string
	TotalCount          int
	InstanceRamRoleSets struct{ InstanceRamRoleSet []WireRamRole }
}

// WireRamRole is a row of RamRoleReply.
type WireRamRole struct{ InstanceId, RamRoleName string }

var _ = Actions.Add("DescribeInstanceRamRole", world.InRegion(describeInstanceRamRole), "InvalidParameter")

// describeInstanceRamRole answers that the machines asked for have no role, as
// none here has: lists that others make of machines ask for it.
func describeInstanceRamRole(r *world.Region, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	ids, _, err := p.JSONList("InstanceIds")
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
	all := []WireRamRole{}
	if p["RamRoleName"] == "" {
		r.Lock(call.Now)
		for _, i := range r.Pick(ids, true) {
			all = append(all, WireRamRole{InstanceId: i.ID})
		}
		r.Unlock()
	}
	out := &RamRoleReply{RegionId: r.ID, TotalCount: len(all)}
	out.InstanceRamRoleSets.InstanceRamRoleSet, _ = rpc.Numbered(pg, all)
	return out, nil
}
