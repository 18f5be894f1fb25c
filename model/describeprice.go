package model

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
)

// goingField says on an instance's page what its type costs now.
func (p *describe) goingField(i *ecsapi.Instance) field {
	f := field{name: p.Text.S("Going price")}
	if !i.Spot() {
		return f
	}
	k := p.snap.Spot[fleet.SpotKey{Region: i.Region, Type: i.Type}]
	price, ok := GoingPrice(p.snap, p.cloud, i)
	switch {
	case ok:
		now := k.Zones[i.Zone].Current(p.cloud)
		f.value = p.Text.S("%s an hour in %s", term.Price(int64(price), k.Currency), string(i.Zone))
		switch {
		case now.Trend > 0:
			f.value += ", " + p.Text.S("▲ %s ago", p.ago(now.Held))
		case now.Trend < 0:
			f.value += ", " + p.Text.S("▼ %s ago", p.ago(now.Held))
		}
	case k != nil && k.Err != nil:
		f.value, f.ink = p.Text.S("can't be read: %s", p.reason(k.Err)), p.theme.Bad
	case k == nil || k.Loading:
		f.value = "…"
	default:
		f.value = p.Text.S("no price for this zone")
	}
	return f
}

// roomField says how far the going price is below the instance's limit.
func (p *describe) roomField(i *ecsapi.Instance) field {
	f := field{name: p.Text.S("Headroom")}
	room, ok := headroom(p.snap, p.cloud, i)
	if !ok {
		return f
	}
	f.ink = p.HeadroomInk(room)
	switch {
	case room < 0:
		f.value = p.Text.S("none: the price is above the limit, so it may be taken back")
	case room < nearLimit:
		f.value = p.Text.S("%s of the limit: soon outbid", percent(room))
	default:
		f.value = p.Text.S("%s of the limit", percent(room))
	}
	return f
}
