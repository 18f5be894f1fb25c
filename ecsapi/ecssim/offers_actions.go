package ecssim

// offersActions are the actions on what is for sale where.
var offersActions = map[string]action{
	"DescribeRegions":              {do: describeRegions},
	"DescribeZones":                {do: describeZones},
	"DescribeSpotPriceHistory":     {do: describeSpotPriceHistory},
	"DescribeAvailableResource":    {do: describeAvailableResource},
	"DescribeInstanceTypes":        {do: describeInstanceTypes},
	"DescribeInstanceTypeFamilies": {do: describeInstanceTypeFamilies},
	"DescribeImages":               {do: describeImages},
	"DescribeSpotAdvice":           {do: describeSpotAdvice},
}
