package network

import "ecsdeck/ecsapi/ecssim/world"

// networkActions are the actions on private networks, security groups and key pairs.
var NetworkActions = map[string]world.Action{
	"DescribeSecurityGroups": {Do: describeSecurityGroups},
	"DescribeVpcs":           {Do: describeVpcs},
	"DescribeVSwitches":      {Do: describeVSwitches},
	"DescribeKeyPairs":       {Do: describeKeyPairs},
}
