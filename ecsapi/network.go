package ecsapi

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// perNetworkPage is how many rows a page has of VSwitches, SecurityGroups and
// KeyPairs.
const perNetworkPage = 50

type vswitchesAnswer struct {
	head
	counts
	VSwitches struct {
		VSwitch []struct {
			VSwitchId, VSwitchName, VpcId, ZoneId, CidrBlock string
			AvailableIpAddressCount                          int
		}
	}
}

// VSwitches reads the vSwitches of a region, or of one of its VPCs
// (DescribeVSwitches, 50 a call: the first page, then the others in parallel).
// When pages fail, what was read is returned with the first error; so it is
// with SecurityGroups and KeyPairs.
func (c *Client) VSwitches(ctx context.Context, region RegionID, vpc string) ([]VSwitch, error) {
	const api = "DescribeVSwitches"
	list := pages[VSwitch]{client: c, api: api, region: region, size: perNetworkPage, id: func(v VSwitch) string { return v.ID }}
	list.read = func(ctx context.Context, page int, patient bool) (p numbered[VSwitch], err error) {
		a, err := do[vswitchesAnswer](ctx, c, networkCall(api, region, page, patient, params{"VpcId": vpc}))
		if err != nil {
			return p, err
		}
		for _, v := range a.VSwitches.VSwitch {
			p.rows = append(p.rows, VSwitch{
				ID: Clean(v.VSwitchId), Name: Clean(v.VSwitchName), VPC: Clean(v.VpcId), Zone: ZoneID(Clean(v.ZoneId)),
				CIDR: Clean(v.CidrBlock), Addresses: v.AvailableIpAddressCount,
			})
		}
		p.counts, p.head = a.counts, &a.head
		return p, nil
	}
	return list.all(ctx)
}

type groupsAnswer struct {
	head
	counts
	SecurityGroups struct {
		SecurityGroup []struct{ SecurityGroupId, SecurityGroupName, VpcId string }
	}
}

// SecurityGroups reads the security groups of a region, or of one of its VPCs
// (DescribeSecurityGroups, 50 a call).
func (c *Client) SecurityGroups(ctx context.Context, region RegionID, vpc string) ([]SecurityGroup, error) {
	const api = "DescribeSecurityGroups"
	list := pages[SecurityGroup]{client: c, api: api, region: region, size: perNetworkPage, id: func(g SecurityGroup) string { return g.ID }}
	list.read = func(ctx context.Context, page int, patient bool) (p numbered[SecurityGroup], err error) {
		a, err := do[groupsAnswer](ctx, c, networkCall(api, region, page, patient, params{"VpcId": vpc}))
		if err != nil {
			return p, err
		}
		for _, g := range a.SecurityGroups.SecurityGroup {
			p.rows = append(p.rows, SecurityGroup{ID: Clean(g.SecurityGroupId), Name: Clean(g.SecurityGroupName), VPC: Clean(g.VpcId)})
		}
		p.counts, p.head = a.counts, &a.head
		return p, nil
	}
	return list.all(ctx)
}

type keyPairsAnswer struct {
	head
	counts
	KeyPairs struct {
		KeyPair []struct{ KeyPairName string }
	}
}

// KeyPairs reads the key pairs of a region (DescribeKeyPairs, 50 a call).
func (c *Client) KeyPairs(ctx context.Context, region RegionID) ([]KeyPair, error) {
	const api = "DescribeKeyPairs"
	list := pages[KeyPair]{client: c, api: api, region: region, size: perNetworkPage, id: func(k KeyPair) string { return k.Name }}
	list.read = func(ctx context.Context, page int, patient bool) (p numbered[KeyPair], err error) {
		a, err := do[keyPairsAnswer](ctx, c, networkCall(api, region, page, patient, params{}))
		if err != nil {
			return p, err
		}
		for _, k := range a.KeyPairs.KeyPair {
			p.rows = append(p.rows, KeyPair{Name: Clean(k.KeyPairName)})
		}
		p.counts, p.head = a.counts, &a.head
		return p, nil
	}
	return list.all(ctx)
}

func networkCall(api string, region RegionID, page int, patient bool, p params) call {
	p["PageNumber"], p["PageSize"] = strconv.Itoa(page), strconv.Itoa(perNetworkPage)
	return call{api: api, region: region, what: fmt.Sprintf("page %d", page), wait: 20 * time.Second, patient: patient, params: p}
}
