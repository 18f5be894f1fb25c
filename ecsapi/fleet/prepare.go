package fleet

import (
	"context"

	"ecsdeck/ecsapi"
)

// Prepare reads what a plan must tell before somebody confirms it: the disks a
// release takes along, what renewals and creations cost, and whether the cloud
// would create at all. It returns the plan with that, no longer open, and what
// could not be read said as a flaw or as an unknown cost. It changes nothing.
func (e *Engine) Prepare(ctx context.Context, p *Plan) *Plan {
	done := *p
	ctx = ecsapi.WithPriority(ctx, ecsapi.PriorityAction)
	switch {
	case !p.Open:
	case p.Action == ActionCreate:
		e.prepareLaunch(ctx, &done)
	}
	done.Open = false
	return &done
}
