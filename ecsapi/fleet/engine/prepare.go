package engine

import (
	"context"
	"slices"
	"sync"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
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
		switch p.Action {
		case fleet.ActionCreate:
			e.prepareLaunch(ctx, &done)
		case fleet.ActionRelease:
			e.prepareRelease(ctx, &done)
		case fleet.ActionRenew:
			e.prepareRenewal(ctx, &done)
		}
		done.Notes = slices.Concat(done.Notes, e.repeated(p))
	}
	done.Open = false
	return &done
}

// prepareRelease reads the disks of the targets, those that stay too.
func (e *Engine) prepareRelease(ctx context.Context, p *fleet.Plan) {
	ids := map[ecsapi.RegionID][]ecsapi.InstanceID{}
	for _, in := range p.Targets {
		ids[in.Region] = append(ids[in.Region], in.ID)
	}
	found, errs := make([][]ecsapi.Disk, len(p.Regions)), make([]error, len(p.Regions))
	e.atOnce(len(p.Regions), func(i int) {
		found[i], errs[i] = e.client.Disks(ctx, p.Regions[i].Region, ids[p.Regions[i].Region])
	})
	p.Disks, p.Flaws = map[ecsapi.InstanceID][]ecsapi.Disk{}, p.Flaws[:len(p.Flaws):len(p.Flaws)]
	for i := range p.Regions {
		for _, d := range found[i] {
			p.Disks[d.Instance] = append(p.Disks[d.Instance], d)
			if d.Goes && p.Options.Snapshot {
				p.Calls++
			}
		}
		if errs[i] != nil {
			p.Flaws = append(p.Flaws, apiError(errs[i]))
		}
	}
}

// prepareRenewal reads what each renewal costs.
func (e *Engine) prepareRenewal(ctx context.Context, p *fleet.Plan) {
	b := &fleet.Bill{Costs: make([]fleet.Cost, len(p.Targets))}
	quotes := make([]ecsapi.Quote, len(p.Targets))
	e.atOnce(len(p.Targets), func(i int) {
		in := p.Targets[i]
		q, err := e.client.RenewalPrice(ctx, in.Region, in.ID, p.Options.Period)
		quotes[i] = q
		b.Costs[i] = fleet.Cost{Once: q.Price, Expiry: p.Options.Period.After(in.Expires), Err: apiError(err)}
	})
	for i, c := range b.Costs {
		if c.Err != nil {
			b.Unknown++
			continue
		}
		b.Once += c.Once
		if b.Currency == "" {
			b.Currency = quotes[i].Currency
		}
	}
	p.Bill = b
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
