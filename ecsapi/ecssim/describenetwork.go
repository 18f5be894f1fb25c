package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// vpcsReply is the answer of DescribeVpcs.
type vpcsReply struct {
	reply
	TotalCount, PageNumber, PageSize int
	Vpcs                             struct {
		Vpc []wireVPC
	}
}

type wireVPC struct {
	VpcId, VpcName, Description, RegionId, CidrBlock string
	VRouterId, Status, CreationTime                  string
	IsDefault                                        bool
	VSwitchIds                                       struct {
		VSwitchId []string
	}
	UserCidrs struct {
		UserCidr []string
	}
}

// vpcNames are what the networks of a region are called, in their order.
var vpcNames = []string{"production", "office"}

// describeVpcs lists the private networks of a region.
func describeVpcs(c *world, call *call) (stamped, error) {
	r, isDefault, pg, err := readNetworkCall(c, call)
	if err != nil {
		return nil, err
	}
	var found []wireVPC
	for n, v := range r.vpcs {
		if id := call.params["VpcId"]; id != "" && id != v.id || isDefault == "true" {
			continue
		}
		w := wireVPC{
			VpcId: v.id, VpcName: vpcNames[n%len(vpcNames)], RegionId: r.ID, CidrBlock: v.cidr(),
			VRouterId: "vrt-" + strings.TrimPrefix(v.id, "vpc-"), Status: "Available", CreationTime: second(bornOf(v.id)),
		}
		w.UserCidrs.UserCidr = []string{}
		for _, s := range v.switches {
			w.VSwitchIds.VSwitchId = append(w.VSwitchIds.VSwitchId, s.id)
		}
		found = append(found, w)
	}
	out := &vpcsReply{TotalCount: len(found), PageNumber: pg.number, PageSize: pg.size}
	out.Vpcs.Vpc = numbered(pg, found)
	return out, nil
}

// vswitchesReply is the answer of DescribeVSwitches.
type vswitchesReply struct {
	reply
	TotalCount, PageNumber, PageSize int
	VSwitches                        struct {
		VSwitch []wireVSwitch
	}
}

type wireVSwitch struct {
	VSwitchId, VSwitchName, Description, VpcId, ZoneId string
	CidrBlock, Status, CreationTime, ResourceGroupId   string
	AvailableIpAddressCount                            int
	IsDefault                                          bool
}

// describeVSwitches lists the parts of the private networks of a region.
func describeVSwitches(c *world, call *call) (stamped, error) {
	r, isDefault, pg, err := readNetworkCall(c, call)
	if err != nil {
		return nil, err
	}
	fits := func(name, value string) bool { return call.params[name] == "" || call.params[name] == value }
	var found []wireVSwitch
	r.mu.Lock()
	r.settle(call.now)
	for n, v := range r.vpcs {
		for _, s := range v.switches {
			if !fits("VSwitchId", s.id) || !fits("VpcId", v.id) || !fits("ZoneId", s.zone.ID) || isDefault == "true" {
				continue
			}
			found = append(found, wireVSwitch{
				VSwitchId: s.id, VSwitchName: vpcNames[n%len(vpcNames)] + "-" + s.zone.ID[len(s.zone.ID)-1:],
				VpcId: v.id, ZoneId: s.zone.ID, CidrBlock: fmt.Sprintf("%s/%d", s.base, switchBits),
				Status: "Available", CreationTime: second(bornOf(v.id)),
				AvailableIpAddressCount: max(1<<(32-switchBits)-4-s.used, 0),
			})
		}
	}
	r.mu.Unlock()
	out := &vswitchesReply{TotalCount: len(found), PageNumber: pg.number, PageSize: pg.size}
	out.VSwitches.VSwitch = numbered(pg, found)
	return out, nil
}

// readNetworkCall reads what the two network lists have in common. None of the
// networks is a default one.
func readNetworkCall(c *world, call *call) (r *region, isDefault string, pg page, err error) {
	if r, err = c.regionOf(call); err != nil {
		return nil, "", page{}, err
	}
	on, err := call.flag("IsDefault")
	if err != nil {
		return nil, "", page{}, err
	}
	if call.params["IsDefault"] != "" {
		isDefault = strconv.FormatBool(on)
	}
	pg, err = call.pages(50, 0)
	return r, isDefault, pg, err
}

// bornOf is when a network or a security group was made: in the two years
// before the oldest machine could be.
func bornOf(id string) time.Time {
	return time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(hash.HashOf(id)%(2*365*24*3600)) * time.Second)
}

// securityGroupsReply is the answer of DescribeSecurityGroups.
type securityGroupsReply struct {
	reply
	RegionId                         string
	TotalCount, PageNumber, PageSize int
	NextToken                        string
	SecurityGroups                   struct {
		SecurityGroup []wireSecurityGroup
	}
}

type wireSecurityGroup struct {
	SecurityGroupId, SecurityGroupName, Description string
	SecurityGroupType, VpcId, CreationTime          string
	ResourceGroupId                                 string
	EcsCount, RuleCount, AvailableInstanceAmount    int
	ServiceManaged                                  bool
	Tags                                            struct {
		Tag []wireTag
	}
}

// securityGroup is one of a VPC, and how it is called there.
type securityGroup struct {
	sid, name string
	vpc       *vpc
}

func (g securityGroup) id() string      { return g.sid }
func (g securityGroup) made() time.Time { return bornOf(g.sid) }

// groupSize is how many machines fit in a security group.
const groupSize = 2000

// groupNames are what the security groups of a network are called, in their order.
var groupNames = []string{"web", "app", "database", "bastion", "internal"}

// securityGroups are those of the region, newest first.
func securityGroups(r *region) []securityGroup {
	var all []securityGroup
	for n, v := range r.vpcs {
		for k, id := range v.security {
			all = append(all, securityGroup{id, "sg-" + vpcNames[n%len(vpcNames)] + "-" + groupNames[k%len(groupNames)], v})
		}
	}
	slices.SortFunc(all, func(a, b securityGroup) int {
		if n := b.made().Compare(a.made()); n != 0 {
			return n
		}
		return strings.Compare(a.sid, b.sid)
	})
	return all
}

// unmodelledGroup are filters of DescribeSecurityGroups that are refused
// instead of ignored.
var unmodelledGroup = []string{"ResourceGroupId", "ServiceManaged"}

// describeSecurityGroups lists the security groups of a region.
func describeSecurityGroups(c *world, call *call) (stamped, error) {
	p := call.params
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	for _, name := range unmodelledGroup {
		if p[name] != "" {
			return nil, unsupported(name)
		}
	}
	if err := call.among("NetworkType", "InvalidNetworkType.NotFound", "vpc", "classic"); err != nil {
		return nil, err
	}
	if kind := p["SecurityGroupType"]; kind != "" && kind != "normal" && kind != "enterprise" {
		return nil, badParameter("SecurityGroupType")
	}
	ids, byID, err := call.jsonList("SecurityGroupIds")
	if err != nil {
		return nil, err
	}
	wanted, err := readTagPairs(p)
	if err != nil {
		return nil, err
	}
	pg, err := p.pages(50, 100)
	if err != nil {
		return nil, err
	}
	if call.dryRun() {
		return nil, errDryRun
	}
	named := func(name string) bool { return p["SecurityGroupName"] == "" || name == p["SecurityGroupName"] }
	if fuzzy, _ := p.flag("FuzzyQuery"); fuzzy && p["SecurityGroupName"] != "" {
		named = glob("*" + p["SecurityGroupName"] + "*")
	}
	found := slices.DeleteFunc(securityGroups(r), func(g securityGroup) bool {
		return byID && !slices.Contains(ids, g.sid) ||
			p["SecurityGroupId"] != "" && p["SecurityGroupId"] != g.sid ||
			p["VpcId"] != "" && p["VpcId"] != g.vpc.id ||
			p["NetworkType"] == "classic" || p["SecurityGroupType"] == "enterprise" ||
			len(wanted) > 0 || !named(g.name)
	})
	out := &securityGroupsReply{RegionId: r.ID, PageNumber: pg.number, PageSize: pg.size}
	if !pg.byToken {
		out.TotalCount = len(found)
	}
	found, out.NextToken = cut(pg, found)
	used := groupsUsed(r, call.now)
	out.SecurityGroups.SecurityGroup = make([]wireSecurityGroup, len(found))
	for n, g := range found {
		w := &out.SecurityGroups.SecurityGroup[n]
		w.SecurityGroupId, w.SecurityGroupName, w.SecurityGroupType, w.VpcId = g.sid, g.name, "normal", g.vpc.id
		w.CreationTime, w.Tags.Tag = second(g.made()), []wireTag{}
		w.EcsCount, w.RuleCount = used[g.sid], 2+int(hash.HashOf(g.sid)%12)
		w.AvailableInstanceAmount = max(groupSize-w.EcsCount, 0)
	}
	return out, nil
}

// groupsUsed counts the machines of each security group.
func groupsUsed(r *region, now time.Time) map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(now)
	used := map[string]int{}
	for _, i := range r.list {
		for _, id := range i.groups {
			used[id]++
		}
	}
	return used
}

// keyPairsReply is the answer of DescribeKeyPairs.
type keyPairsReply struct {
	reply
	TotalCount, PageNumber, PageSize int
	KeyPairs                         struct {
		KeyPair []wireKeyPair
	}
}

type wireKeyPair struct {
	KeyPairName, KeyPairFingerPrint, CreationTime, ResourceGroupId string
	Tags                                                           struct {
		Tag []wireTag
	}
}

// describeKeyPairs lists the login keys of a region.
func describeKeyPairs(c *world, call *call) (stamped, error) {
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	if call.params["ResourceGroupId"] != "" {
		return nil, unsupported("ResourceGroupId")
	}
	wanted, err := readTagPairs(call.params)
	if err != nil {
		return nil, err
	}
	pg, err := call.pages(50, 0)
	if err != nil {
		return nil, err
	}
	fits := func(string) bool { return true }
	if pattern := call.params["KeyPairName"]; pattern != "" {
		fits = glob(pattern)
	}
	var found []wireKeyPair
	for _, name := range keyPairs {
		w := wireKeyPair{KeyPairName: name, CreationTime: second(bornOf(r.ID + name))}
		w.KeyPairFingerPrint = fmt.Sprintf("%016x%016x", hash.Mix(c.seed, hash.HashOf(r.ID+name), 1), hash.Mix(c.seed, hash.HashOf(r.ID+name), 2))
		w.Tags.Tag = []wireTag{}
		if print := call.params["KeyPairFingerPrint"]; !fits(name) || len(wanted) > 0 || print != "" && print != w.KeyPairFingerPrint {
			continue
		}
		found = append(found, w)
	}
	out := &keyPairsReply{TotalCount: len(found), PageNumber: pg.number, PageSize: pg.size}
	out.KeyPairs.KeyPair = numbered(pg, found)
	return out, nil
}
