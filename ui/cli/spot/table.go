package spot

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// tableRow is a row of the table: a series in a window. Where the flags ask for
// several bids, availabilities or jobs it tells of the first.
type tableRow struct {
	*zoneSeries
	instanceType catalog.InstanceType
	from, to     time.Time
	now          spot.Now
	spot.Measure // of the first bid, availability and job
	csv          csvRow
}

// CSVRecord is the row as CSV has it, which is where the values of its columns are.
func (r tableRow) CSVRecord() any { return r.csv }

func (m *options) rows(series []zoneSeries, now time.Time) []tableRow {
	var rows []tableRow
	for i := range series {
		s := &series[i]
		instanceType, _ := catalog.TypeByID(s.typ)
		for _, length := range m.windows {
			from := now.Add(-length)
			w := s.Window(from, now).Measure(m.wishes[0], m.jobs[0], func(suggested spot.Price) spot.Price {
				if len(m.bids) > 0 {
					return m.bids[0]
				}
				return suggested
			})
			rows = append(rows, tableRow{s, instanceType, from, now, s.Current(now), w, csvRow{}})
		}
	}
	return rows
}

// tableColumn is a column, and how soon it makes room on a narrow terminal: the
// highest first, those of 0 never.
type tableColumn struct {
	shell.Column[tableRow]
	rank int
}

// The sparkline takes what room there is.
const (
	leastSpark = 8
	mostSpark  = 48
	pipeSpark  = 24 // where nobody says how much room there is
)

// table is the columns that fit into a width, 0 being endless.
func (m *options) table(rows []tableRow, width int) []shell.Column[tableRow] {
	above, job := m.P.S("> BID"), time.Duration(0) // over the share of time above it
	if len(m.jobs) > 0 {                           // else the flags are not read yet
		job = m.jobs[0]
	}
	if len(m.bids) > 0 {
		above = "> " + m.bids[0].String()
	}
	columns := []tableColumn{
		{shell.Left("zone", m.P.S("ZONE"), func(r tableRow) string { return string(r.zone) }), 0},
		{shell.Left("type", m.P.S("TYPE"), func(r tableRow) string { return r.typ }), 0},
		{shell.Right("vcpu", m.P.S("VCPU"), func(r tableRow) string { return shell.Number(record.Known(r.instanceType.CPU)) }), 7},
		{shell.Right("memory", m.P.S("GIB"), gib), 8},
		{shell.Right("window", m.P.S("WINDOW"), func(r tableRow) string { return short(r.Stats.Window) }), 0},
		{shell.Right("price", m.P.S("NOW"), nowCell).Of("current.price"), 0},
		{shell.Right("on_demand", m.P.S("ON-DEMAND"), func(r tableRow) string { return cash(r.now.Origin) }).Of("current.origin"), 9},
		{shell.Right("discount", m.P.S("OFF"), func(r tableRow) string { return percent(r.now.OK, r.now.DiscountPct/100) }).Of("current.discount_pct"), 4},
		{shell.Right("per_vcpu", m.P.S("/VCPU"), perCPU), 6},
		{shell.Left[tableRow]("prices", m.P.S("PRICES"), nil), 2},
		{shell.Right("min", m.P.S("MIN"), func(r tableRow) string { return cash(r.Stats.Min) }), 10},
		{shell.Right("avg", m.P.S("AVG"), func(r tableRow) string { return mean(r.Stats.Avg) }), 1},
		{shell.Right("p95", m.P.S("P95"), func(r tableRow) string { return cash(r.P95) }).Of("quantiles.p95"), 5},
		{shell.Right("max", m.P.S("MAX"), func(r tableRow) string { return cash(r.Stats.Max) }), 3},
		{shell.Right("cv", m.P.S("CV"), func(r tableRow) string { return percent(r.Stats.OK, r.Stats.CV) }), 13},
		{shell.Right("above", above, func(r tableRow) string { return percent(r.Bid.OK, r.Bid.AboveFraction) }), 12},
		{shell.Right("bid", m.P.S("BID"), func(r tableRow) string { return cash(r.Suggested.Bid) }), 0},
		{shell.Right("survival", m.P.S("RUN {span}", short(job)), func(r tableRow) string { return percent(true, r.Survival) }), 1},
		{shell.Right("coverage", m.P.S("COVER"), func(r tableRow) string { return percent(true, r.Stats.Coverage) }), 11},
		{shell.Left("currency", m.P.S("CURRENCY"), func(r tableRow) string { return shell.OneLine(r.currency) }), 14},
	}
	widths := make([]int, len(columns))
	for i, c := range columns {
		if c.Cell == nil {
			widths[i] = leastSpark
			continue
		}
		widths[i] = term.Width(c.Title)
		for _, r := range rows {
			widths[i] = max(widths[i], term.Width(c.Cell(r)))
		}
	}
	room := func() int { // what is left of the width
		used := 2 * (len(columns) - 1)
		for _, w := range widths {
			used += w
		}
		return width - used
	}
	for width > 0 && room() < 0 {
		i := 0
		for k, c := range columns {
			if c.rank > columns[i].rank {
				i = k
			}
		}
		if columns[i].rank == 0 {
			break
		}
		columns, widths = slices.Delete(columns, i, i+1), slices.Delete(widths, i, i+1)
	}
	parts := pipeSpark
	if width > 0 {
		parts = min(leastSpark+room(), mostSpark)
	}
	out := make([]shell.Column[tableRow], len(columns))
	for i, c := range columns {
		if out[i] = c.Column; c.Cell == nil {
			out[i].Cell = func(r tableRow) string { return r.spark(parts) }
		}
	}
	return out
}

// spark draws the highest price of each part of the window, the on-demand price
// being as high as it goes.
func (r tableRow) spark(parts int) string {
	buckets := r.Resample(r.from, r.to, parts)
	values := make([]float64, len(buckets))
	for i, b := range buckets {
		values[i] = math.NaN()
		if b.Known {
			values[i] = float64(b.Max)
		}
	}
	return term.Spark(values, 0, float64(cmp.Or(r.now.Origin, r.Stats.Max)))
}

// nowCell is the price, and whether the last change was up or down.
func nowCell(r tableRow) string {
	return cash(r.now.Price) + []string{"▼", " ", "▲"}[r.now.Trend+1]
}

func gib(r tableRow) string {
	if r.instanceType.MemoryGiB == 0 {
		return ""
	}
	return shell.Decimal(record.Rounded(r.instanceType.MemoryGiB))
}

func perCPU(r tableRow) string {
	if r.instanceType.CPU == 0 || !r.now.OK {
		return ""
	}
	return mean(float64(r.now.Price) / float64(r.instanceType.CPU))
}

// cash is a price with three decimals, or more if it has more; blank if unknown.
func cash(p spot.Price) string {
	switch {
	case p == 0:
		return ""
	case p%1000 != 0:
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

// percent is a share of 1, with a decimal where it matters: 99.7%, not 100%.
func percent(ok bool, share float64) string {
	if !ok || math.IsNaN(share) {
		return ""
	}
	pct := 100 * share
	decimals := 0
	if near := math.Round(pct); near != pct && (math.Abs(pct) < 1 || pct > 99) {
		decimals = 1
	}
	return strconv.FormatFloat(pct, 'f', decimals, 64) + "%"
}
