package spot

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi/spot"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// Record and what is in it is what scripts read. What is unknown is null; a
// ratio is 0 to 1 unless its name ends in _pct; money is an hour's.
type Record struct {
	Region        string   `json:"region"`
	Zone          string   `json:"zone"`
	Type          string   `json:"type"`
	NetworkType   string   `json:"network_type"`
	Currency      *string  `json:"currency"`
	Now           *string  `json:"now"`
	Rows          int      `json:"rows"`
	IgnoredFuture int      `json:"ignored_future"`
	Current       Current  `json:"current"`
	Windows       []Window `json:"windows" csv:"-"`
}

// csvRow is a row of CSV: a series in a window.
type csvRow struct {
	Record
	Window
}

// CSVName tells the columns of a bid from those of others, and so on.
func (r Bid) CSVName() string        { return r.name }
func (r Suggestion) CSVName() string { return r.name }
func (r Survival) CSVName() string   { return shell.Decimal(r.Hours) }

// Current is the newest price and what is known of it. Ages are seconds.
type Current struct {
	Price       *json.Number `json:"price"`
	Origin      *json.Number `json:"origin"`
	SampleAge   *json.Number `json:"sample_age_seconds"`
	Held        *json.Number `json:"held_seconds"`
	Previous    *json.Number `json:"previous"`
	Trend       *int         `json:"trend"`
	DiscountPct *json.Number `json:"discount_pct"`
}

// Window is what a window of time tells of the prices.
type Window struct {
	Window         string       `json:"window"`
	Start          *string      `json:"start"`
	End            *string      `json:"end"`
	Coverage       *json.Number `json:"coverage"`
	Known          *json.Number `json:"known_seconds"`
	Min            *json.Number `json:"min"`
	Max            *json.Number `json:"max"`
	Avg            *json.Number `json:"avg"`
	SD             *json.Number `json:"sd"`
	CV             *json.Number `json:"cv"`
	Quantiles      Quantiles    `json:"quantiles"`
	Changes        *int         `json:"changes"`
	ChangesPerDay  *json.Number `json:"changes_per_day"`
	MaxRisePct     *json.Number `json:"max_rise_pct"`
	RealizedVol    *json.Number `json:"realized_vol_per_sqrt_day"`
	AvgDiscountPct *json.Number `json:"avg_discount_pct"`
	Bids           []Bid        `json:"bids"`
	Suggested      []Suggestion `json:"suggested"`
	Resampled      []Bucket     `json:"resampled"`
}

// Quantiles are prices that the price was at or below for this share of the time.
type Quantiles struct {
	P50 *json.Number `json:"p50"`
	P90 *json.Number `json:"p90"`
	P95 *json.Number `json:"p95"`
	P99 *json.Number `json:"p99"`
}

// Bid is how a bid would have done. Times are seconds.
type Bid struct {
	name          string
	Bid           *json.Number `json:"bid"`
	Above         *json.Number `json:"above_seconds"`
	AboveFraction *json.Number `json:"above_fraction"`
	Availability  *json.Number `json:"availability"`
	Excursions    *int         `json:"excursions"`
	LongestAbove  *json.Number `json:"longest_above_seconds"`
	LongestOK     *json.Number `json:"longest_ok_seconds"`
	AboveNow      *bool        `json:"above_now"`
	Quiet         *json.Number `json:"quiet_seconds"`
	QuietCensored *bool        `json:"quiet_censored"`
	AvgPaid       *json.Number `json:"avg_paid"`
	Survival      []Survival   `json:"survival"`
}

// Survival is how likely a job of some hours ends uninterrupted, with and without
// the first hour in which an instance is not taken back.
type Survival struct {
	Hours      *json.Number `json:"hours"`
	P          *json.Number `json:"p"`
	PProtected *json.Number `json:"p_protected"`
}

// Suggestion is the bid for an availability that was asked for.
type Suggestion struct {
	name         string
	Availability *json.Number `json:"availability"`
	Quantile     *json.Number `json:"quantile"`
	Bid          *json.Number `json:"bid"`
	Achieved     *json.Number `json:"achieved"`
	OverOnDemand *bool        `json:"over_on_demand"`
}

// Bucket is one of the parts that a window was cut into.
type Bucket struct {
	Mean  *json.Number `json:"mean"`
	Min   *json.Number `json:"min"`
	Max   *json.Number `json:"max"`
	Last  *json.Number `json:"last"`
	Cover *json.Number `json:"cover"`
}

func (m *options) records(series []zoneSeries, now time.Time) []Record {
	records := make([]Record, len(series))
	for i, s := range series {
		r := Record{
			Region: string(s.region), Zone: string(s.zone), Type: s.typ, NetworkType: "vpc",
			Currency: record.Known(s.currency), Now: record.Stamp(now), Rows: s.rows,
		}
		current := s.Current(now)
		r.IgnoredFuture = current.IgnoredFuture
		if current.OK {
			r.Current = Current{
				Price: record.Amount(current.Price), Origin: record.Amount(current.Origin), Previous: record.Amount(current.Previous),
				SampleAge: seconds(current.SampleAge), Held: seconds(current.Held),
				Trend: &current.Trend, DiscountPct: record.Rounded(current.DiscountPct),
			}
		}
		for _, length := range m.windows {
			r.Windows = append(r.Windows, m.window(s.Series, now, length, current.Origin))
		}
		records[i] = r
	}
	return records
}

func (m *options) window(s spot.Series, now time.Time, length time.Duration, origin spot.Price) Window {
	from := now.Add(-length)
	w := s.Window(from, now)
	stats, levels := w.Stats(), w.Levels()
	quantile := func(pct float64) *json.Number {
		p, _ := levels.Quantile(pct)
		return record.Amount(p)
	}
	r := Window{
		Window: short(length), Start: record.Stamp(from), End: record.Stamp(now),
		Coverage: record.Rounded(stats.Coverage), Known: seconds(stats.Known),
		Min: record.Amount(stats.Min), Max: record.Amount(stats.Max), Avg: record.Mean(stats.Avg), SD: record.Mean(stats.SD), CV: record.Rounded(stats.CV),
		Quantiles:     Quantiles{quantile(50), quantile(90), quantile(95), quantile(99)},
		Changes:       provided(stats.OK, stats.Changes),
		ChangesPerDay: record.Rounded(stats.ChangesPerDay), MaxRisePct: record.Rounded(stats.MaxRisePct),
		RealizedVol: record.Rounded(stats.RealizedVol), AvgDiscountPct: record.Rounded(stats.AvgDiscountPct),
		Bids: []Bid{}, Suggested: []Suggestion{}, Resampled: []Bucket{},
	}
	for _, bid := range m.bids {
		r.Bids = append(r.Bids, m.bid(w, bid, bid.String()))
	}
	for _, wish := range m.wishes {
		name := strconv.FormatFloat(wish, 'f', -1, 64)
		suggestion := levels.Suggest(wish)
		r.Suggested = append(r.Suggested, Suggestion{
			name: name, Availability: record.Rounded(wish / 100),
			Quantile: record.Amount(suggestion.Quantile), Bid: record.Amount(suggestion.Bid), Achieved: record.Rounded(suggestion.Achieved),
			OverOnDemand: provided(suggestion.OK && origin > 0, suggestion.OverOnDemand),
		})
		if len(m.bids) == 0 {
			r.Bids = append(r.Bids, m.bid(w, suggestion.Bid, "suggested_"+name))
		}
	}
	for _, b := range s.Resample(from, now, m.resample) {
		if !b.Known {
			b.Mean = math.NaN()
		}
		r.Resampled = append(r.Resampled, Bucket{
			Mean: record.Mean(b.Mean), Min: record.Amount(b.Min), Max: record.Amount(b.Max), Last: record.Amount(b.Last), Cover: record.Rounded(b.Cover),
		})
	}
	return r
}

func (m *options) bid(w spot.Window, bid spot.Price, name string) Bid {
	b := w.Bid(bid)
	r := Bid{name: name, Bid: record.Amount(bid), Survival: []Survival{}}
	if b.OK {
		r.Above, r.AboveFraction, r.Availability = seconds(b.Above), record.Rounded(b.AboveFraction), record.Rounded(b.Availability)
		r.Excursions = provided(true, len(b.Excursions))
		r.LongestAbove, r.LongestOK = seconds(b.LongestAbove), seconds(b.LongestOK)
		r.AboveNow, r.QuietCensored = &b.AboveNow, &b.Censored
		r.Quiet, r.AvgPaid = seconds(b.Quiet), record.Mean(b.AvgPaid)
	}
	for _, job := range m.jobs {
		survival := func(protected time.Duration) *json.Number {
			p, ok := w.Survival(bid, job, protected)
			if !ok {
				return nil
			}
			return record.Rounded(p)
		}
		r.Survival = append(r.Survival, Survival{record.Rounded(job.Hours()), survival(0), survival(spot.Protection)})
	}
	return r
}

func seconds(d time.Duration) *json.Number { return record.Rounded(d.Seconds()) }

// provided is v, or nil where it is not known.
func provided[T any](known bool, v T) *T {
	if !known {
		return nil
	}
	return &v
}

// short writes a time in hours: 72h, 1h30m, 45m.
func short(d time.Duration) string {
	return strings.NewReplacer("h0m0s", "h", "m0s", "m").Replace(d.String())
}
