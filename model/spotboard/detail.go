package spotboard

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/model/create"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// Detail is the page of one price: of an instance type in a zone. A command computes
// all its figures, the bid included, and Update swaps them in as a whole, so that
// chart and figures always belong together.
type Detail struct {
	*deck.Deck
	deck.Pager
	of           fleet.SpotKey
	zone         ecsapi.ZoneID
	window       int           // which of windows
	availability float64       // percent of the time that the suggested bid must cover
	job          time.Duration // what is to reach its end
	bid          spot.Price    // the person's own; 0: the suggested one
	zones        bool          // the other zones are drawn, too
	fullScale    bool          // the chart begins at 0 and holds the on-demand price

	analysis *analysis   // nil before the first
	table    *term.Table // of the windows
	drawing  drawing

	deck.Loader[*analysis]
}

// windows are the lengths of time, up to now, that prices are measured over.
var windows = [...]time.Duration{time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour}

// NewDetail is the page of what a type costs in a zone. window is one of windows.
func NewDetail(d *deck.Deck, key fleet.SpotKey, zone ecsapi.ZoneID, window time.Duration) *Detail {
	p := newDetail(d, key, zone, window)
	p.want()
	return p
}

func newDetail(d *deck.Deck, key fleet.SpotKey, zone ecsapi.ZoneID, window time.Duration) *Detail {
	p := &Detail{Deck: d, of: key, zone: zone, availability: availabilities[0], job: jobDurations[0]}
	p.window = max(0, slices.Index(windows[:], window))
	p.Loader = deck.NewLoader(d.Ctx, p.ask, p.take)
	return p
}

// openPrice shows the page of the row's price, as the board looks at it.
func (p *Board) openPrice() tea.Cmd {
	row, any := p.Cursor()
	if !any {
		return nil
	}
	detail := NewDetail(p.Deck, row.key, row.zone, p.measuring.window)
	detail.availability, detail.job = p.measuring.availability, p.measuring.job
	return p.Host.Push(detail)
}

// want requests what the page shows, and nothing else.
func (p *Detail) want() {
	p.Engine.WantHistory([]fleet.SpotKey{p.of})
	p.Engine.WantAdvice([]fleet.SpotKey{p.of})
	p.Engine.WantStock(p.of.Region)
}

// Resumed requests its prices again: the page above has requested something else.
func (p *Detail) Resumed() { p.want() }

// Closed stops the reading of prices that are not on screen any more.
func (p *Detail) Closed() {
	p.Engine.WantHistory(nil)
	p.Engine.WantAdvice(nil)
	p.Engine.WantStock()
}

// FullWidth gives it the whole screen.
func (p *Detail) FullWidth() {}

// Tick makes a new analysis when there is something new.
func (p *Detail) Tick() tea.Cmd { return p.Refresh() }

func (p *Detail) query() detailQuery {
	_, offset := p.InLocal(p.Cloud).Zone()
	return detailQuery{
		state: p.Snap.Spot[p.of], zone: p.zone, window: p.window, availability: p.availability, job: p.job, bid: p.bid, zones: p.zones,
		now: p.Cloud, offset: time.Duration(offset) * time.Second,
	}
}

// ask returns what makes the next analysis, or nil when it would be the same.
func (p *Detail) ask() func() *analysis {
	q := p.query()
	if p.analysis != nil && q.same(&p.analysis.detailQuery) {
		return nil
	}
	return q.run
}

func (p *Detail) take(analysis *analysis, _ bool) {
	p.analysis = analysis
	rows := p.windowRows(analysis)
	p.table = deck.NewTable(rows.Columns)
	p.table.SetRows(rows, analysis.window)
}

// Key changes how the price is looked at.
func (p *Detail) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.Window.Match(press):
		p.window = (p.window + 1) % len(windows)
	case k.Wish.Match(press):
		p.availability, p.bid = next(availabilities, p.availability), 0
	case k.JobTime.Match(press):
		p.job = next(jobDurations, p.job)
	case k.RaiseBid.Match(press):
		p.moveBid(1)
	case k.LowerBid.Match(press):
		p.moveBid(-1)
	case k.SuggestedBid.Match(press):
		p.bid = 0
	case k.Relative.Match(press):
		p.fullScale = !p.fullScale
	case k.Overlay.Match(press):
		p.zones = !p.zones
	case k.NextPane.Match(press):
		return p.turn(1), true
	case k.PrevPane.Match(press):
		return p.turn(-1), true
	case k.Refresh.Match(press):
		return p.reload(), true
	case k.Spot.Match(press): // leads back to the board
		p.Host.Close(p)
		return nil, true
	default:
		return nil, p.Pager.Scroll(k, press)
	}
	return p.Refresh(), true
}

// reload reads prices that could not be read. Others come as often as the cloud sets them.
func (p *Detail) reload() tea.Cmd {
	state := p.Snap.Spot[p.of]
	if state == nil || state.Err == nil {
		return deck.Say(p.Text.S("The prices are read every 5 min by themselves."))
	}
	p.Engine.RetryPrices(p.of)
	return deck.Say(p.Text.S("reading {name} again", p.of.Type))
}

// moveBid raises or lowers the bid by a tick.
func (p *Detail) moveBid(up spot.Price) {
	at := p.bid
	if at == 0 && p.analysis != nil {
		at = p.analysis.limit
	}
	if at > 0 {
		p.bid = max(at+up*spot.Tick, spot.Tick)
	}
}

// turn shows the next zone of the region that has a price, and the first one after
// the last. The bid is the suggested one again: a bid for another zone would mislead.
func (p *Detail) turn(by int) tea.Cmd {
	zones := pricedZones(p.Snap.Spot[p.of])
	if len(zones) < 2 {
		return deck.Say(p.Text.S("No other zone of {region} has a price.", string(p.of.Region)))
	}
	at := max(0, slices.Index(zones, p.zone))
	p.zone, p.bid = zones[(at+by+len(zones))%len(zones)], 0
	p.Pager.Offset = 0
	return p.Refresh()
}

// pricedZones are the zones that have prices, in the order of their ids.
func pricedZones(s *fleet.SpotState) []ecsapi.ZoneID {
	var out []ecsapi.ZoneID
	if s != nil {
		for z, series := range s.Zones {
			if series.Len() > 0 {
				out = append(out, z)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Create opens the form on the page's type, zone and bid.
func (p *Detail) Create() tea.Cmd { return buyOffers(p.Deck, p.offers) }

// offers is the page's type in its zone for the bid on screen.
func (p *Detail) offers() (all []create.Offer, why string) {
	s := p.analysis
	if s == nil {
		return nil, p.noPrice()
	}
	return []create.Offer{{Key: p.of, Zone: s.zone, Bid: s.limit, Own: s.bid > 0}}, ""
}

// Hints are the keys that matter here.
func (p *Detail) Hints() []deck.Hint {
	k := p.Keys
	return []deck.Hint{
		{Keys: k.Window.Label(), What: p.Text.S("window")},
		{Keys: k.RaiseBid.Label() + " " + k.LowerBid.Label(), What: p.Text.S("bid")},
		{Keys: k.NextPane.Label(), What: p.Text.S("next zone")},
		{Keys: k.Overlay.Label(), What: p.Text.S("all zones")},
		{Keys: k.Create.Label(), What: p.Text.S("buy")},
		{Keys: k.Relative.Label(), What: p.Text.S("scale")},
		{Keys: k.SuggestedBid.Label(), What: p.Text.S("suggested bid")},
		{Keys: k.Wish.Label(), What: p.Text.S("availability")},
		{Keys: k.JobTime.Label(), What: p.Text.S("job")},
		{Keys: k.Back.Label(), What: p.Text.S("back")},
	}
}
