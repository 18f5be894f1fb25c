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

// spotQuestion is what a page wants to know of a zone's prices.
type spotQuestion struct {
	state  *fleet.SpotState // nil: nothing was read
	zone   ecsapi.ZoneID
	window int // which of spotSpans
	wish   float64
	job    time.Duration
	bid    spot.Price // 0: the suggested one
	zones  bool
	now    time.Time     // cloud time
	offset time.Duration // of the person's clock
}

// same reports whether the answer would be the same, but for less than a minute.
func (q spotQuestion) same(o *spotQuestion) bool {
	was := *o
	if q.now.Truncate(time.Minute).Equal(was.now.Truncate(time.Minute)) {
		was.now = q.now
	}
	return q == was
}

// spotStudy is what there is to know of a zone's prices.
type spotStudy struct {
	spotQuestion
	current   spot.Now
	suggested spot.Suggestion
	limit     spot.Price // the bid: the person's own or the suggested one; 0: there is none
	spans     [len(spotSpans)]spotSpan
	hours     [24]spot.Hour
	hoursOf   time.Duration // the stretch of time that they are of

	price, origin []term.Step
	others        []zoneSteps // the cheapest first
	lo, hi        spot.Price  // of what the chart is to show; 0 when nothing is known
	top           spot.Price  // the highest on-demand price, 0 if unknown
}

// spotSpan is what there is to know of one stretch of time, and of the page's bid.
type spotSpan struct {
	length time.Duration
	spot.Measure
}

// zoneSteps is the price of another zone.
type zoneSteps struct {
	zone  ecsapi.ZoneID
	price spot.Price // now
	steps []term.Step
}

// leastHours is the least stretch of time that hours of the day are judged by.
const leastHours = 7 * 24 * time.Hour

func (q spotQuestion) run() *spotStudy {
	out := &spotStudy{spotQuestion: q}
	var series spot.Series
	if q.state != nil {
		series = q.state.Zones[q.zone]
	}
	out.current = series.Current(q.now)
	out.limit = q.bid
	out.suggested = series.Suggest(q.now.Add(-spotSpans[q.window]), q.now, q.wish)
	if q.bid == 0 && out.suggested.OK {
		out.limit = out.suggested.Bid
	}
	for i, length := range spotSpans {
		w := series.Window(q.now.Add(-length), q.now)
		out.spans[i] = spotSpan{length, w.Measure(q.wish, q.job, func(spot.Price) spot.Price { return out.limit })}
	}
	out.hoursOf = max(spotSpans[q.window], leastHours)
	out.hours = series.Hours(q.now.Add(-out.hoursOf), q.now, q.offset)
	out.trace(series)
	return out
}

// trace makes what the chart draws.
func (s *spotStudy) trace(series spot.Series) {
	from := s.now.Add(-spotSpans[s.window])
	reach := func(p spot.Price) {
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
		reach(m.Price)
	}
	reach(s.current.Price)
	reach(s.limit)
	if !s.zones {
		return
	}
	for _, z := range pricedZones(s.state) {
		if z == s.zone {
			continue
		}
		series := s.state.Zones[z]
		if steps := s.outline(series, from); len(steps) > 0 {
			s.others = append(s.others, zoneSteps{zone: z, price: series.Current(s.now).Price, steps: steps})
			for _, step := range steps {
				if !math.IsNaN(step.Value) {
					reach(spot.Price(step.Value))
				}
			}
		}
	}
	slices.SortStableFunc(s.others, func(a, b zoneSteps) int { return cmp.Compare(a.price, b.price) })
}

// outlines are how many means another zone's price is drawn as, by window: of an
// hour, of six, of a day. Each change of all zones would be a thicket. 0: as it is.
var outlines = [len(spotSpans)]int{0, 24, 28, 30}

// outline is another zone's price, as it is held against the page's; nil when
// nothing is known of it.
func (s *spotStudy) outline(series spot.Series, from time.Time) []term.Step {
	var out []term.Step
	n := outlines[s.window]
	if n == 0 {
		for _, m := range inForce(series, from, s.now) {
			out = append(out, term.Step{At: m.At.UnixNano(), Value: float64(m.Price)})
		}
		return out
	}
	length, known := spotSpans[s.window]/time.Duration(n), false
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

// of is what there is to know of the window.
func (s *spotStudy) of() *spotSpan { return &s.spans[s.window] }
