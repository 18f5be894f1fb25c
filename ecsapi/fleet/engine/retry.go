package engine

import (
	"crypto/rand"
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

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
