package ecssim

// ramRoleReply is the answer of DescribeInstanceRamRole.
type ramRoleReply struct {
	reply
	RegionId            string
	TotalCount          int
	InstanceRamRoleSets struct {
		InstanceRamRoleSet []wireRamRole
	}
}

type wireRamRole struct{ InstanceId, RamRoleName string }

// describeInstanceRamRole answers that the machines asked for have no role, as
// none here has: lists that others make of machines ask for it.
func describeInstanceRamRole(c *world, call *call) (stamped, error) {
	p := call.params
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	ids, _, err := p.jsonList("InstanceIds")
	if err != nil {
		return nil, err
	}
	if p["InstanceIds"] == "" && p["RamRoleName"] == "" {
		return nil, missing("InstanceIds")
	}
	pg, err := p.pages(50, 0)
	if err != nil {
		return nil, err
	}
	all := []wireRamRole{}
	if p["RamRoleName"] == "" {
		r.mu.Lock()
		r.settle(call.now)
		for _, i := range r.pick(ids) {
			all = append(all, wireRamRole{InstanceId: i.id})
		}
		r.mu.Unlock()
	}
	out := &ramRoleReply{RegionId: r.ID, TotalCount: len(all)}
	out.InstanceRamRoleSets.InstanceRamRoleSet = numbered(pg, all)
	return out, nil
}
