package filter

// SpotOffer is what the spot board knows of a type in a zone. An empty text and a NaN are unknown.
type SpotOffer struct {
	Type   string // "ecs.g7.large"
	Zone   string // "cn-hangzhou-h"
	Family string // "ecs.g7"
	Arch   string // "X86" or "ARM"
	Stock  string // "yes", "few" or "no"

	VCPU, Memory float64 // memory in GiB
	Price, Avg   float64 // an hour, in units of the currency: now, and the mean of the window
	Off          float64 // percent below the on-demand price
	CV           float64 // percent: standard deviation over mean
	Run          float64 // percent of the jobs that would have reached their end
	Reclaim      float64 // percent that was taken back
	Cover        float64 // percent of the window of which prices are known
	Own          float64 // spot instances of the account
}

// SpotOffers is the table of the spot board. A word alone is looked for in the type.
var SpotOffers = NewTable(Types, []Field{Type},
	Text(Type, "instance type", Types, func(o *SpotOffer) string { return o.Type }),
	Text(Zone, "zone, or its letter", Zones, func(o *SpotOffer) string { return o.Zone }),
	Text(Family, "family of instance types", Families, func(o *SpotOffer) string { return o.Family }),
	Text(Arch, "processor architecture", Architectures, func(o *SpotOffer) string { return o.Arch }),
	Text(Stock, "stock of the type in the zone", Closed(
		Word{Name: "yes"}, Word{Name: "few"}, Word{Name: "no", Also: []string{"out"}},
	), func(o *SpotOffer) string { return o.Stock }),
	Number(VCPU, "number of vCPUs", Numbers, func(o *SpotOffer) float64 { return o.VCPU }),
	Number(Memory, "memory in GiB", Gibibytes, func(o *SpotOffer) float64 { return o.Memory }),
	Number(Price, "price an hour now", Numbers, func(o *SpotOffer) float64 { return o.Price }),
	Number(Off, "percent below the on-demand price", Percents, func(o *SpotOffer) float64 { return o.Off }),
	Number(Avg, "mean price of the time range", Numbers, func(o *SpotOffer) float64 { return o.Avg }),
	Number(CV, "how much the price varies, in percent of its mean", Percents, func(o *SpotOffer) float64 { return o.CV }),
	Number(Run, "percent of jobs that would have reached their end", Percents, func(o *SpotOffer) float64 { return o.Run }),
	Number(Reclaim, "percent that was reclaimed", Percents, func(o *SpotOffer) float64 { return o.Reclaim }),
	Number(Cover, "percent of the time range whose prices are known", Percents, func(o *SpotOffer) float64 { return o.Cover }),
	Number(Own, "own spot instances of the type in the zone", Numbers, func(o *SpotOffer) float64 { return o.Own }),
)

// Architectures is the closed set of processor architectures, as DescribeInstanceTypes tells them.
var Architectures = Closed(
	Word{Name: "x86", Also: []string{"x86_64", "amd64", "intel"}, Values: []string{"X86"}},
	Word{Name: "arm", Also: []string{"arm64", "aarch64"}, Values: []string{"ARM"}},
)
