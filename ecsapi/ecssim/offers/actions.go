package offers

import "ecsdeck/ecsapi/ecssim/world"

// Actions are the actions on what is for sale where.
var Actions = map[string]world.Action{
	"DescribeRegions":              {Do: describeRegions},
	"DescribeZones":                {Do: describeZones},
	"DescribeSpotPriceHistory":     {Do: describeSpotPriceHistory},
	"DescribeAvailableResource":    {Do: describeAvailableResource},
	"DescribeInstanceTypes":        {Do: describeInstanceTypes},
	"DescribeInstanceTypeFamilies": {Do: describeInstanceTypeFamilies},
	"DescribeImages":               {Do: describeImages},
	"DescribeSpotAdvice":           {Do: describeSpotAdvice},
}
