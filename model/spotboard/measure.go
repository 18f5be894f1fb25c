package spotboard

import (
	"cmp"
	"math"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ui/term"
)

// measuring says how prices are measured and shown.
type measuring struct {
	window       time.Duration
	availability float64       // availability in percent, for the suggested bid
	job          time.Duration // that must run to its end
	cells        int           // of a sparkline
	mean         bool          // sparklines of means, else of the highest prices
	absolute     bool          // … from 0 to on-demand, else from lowest to highest
}

// step is how far the window moves before it is measured again: less would make no difference.
func (m measuring) step() time.Duration {
	return max(10*time.Second, min(m.window/288, 5*time.Minute))
}

// measured are the figures of a type's prices in a zone. They never change.
type measured struct {
	now      spot.Now
	stats    spot.Stats
	p95      spot.Price
	suggest  spot.Suggestion
	above    float64 // share of the time above the suggested bid, NaN if unknown
	times    int     // how often they rose above it
	survival float64 // share of the jobs that would have reached their end at that bid, NaN if unknown
	spark    string
	sampled  time.Time // the newest sample
}

// measure looks at a series; nil if it has no price now.
func (m measuring) measure(s spot.Series, now time.Time) *measured {
	current := s.Current(now)
	if !current.OK {
		return nil
	}
	from := now.Add(-m.window)
	w := s.Window(from, now).Measure(m.availability, m.job, func(suggested spot.Price) spot.Price { return suggested })
	out := &measured{
		now: current, stats: w.Stats, p95: w.P95, suggest: w.Suggested, above: w.Bid.AboveFraction,
		times: len(w.Bid.Excursions), survival: w.Survival, sampled: now.Add(-current.SampleAge),
	}
	out.spark = m.spark(s, from, now, out)
	return out
}

func (m measuring) spark(s spot.Series, from, to time.Time, of *measured) string {
	values := make([]float64, 0, m.cells)
	for _, b := range s.Resample(from, to, m.cells) {
		v := float64(b.Max)
		switch {
		case !b.Known:
			v = math.NaN()
		case m.mean:
			v = b.Mean
		}
		values = append(values, v)
	}
	if m.absolute {
		return term.Spark(values, 0, float64(cmp.Or(of.now.Origin, of.stats.Max)))
	}
	return term.SparkAround(values)
}

// measuredKey are the figures of all zones of a type, and what they were made from.
type measuredKey struct {
	state *fleet.SpotState
	how   measuring
	at    time.Time
	zones map[ecsapi.ZoneID]*measured
}

// current reports whether measuring now would give the same figures.
func (k *measuredKey) current(state *fleet.SpotState, how measuring, now time.Time) bool {
	moved := time.Duration(0)
	if k != nil {
		moved = now.Sub(k.at)
	}
	return k != nil && k.state == state && k.how == how && moved >= 0 && moved < how.step()
}

// all measures the zones of a type.
func (m measuring) all(state *fleet.SpotState, now time.Time) *measuredKey {
	k := &measuredKey{state: state, how: m, at: now, zones: make(map[ecsapi.ZoneID]*measured, len(state.Zones))}
	for zone, s := range state.Zones {
		if found := m.measure(s, now); found != nil {
			k.zones[zone] = found
		}
	}
	return k
}
