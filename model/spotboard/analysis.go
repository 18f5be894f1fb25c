package spotboard

import (
	"cmp"
	"math"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ui/term"
)

type detailQuery struct {
	state        *fleet.SpotState // nil: nothing was read
	zone         ecsapi.ZoneID
	window       int // which of windows
	availability float64
	job          time.Duration
	bid          spot.Price // 0: the suggested one
	zones        bool
	now          time.Time     // cloud time
	offset       time.Duration // of the person's clock
}

// same reports whether both would give the same analysis, to the minute.
func (q detailQuery) same(o *detailQuery) bool {
	was := *o
	if q.now.Truncate(time.Minute).Equal(was.now.Truncate(time.Minute)) {
		was.now = q.now
	}
	return q == was
}

// analysis holds all figures of a zone's prices.
type analysis struct {
	detailQuery
	current   spot.Now
	suggested spot.Suggestion
	limit     spot.Price // the bid: the person's own or the suggested one; 0: there is none
	windows   [len(windows)]windowStats
	hours     [24]spot.Hour
	hoursSpan time.Duration // the length of time that hours covers

	price, origin []term.Step
	others        []zoneSteps // the cheapest first
	lo, hi        spot.Price  // of what the chart is to show; 0 when nothing is known
	top           spot.Price  // the highest on-demand price, 0 if unknown
}

// windowStats are the statistics of one window, and of the page's bid in it.
type windowStats struct {
	length time.Duration
	spot.Measure
}

// zoneSteps is the price of another zone.
type zoneSteps struct {
	zone  ecsapi.ZoneID
	price spot.Price // now
	steps []term.Step
}

// leastHours is the shortest time over which the hours of a day are compared.
const leastHours = 7 * 24 * time.Hour

func (q detailQuery) run() *analysis {
	out := &analysis{detailQuery: q}
	var series spot.Series
	if q.state != nil {
		series = q.state.Zones[q.zone]
	}
	out.current = series.Current(q.now)
	out.limit = q.bid
	out.suggested = series.Suggest(q.now.Add(-windows[q.window]), q.now, q.availability)
	if q.bid == 0 && out.suggested.OK {
		out.limit = out.suggested.Bid
	}
	for i, length := range windows {
		w := series.Window(q.now.Add(-length), q.now)
		out.windows[i] = windowStats{length, w.Measure(q.availability, q.job, func(spot.Price) spot.Price { return out.limit })}
	}
	out.hoursSpan = max(windows[q.window], leastHours)
	out.hours = series.Hours(q.now.Add(-out.hoursSpan), q.now, q.offset)
	out.addChart(series)
	return out
}

func (s *analysis) addChart(series spot.Series) {
	from := s.now.Add(-windows[s.window])
	include := func(p spot.Price) {
		if p > 0 {
			s.hi = max(s.hi, p)
			if s.lo == 0 || p < s.lo {
				s.lo = p
			}
		}
	}
	samples := inForce(series, from, s.now)
	for _, m := range samples {
		s.price = append(s.price, term.Step{At: m.At.UnixNano(), Value: float64(m.Price)})
		origin := math.NaN()
		if m.Origin > 0 {
			origin = float64(m.Origin)
			s.top = max(s.top, m.Origin)
		}
		if n := len(s.origin); n == 0 || s.origin[n-1].Value != origin {
			s.origin = append(s.origin, term.Step{At: m.At.UnixNano(), Value: origin})
		}
		include(m.Price)
	}
	include(s.current.Price)
	include(s.limit)
	if !s.zones {
		return
	}
	for _, z := range pricedZones(s.state) {
		if z == s.zone {
			continue
		}
		series := s.state.Zones[z]
		if steps := s.zoneSteps(series, from); len(steps) > 0 {
			s.others = append(s.others, zoneSteps{zone: z, price: series.Current(s.now).Price, steps: steps})
			for _, step := range steps {
				if !math.IsNaN(step.Value) {
					include(spot.Price(step.Value))
				}
			}
		}
	}
	slices.SortStableFunc(s.others, func(a, b zoneSteps) int { return cmp.Compare(a.price, b.price) })
}

// zonePoints is how many means the price of another zone is drawn as, by window: means of an hour,
// of six, of a day. All changes of all zones would be unreadable. 0 draws every change.
var zonePoints = [len(windows)]int{0, 24, 28, 30}

// zoneSteps is the line of another zone's price, nil when no price is known.
func (s *analysis) zoneSteps(series spot.Series, from time.Time) []term.Step {
	var out []term.Step
	n := zonePoints[s.window]
	if n == 0 {
		for _, m := range inForce(series, from, s.now) {
			out = append(out, term.Step{At: m.At.UnixNano(), Value: float64(m.Price)})
		}
		return out
	}
	length, known := windows[s.window]/time.Duration(n), false
	for i, b := range series.Resample(from, s.now, n) {
		mean := math.NaN()
		if b.Known {
			mean, known = b.Mean, true
		}
		out = append(out, term.Step{At: from.Add(time.Duration(i) * length).UnixNano(), Value: mean})
	}
	if !known {
		return nil
	}
	return out
}

// inForce are the samples in force in [from, to), the first one from before.
func inForce(series spot.Series, from, to time.Time) []spot.Sample {
	var out []spot.Sample
	if m, ok := series.At(from); ok {
		out = append(out, m)
	}
	for m := range series.All() {
		if m.At.After(from) && m.At.Before(to) {
			out = append(out, m)
		}
	}
	return out
}

// shown are the statistics of the window that the page shows.
func (s *analysis) shown() *windowStats { return &s.windows[s.window] }
