package instance

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// spotPriceField is the line of the type's current spot price.
func (p *Page) spotPriceField(i *ecsapi.Instance) field {
	f := field{name: p.Text.S("Going price")}
	if !i.Spot() {
		return f
	}
	k := p.Snap.Spot[fleet.SpotKey{Region: i.Region, Type: i.Type}]
	price, ok := deck.GoingPrice(p.Snap, p.Cloud, i)
	switch {
	case ok:
		now := k.Zones[i.Zone].Current(p.Cloud)
		f.value = p.Text.S("{price} an hour in {zone}", term.Price(int64(price), k.Currency), string(i.Zone))
		switch {
		case now.Trend > 0:
			f.value += ", " + p.Text.S("▲ {age} ago", p.Ago(now.Held))
		case now.Trend < 0:
			f.value += ", " + p.Text.S("▼ {age} ago", p.Ago(now.Held))
		}
	case k != nil && k.Err != nil:
		f.value, f.ink = p.Text.S("can't be read: {reason}", p.Reason(k.Err)), p.Theme.Bad
	case k == nil || k.Loading:
		f.value = "…"
	default:
		f.value = p.Text.S("no price for this zone")
	}
	return f
}

// headroomField says how far the current price is below the instance's limit.
func (p *Page) headroomField(i *ecsapi.Instance) field {
	f := field{name: p.Text.S("Headroom")}
	room, ok := deck.Headroom(p.Snap, p.Cloud, i)
	if !ok {
		return f
	}
	f.ink = p.HeadroomInk(room)
	switch {
	case room < 0:
		f.value = p.Text.S("none: the price is above the limit, so it may be taken back")
	case room < deck.NearLimit:
		f.value = p.Text.S("{percent} of the limit: soon outbid", deck.Percent(room))
	default:
		f.value = p.Text.S("{percent} of the limit", deck.Percent(room))
	}
	return f
}
