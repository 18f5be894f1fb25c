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
var SpotOffers = table([]field[*SpotOffer]{
	ofOffer(Type, instanceTypes, func(o *SpotOffer) string { return o.Type }),
	ofOffer(Zone, zones, func(o *SpotOffer) string { return o.Zone }),
	ofOffer(Family, families, func(o *SpotOffer) string { return o.Family }),
	ofOffer(Arch, closed(
		word{"x86", []string{"x86_64", "amd64", "intel"}, []string{"X86"}},
		word{"arm", []string{"arm64", "aarch64"}, []string{"ARM"}},
	), func(o *SpotOffer) string { return o.Arch }),
	ofOffer(Stock, closed(
		word{"yes", nil, []string{"yes"}},
		word{"few", nil, []string{"few"}},
		word{"no", []string{"out"}, []string{"no"}},
	), func(o *SpotOffer) string { return o.Stock }),
	{name: VCPU, kind: numbers, number: func(o *SpotOffer) float64 { return o.VCPU }},
	{name: Memory, kind: numbers, number: func(o *SpotOffer) float64 { return o.Memory }},
	{name: Price, kind: numbers, number: func(o *SpotOffer) float64 { return o.Price }},
	{name: Off, kind: percents, number: func(o *SpotOffer) float64 { return o.Off }},
	{name: Avg, kind: numbers, number: func(o *SpotOffer) float64 { return o.Avg }},
	{name: CV, kind: percents, number: func(o *SpotOffer) float64 { return o.CV }},
	{name: Run, kind: percents, number: func(o *SpotOffer) float64 { return o.Run }},
	{name: Reclaim, kind: percents, number: func(o *SpotOffer) float64 { return o.Reclaim }},
	{name: Cover, kind: percents, number: func(o *SpotOffer) float64 { return o.Cover }},
	{name: Own, kind: numbers, number: func(o *SpotOffer) float64 { return o.Own }},
}, instanceTypes, Type)

func ofOffer(f Field, k kind, text func(o *SpotOffer) string) field[*SpotOffer] {
	return field[*SpotOffer]{name: f, kind: k, texts: func(o *SpotOffer, dst []string) ([]string, bool) {
		v := text(o)
		return append(dst, v), v != ""
	}}
}
