package spotboard

import (
	"cmp"
	"math"
	"strings"

	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

type column struct {
	term.Column
	priced bool // made from prices; a row without prices shows the reason here
	cell   func(*Board, *row) term.Cell
	value  func(*row) float64            // ascending; NaN is unknown and sorts last both ways
	text   func(a, b *row) int           // instead of value
	title  func(*Board) (changed string) // nil: always the same
}

func columns(d *deck.Deck) []column {
	m := func(f func(*measured) float64) func(*row) float64 {
		return func(r *row) float64 { return r.number(f) }
	}
	return []column{
		{Column: term.Column{Key: "type", What: d.Text.S("the instance type"), Title: d.Text.S("TYPE"), Min: 15, Max: 20, Grow: 1, Middle: true},
			cell: func(_ *Board, r *row) term.Cell { return term.Cell{Text: strings.TrimPrefix(r.key.Type, "ecs.")} },
			text: func(a, b *row) int { return term.CompareNatural(a.key.Type, b.key.Type) }},
		{Column: term.Column{Key: "zone", What: d.Text.S("the zone"), Title: d.Text.S("ZONE"), Min: 4, Max: 4},
			cell: func(_ *Board, r *row) term.Cell { return term.Cell{Text: deck.ZoneLetter(r.key.Region, r.zone)} },
			text: func(a, b *row) int { return cmp.Compare(a.zone, b.zone) }},
		{Column: term.Column{Key: "vcpu", What: d.Text.S("vCPUs"), Title: d.Text.S("VCPU"), Min: 4, Right: true, Priority: 6},
			cell: (*Board).cpuCell, value: (*row).cpu},
		{Column: term.Column{Key: "mem", What: d.Text.S("memory in GiB"), Title: d.Text.S("GIB"), Min: 4, Right: true, Priority: 9},
			cell: (*Board).memoryCell, value: (*row).gib},
		{Column: term.Column{Key: "now", What: d.Text.S("the spot price now, an hour"), Title: d.Text.S("NOW"), Min: 7, Right: true}, priced: true,
			cell: (*Board).nowCell, value: m(func(m *measured) float64 { return float64(m.now.Price) })},
		{Column: term.Column{Key: "since", What: d.Text.S("since when that is the price"), Title: d.Text.S("SINCE"), Min: 7, Right: true, Priority: 14}, priced: true,
			cell: (*Board).sinceCell, value: m(func(m *measured) float64 { return -float64(m.now.Since.Unix()) })},
		{Column: term.Column{Key: "on-demand", What: d.Text.S("the on-demand price"), Title: d.Text.S("ON-DEMAND"), Min: 7, Right: true, Priority: 13}, priced: true,
			cell:  func(p *Board, r *row) term.Cell { return term.Cell{Text: rate(r.now.Origin), Ink: p.Theme.Dim} },
			value: m(func(m *measured) float64 { return known(float64(m.now.Origin)) })},
		{Column: term.Column{Key: "off", What: d.Text.S("the discount on it"), Title: d.Text.S("OFF"), Min: 4, Right: true, Priority: 5}, priced: true,
			cell:  func(_ *Board, r *row) term.Cell { return term.Cell{Text: share(r.now.DiscountPct)} },
			value: m(func(m *measured) float64 { return m.now.DiscountPct })},
		{Column: term.Column{Key: "per-cpu", What: d.Text.S("the mean price of a vCPU"), Title: d.Text.S("AVG/CPU"), Min: 8, Right: true, Priority: 1}, priced: true,
			cell: func(p *Board, r *row) term.Cell { return term.Cell{Text: meanRate(r.perCPU()), Ink: p.Theme.Dim} }, value: (*row).perCPU},
		{Column: term.Column{Key: "prices", What: d.Text.S("the prices, as a line"), Title: d.Text.S("PRICES"), Min: 8, Max: 48, Grow: 4, Priority: 4}, priced: true, title: (*Board).windowTitle,
			cell:  func(p *Board, r *row) term.Cell { return term.Cell{Text: r.spark, Ink: p.Theme.Border} },
			value: m(func(m *measured) float64 { return float64(m.stats.Changes) })},
		{Column: term.Column{Key: "min", What: d.Text.S("the lowest price"), Title: d.Text.S("MIN"), Min: 6, Right: true, Priority: 17}, priced: true,
			cell:  func(p *Board, r *row) term.Cell { return term.Cell{Text: rate(r.stats.Min), Ink: p.Theme.Dim} },
			value: m(func(m *measured) float64 { return known(float64(m.stats.Min)) })},
		{Column: term.Column{Key: "avg", What: d.Text.S("the mean price"), Title: d.Text.S("AVG"), Min: 6, Right: true, Priority: 16}, priced: true,
			cell: func(p *Board, r *row) term.Cell { return term.Cell{Text: meanRate(r.stats.Avg), Ink: p.Theme.Dim} }, value: (*row).mean},
		{Column: term.Column{Key: "p95", What: d.Text.S("the price that 95 % of the time is not above"), Title: d.Text.S("P95"), Min: 6, Right: true, Priority: 10}, priced: true,
			cell: (*Board).p95Cell, value: m(func(m *measured) float64 { return known(float64(m.p95)) })},
		{Column: term.Column{Key: "max", What: d.Text.S("the highest price"), Title: d.Text.S("MAX"), Min: 6, Right: true, Priority: 11}, priced: true,
			cell:  func(p *Board, r *row) term.Cell { return term.Cell{Text: rate(r.stats.Max), Ink: p.Theme.Dim} },
			value: m(func(m *measured) float64 { return known(float64(m.stats.Max)) })},
		{Column: term.Column{Key: "cv", What: d.Text.S("how much the price varies"), Title: d.Text.S("CV"), Min: 5, Right: true, Priority: 12}, priced: true,
			cell: func(p *Board, r *row) term.Cell { return term.Cell{Text: share(100 * r.stats.CV), Ink: p.Theme.Dim} }, value: (*row).cv},
		{Column: term.Column{Key: "above", What: d.Text.S("how often the price was above the suggested bid"), Title: d.Text.S("> BID"), Min: 9, Right: true, Priority: 13}, priced: true,
			cell: (*Board).aboveCell, value: m(func(m *measured) float64 { return m.above })},
		{Column: term.Column{Key: "bid", What: d.Text.S("the suggested bid"), Title: d.Text.S("BID"), Min: 7, Right: true}, priced: true, title: (*Board).bidTitle,
			cell: (*Board).bidCell, value: m(func(m *measured) float64 { return known(float64(m.suggest.Bid)) })},
		{Column: term.Column{Key: "run", What: d.Text.S("how many jobs would have reached their end"), Title: d.Text.S("RUN"), Min: 7, Right: true, Priority: 3}, priced: true, title: (*Board).runTitle,
			cell: (*Board).runCell, value: m(func(m *measured) float64 { return m.survival })},
		{Column: term.Column{Key: "reclaim", What: d.Text.S("the cloud's own reclaim rate"), Title: d.Text.S("RECLAIM"), Min: 7, Right: true, Priority: 2},
			cell: (*Board).reclaimCell, value: (*row).reclaim},
		{Column: term.Column{Key: "stock", What: d.Text.S("what the zone has"), Title: d.Text.S("STOCK"), Min: 7, Priority: 2},
			cell: (*Board).stockCell, value: (*row).stockRank},
		{Column: term.Column{Key: "own", What: d.Text.S("how many you have"), Title: d.Text.S("OWN"), Min: 4, Right: true, Priority: 8},
			cell: (*Board).ownCell, value: func(r *row) float64 { return known(float64(max(r.own, 0))) }},
		{Column: term.Column{Key: "room", What: d.Text.S("how far your lowest limit is above the price"), Title: d.Text.S("ROOM"), Min: 5, Right: true, Priority: 9},
			cell: (*Board).roomCell, value: (*row).headroom},
		{Column: term.Column{Key: "cover", What: d.Text.S("for how much of the time prices are known"), Title: d.Text.S("COVER"), Min: 5, Right: true, Priority: 7},
			cell: (*Board).coverCell, value: m(func(m *measured) float64 { return m.stats.Coverage })},
		{Column: term.Column{Key: "age", What: d.Text.S("how old the newest price is"), Title: d.Text.S("AGE"), Min: 6, Right: true, Priority: 15},
			cell: (*Board).ageCell, value: m(func(m *measured) float64 { return -float64(m.sampled.Unix()) })},
	}
}

// known is a number of which 0 says that it is not known.
func known(f float64) float64 {
	if f == 0 {
		return math.NaN()
	}
	return f
}
