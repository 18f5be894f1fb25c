package model

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

const (
	spotWindow = 24 * time.Hour
	spotTypes  = 6 // types asked for at a time: one call each
	spotZones  = 3 // zones shown of each, the cheapest first
)

// spots is the panel of spot prices: one line per type and zone of one region, the scope's or the
// one that matters most. The sparkline's scale is 0 to the on-demand price, so that lines compare,
// and its height is the highest price in each bucket, since peaks are what reclaims an instance.
type spots struct {
	*deck.Deck
	region    ecsapi.RegionID
	want      []fleet.SpotKey // of the panel
	before    []fleet.SpotKey // that others want first
	after     []fleet.SpotKey // … that they want last
	requested []fleet.SpotKey // from the engine
	lines     []spotLine
	cells     int // of a sparkline
}

type spotLine struct {
	kind, zone, spark, price, trend string
	ink                             term.Ink
	note                            string // instead of everything but the type
}

// setOrder picks the region and its types from an order, and tells the engine when they change.
func (p *spots) setOrder(o *order, visible bool) {
	if !visible {
		p.want = nil
		p.ask()
		return
	}
	if len(o.spots) == 0 {
		return
	}
	region := o.spots[0].Region
	var want []fleet.SpotKey
	for _, k := range o.spots {
		if k.Region == region && len(want) < spotTypes {
			want = append(want, k)
		}
	}
	if slices.Equal(want, p.want) {
		return
	}
	p.region, p.want = region, want
	p.ask()
}

// setOthers sets the prices that other parts of the screen show.
func (p *spots) setOthers(before, after []fleet.SpotKey) {
	p.before, p.after = before, after
	p.ask()
}

// ask requests the prices from the engine, if they have changed.
func (p *spots) ask() {
	var all []fleet.SpotKey
	for _, k := range slices.Concat(p.before, p.want, p.after) {
		if !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	if !slices.Equal(all, p.requested) {
		p.requested = all
		p.Engine.WantSpot(all)
	}
}

// resize fits the sparklines to w cells: of a sidebar, or of the whole screen.
func (p *spots) resize(w int) {
	switch {
	case w >= 60:
		p.cells = 24
	case w >= 36:
		p.cells = 8
	default:
		p.cells = 6
	}
	p.apply()
}

// follow makes new lines if a snapshot has other prices than the one before.
func (p *spots) follow(before *fleet.Snapshot) {
	if slices.ContainsFunc(p.want, func(k fleet.SpotKey) bool { return p.Snap.Spot[k] != before.Spot[k] }) {
		p.apply()
	}
}

// apply makes new lines; it runs when the prices or the minute change.
func (p *spots) apply() {
	p.lines = p.lines[:0]
	for _, k := range p.want {
		kind := strings.TrimPrefix(k.Type, "ecs.")
		s := p.Snap.Spot[k]
		switch {
		case s == nil || len(s.Zones) == 0 && s.Err == nil && s.Read.IsZero():
			p.lines = append(p.lines, spotLine{kind: kind, note: p.Text.S("reading …"), ink: p.Theme.Dim})
		case s.Err != nil && len(s.Zones) == 0:
			p.lines = append(p.lines, spotLine{kind: kind, note: p.Text.S("failed: {code}", s.Err.Code), ink: p.Theme.Bad})
		case len(s.Zones) == 0:
			p.lines = append(p.lines, spotLine{kind: kind, note: p.Text.S("no price"), ink: p.Theme.Dim})
		default:
			for n, z := range p.cheapest(s.Zones) {
				if n == spotZones {
					break
				}
				p.lines = append(p.lines, p.line(k, kind, z, s.Zones[z]))
			}
		}
	}
}

func (p *spots) line(k fleet.SpotKey, kind string, z ecsapi.ZoneID, s spot.Series) spotLine {
	now := s.Current(p.Cloud)
	l := spotLine{kind: kind, zone: deck.ZoneLetter(k.Region, z), ink: p.Theme.Text}
	if !now.OK {
		l.note = p.Text.S("no price")
		l.ink = p.Theme.Dim
		return l
	}
	values := make([]float64, 0, p.cells)
	for _, b := range s.Resample(p.Cloud.Add(-spotWindow), p.Cloud, p.cells) {
		v := math.NaN()
		if b.Known {
			v = float64(b.Max)
		}
		values = append(values, v)
	}
	l.spark = term.SparkAround(values)
	l.price = term.Money(int64(now.Price), 3)
	switch {
	case now.Trend > 0:
		l.trend, l.ink = "▲", p.Theme.Warn
	case now.Trend < 0:
		l.trend = "▼"
	}
	return l
}

// cheapest orders zones by what they cost now; those without a price come last.
func (p *spots) cheapest(m map[ecsapi.ZoneID]spot.Series) []ecsapi.ZoneID {
	price := make(map[ecsapi.ZoneID]spot.Price, len(m))
	out := make([]ecsapi.ZoneID, 0, len(m))
	for z, s := range m {
		out = append(out, z)
		price[z] = math.MaxInt64
		if now := s.Current(p.Cloud); now.OK {
			price[z] = now.Price
		}
	}
	slices.SortFunc(out, func(a, b ecsapi.ZoneID) int {
		return cmp.Or(cmp.Compare(price[a], price[b]), cmp.Compare(a, b))
	})
	return out
}

func (p *spots) heading() string {
	if p.region == "" {
		return p.Text.S("Spot prices")
	}
	return p.Text.S("Spot prices") + " · " + string(p.region)
}

func (p *spots) view(w, h int) []string {
	out := make([]string, 0, h)
	if len(p.lines) > 0 && h > 1 { // without the scale the lines would mean nothing
		out = append(out, p.Theme.Dim.Paint(term.Fit(" "+p.Text.S("24 h peaks, lowest…highest"), w, term.AlignLeft)))
	}
	for _, l := range p.lines {
		if len(out) == h {
			break
		}
		out = append(out, p.draw(l, w))
	}
	if len(p.want) == 0 && h > 0 {
		out = append(out, p.Theme.Dim.Paint(term.Fit(" "+p.Text.S("no instances to price"), w, term.AlignLeft)))
	}
	for len(out) < h {
		out = append(out, strings.Repeat(" ", w))
	}
	return out
}

func (p *spots) draw(l spotLine, w int) string {
	const price, zone = 7, 2
	kind := max(6, w-1-zone-1-p.cells-1-price-1)
	if l.note != "" {
		return " " + term.Fit(l.kind, kind, term.AlignLeft) + l.ink.Paint(term.Fit(" "+l.note, max(0, w-1-kind), term.AlignLeft))
	}
	return " " + term.Fit(l.kind, kind, term.AlignLeft) + term.Fit(l.zone, zone, term.AlignRight) + " " +
		p.Theme.Info.Paint(term.Fit(l.spark, p.cells, term.AlignLeft)) + " " +
		l.ink.Paint(term.Fit(l.price, price, term.AlignRight)+term.Fit(l.trend, 1, term.AlignLeft))
}

// rowPrices is how many types of the rows in sight are requested, one call each.
const rowPrices = 20

// wantSpots tells the engine which spot prices are on screen: that of the described
// instance, those of the panel and those of the rows in sight. When the rows are
// sorted by price, it requests the unknown prices too.
func (r *root) wantSpots() {
	var before, after []fleet.SpotKey
	if p, ok := r.Top().(deck.SpotPricer); ok {
		before = p.SpotPrices()
	}
	if r.Top() == nil && (r.instances.Table.WidthOf("spot") > 0 || len(r.instances.order.lacking.Prices) > 0) {
		after = r.instances.spotKeys()
	}
	r.spots.setOthers(before, after)
}

func (p *instances) spotKeys() (keys []fleet.SpotKey) {
	add := func(k fleet.SpotKey) {
		if len(keys) < rowPrices && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	if !p.Typing {
		for _, k := range p.order.lacking.Prices {
			add(k)
		}
	}
	if p.priced() {
		for _, k := range p.order.spots[:p.order.runAsSpot] {
			if fleet.FreshPrices(p.Snap, p.Cloud, k) == nil {
				add(k)
			}
		}
	}
	from, to := p.Table.Visible()
	for n := from; n < min(to, len(p.order.rows)); n++ {
		if i := p.order.rows[n]; i.Spot() {
			add(fleet.SpotKey{Region: i.Region, Type: i.Type})
		}
	}
	return keys
}

// spotCell is the current price and the headroom: "0.288 · 7%".
func spotCell(d *deck.Deck, i *ecsapi.Instance) term.Cell {
	price, ok := fleet.GoingPrice(d.Snap, d.Cloud, i)
	if !ok {
		return term.Cell{}
	}
	cell := term.Cell{Text: term.Money(int64(price), 3), Ink: d.Theme.Dim}
	if room, ok := fleet.Headroom(d.Snap, d.Cloud, i); ok {
		cell.Text += " · " + deck.Percent(room)
		cell.Ink = d.HeadroomInk(room)
	}
	return cell
}
