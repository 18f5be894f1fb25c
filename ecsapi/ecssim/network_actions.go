package ecssim

import "ecsdeck/ecsapi/ecssim/world"

// networkActions are the actions on private networks, security groups and key pairs.
var networkActions = map[string]world.Action{
	"DescribeSecurityGroups": {Do: describeSecurityGroups},
	"DescribeVpcs":           {Do: describeVpcs},
	"DescribeVSwitches":      {Do: describeVSwitches},
	"DescribeKeyPairs":       {Do: describeKeyPairs},
}
