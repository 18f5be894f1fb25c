package ecsapi

import (
	"context"
	"time"
)

// VSwitch is one row of DescribeVSwitches.
type VSwitch struct {
	ID, Name  string
	VPC       string
	Zone      ZoneID
	CIDR      string
	Addresses int // still free
}

// SecurityGroup is one row of DescribeSecurityGroups.
type SecurityGroup struct {
	ID, Name string
	VPC      string
}

// KeyPair is one row of DescribeKeyPairs.
type KeyPair struct{ Name string }

// perNetworkPage is how many rows a page has of VSwitches, SecurityGroups and
// KeyPairs.
const perNetworkPage = 50

type vswitchesAnswer struct {
	envelope
	paging
	VSwitches struct {
		VSwitch []struct {
			VSwitchId, VSwitchName, VpcId, ZoneId, CidrBlock string
			AvailableIpAddressCount                          int
		}
	}
}

// VSwitches reads the vSwitches of a region, or of one of its VPCs
// (DescribeVSwitches, 50 a call: the first page, then the others in parallel).
func (c *Client) VSwitches(ctx context.Context, region RegionID, vpc string) ([]VSwitch, error) {
	return numbered(ctx, c, listing[vswitchesAnswer, VSwitch]{
		call: networkCall("DescribeVSwitches", region, params{"VpcId": vpc}),
		size: perNetworkPage, id: func(v VSwitch) string { return v.ID },
		rows: func(a *vswitchesAnswer) (rows []VSwitch) {
			for _, v := range a.VSwitches.VSwitch {
				rows = append(rows, VSwitch{
					ID: field(v.VSwitchId), Name: field(v.VSwitchName), VPC: field(v.VpcId), Zone: ZoneID(field(v.ZoneId)),
					CIDR: field(v.CidrBlock), Addresses: v.AvailableIpAddressCount,
				})
			}
			return rows
		},
	})
}

type groupsAnswer struct {
	envelope
	paging
	SecurityGroups struct {
		SecurityGroup []struct{ SecurityGroupId, SecurityGroupName, VpcId string }
	}
}

// SecurityGroups reads the security groups of a region, or of one of its VPCs
// (DescribeSecurityGroups, 50 a call).
func (c *Client) SecurityGroups(ctx context.Context, region RegionID, vpc string) ([]SecurityGroup, error) {
	return numbered(ctx, c, listing[groupsAnswer, SecurityGroup]{
		call: networkCall("DescribeSecurityGroups", region, params{"VpcId": vpc}),
		size: perNetworkPage, id: func(g SecurityGroup) string { return g.ID },
		rows: func(a *groupsAnswer) (rows []SecurityGroup) {
			for _, g := range a.SecurityGroups.SecurityGroup {
				rows = append(rows, SecurityGroup{ID: field(g.SecurityGroupId), Name: field(g.SecurityGroupName), VPC: field(g.VpcId)})
			}
			return rows
		},
	})
}

type keyPairsAnswer struct {
	envelope
	paging
	KeyPairs struct {
		KeyPair []struct{ KeyPairName string }
	}
}

// KeyPairs reads the key pairs of a region (DescribeKeyPairs, 50 a call).
func (c *Client) KeyPairs(ctx context.Context, region RegionID) ([]KeyPair, error) {
	return numbered(ctx, c, listing[keyPairsAnswer, KeyPair]{
		call: networkCall("DescribeKeyPairs", region, nil),
		size: perNetworkPage, id: func(k KeyPair) string { return k.Name },
		rows: func(a *keyPairsAnswer) (rows []KeyPair) {
			for _, k := range a.KeyPairs.KeyPair {
				rows = append(rows, KeyPair{Name: field(k.KeyPairName)})
			}
			return rows
		},
	})
}

func networkCall(api string, region RegionID, p params) call {
	return call{api: api, region: region, timeout: 20 * time.Second, params: p}
}
