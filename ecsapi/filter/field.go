// Package filter is the filter language of the deck: it parses an expression, matches rows
// against it and completes it while it is typed. The same language serves the `/` line,
// `--filter` and saved filters, over each Table of fields.
//
// An expression is made of terms, which blanks or `and` join, and `or`, `not` and `( )`:
//
//	web status:running,stopping type:g7 !zone:h tag:env=prod ip:10.12.0.0/16 name:"order service"
//	(status:stopped or lock:any) and not name~^db- created>2026-01-01 vcpu>=8
//	g7 vcpu:4-16 mem:>=8 !zone:h,k arch:arm reclaim:<=5% stock:yes price:<0.5
//
// A word alone is looked for in the fields that the table says. A field has its value after
// `:` (which is lenient: part of a text will do), `=` or `!=` (the whole), `~` (a regular
// expression), `<` `<=` `>` `>=`. `!` or `-` before a term negates it as `not` does, a comma
// inside a value means or, `*` stands for any text, quotes make all signs and the words and,
// or, not plain. Upper and lower case are one. Two or more whole ids or addresses side by side
// are a set: any of them.
//
// What is unknown of a row satisfies no term, negated or not: terms are yes, no or unknown, and
// so are their combinations.
//
// Place in the house: under ecsapi, used by ecsapi/fleet, model and ui/cli. Of ours it imports
// only the messages: who has rows makes a Table of how their fields are read.
package filter

// Field is a property of a row that a term can name, as it is written in an expression,
// without the colon.
type Field string

// The fields of spot offers, see SpotOffer. Other tables have some of the same.
const (
	Type    Field = "type"
	Zone    Field = "zone"
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
