package network

import "ecsdeck/ecsapi/ecssim/world"

// Actions are the actions on private networks, security groups and key pairs.
var Actions = map[string]world.Action{
	"DescribeSecurityGroups": {Do: describeSecurityGroups},
	"DescribeVpcs":           {Do: describeVpcs},
	"DescribeVSwitches":      {Do: describeVSwitches},
	"DescribeKeyPairs":       {Do: describeKeyPairs},
}
