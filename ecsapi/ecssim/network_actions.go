package ecssim

// networkActions are the actions on private networks, security groups and key pairs.
var networkActions = map[string]action{
	"DescribeSecurityGroups": {do: describeSecurityGroups},
	"DescribeVpcs":           {do: describeVpcs},
	"DescribeVSwitches":      {do: describeVSwitches},
	"DescribeKeyPairs":       {do: describeKeyPairs},
}
