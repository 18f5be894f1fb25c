// Package filter is the filter language of the deck: it parses an expression, matches rows against it and completes it
// while it is typed. The same language serves the `/` line, `--filter` and saved filters, over each Table of fields.
//
// An expression is a list of terms, all of which must hold:
//
//	web status:running,stopping type:g7 !zone:h tag:env=prod ip:10.12.0.0/16 name:"order service"
//	g7 vcpu:4-16 mem:>=8 !zone:h,k arch:arm reclaim:<=5% stock:yes price:<0.5
//
// A word alone is looked for in the fields that the table says. `!` negates a term, a comma inside a value means or, `*`
// stands for any text, quotes make spaces, commas, stars and colons plain. Upper and lower case are one. Numbers are
// compared by < <= > >= or a range; percents may say so by a %.
//
// Place in the house: under ecsapi, used by ecsapi/fleet, model and ui/cli. Of ours it imports only the messages, and no SDK:
// instances are seen through Subject, spot offers are copied into a SpotOffer.
package filter

// Field is a property of a row that a term can name, as it is written in an expression, without the colon.
type Field string

// The fields of both tables, each with the values that Subject.Values gives for it.
const (
	Status Field = "status" // the API's Status: "Pending", "Starting", "Running", "Stopping", "Stopped"
	Type   Field = "type"   // the API's InstanceType: "ecs.g7.large"
	Zone   Field = "zone"   // the API's ZoneId: "cn-hangzhou-h"
	Region Field = "region" // the API's RegionId: "cn-hangzhou"
	Charge Field = "charge" // "PrePaid", "PostPaid", or "Spot" for a PostPaid instance whose SpotStrategy is not NoSpot
	Spot   Field = "spot"   // the API's SpotStrategy: "NoSpot", "SpotWithPriceLimit", "SpotAsPriceGo"
	Name   Field = "name"   // the instance's name, empty if it has none
	ID     Field = "id"     // the API's InstanceId
	IP     Field = "ip"     // every private, public and elastic address, none if it has none
	SG     Field = "sg"     // every security group id
	Tag    Field = "tag"    // the values of all tags; single tags are asked for with Subject.Tag

	// The fields that only spot offers have, see SpotOffer.
	Family  Field = "family"
	Arch    Field = "arch"
	Stock   Field = "stock"
	VCPU    Field = "vcpu"
	Memory  Field = "mem"
	Price   Field = "price"
	Off     Field = "off"
	Avg     Field = "avg"
	CV      Field = "cv"
	Run     Field = "run"
	Reclaim Field = "reclaim"
	Cover   Field = "cover"
	Own     Field = "own"

	free Field = "" // a word without a field
)
