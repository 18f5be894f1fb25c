package model

import (
	"fmt"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ui/term"
)

const (
	// stalePrice is how old prices may be to be told as those of now: while nobody
	// looks they are read every half an hour.
	stalePrice = 40 * time.Minute

	// nearLimit is the headroom in percent below which an instance may be outbid
	// soon.
	nearLimit = 10

	// rowPrices is how many types of the rows in sight are asked for, one call
	// each.
	rowPrices = 20
)

// going is what a spot instance's type costs in its zone at a moment. ok is
// false when it is not known.
func going(s *fleet.Snapshot, now time.Time, i *ecsapi.Instance) (price spot.Price, ok bool) {
	if !i.Spot() {
		return 0, false
	}
	k := fresh(s, now, fleet.SpotKey{Region: i.Region, Type: i.Type})
	if k == nil {
		return 0, false
	}
	at, ok := k.Zones[i.Zone].At(now)
	return at.Price, ok
}

// fresh are a type's prices if they are those of now, or nil.
func fresh(s *fleet.Snapshot, now time.Time, key fleet.SpotKey) *fleet.SpotState {
	if k := s.Spot[key]; k != nil && now.Sub(k.Read) <= stalePrice {
		return k
	}
	return nil
}

// headroom is how far the going price is below an instance's limit, in percent of
// the limit.
func headroom(s *fleet.Snapshot, now time.Time, i *ecsapi.Instance) (percent float64, ok bool) {
	price, ok := going(s, now, i)
	if !ok || i.SpotPriceLimit <= 0 {
		return 0, false
	}
	limit := float64(i.SpotPriceLimit)
	return 100 * (limit - float64(price)) / limit, true
}

// spotCell is the going price and the headroom: "0.288 · 7%".
func (d *deck) spotCell(i *ecsapi.Instance) term.Cell {
	price, ok := going(d.snap, d.cloud, i)
	if !ok {
		return term.Cell{}
	}
	cell := term.Cell{Text: term.Money(int64(price), 3), Ink: d.theme.Dim}
	if room, ok := headroom(d.snap, d.cloud, i); ok {
		cell.Text += " · " + percent(room)
		cell.Ink = d.roomInk(room)
	}
	return cell
}

func percent(p float64) string { return fmt.Sprintf("%.0f%%", p) }

func (d *deck) roomInk(room float64) term.Ink {
	switch {
	case room < 0:
		return d.theme.Bad
	case room < nearLimit:
		return d.theme.Warn
	}
	return d.theme.Dim
}

// goingField says on an instance's page what its type costs now.
func (p *describe) goingField(i *ecsapi.Instance) field {
	f := field{name: p.Text.S("Going price")}
	if !i.Spot() {
		return f
	}
	k := p.snap.Spot[fleet.SpotKey{Region: i.Region, Type: i.Type}]
	price, ok := going(p.snap, p.cloud, i)
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
	f.ink = p.roomInk(room)
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

// wishSpots tells the engine which spot prices are looked at: that of the
// instance described, those of the panel, and those of the rows in sight; where
// rows are sorted by them, also those that are not known.
func (r *root) wishSpots() {
	var before, after []fleet.SpotKey
	if p, ok := r.Top().(SpotPricer); ok {
		before = p.SpotPrices()
	}
	if r.Top() == nil && r.instances.table.WidthOf("spot") > 0 {
		after = r.instances.wishes()
	}
	r.spots.besides(before, after)
}

func (p *instances) wishes() (keys []fleet.SpotKey) {
	add := func(k fleet.SpotKey) {
		if len(keys) < rowPrices && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	if p.priced() {
		for _, k := range p.order.spots[:p.order.bought] {
			if fresh(p.snap, p.cloud, k) == nil {
				add(k)
			}
		}
	}
	from, to := p.table.Visible()
	for n := from; n < min(to, len(p.order.rows)); n++ {
		if i := p.order.rows[n]; i.Spot() {
			add(fleet.SpotKey{Region: i.Region, Type: i.Type})
		}
	}
	return keys
}
