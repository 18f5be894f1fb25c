package fleet

import (
	"fmt"
	"slices"

	"ecsdeck/ecsapi"
)

// PlanTag is the key of a tag on everything that a job created; its value is
// the job's key, or is made from the idempotency key that it was given under. By
// it a later run finds what a broken-off job left behind.
const PlanTag = "ecsdeck:plan"

// PlanOrder plans the creation of what the order asks for. It sends nothing;
// [Engine.Prepare] finds out what it costs and whether the cloud would do it.
// An order with problems makes a plan that creates nothing, its flaws say why.
func (e *Engine) PlanOrder(o Order) *Plan {
	p := &Plan{Action: ActionCreate, Order: &o, nonce: newNonce()}
	for _, bad := range o.Problems(e.client.Now()) {
		flaw := &ecsapi.Error{API: o.api(), Kind: ecsapi.KindInvalid, Message: fmt.Sprintf(bad.Text, bad.Args...)}
		if bad.Place >= 0 {
			flaw.Region = o.Places[bad.Place].Region
		}
		p.Flaws = append(p.Flaws, flaw)
	}
	if len(p.Flaws) > 0 {
		return p
	}
	p.Launches = o.launches()
	p.Calls = len(p.Launches) * o.Writes()
	p.Regions = regionsOf(e.Snapshot(), p.Launches)
	p.Open = true
	return p
}

// launches splits the order into calls, of at most MaxBatch instances each.
// Numbers in names run on from call to call.
func (o *Order) launches() []ecsapi.Launch {
	var calls []ecsapi.Launch
	most := ecsapi.MaxBatch
	if o.single() {
		most = 1
	}
	names, hosts := readNumbering(o.Launch.Name).forMany(o.N()), readNumbering(o.Launch.HostName).forMany(o.N())
	k := 0 // instances so far
	for _, p := range o.Places {
		for left := p.Amount; left > 0; {
			l := o.at(p)
			l.Amount = min(left, most)
			l.Name, l.HostName = names.from(k).forCall(l.Amount), hosts.from(k).forCall(l.Amount)
			if o.AnyStock && !o.single() {
				l.MinAmount = 1
			}
			calls = append(calls, l)
			k += l.Amount
			left -= l.Amount
		}
	}
	return calls
}

// at is what the order asks for in a place, of no amount yet.
func (o *Order) at(p Place) ecsapi.Launch {
	l := o.Launch
	l.Region, l.Zone, l.VSwitch, l.Image, l.KeyPair = p.Region, p.Zone, p.VSwitch, p.Image, p.KeyPair
	l.SecurityGroups = slices.Clone(p.SecurityGroups)
	l.Amount, l.MinAmount = 0, 0
	return l
}

// single reports whether each instance is created by a call of its own.
func (o *Order) single() bool { return o.LeaveStopped || o.OneByOne }

// steps is how many writes a call of the plan takes.
func (o *Order) Writes() int {
	n := 1
	if o.single() && !o.Launch.AutoRelease.IsZero() {
		n++
	}
	if o.single() && o.Launch.BandwidthOut > 0 {
		n++
	}
	if o.single() && !o.LeaveStopped {
		n++
	}
	return n
}

// api is the API that creates.
func (o *Order) api() string {
	if o.single() {
		return ecsapi.CreateInstance
	}
	return ecsapi.RunInstances
}

// regionsOf counts the instances to be by region, in the snapshot's order.
func regionsOf(s *Snapshot, calls []ecsapi.Launch) []RegionCount {
	var out []RegionCount
	for _, l := range calls {
		if i := slices.IndexFunc(out, func(c RegionCount) bool { return c.Region == l.Region }); i >= 0 {
			out[i].N += l.Amount
		} else {
			out = append(out, RegionCount{l.Region, l.Amount})
		}
	}
	place := func(c RegionCount) int {
		i := slices.IndexFunc(s.Regions, func(r *RegionState) bool { return r.ID == c.Region })
		if i < 0 {
			return len(s.Regions)
		}
		return i
	}
	slices.SortStableFunc(out, func(a, b RegionCount) int { return place(a) - place(b) })
	return out
}

// launchItems makes the items of a job that carries the calls out: one for each
// instance to be, in order, under the name it will have.
func launchItems(calls []ecsapi.Launch) []*item {
	var items []*item
	for _, l := range calls {
		names := readNumbering(l.Name)
		for k := range l.Amount {
			items = append(items, &item{Item: Item{Name: names.name(k), Region: l.Region, Outcome: Queued}})
		}
	}
	return items
}
