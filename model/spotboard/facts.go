package spotboard

import (
	"math"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// Heading says which price it is, and how old.
func (p *Detail) Heading() string {
	zone, window := p.zone, p.window
	if p.analysis != nil { // what the page shows, not what is still being found out
		zone, window = p.analysis.zone, p.analysis.window
	}
	s := p.Text.S("Spot · {type} · {zone} · {span}", p.of.Type, string(zone), spanText(p.Deck, windows[window]))
	if state := p.Snap.Spot[p.of]; state != nil {
		if state.Loading {
			s += " · " + p.Text.S("reading …")
		} else if !state.Read.IsZero() {
			s += " · " + p.Text.S("{age} old", p.Coarse(p.Cloud.Sub(state.Read)))
		}
	}
	if p.analysis != nil && len(p.analysis.others) > 0 && zonePoints[window] > 0 {
		s += " · " + p.Text.S("others: means of {span}", spanText(p.Deck, windows[window]/time.Duration(zonePoints[window])))
	}
	return s
}

// facts are the most important figures, and what could not be read.
func (p *Detail) facts(w int) []string {
	out := p.trouble(w)
	s := p.analysis
	if s == nil || !s.current.OK {
		out = append(out, "")
		for _, line := range term.Wrap(p.noPrice(), max(10, w-4)) {
			out = append(out, "  "+p.Theme.Dim.Paint(line))
		}
		return out
	}
	out = append(out, p.fact(w, p.Text.S("Price"), p.priceFacts(s)...)...)
	out = append(out, p.fact(w, p.Text.S("Market"), p.marketFacts(s)...)...)
	if s.limit > 0 {
		out = append(out, p.fact(w, p.Text.S("Bid"), p.bidFacts(s)...)...)
		out = append(out, p.fact(w, p.Text.S("Above"), p.aboveFact(s))...)
	}
	return out
}

// factCells are those of a fact's name.
const factCells = 9

// fact draws a name and its parts, over as many lines as it takes. Empty parts are left out.
func (p *Detail) fact(w int, name string, parts ...string) []string {
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	head := " " + p.Theme.Dim.Paint(term.Fit(name, factCells, term.AlignLeft))
	if len(parts) == 0 {
		return []string{head}
	}
	out := deck.Flow(w-1-factCells, parts, p.Theme.Faint.Paint(" · "))
	for i := range out {
		out[i] = head + out[i]
		head = term.Blank(1 + factCells)
	}
	return out
}

func (p *Detail) noPrice() string {
	state := p.Snap.Spot[p.of]
	switch {
	case state == nil, state.Read.IsZero() && state.Err == nil:
		return p.Text.S("Reading the prices of {type} …", p.of.Type)
	case state.Read.IsZero():
		return p.Text.S("Nothing is known of the prices of {type}.", p.of.Type)
	case p.analysis == nil:
		return "…"
	case len(pricedZones(state)) > 0:
		return p.Text.S("{zone} has no price of {type}: other zones have, {key} goes to the next.", string(p.zone), p.of.Type, p.Keys.NextPane.Label())
	}
	return p.Text.S("No zone of {region} has a price of {type}.", string(p.of.Region), p.of.Type)
}

func (p *Detail) trouble(w int) []string {
	var parts []string
	if state := p.Snap.Spot[p.of]; state != nil {
		if state.Err != nil {
			parts = append(parts, p.Text.S("The prices can't be read: {reason}", p.Reason(state.Err)))
			if wait := state.RetryAt.Sub(p.Wall); !state.RetryAt.IsZero() && wait > 0 {
				parts[0] += " " + p.Text.S("Retry in {wait}, {key} now.", p.CoarseWait(wait), p.Keys.Refresh.Label())
			}
		}
		if n := state.InvalidRows; n > 0 {
			parts = append(parts, p.Text.N("{count} row of the cloud's answer can't be a price and was left out.", "{count} rows of the cloud's answer can't be prices and were left out.", n))
		}
	}
	if s := p.analysis; s != nil && s.current.IgnoredFuture > 0 {
		parts = append(parts, p.Text.N("{count} price lies in the future and counts for nothing.", "{count} prices lie in the future and count for nothing.", s.current.IgnoredFuture))
	}
	var out []string
	for _, text := range parts {
		for i, line := range term.Wrap(text, max(10, w-4)) {
			sign := "   "
			if i == 0 {
				sign = " ! "
			}
			out = append(out, p.Theme.Bad.Paint(sign+line))
		}
	}
	return out
}

func (p *Detail) priceFacts(s *analysis) []string {
	t, now := &p.Theme, s.current
	price := t.Title.Paint(cash(now.Price))
	if c := s.state.Currency; c != "" {
		price += " " + p.Text.S("{price}/h", term.Clean(c))
	}
	switch {
	case now.Trend > 0:
		price += t.Warn.Paint(" ▲ " + p.Text.S("{age} ago, was {price}", p.Ago(now.Held), cash(now.Previous)))
	case now.Trend < 0:
		price += t.Good.Paint(" ▼ " + p.Text.S("{age} ago, was {price}", p.Ago(now.Held), cash(now.Previous)))
	default:
		price += t.Dim.Paint(" " + p.Text.S("unchanged since {age} at least", p.Ago(now.Held)))
	}
	origin := ""
	switch {
	case now.Origin == 0:
	case now.DiscountPct >= 0:
		origin = p.Text.S("{percent} off the on-demand price {price}", precise(now.DiscountPct/100), cash(now.Origin))
	default:
		origin = t.Bad.Paint(p.Text.S("more than the on-demand price {price}", cash(now.Origin)))
	}
	return []string{price, origin}
}

func (p *Detail) marketFacts(s *analysis) []string {
	var size, per string
	if k := p.Snap.Types[p.of.Type]; k != nil && k.CPU > 0 {
		size = p.Text.S("{cpu} vCPU, {size} GiB", k.CPU, deck.GiB(k.MemoryMiB))
		per = p.Text.S("{mean} per vCPU", mean(float64(s.current.Price)/float64(k.CPU)))
	}
	taken := ""
	switch a, known := p.Snap.Advice[p.of][s.zone]; {
	case known && a.Desc != "":
		taken = p.Text.S("reclaim {rate}", term.Clean(a.Desc))
	case known && !math.IsNaN(a.InterruptionRate):
		taken = p.Text.S("reclaim {rate}", precise(a.InterruptionRate/100))
	case p.Snap.AdviceErr[p.of.Region] != nil:
		taken = p.Theme.Bad.Paint(p.Text.S("advice can't be read"))
	}
	return []string{p.stockFact(s.zone), taken, per, size, p.Text.S("Linux, VPC")}
}

// stockFact says whether the zone has the type in stock, if that is known.
func (p *Detail) stockFact(zone ecsapi.ZoneID) string {
	stock, read := p.Snap.SpotStock[p.of.Region]
	switch {
	case read && stock[p.of.Type][zone].Available():
		return p.Theme.Good.Paint(p.Text.S("in stock"))
	case read:
		return p.Theme.Bad.Paint(p.Text.S("out of stock"))
	case p.Snap.SpotStockErr[p.of.Region] != nil:
		return p.Theme.Bad.Paint(p.Text.S("stock can't be read"))
	}
	return ""
}

func (p *Detail) bidFacts(s *analysis) []string {
	t := &p.Theme
	bid := t.Warn.Paint(cash(s.limit))
	switch {
	case s.bid == 0:
		bid += ", " + p.Text.S("suggested for {percent}", precise(s.availability/100))
	case s.suggested.OK:
		bid += ", " + p.Text.S("yours; suggested is {price}", cash(s.suggested.Bid))
	}
	b := s.shown().Bid
	enough := ""
	if b.OK {
		enough = p.Text.S("enough for {percent} of {span}", precise(b.Availability), spanText(p.Deck, s.shown().Stats.Known))
		if !math.IsNaN(b.AvgPaid) {
			enough += ", " + p.Text.S("paying {mean}", mean(b.AvgPaid))
		}
	}
	warning := ""
	switch {
	case s.limit < s.current.Price:
		warning = t.Bad.Paint(p.Text.S("below the price now: refused"))
	case s.limit == s.current.Price:
		warning = t.Warn.Paint(p.Text.S("no more than the price now"))
	case s.current.Origin > 0 && s.limit > s.current.Origin:
		warning = t.Warn.Paint(p.Text.S("above on-demand"))
	}
	return []string{bid, enough, warning}
}

func (p *Detail) aboveFact(s *analysis) string {
	t, b := &p.Theme, s.shown().Bid
	n := len(b.Excursions)
	switch {
	case !b.OK:
		return ""
	case n == 0:
		return t.Good.Paint(p.Text.S("never in {span}", spanText(p.Deck, s.shown().Stats.Known)))
	}
	above := overSign + " " + p.Text.N("{count} time for {span}", "{count} times for {span}", n, spanText(p.Deck, b.Above))
	if n > 1 {
		above += ", " + p.Text.S("longest {span}", spanText(p.Deck, b.LongestAbove))
	}
	if b.AboveNow {
		above += ", " + p.Text.S("now")
	} else {
		above += ", " + p.Text.S("last {span} ago", spanText(p.Deck, b.Quiet))
	}
	return t.Bad.Paint(above)
}

// overSign stands for what is above a bid, as on the chart.
const overSign = "▲"

// spanText writes a length of time in at most two units, exactly where it is of
// minutes or more: "30 min", "1 h 5 min", "6 d 4 h".
func spanText(d *deck.Deck, t time.Duration) string {
	switch t = t.Round(time.Second); {
	case t < time.Hour:
		return d.Units.Age(t)
	case t == 24*time.Hour:
		return "24 " + d.Units.Hour
	}
	return d.Units.Left(t)
}

// cash is a price with three decimals, or more if it has more; blank if unknown.
func cash(p spot.Price) string {
	switch {
	case p <= 0:
		return ""
	case p%spot.Tick != 0:
		return p.String()
	}
	return p.Fixed(3)
}

// mean is a mean price, given in millionths.
func mean(micro float64) string {
	if math.IsNaN(micro) {
		return ""
	}
	return spot.Price(math.Round(micro)).Fixed(3)
}
