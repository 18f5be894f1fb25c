package engine

import (
	"context"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// Prepare reads what a plan must tell before somebody confirms it: the disks a
// release takes along, what renewals and creations cost, and whether the cloud
// would create at all. It returns the plan with that, no longer open, and what
// could not be read said as a flaw or as an unknown cost. It changes nothing.
func (e *Engine) Prepare(ctx context.Context, p *fleet.Plan) *fleet.Plan {
	done := *p
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityAction)
	if p.Open {
		if spec := op.Of(p.Action); spec.Creates {
			e.offers.Prepare(ctx, &done)
		} else if spec.Prepare != nil {
			spec.Prepare(ctx, op.Reads{Client: e.client, Each: e.offers.Each}, &done)
		}
		done.Notes = slices.Concat(done.Notes, e.repeated(p))
	}
	done.Open = false
	return &done
}

// Offers reads what a region offers, all parts at once; what was read within the
// last minute is told again. It ends early with ctx.
func (e *Engine) Offers(ctx context.Context, q fleet.OffersQuery) *fleet.Offers {
	return e.offers.Read(ctx, q)
}

// Prices reads what one instance of each launch costs, an hour or for its
// period, in the order of the launches; what was read within the last minute is
// told again. It ends early with ctx.
func (e *Engine) Prices(ctx context.Context, launches []ecsapi.Launch) []fleet.PriceQuote {
	return e.offers.Prices(ctx, launches)
}

// ForgetOffers makes the next Offers and Prices read everything anew, also what
// was read within the last minute. It returns at once.
func (e *Engine) ForgetOffers() { e.offers.Forget() }
