package engine

import (
	"context"
	"crypto/rand"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// Plan is what an action would do to instances by the newest snapshot, see [op.NewPlan].
// It sends nothing.
func (e *Engine) Plan(a fleet.Action, ids []ecsapi.InstanceID, o fleet.ActionOptions) *fleet.Plan {
	return op.NewPlan(e.Snapshot(), a, ids, o, e.client.Now())
}

// api is the API that carries the job out.
func (j *job) api() string { return op.API(j.Action, j.Options, j.Order) }

// PlanOrder plans the creation of what the order asks for. It sends nothing;
// [Engine.Prepare] finds out what it costs and whether the cloud would do it.
// An order with problems makes a plan that creates nothing, its flaws say why.
func (e *Engine) PlanOrder(o fleet.Order) *fleet.Plan {
	p := &fleet.Plan{Action: fleet.ActionCreate, Order: &o, Nonce: rand.Text()}
	for _, bad := range op.CheckOrder(&o, e.client.Now()) {
		flaw := &ecsapi.Error{API: o.API(), Kind: ecsapi.KindInvalid, Text: bad.Text}
		if bad.Place >= 0 {
			flaw.Region = o.Places[bad.Place].Region
		}
		p.Flaws = append(p.Flaws, flaw)
	}
	if len(p.Flaws) > 0 {
		return p
	}
	p.Launches = o.Launches()
	p.Calls = len(p.Launches) * o.Writes()
	p.Regions = regionsOf(e.Snapshot(), p.Launches)
	p.Open = true
	return p
}

// regionsOf counts the instances to be by region, in the snapshot's order.
func regionsOf(s *fleet.Snapshot, calls []ecsapi.Launch) (counts []fleet.RegionCount) {
	for _, l := range calls {
		counts = countIn(counts, l.Region, l.Amount)
	}
	sortRegions(counts, s)
	return counts
}

// countIn adds n to the count of a region.
func countIn(counts []fleet.RegionCount, id ecsapi.RegionID, n int) []fleet.RegionCount {
	if i := slices.IndexFunc(counts, func(c fleet.RegionCount) bool { return c.Region == id }); i >= 0 {
		counts[i].N += n
		return counts
	}
	return append(counts, fleet.RegionCount{Region: id, N: n})
}

// sortRegions puts counts in the snapshot's order, of regions that it lacks last.
func sortRegions(counts []fleet.RegionCount, s *fleet.Snapshot) {
	place := map[ecsapi.RegionID]int{}
	for i, r := range s.Regions {
		place[r.ID] = i - len(s.Regions)
	}
	slices.SortStableFunc(counts, func(a, b fleet.RegionCount) int { return place[a.Region] - place[b.Region] })
}

// Retry plans anew what a job did not get done: what failed, timed out or was
// cancelled, by the newest snapshot. It leaves out what may have been done all
// the same: whatever is unknown, and renewals and creations that were accepted.
// An unknown job makes a plan of nothing.
func (e *Engine) Retry(id fleet.JobID) *fleet.Plan {
	j, ok := e.Snapshot().Job(id)
	if !ok {
		return &fleet.Plan{}
	}
	if op.Of(j.Action).Creates {
		return e.retryOrder(j)
	}
	var ids []ecsapi.InstanceID
	for _, it := range j.Items {
		if retryable(&it, j.Action) {
			ids = append(ids, it.ID)
		}
	}
	return e.Plan(j.Action, ids, j.Options)
}

// retryable reports whether an item may be tried again.
func retryable(it *fleet.Item, a fleet.Action) bool {
	switch it.Outcome {
	case fleet.Failed, fleet.Cancelled:
		return !op.Of(a).Creates || it.ID == ""
	case fleet.TimedOut:
		return !op.Of(a).Risk.Charged
	case fleet.Queued, fleet.Sent, fleet.Done, fleet.Unknown:
	}
	return false
}

// retryOrder plans the creation of those that never came to be, with the names
// they should have had where the missing ones are a call's last.
func (e *Engine) retryOrder(j *fleet.Job) *fleet.Plan {
	p := &fleet.Plan{Action: fleet.ActionCreate, Nonce: rand.Text()}
	if j.Order == nil {
		return p
	}
	o := *j.Order
	o.Places = slices.Clone(o.Places)
	for i := range o.Places {
		o.Places[i].Amount = 0
	}
	p.Order = &o
	items := j.Items
	place, left := 0, 0 // the place of a call, and how many more it asks for
	if len(j.Order.Places) > 0 {
		left = j.Order.Places[0].Amount
	}
	for _, l := range j.Launches {
		mine := items[:min(l.Amount, len(items))]
		items = items[len(mine):]
		for left == 0 && place+1 < len(j.Order.Places) {
			place++
			left = j.Order.Places[place].Amount
		}
		left -= l.Amount
		first, n := -1, 0
		for i := range mine {
			if retryable(&mine[i], fleet.ActionCreate) {
				if n++; first < 0 {
					first = i
				}
			}
		}
		if n == 0 {
			continue
		}
		o.Places[place].Amount += n
		l.Name = fleet.ParseNumbering(l.Name).From(first).ForCall(n)
		l.HostName = fleet.ParseNumbering(l.HostName).From(first).ForCall(n)
		l.Amount, l.MinAmount = n, min(l.MinAmount, n)
		p.Launches = append(p.Launches, l)
	}
	o.Places = slices.DeleteFunc(o.Places, func(p fleet.Place) bool { return p.Amount == 0 })
	p.Calls = len(p.Launches) * o.Writes()
	p.Regions = regionsOf(e.Snapshot(), p.Launches)
	p.Open = len(p.Launches) > 0
	return p
}

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

// Offers reads what a region offers, see [offers.Reader.Read].
func (e *Engine) Offers(ctx context.Context, q fleet.OffersQuery) *fleet.Offers {
	return e.offers.Read(ctx, q)
}

// Prices reads what one instance of each launch costs, see [offers.Reader.Prices].
func (e *Engine) Prices(ctx context.Context, launches []ecsapi.Launch) []fleet.PriceQuote {
	return e.offers.Prices(ctx, launches)
}

// KeyPairs reads the key pairs of a region, as Offers does.
func (e *Engine) KeyPairs(ctx context.Context, region ecsapi.RegionID) ([]ecsapi.KeyPair, *ecsapi.Error) {
	return e.offers.KeyPairs(ctx, region)
}

// ForgetOffers makes the next Offers and Prices read everything anew, also what
// was read within the last minute. It returns at once.
func (e *Engine) ForgetOffers() { e.offers.Forget() }
