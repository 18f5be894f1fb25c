package filter

// Subject is an instance as a filter looks at it. An unknown value satisfies no predicate, negated or not.
// Implement it on a pointer: a Subject made from a struct is copied to the heap for every row.
type Subject interface {
	// Values appends the row's values of a field to dst; known is false when the row does not know them.
	// The canonical values are listed at the fields. Match passes a buffer that is reused for the next row.
	Values(f Field, dst []string) (vals []string, known bool)
	// Tag returns the value of a tag. A key equal byte for byte wins over one equal under strings.EqualFold.
	Tag(key string) (val string, has, known bool)
}

// Instances is the table of instances. A word alone is looked for in the name, id, type, zone, addresses and tag values.
var Instances = table([]field[Subject]{
	ofInstance(Status, closed(
		word{"pending", nil, []string{"Pending"}},
		word{"starting", nil, []string{"Starting"}},
		word{"running", nil, []string{"Running"}},
		word{"stopping", nil, []string{"Stopping"}},
		word{"stopped", nil, []string{"Stopped"}},
		word{"changing", nil, []string{"Pending", "Starting", "Stopping"}},
	)),
	ofInstance(Type, instanceTypes),
	ofInstance(Zone, zones),
	ofInstance(Region, regions),
	// The screen's words part spot from hourly. postpaid and prepaid are the API's, to which spot is PostPaid too.
	ofInstance(Charge, closed(
		word{"hourly", nil, []string{"PostPaid"}},
		word{"monthly", []string{"subscription"}, []string{"PrePaid"}},
		word{"spot", nil, []string{"Spot"}},
		word{"postpaid", nil, []string{"PostPaid", "Spot"}},
		word{"prepaid", nil, []string{"PrePaid"}},
	)),
	ofInstance(Spot, closed(
		word{"yes", []string{"true"}, []string{"SpotWithPriceLimit", "SpotAsPriceGo"}},
		word{"no", []string{"false", "NoSpot"}, []string{"NoSpot"}},
		word{"limit", []string{"price-limit", "SpotWithPriceLimit"}, []string{"SpotWithPriceLimit"}},
		word{"price-go", []string{"auto", "SpotAsPriceGo"}, []string{"SpotAsPriceGo"}},
	)),
	ofInstance(Name, texts),
	ofInstance(ID, texts),
	ofInstance(IP, addresses),
	ofInstance(SG, texts),
	{name: Tag, kind: tags, texts: values(Tag), tag: Subject.Tag},
}, texts, Name, ID, Type, Zone, IP, Tag)

func ofInstance(f Field, k kind) field[Subject] {
	return field[Subject]{name: f, kind: k, texts: values(f)}
}

func values(f Field) func(Subject, []string) ([]string, bool) {
	return func(s Subject, dst []string) ([]string, bool) { return s.Values(f, dst) }
}
