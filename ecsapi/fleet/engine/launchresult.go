package engine

import (
	"cmp"

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
