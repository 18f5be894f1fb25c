package engine

import (
	"cmp"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// noteLaunched takes what the call created for its items, in their order. Where stock
// ran short, the last ones fail. What was created beyond them is shown too.
func (s *regionLaunch) noteLaunched(l *launchCall, made ecsapi.Launched) {
	n := min(len(made.IDs), len(l.items))
	s.locked(func() {
		rows := make([]*ecsapi.Instance, n)
		for i, it := range l.items[:n] {
			s.named(l, it, made, i)
			rows[i] = s.begin(l, it)
		}
		for i := n; i < len(made.IDs); i++ {
			rows = append(rows, s.surplus(l, made, i))
		}
		s.applyTo(s.id, rows, s.nextReadSeq())
		for _, it := range l.items[n:] {
			s.end(s.j, it, fleet.Failed, &ecsapi.Error{
				API: s.j.api(), Region: s.id, Kind: ecsapi.KindStock, RequestID: made.RequestID,
				Text: message.New("stock ran short: the call created {count} of {total}", n, len(l.items)),
			})
		}
	})
	s.note(s.j, l.items[:n])
	s.recordEnds(s.j)
	signal(s.sent)
}

// named gives an item the i-th instance of the answer. The mutex is held.
func (s *regionLaunch) named(l *launchCall, it *item, made ecsapi.Launched, i int) {
	it.ID, it.OrderID, it.RequestID = made.IDs[i], made.OrderID, made.RequestID
	if l.ChargeType == ecsapi.PrePaid {
		it.Cost = share(made.Price, len(made.IDs), i)
	}
}

// surplus adds an item for an instance that nobody asked for and returns its
// row: it exists and costs money, so it must not go unseen. It fails, for
// somebody has to decide about it. The mutex is held.
func (s *regionLaunch) surplus(l *launchCall, made ecsapi.Launched, i int) *ecsapi.Instance {
	it := &item{Target: op.Target{N: len(s.j.items), Item: fleet.Item{Region: s.id, Now: ecsapi.Pending, Outcome: fleet.Queued, Sent: l.items[0].Sent}}}
	s.named(l, it, made, i)
	s.j.items = append(s.j.items, it)
	s.end(s.j, it, fleet.Failed, &ecsapi.Error{
		API: s.j.api(), Region: s.id, Kind: ecsapi.KindAnswer, RequestID: made.RequestID,
		Text: message.New("not asked for: the call created {count} instances where {total} were asked for; this one exists and costs money", len(made.IDs), len(l.items)),
	})
	return s.row(l, it)
}

// begin accepts an item that has its id and returns its first row. The mutex is
// held.
func (s *regionLaunch) begin(l *launchCall, it *item) *ecsapi.Instance {
	it.Now, it.Cause = ecsapi.Pending, nil
	s.accept(s.j, it)
	if s.j.Order.Single() {
		it.Step, it.steps = stepRest, true
	}
	return s.row(l, it)
}

// row is what is known of an instance before the cloud lists it.
func (s *regionLaunch) row(l *launchCall, it *item) *ecsapi.Instance {
	return &ecsapi.Instance{
		ID: it.ID, Name: cmp.Or(it.Name, string(it.ID)), Region: s.id, Zone: l.Zone,
		Type: l.Type, Image: l.Image, HostName: l.HostName, KeyPair: l.KeyPair, Status: ecsapi.Pending,
		DeletionProtection: l.Protected, ChargeType: cmp.Or(l.ChargeType, ecsapi.PostPaid),
		SpotStrategy: cmp.Or(l.SpotStrategy, ecsapi.NoSpot), SpotPriceLimit: l.SpotPriceLimit,
		Created: s.client.Now(), AutoRelease: l.asSent(s.j.Order).AutoRelease,
		VSwitch: l.VSwitch, SecurityGroups: l.SecurityGroups, BandwidthOut: l.BandwidthOut,
		Description: l.Description, Tags: l.Tags,
	}
}

// share is the i-th of n parts of a price; together they are the price.
func share(p ecsapi.Price, n, i int) ecsapi.Price {
	part := p / ecsapi.Price(n)
	if i == 0 {
		part += p % ecsapi.Price(n)
	}
	return part
}

// unlistedFor is how long an instance that was listed must not be, to be gone:
// answers about new ones are often a few seconds old.
const unlistedFor = 15 * time.Second

// launchCompletion is the completion of a creation: the instance runs, with its public address
// if it is to have one. One that stays stopped is at its end with its last step.
type launchCompletion struct {
	op.ByEffectTimeout
	*regionLaunch
}

// Evaluate implements [op.Completion]. It takes over the name and the address as they come.
func (b launchCompletion) Evaluate(it *op.Target, in *ecsapi.Instance, late bool) op.Verdict {
	if in == nil {
		if it.Moved && time.Since(it.Unlisted) >= unlistedFor || late {
			return op.Verdict{Reason: op.NotListed, Outcome: fleet.Failed, Kind: ecsapi.KindStock,
				Text: message.New("it was created and is gone again, as when stock runs out meanwhile")}
		}
		return op.Verdict{}
	}
	it.Moved = true // from here on it was seen
	if address := in.PublicIP(); it.Address != address && address != "" || it.Name != in.Name {
		it.Name, it.Address = in.Name, cmp.Or(address, it.Address)
		b.jobChanged(b.j)
	}
	o := b.j.Order
	switch {
	case o.Single() && it.Step != op.StepStart:
		return op.Verdict{}
	case in.Status == ecsapi.Running && (late || o.Launch.BandwidthOut == 0 || it.Address != ""):
		return op.ReachedVerdict
	case in.Status == ecsapi.Stopped && late:
		return op.Verdict{Reason: op.WentBack, Outcome: fleet.Failed, Kind: ecsapi.KindState, Text: message.New("it was created, but {lack}", message.Key("is stopped instead of running"))}
	}
	return op.Verdict{}
}

// adoptedCompletion is the completion of what was created, seen later: it runs, or has
// what its steps were to give it. Of that an instance leaves no doubt.
type adoptedCompletion struct {
	op.ByEffectTimeout
	order *fleet.Order
}

func (g adoptedCompletion) Evaluate(it *op.Target, in *ecsapi.Instance, late bool) op.Verdict {
	if in == nil {
		return op.Verdict{Reason: op.NotListed, Outcome: fleet.Failed, Kind: ecsapi.KindNotFound, Text: message.New("it was created and is gone again")}
	}
	var lack message.Text
	switch {
	case g.order != nil && g.order.Single():
		lack = op.Lacks(g.order, in)
	case in.Status != ecsapi.Running:
		lack = message.New("is stopped instead of running")
	}
	switch {
	case lack.IsZero() && !in.Status.Changing():
		it.Address = cmp.Or(it.Address, in.PublicIP())
		return op.ReachedVerdict
	case !lack.IsZero() && !in.Status.Changing() && late:
		return op.Verdict{Reason: op.WentBack, Outcome: fleet.Failed, Kind: ecsapi.KindState, Text: message.New("it was created, but {lack}", lack)}
	}
	return op.Verdict{}
}
