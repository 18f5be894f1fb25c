package spot

import (
	"math"
	"strconv"
	"testing"
	"time"
)

// printed is a number as the worked example prints it: to some decimals.
func printed(f float64, decimals int) string { return strconv.FormatFloat(f, 'f', decimals, 64) }

// The numbers of the worked example, as they are printed there: money to ten decimals of the currency unit.
func TestReferenceStats(t *testing.T) {
	s := NewSeries(reference)
	spike, late := day(28, 14, 30, 0), time.Date(2017, 10, 1, 6, 28, 55, 0, time.UTC)
	flat := [5]Price{240000, 240000, 240000, 240000, 240000}
	spiky := [5]Price{240000, 240000, 240000, 360000, 360000} // p50, p90, p95, p99, max
	for _, c := range []struct {
		now         time.Time
		window      time.Duration
		coverage    string
		quantiles   [5]Price
		avg, sd, cv string
		changes     int
	}{
		{referenceNow, hour, "1.0000000", flat, "0.2400000000", "0.0000000000", "0.0000000000", 0},
		{referenceNow, 24 * hour, "1.0000000", spiky, "0.2450000000", "0.0239791576", "0.0978741127", 2},
		{referenceNow, 72 * hour, "1.0000000", spiky, "0.2450000000", "0.0239791576", "0.0978741127", 6},
		{referenceNow, 168 * hour, "0.4285714", spiky, "0.2450000000", "0.0239791576", "0.0978741127", 6},
		{referenceNow, 720 * hour, "0.1000000", spiky, "0.2450000000", "0.0239791576", "0.0978741127", 6},
		{spike, hour, "1.0000000", [5]Price{240000, 360000, 360000, 360000, 360000}, "0.3000000000", "0.0600000000", "0.2000000000", 1},
		{spike, 24 * hour, "1.0000000", spiky, "0.2450000000", "0.0239791576", "0.0978741127", 2},
		{spike, 72 * hour, "0.7780285", spiky, "0.2453554162", "0.0247784071", "0.1009898516", 5},
		{late, 24 * hour, "1.0000000", flat, "0.2400000000", "0.0000000000", "0.0000000000", 0},
		{late, 72 * hour, "1.0000000", [5]Price{240000, 240000, 240000, 360000, 360000}, "0.2416666667", "0.0140435830", "0.0581113777", 2},
		{late, 168 * hour, "0.7142857", spiky, "0.2430000000", "0.0187349940", "0.0770987407", 6},
	} {
		w := s.Window(c.now.Add(-c.window), c.now)
		got := w.Stats()
		levels := w.Levels()
		var q [5]Price
		for i, pct := range []float64{50, 90, 95, 99, 100} {
			q[i], _ = levels.Quantile(pct)
		}
		if avg, sd, cv := printed(got.Avg/1e6, 10), printed(got.SD/1e6, 10), printed(got.CV, 10); !got.OK ||
			printed(got.Coverage, 7) != c.coverage || q != c.quantiles || got.Min != 240000 || got.Max != q[4] ||
			avg != c.avg || sd != c.sd || cv != c.cv || got.Changes != c.changes {
			t.Errorf("%v before %v: %+v, quantiles %v, avg %s, sd %s, cv %s", c.window, c.now, got, q, avg, sd, cv)
		}
	}

	got := s.Window(referenceNow.Add(-72*hour), referenceNow).Stats()
	if got.Window != 72*hour || got.Known != 72*hour || got.ChangesPerDay != 2 || got.MaxRisePct != 50 ||
		printed(got.AvgDiscountPct, 4) != "79.5833" || printed(got.RealizedVol, 10) != "0.5734142550" {
		t.Errorf("72 h: %+v", got)
	}
}

// The trap of the example: the plain mean of the rows is 0.285.
func TestRowsAreNotCounted(t *testing.T) {
	want := NewSeries(reference).Window(day(26, 6, 28, 55), referenceNow).Stats()
	again := reference
	for _, r := range reference {
		r.At = r.At.Add(time.Minute) // says again what holds
		again = append(again, r)
	}
	if got := NewSeries(again).Window(day(26, 6, 28, 55), referenceNow).Stats(); got != want {
		t.Errorf("rows that repeat a price change the answer:\ngot  %+v\nwant %+v", got, want)
	}
}

func TestNothingKnown(t *testing.T) {
	s := NewSeries(reference)
	for what, w := range map[string]Window{
		"before the first sample":    s.Window(day(20, 0, 0, 0), day(21, 0, 0, 0)),
		"ends at the first sample":   s.Window(day(26, 0, 0, 0), day(26, 6, 28, 55)),
		"no samples":                 Series{}.Window(day(20, 0, 0, 0), day(21, 0, 0, 0)),
		"empty":                      s.Window(day(28, 0, 0, 0), day(28, 0, 0, 0)),
		"turned around":              s.Window(day(29, 0, 0, 0), day(28, 0, 0, 0)),
		"begins before 1970":         s.Window(time.Time{}, day(28, 0, 0, 0)),
		"ends after what there is":   s.Window(day(28, 0, 0, 0), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)),
		"the only sample is to come": NewSeries(reference[7:]).Window(day(28, 0, 0, 0), day(29, 0, 0, 0)),
	} {
		stats := w.Stats()
		if stats.OK || stats.Known != 0 || stats.Coverage != 0 || stats.Min != 0 || stats.Max != 0 || stats.Changes != 0 {
			t.Errorf("%s: %+v", what, stats)
		}
		for _, f := range []float64{stats.Avg, stats.SD, stats.CV, stats.ChangesPerDay, stats.MaxRisePct, stats.RealizedVol, stats.AvgDiscountPct} {
			if !math.IsNaN(f) {
				t.Errorf("%s: a number for what is unknown: %+v", what, stats)
			}
		}
		if q, ok := w.Levels().Quantile(95); ok || q != 0 {
			t.Errorf("%s: p95 %v", what, q)
		}
		if bid := w.Bid(240000); bid.OK || bid.Above != 0 || bid.Excursions != nil || !math.IsNaN(bid.Availability+bid.AboveFraction+bid.AvgPaid) {
			t.Errorf("%s: %+v", what, bid)
		}
		if s := w.Levels().Suggest(95); s.OK || s.Bid != 0 || !math.IsNaN(s.Achieved) {
			t.Errorf("%s: %+v", what, s)
		}
		if p, ok := w.Survival(240000, hour, 0); ok {
			t.Errorf("%s: survival %v", what, p)
		}
		for h, mean := range w.Hours(0) {
			if mean != (Hour{}) {
				t.Errorf("%s: hour %d is %+v", what, h, mean)
			}
		}
	}
}

// A lone old sample is carried into the window; the one at its end has no weight, but is the current price.
func TestLoneOldSample(t *testing.T) {
	s := NewSeries([]Sample{{day(1, 0, 0, 0), 100, 400}})
	got := s.Window(day(28, 0, 0, 0), day(29, 0, 0, 0)).Stats()
	if !got.OK || got.Coverage != 1 || got.Avg != 100 || got.SD != 0 || got.Changes != 0 || got.RealizedVol != 0 || got.AvgDiscountPct != 75 {
		t.Errorf("got %+v", got)
	}
	s = s.Merge([]Sample{{day(29, 0, 0, 0), 900, 400}})
	if got := s.Window(day(28, 0, 0, 0), day(29, 0, 0, 0)).Stats(); got.Max != 100 || got.Changes != 0 {
		t.Errorf("a sample at the end has weight: %+v", got)
	}
	bid := s.Window(day(28, 0, 0, 0), day(29, 0, 0, 0)).Bid(500)
	if !bid.AboveNow || bid.Above != 0 || bid.Quiet != 0 || bid.Censored || len(bid.Excursions) != 0 {
		t.Errorf("a sample at the end is not the current price: %+v", bid)
	}
	if got := s.Window(day(28, 0, 0, 0), day(29, 0, 0, 0)).Levels().Suggest(50); got != (Suggestion{OK: true, Quantile: 100, Bid: 1000, Achieved: 1, OverOnDemand: true}) {
		t.Errorf("the suggestion is not above the current price: %+v", got)
	}
}

// A change at the very start of what is known is none, and one at its end is not in the window.
func TestChangesAtTheEdges(t *testing.T) {
	s := NewSeries([]Sample{{day(1, 0, 0, 0), 100, 0}, {day(2, 0, 0, 0), 200, 0}, {day(3, 0, 0, 0), 100, 0}})
	if got := s.Window(day(2, 0, 0, 0), day(3, 0, 0, 0)).Stats(); got.Changes != 0 || got.Min != 200 || got.MaxRisePct != 0 {
		t.Errorf("from change to change: %+v", got)
	}
	if got := s.Window(day(1, 23, 59, 59), day(3, 0, 0, 1)).Stats(); got.Changes != 2 || got.MaxRisePct != 100 {
		t.Errorf("a second around them: %+v", got)
	}
}

func TestDiscountWithoutOnDemand(t *testing.T) {
	some := NewSeries([]Sample{{day(1, 0, 0, 0), 100, 0}, {day(2, 0, 0, 0), 200, 400}, {day(3, 0, 0, 0), 300, 200}})
	if got := some.Window(day(1, 0, 0, 0), day(2, 0, 0, 0)).Stats().AvgDiscountPct; !math.IsNaN(got) {
		t.Errorf("never known: %v", got)
	}
	if got := some.Window(day(1, 0, 0, 0), day(3, 0, 0, 0)).Stats().AvgDiscountPct; got != 50 {
		t.Errorf("known for the second day: %v", got)
	}
	if got := some.Window(day(3, 0, 0, 0), day(4, 0, 0, 0)).Stats().AvgDiscountPct; got != -50 {
		t.Errorf("dearer than on demand: %v", got)
	}
}

func TestReferenceHours(t *testing.T) {
	s := NewSeries(reference)
	for offset, spike := range map[time.Duration]int{0: 14, 8 * hour: 22, -15 * hour: 23, 34 * hour: 0, -330 * time.Minute: 8} {
		for h, got := range s.Window(day(26, 6, 28, 55), referenceNow).Hours(offset) {
			want := 240000.
			switch {
			case offset%hour != 0 && (h == 8 || h == 9):
				want = 300000 // half of each
			case h == spike:
				want = 360000
			}
			if !got.OK || got.Mean != want {
				t.Errorf("offset %v, hour %d: %+v, want %v", offset, h, got, want)
			}
		}
	}
	for h, got := range s.Window(day(28, 13, 59, 0), day(28, 14, 1, 0)).Hours(0) {
		want := map[int]Hour{13: {true, 240000}, 14: {true, 360000}}[h]
		if got != want {
			t.Errorf("two minutes, hour %d: %+v", h, got)
		}
	}
}

// The dearest prices over the longest time fill every word of the sums.
func TestSumsDoNotOverflow(t *testing.T) {
	const top = ceiling - 1
	w := NewSeries([]Sample{{time.Unix(0, 0), top, 1}}).Window(time.Unix(0, 0), latest)
	got := w.Stats()
	if got.Avg != float64(top) || got.SD != 0 || got.Coverage != 1 || printed(got.AvgDiscountPct, 0) != printed(-100*(float64(top)-1), 0) {
		t.Errorf("got %+v", got)
	}
	for h, mean := range w.Hours(0) {
		if mean != (Hour{true, float64(top)}) {
			t.Errorf("hour %d: %+v", h, mean)
		}
	}
	half := NewSeries([]Sample{{time.Unix(0, 0), 1, 0}, {time.Unix(0, math.MaxInt64/2), top, 0}}).Window(time.Unix(0, 0), latest).Stats()
	near(t, "mean", half.Avg, float64(top+1)/2)
	near(t, "deviation", half.SD, float64(top-1)/2)
}

// Of prices that differ in their last digit nothing is lost to cancellation.
func TestDeviationOfTinyChanges(t *testing.T) {
	s := NewSeries([]Sample{{day(1, 0, 0, 0), 900_000_000_000, 0}, {day(2, 0, 0, 0), 900_000_000_002, 0}})
	if got := s.Window(day(1, 0, 0, 0), day(3, 0, 0, 0)).Stats().SD; got != 1 {
		t.Errorf("got %v, want 1", got)
	}
}
