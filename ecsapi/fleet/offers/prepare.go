package offers

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

// Prepare finds out what the plan costs and whether the cloud would do it,
// and writes it into the plan. What nobody could answer is a flaw too; a
// read-only client may not even ask.
func (r *Reader) Prepare(ctx context.Context, p *fleet.Plan) {
	p.Launches = r.zonedLaunches(ctx, p.Launches)
	var low, full, refusals []*ecsapi.Error // by launch, nil where there is nothing against it
	var tight []fleet.OrderProblem
	r.together(
		func() { p.Bill = r.launchBill(ctx, p.Launches) },
		func() { low, p.Notes = r.spotLimits(ctx, p.Launches) },
		func() { full, tight, p.VSwitches = r.addresses(ctx, p.Launches) },
		func() { refusals = r.checkLaunches(ctx, p) },
		func() { p.Quotas = r.quotas(ctx, p) },
	)
	if ctx.Err() != nil {
		return
	}
	p.Notes = append(p.Notes, tight...)
	p.Names = r.namesOf(p.Launches)
	p.Flaws, p.Denied = slices.Clone(p.Flaws), make([]bool, len(p.Launches))
	for i := range p.Launches {
		below, bad := low[i], refusals[i]
		if below != nil && bad != nil && below.Code == bad.Code || full[i] != nil && bad != nil && full[i].Hint() == bad.Hint() {
			bad = nil // it says the same, without the numbers
		}
		for _, flaw := range []*ecsapi.Error{below, full[i], bad} {
			if flaw == nil {
				continue
			}
			p.Denied[i] = p.Denied[i] || flaw.Final() && flaw.Kind != ecsapi.KindReadOnly
			if !slices.Contains(p.Flaws, flaw) {
				p.Flaws = append(p.Flaws, flaw)
			}
		}
	}
}

// zonedLaunches says the zones of those launches whose price depends on it: the
// vSwitch's, where none was named.
func (r *Reader) zonedLaunches(ctx context.Context, launches []ecsapi.Launch) []ecsapi.Launch {
	launches = slices.Clone(launches)
	for i := range launches {
		l := &launches[i]
		if l.Zone != "" || !isSpot(*l) || ctx.Err() != nil {
			continue
		}
		all, _ := r.vswitches(ctx, l.Region) // a vSwitch that isn't found, the check says
		if n := slices.IndexFunc(all, func(v ecsapi.VSwitch) bool { return v.ID == l.VSwitch }); n >= 0 {
			l.Zone = all[n].Zone
		}
	}
	return launches
}

// launchBill is what the launches cost.
func (r *Reader) launchBill(ctx context.Context, launches []ecsapi.Launch) *fleet.Bill {
	b := &fleet.Bill{Costs: make([]fleet.Cost, len(launches))}
	for i, q := range r.Prices(ctx, launches) {
		if q.Err != nil {
			b.Costs[i].Err = q.Err
			b.Unknown++
			continue
		}
		b.Currency = cmp.Or(b.Currency, q.Currency)
		n := ecsapi.Price(launches[i].Amount)
		price := q.Price * n
		b.Disks += q.Disks * n
		if launches[i].ChargeType == ecsapi.PrePaid {
			b.Costs[i].Once = price
			b.Once += price
		} else {
			b.Costs[i].PerHour = price
			b.PerHour += price
		}
	}
	return b
}

// checkLaunches asks the cloud whether it would create, once for each place,
// and returns why not, by launch.
func (r *Reader) checkLaunches(ctx context.Context, p *fleet.Plan) []*ecsapi.Error {
	if r.client.ReadOnly() {
		return slices.Repeat([]*ecsapi.Error{{
			API: p.Order.API(), Kind: ecsapi.KindReadOnly,
			Text: message.New("read-only: the cloud was not asked whether it would create this"),
		}}, len(p.Launches))
	}
	probes, of := probesOf(p.Launches)
	found := make([]*ecsapi.Error, len(probes))
	r.Each(len(probes), func(i int) { found[i] = ecsapi.AsError(r.client.CheckRun(ctx, probes[i])) })
	for i, bad := range found {
		near := func(l ecsapi.Launch) bool { return l.Region == probes[i].Region && l.VSwitch != probes[i].VSwitch }
		if bad != nil && slices.ContainsFunc(probes, near) { // its region alone does not tell which place it is
			which := *bad
			which.Text, which.Message = message.New("{reason} ({place})", which.Says(), strings.TrimPrefix(string(probes[i].Zone)+", ", ", ")+probes[i].VSwitch), ""
			found[i] = &which
		}
	}
	refusals := make([]*ecsapi.Error, len(p.Launches))
	for i, n := range of {
		refusals[i] = found[n]
	}
	return refusals
}

// probesOf is one call for each place, for as many as a call can create: of
// those created one by one too, for the stock must do for all. of are the
// launches' places among them.
func probesOf(launches []ecsapi.Launch) (probes []ecsapi.Launch, of []int) {
	_, of = distinct(launches, func(l ecsapi.Launch) ecsapi.Launch {
		l.Name, l.HostName, l.Amount, l.MinAmount = "", "", 0, 0
		return l
	})
	for i, l := range launches {
		if n := of[i]; n < len(probes) {
			probes[n].Amount = min(probes[n].Amount+l.Amount, ecsapi.MaxBatch)
		} else {
			probes = append(probes, l)
		}
	}
	return probes, of
}

// spotLimits holds the price limits of spot instances against the going prices.
// One below is a flaw, for the cloud creates nothing then; one that equals it is
// a note, for the next rise takes the instances back. The flaws are by launch.
func (r *Reader) spotLimits(ctx context.Context, launches []ecsapi.Launch) (flaws []*ecsapi.Error, notes []fleet.OrderProblem) {
	flaws = make([]*ecsapi.Error, len(launches))
	type key struct {
		fleet.SpotKey
		zone ecsapi.ZoneID
	}
	seen := map[key]int{} // the first launch of it
	for i, l := range launches {
		k := key{fleet.SpotKey{Region: l.Region, Type: l.Type}, l.Zone}
		if l.SpotStrategy != ecsapi.SpotWithPriceLimit || l.Zone == "" {
			continue
		}
		if first, known := seen[k]; known {
			flaws[i] = flaws[first]
			continue
		}
		seen[k] = i
		going, ok := r.goingPrice(ctx, k.SpotKey, l.Zone)
		switch {
		case !ok:
		case l.SpotPriceLimit < going:
			flaws[i] = &ecsapi.Error{
				API: ecsapi.RunInstances, Region: l.Region, Kind: ecsapi.KindStock, Code: "InvalidSpotPriceLimit.LowerThanPublicPrice",
				Text: message.New("the limit of {limit} an hour is below the going price of {price} in {zone}", l.SpotPriceLimit.String(), going.String(), string(l.Zone)),
			}
		case l.SpotPriceLimit == going:
			notes = append(notes, fleet.OrderProblem{
				Place: -1, Field: "spot-limit", Text: message.New("the price limit equals the going price in {zone}: its next rise takes the instances back", string(l.Zone)),
			})
		}
	}
	return flaws, notes
}

// goingPrice is the spot price of a type in a zone now.
func (r *Reader) goingPrice(ctx context.Context, k fleet.SpotKey, zone ecsapi.ZoneID) (going ecsapi.Price, ok bool) {
	list, _ := cached(r, fmt.Sprint("going ", k), func() ([]ecsapi.SpotPrice, error) {
		return r.client.SpotPrices(ctx, k.Region, k.Type, time.Time{}, time.Time{})
	})
	var at time.Time
	for _, p := range list {
		if p.Zone == zone && p.Price > 0 && !p.At.Before(at) {
			going, at, ok = p.Price, p.At, true
		}
	}
	return going, ok
}
