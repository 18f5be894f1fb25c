package engine

import (
	"context"
	"slices"
	"sync"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// readsAtOnce is how many questions a plan asks at once.
const readsAtOnce = 8

// Prepare reads what a plan must tell before somebody confirms it: the disks a
// release takes along, what renewals and creations cost, and whether the cloud
// would create at all. It returns the plan with that, no longer open, and what
// could not be read said as a flaw or as an unknown cost. It changes nothing.
func (e *Engine) Prepare(ctx context.Context, p *fleet.Plan) *fleet.Plan {
	done := *p
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityAction)
	if p.Open {
		if spec := op.Of(p.Action); spec.Creates {
			e.prepareLaunch(ctx, &done)
		} else if spec.Prepare != nil {
			spec.Prepare(ctx, op.Reads{Client: e.client, Each: e.atOnce}, &done)
		}
		done.Notes = slices.Concat(done.Notes, e.repeated(p))
	}
	done.Open = false
	return &done
}

// atOnce does something for each of n numbers, a few at once, and waits for all.
func (e *Engine) atOnce(n int, do func(i int)) {
	slots := make(chan struct{}, readsAtOnce)
	var all sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			e.guard(func() { do(i) })
		})
	}
	all.Wait()
}
