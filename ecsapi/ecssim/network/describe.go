package network

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// VpcsReply is the answer of DescribeVpcs.
type VpcsReply struct {
	rpc.Reply
	rpc.Count
	Vpcs struct{ Vpc []WireVPC }
}

// WireVPC is a row of VpcsReply.
type WireVPC struct {
	VpcId, VpcName, Description, RegionId, CidrBlock string
	VRouterId, Status, CreationTime                  string
	IsDefault                                        bool
	VSwitchIds                                       struct{ VSwitchId []string }
	UserCidrs                                        struct{ UserCidr []string }
}

// vpcNames are what the networks of a region are called, in their order.
var vpcNames = []string{"production", "office"}

var _ = Actions.Add("DescribeVpcs", world.InRegion(describeVpcs), "InvalidParameter")

// describeVpcs lists the private networks of a region.
func describeVpcs(r *world.Region, call *world.Call) (rpc.Answer, error) {
	isDefault, pg, err := readNetworkCall(call.Params)
	if err != nil {
		return nil, err
	}
	var found []WireVPC
	for n, v := range r.VPCs {
		if !call.Asked("VpcId", v.ID) || isDefault {
			continue
		}
		w := WireVPC{
			VpcId: v.ID, VpcName: vpcNames[n%len(vpcNames)], RegionId: r.ID, CidrBlock: v.CIDR(),
			VRouterId: "vrt-" + strings.TrimPrefix(v.ID, "vpc-"), Status: "Available", CreationTime: rpc.Second(bornOf(v.ID)),
		}
		w.UserCidrs.UserCidr = []string{}
		for _, s := range v.Switches {
			w.VSwitchIds.VSwitchId = append(w.VSwitchIds.VSwitchId, s.ID)
		}
		found = append(found, w)
	}
	out := &VpcsReply{}
	out.Vpcs.Vpc, out.Count = rpc.Numbered(pg, found)
	return out, nil
}

// VSwitchesReply is the answer of DescribeVSwitches.
type VSwitchesReply struct {
	rpc.Reply
	rpc.Count
	VSwitches struct{ VSwitch []WireVSwitch }
}

// WireVSwitch is a row of VSwitchesReply.
type WireVSwitch struct {
	VSwitchId, VSwitchName, Description, VpcId, ZoneId string
	CidrBlock, Status, CreationTime, ResourceGroupId   string
	AvailableIpAddressCount                            int
	IsDefault                                          bool
}

var _ = Actions.Add("DescribeVSwitches", world.InRegion(describeVSwitches), "InvalidParameter")

// describeVSwitches lists the parts of the private networks of a region.
func describeVSwitches(r *world.Region, call *world.Call) (rpc.Answer, error) {
	isDefault, pg, err := readNetworkCall(call.Params)
	if err != nil {
		return nil, err
	}
	var found []WireVSwitch
	r.Lock(call.Now)
	for n, v := range r.VPCs {
		for _, s := range v.Switches {
			if !call.Asked("VSwitchId", s.ID) || !call.Asked("VpcId", v.ID) || !call.Asked("ZoneId", s.Zone.ID) || isDefault {
				continue
			}
			found = append(found, WireVSwitch{
				VSwitchId: s.ID, VSwitchName: vpcNames[n%len(vpcNames)] + "-" + s.Zone.ID[len(s.Zone.ID)-1:],
				VpcId: v.ID, ZoneId: s.Zone.ID, CidrBlock: fmt.Sprintf("%s/%d", s.Base, world.SwitchBits),
				Status: "Available", CreationTime: rpc.Second(bornOf(v.ID)),
				AvailableIpAddressCount: s.Free(),
			})
		}
	}
	r.Unlock()
	out := &VSwitchesReply{}
	out.VSwitches.VSwitch, out.Count = rpc.Numbered(pg, found)
	return out, nil
}

// readNetworkCall reads what the two network lists have in common. None of the
// networks is a default one.
func readNetworkCall(p rpc.Params) (isDefault bool, pg rpc.Page, err error) {
	if isDefault, err = p.Flag("IsDefault"); err != nil {
		return false, rpc.Page{}, err
	}
	pg, err = p.Pages(50, 0)
	return isDefault, pg, err
}

// bornOf is when a network or a security group was made: in the two years
// before the oldest machine could be.
func bornOf(id string) time.Time {
	return time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(hash.Of(id)%(2*365*24*3600)) * time.Second)
}

// SecurityGroupsReply is the answer of DescribeSecurityGroups.
type SecurityGroupsReply struct {
	rpc.Reply
	RegionId string
	rpc.Listed
	SecurityGroups struct{ SecurityGroup []WireSecurityGroup }
}

// WireSecurityGroup is a row of SecurityGroupsReply.
type WireSecurityGroup struct {
	SecurityGroupId, SecurityGroupName, Description string
	SecurityGroupType, VpcId, CreationTime          string
	ResourceGroupId                                 string
	EcsCount, RuleCount, AvailableInstanceAmount    int
	ServiceManaged                                  bool
	Tags                                            struct{ Tag []world.WireTag }
}

// securityGroup is one of a VPC, and how it is called there.
type securityGroup struct {
	sid, name string
	VPC       *world.VPC
}

func (g securityGroup) ID() string      { return g.sid }
func (g securityGroup) Made() time.Time { return bornOf(g.sid) }

// groupSize is how many machines fit in a security group.
const groupSize = 2000

// groupNames are what the security groups of a network are called, in their order.
var groupNames = []string{"web", "app", "database", "bastion", "internal"}

// securityGroups are those of the region, newest first.
func securityGroups(r *world.Region) []securityGroup {
	var all []securityGroup
	for n, v := range r.VPCs {
		for k, id := range v.Security {
			all = append(all, securityGroup{id, "sg-" + vpcNames[n%len(vpcNames)] + "-" + groupNames[k%len(groupNames)], v})
		}
	}
	slices.SortFunc(all, func(a, b securityGroup) int {
		return cmp.Or(b.Made().Compare(a.Made()), strings.Compare(a.sid, b.sid))
	})
	return all
}

var _ = Actions.Add("DescribeSecurityGroups", world.InRegion(describeSecurityGroups), `
	InvalidNetworkType.NotFound UnsupportedParameter InvalidTag.Mismatch InvalidTagCount DryRunOperation`)

// describeSecurityGroups lists the security groups of a region.
func describeSecurityGroups(r *world.Region, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	if err := cmp.Or(
		p.Unmodelled("ResourceGroupId", "ServiceManaged"),
		p.Among("NetworkType", "InvalidNetworkType.NotFound", "vpc", "classic"),
		p.OneOf("SecurityGroupType", rpc.BadParameter("SecurityGroupType"), "normal", "enterprise"),
	); err != nil {
		return nil, err
	}
	ids, byID, err := call.JSONList("SecurityGroupIds")
	if err != nil {
		return nil, err
	}
	wanted, err := world.ReadTagPairs(p)
	if err != nil {
		return nil, err
	}
	pg, err := p.ListPages(50, 100)
	if err != nil {
		return nil, err
	}
	named := func(name string) bool { return p.Asked("SecurityGroupName", name) }
	if fuzzy, _ := p.Flag("FuzzyQuery"); fuzzy && p["SecurityGroupName"] != "" {
		named = rpc.Glob("*" + p["SecurityGroupName"] + "*")
	}
	found := slices.DeleteFunc(securityGroups(r), func(g securityGroup) bool {
		return byID && !slices.Contains(ids, g.sid) ||
			!p.Asked("SecurityGroupId", g.sid) || !p.Asked("VpcId", g.VPC.ID) ||
			p["NetworkType"] == "classic" || p["SecurityGroupType"] == "enterprise" ||
			len(wanted) > 0 || !named(g.name)
	})
	out := &SecurityGroupsReply{RegionId: r.ID}
	found, out.Listed = rpc.Cut(pg, found)
	used := groupsUsed(r, call.Now)
	out.SecurityGroups.SecurityGroup = make([]WireSecurityGroup, len(found))
	for n, g := range found {
		w := &out.SecurityGroups.SecurityGroup[n]
		w.SecurityGroupId, w.SecurityGroupName, w.SecurityGroupType, w.VpcId = g.sid, g.name, "normal", g.VPC.ID
		w.CreationTime, w.Tags.Tag = rpc.Second(g.Made()), []world.WireTag{}
		w.EcsCount, w.RuleCount = used[g.sid], 2+int(hash.Of(g.sid)%12)
		w.AvailableInstanceAmount = max(groupSize-w.EcsCount, 0)
	}
	return out, nil
}

// groupsUsed counts the machines of each security group.
func groupsUsed(r *world.Region, now time.Time) map[string]int {
	r.Lock(now)
	defer r.Unlock()
	used := map[string]int{}
	for _, i := range r.List {
		for _, id := range i.Groups {
			used[id]++
		}
	}
	return used
}

// KeyPairsReply is the answer of DescribeKeyPairs.
type KeyPairsReply struct {
	rpc.Reply
	rpc.Count
	KeyPairs struct{ KeyPair []WireKeyPair }
}

// WireKeyPair is a row of KeyPairsReply.
type WireKeyPair struct {
	KeyPairName, KeyPairFingerPrint, CreationTime, ResourceGroupId string
	Tags                                                           struct{ Tag []world.WireTag }
}

var _ = Actions.Add("DescribeKeyPairs", world.InRegion(describeKeyPairs), `
	InvalidParameter UnsupportedParameter InvalidTag.Mismatch`)

// describeKeyPairs lists the login keys of a region.
func describeKeyPairs(r *world.Region, call *world.Call) (rpc.Answer, error) {
	if call.Params["ResourceGroupId"] != "" {
		return nil, rpc.Unsupported("ResourceGroupId")
	}
	wanted, err := world.ReadTagPairs(call.Params)
	if err != nil {
		return nil, err
	}
	pg, err := call.Pages(50, 0)
	if err != nil {
		return nil, err
	}
	fits := func(string) bool { return true }
	if pattern := call.Params["KeyPairName"]; pattern != "" {
		fits = rpc.Glob(pattern)
	}
	var found []WireKeyPair
	for _, name := range world.KeyPairs {
		w := WireKeyPair{KeyPairName: name, CreationTime: rpc.Second(bornOf(r.ID + name))}
		seed, h := r.Cloud.Seed, hash.Of(r.ID+name)
		w.KeyPairFingerPrint = fmt.Sprintf("%016x%016x", hash.Mix(seed, h, 1), hash.Mix(seed, h, 2))
		w.Tags.Tag = []world.WireTag{}
		if print := call.Params["KeyPairFingerPrint"]; !fits(name) || len(wanted) > 0 || print != "" && print != w.KeyPairFingerPrint {
			continue
		}
		found = append(found, w)
	}
	out := &KeyPairsReply{}
	out.KeyPairs.KeyPair, out.Count = rpc.Numbered(pg, found)
	return out, nil
}
