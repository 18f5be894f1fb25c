package calls

import (
	"strconv"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/model/deck"
)

// fields is the table of the fields of API calls. A word alone is looked for in all of their texts.
func fields(d *deck.Deck) *filter.Table[*ecsapi.Call] {
	return filter.NewTable(filter.Names, []filter.Field{"api", "region", "result", "what", "request"},
		filter.Text("api", "the API", filter.Names, func(c *ecsapi.Call) string { return c.API }),
		filter.Text("region", "region, or a word of its id", filter.Regions, func(c *ecsapi.Call) string { return string(c.Region) }),
		filter.Text("result", "the HTTP status, or the error code", filter.Names, func(c *ecsapi.Call) string { return result(d, c) }),
		filter.Text("error", "whether it failed", filter.Closed(
			filter.Word{Name: "yes", Also: []string{"any", "true"}},
			filter.Word{Name: "no", Also: []string{"none", "false"}},
		), func(c *ecsapi.Call) string {
			if failed(c) {
				return "yes"
			}
			return "no"
		}),
		filter.Number("status", "the HTTP status, 0 without an answer", filter.Numbers, func(c *ecsapi.Call) float64 { return float64(c.Status) }),
		filter.Number("ms", "how long it took, in ms", filter.Numbers, func(c *ecsapi.Call) float64 { return float64(c.Duration.Milliseconds()) }),
		filter.Number("kb", "the size of the answer, in KB", filter.Numbers, func(c *ecsapi.Call) float64 { return float64(kilobytes(c)) }),
		filter.Number("try", "which try it was", filter.Numbers, func(c *ecsapi.Call) float64 { return float64(c.Attempt) }),
		filter.Time("at", "when the call was made", filter.Past, func(c *ecsapi.Call) (at, now time.Time, known bool) { return c.At, d.Wall, true }),
		filter.Texts("what", "what the call was for", filter.Names, func(c *ecsapi.Call, dst []string) ([]string, bool) {
			return append(dst, d.Text.T(c.What)), true
		}),
		filter.Texts("request", "the request id", filter.Names, func(c *ecsapi.Call, dst []string) ([]string, bool) {
			return append(dst, c.RequestID), true
		}),
	)
}

func failed(c *ecsapi.Call) bool {
	return !givenUp(c) && c.Code != dryRunPassed && (c.Code != "" || c.Status == 0)
}

// dryRunPassed is the code by which the cloud says that what was asked for would be done.
const dryRunPassed = "DryRunOperation"

// givenUp reports whether nobody waited for the answer any more, as when a page is left.
func givenUp(c *ecsapi.Call) bool { return c.Code == string(ecsapi.KindCancelled) }

// result is what a call ended with: the error code or the HTTP status.
func result(d *deck.Deck, c *ecsapi.Call) string {
	switch {
	case givenUp(c):
		return d.Text.S("cancelled")
	case c.Code != "":
		return c.Code
	case c.Status == 0:
		return d.Text.S("no answer")
	}
	return strconv.Itoa(c.Status)
}

func kilobytes(c *ecsapi.Call) int { return (c.Bytes + 1023) / 1024 }
