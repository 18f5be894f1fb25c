// Package filter is the filter language of the deck: it parses an expression, matches rows against it and completes it
// while it is typed. The same language serves the `/` line, `--filter` and saved filters.
//
// An expression is a list of terms, all of which must hold:
//
//	web status:running,stopping type:g7 !zone:h tag:env=prod ip:10.12.0.0/16 name:"order service"
//
// A word alone is looked for in the name, id, type, zone, addresses and tag values. `!` negates a term, a comma inside a
// value means or, `*` stands for any text, quotes make spaces, commas, stars and colons plain. Upper and lower case are one.
//
// Place in the house: under ecsapi, used by ecsapi/fleet, model and ui/cli. It imports nothing of ours and no SDK: rows
// are seen through Subject.
package filter

// Field is a property of a row that a term can name.
type Field uint8

// The fields, each with the values that Subject.Values gives for it.
const (
	Status Field = iota // the API's Status: "Pending", "Starting", "Running", "Stopping", "Stopped"
	Type                // the API's InstanceType: "ecs.g7.large"
	Zone                // the API's ZoneId: "cn-hangzhou-h"
	Region              // the API's RegionId: "cn-hangzhou"
	Charge              // "PrePaid", "PostPaid", or "Spot" for a PostPaid instance whose SpotStrategy is not NoSpot
	Spot                // the API's SpotStrategy: "NoSpot", "SpotWithPriceLimit", "SpotAsPriceGo"
	Name                // the instance's name, empty if it has none
	ID                  // the API's InstanceId
	IP                  // every private, public and elastic address, none if it has none
	SG                  // every security group id
	Tag                 // the values of all tags; single tags are asked for with Subject.Tag

	free // a word without a field
)

var fieldNames = [...]string{
	Status: "status", Type: "type", Zone: "zone", Region: "region", Charge: "charge", Spot: "spot",
	Name: "name", ID: "id", IP: "ip", SG: "sg", Tag: "tag", free: "",
}

// String is the field's name in an expression, without the colon.
func (f Field) String() string {
	if int(f) < len(fieldNames) {
		return fieldNames[f]
	}
	return "unknown"
}

// Subject is a row a filter can look at. An unknown value satisfies no predicate, negated or not.
// Implement it on a pointer: a Subject made from a struct is copied to the heap for every row.
type Subject interface {
	// Values appends the row's values of a field to dst; known is false when the row does not know them.
	// The canonical values are listed at the fields. Match passes a buffer that is reused for the next row.
	Values(f Field, dst []string) (vals []string, known bool)
	// Tag returns the value of a tag. A key equal byte for byte wins over one equal under strings.EqualFold.
	Tag(key string) (val string, has, known bool)
}
