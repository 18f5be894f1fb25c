package brief

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// hoursAMonth is what a month is reckoned at, as the cloud's price pages do.
const hoursAMonth = 720

// Bill sums up what a plan costs.
func (w Writer) Bill(p Summary) []Line {
	b := p.Plan.Bill
	if b == nil {
		return nil
	}
	var out []Line
	known := b.Unknown < len(b.Costs)
	if known && (b.Once != 0 || b.PerHour == 0) {
		out = append(out, w.line(Plain, "charged at once: {price}", w.Price(b.Once, b.Currency)))
	}
	if known && b.PerHour != 0 {
		hour, month := w.Price(b.PerHour, b.Currency), w.Month(b.PerHour, b.Currency)
		if n := p.N(); n > 1 && len(p.Places) == 1 {
			each := w.Price(b.PerHour/ecsapi.Price(n), b.Currency)
			out = append(out, w.line(Plain, "in total {hour} an hour ({each} each), about {month} in 30 days", hour, each, month))
		} else {
			out = append(out, w.line(Plain, "in total {hour} an hour, about {month} in 30 days", hour, month))
		}
	}
	switch {
	case !known || b.Disks == 0:
	case b.PerHour != 0:
		out = append(out, w.line(Detail, "of that, disks: {price} an hour", w.Price(b.Disks, b.Currency)))
	default:
		out = append(out, w.line(Detail, "of that, disks: {price}", w.Price(b.Disks, b.Currency)))
	}
	if b.Unknown == 0 {
		return out
	}
	why := ""
	for _, c := range b.Costs {
		if c.Err != nil {
			why = w.err(c.Err)
			break
		}
	}
	switch {
	case known && why != "":
		return append(out, w.line(Warning, "price unknown for {count}: not in the sum ({why})", b.Unknown, why))
	case known:
		return append(out, w.line(Warning, "price unknown for {count}: not in the sum", b.Unknown))
	case why != "":
		return append(out, w.line(Warning, "price unknown ({why})", why))
	}
	return append(out, w.line(Warning, "price unknown"))
}

// Month is about what a price an hour is in 30 days.
func (w Writer) Month(hour ecsapi.Price, currency string) string {
	return w.Price(hundredths(hour*hoursAMonth), currency)
}

// hundredths rounds an estimate: more digits would be pretence.
func hundredths(v ecsapi.Price) ecsapi.Price { return (v + 5_000) / 10_000 * 10_000 }

// Cost says what is charged at once and what from then on, or that it is not
// known.
func (w Writer) Cost(c fleet.Cost, currency string) Line {
	once, hour := w.Price(c.Once, currency), w.Price(c.PerHour, currency)
	switch {
	case c.Err != nil && w.FullErrors:
		return w.line(Warning, "price unknown: {reason}", w.Explain(c.Err))
	case c.Err != nil:
		return w.line(Warning, "price unknown")
	case c.PerHour == 0:
		return Line{Text: once}
	case c.Once == 0:
		return w.line(Plain, "{price}/h", hour)
	}
	return w.line(Plain, "{once} + {hourly}/h", once, hour)
}

// Beyond says which of the profile's limits a plan exceeds, if any.
func (w Writer) Beyond(p *fleet.Plan, l fleet.Limits) []Line {
	if !op.Beyond(p, l) {
		return nil
	}
	limit := l.Start
	if of := op.Of(p.Action).Risk.Limit; of != nil {
		limit = of(l)
	}
	b := p.Bill
	switch n := p.N(); {
	case limit > 0 && n > limit:
		return []Line{w.line(Danger, "{count} is beyond this profile's limit of {limit}.", n, limit)}
	case b != nil && l.PerHour > 0 && b.PerHour > l.PerHour:
		return []Line{w.line(Danger, "{price} an hour is beyond this profile's limit of {limit}.", w.Price(b.PerHour, b.Currency), w.Price(l.PerHour, b.Currency))}
	case b != nil:
		return []Line{w.line(Danger, "{price} is beyond this profile's limit of {limit}.", w.Price(b.Once, b.Currency), w.Price(l.Once, b.Currency))}
	}
	return nil
}
