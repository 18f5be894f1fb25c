package spot

import (
	"math"
	"slices"
	"testing"
	"time"
)

func TestReferenceBids(t *testing.T) {
	s := NewSeries(reference)
	w := s.Window(day(26, 6, 28, 55), referenceNow)
	for _, c := range []struct {
		bid                            Price
		above                          int64
		fraction, availability         string
		excursions                     int
		longestAbove, longestOK, quiet int64
		censored                       bool
		paid                           string
		survives, protected            [3]string // 1, 6 and 24 h
	}{
		{200000, 259200, "1.0000000", "0.0000000", 1, 259200, 0, 0, false, "NaN",
			[3]string{"0.0000000", "0.0000000", "0.0000000"}, [3]string{"0.0000000", "0.0000000", "0.0000000"}},
		{240000, 10800, "0.0416667", "0.9583333", 3, 3600, 82800, 55735, false, "0.240",
			[3]string{"0.9154930", "0.6818182", "0.0000000"}, [3]string{"0.9577465", "0.6818182", "0.0000000"}},
		{250000, 10800, "0.0416667", "0.9583333", 3, 3600, 82800, 55735, false, "0.240",
			[3]string{"0.9154930", "0.6818182", "0.0000000"}, [3]string{"0.9577465", "0.6818182", "0.0000000"}},
		{360000, 0, "0.0000000", "1.0000000", 0, 0, 259200, 259200, true, "0.245",
			[3]string{"1.0000000", "1.0000000", "1.0000000"}, [3]string{"1.0000000", "1.0000000", "1.0000000"}},
	} {
		b := w.Bid(c.bid)
		if !b.OK || b.Above.Seconds() != float64(c.above) || printed(b.AboveFraction, 7) != c.fraction ||
			printed(b.Availability, 7) != c.availability || len(b.Excursions) != c.excursions ||
			b.LongestAbove.Seconds() != float64(c.longestAbove) || b.LongestOK.Seconds() != float64(c.longestOK) ||
			b.Quiet.Seconds() != float64(c.quiet) || b.Censored != c.censored || b.AboveNow != (c.bid < 240000) ||
			printed(b.AvgPaid/1e6, 3) != c.paid {
			t.Errorf("bid %v: %+v", c.bid, b)
		}
		for i, job := range []time.Duration{hour, 6 * hour, 24 * hour} {
			now, ok := w.Survival(c.bid, job, 0)
			later, ok2 := w.Survival(c.bid, job, hour)
			if !ok || !ok2 || printed(now, 7) != c.survives[i] || printed(later, 7) != c.protected[i] {
				t.Errorf("bid %v, %v: %v and protected %v", c.bid, job, now, later)
			}
		}
	}
	if got, _ := w.Survival(240000, 6*hour, 0); got != 162000./237600 {
		t.Errorf("6 h: %v", got)
	}
}

func TestReferenceExcursions(t *testing.T) {
	s := NewSeries(reference)
	got := s.Window(day(26, 6, 28, 55), referenceNow).Bid(250000).Excursions
	want := []Excursion{
		{day(26, 14, 0, 0), hour, 360000}, {day(27, 14, 0, 0), hour, 360000}, {day(28, 14, 0, 0), hour, 360000},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	// In the middle of a spike, 24 h back to the middle of another one.
	mid := s.Window(day(27, 14, 30, 0), day(28, 14, 30, 0)).Bid(250000)
	want = []Excursion{{day(27, 14, 30, 0), hour / 2, 360000}, {day(28, 14, 0, 0), hour / 2, 360000}}
	if !slices.Equal(mid.Excursions, want) || mid.Quiet != 0 || !mid.AboveNow || mid.LongestOK != 23*hour {
		t.Errorf("mid-spike: %+v", mid)
	}
}

// Steps that are all above the bid are one excursion, whose peak is the highest of them.
func TestExcursionOfSeveralSteps(t *testing.T) {
	s := NewSeries([]Sample{
		{day(1, 0, 0, 0), 1, 0}, {day(1, 1, 0, 0), 5, 0}, {day(1, 2, 0, 0), 9, 0}, {day(1, 3, 0, 0), 6, 0}, {day(1, 4, 0, 0), 2, 0},
	})
	got := s.Window(day(1, 0, 0, 0), day(1, 5, 0, 0)).Bid(4)
	want := []Excursion{{day(1, 1, 0, 0), 3 * hour, 9}}
	if !slices.Equal(got.Excursions, want) || got.LongestAbove != 3*hour || got.Above != 3*hour || got.AvgPaid != 1.5 {
		t.Errorf("got %+v", got)
	}
}

func TestReferenceSuggestions(t *testing.T) {
	s := NewSeries(reference)
	w := s.Window(day(26, 6, 28, 55), referenceNow)
	for _, c := range []struct {
		pct           float64
		quantile, bid Price
		achieved      string
	}{
		{50, 240000, 241000, "0.958333"}, {90, 240000, 241000, "0.958333"}, {95, 240000, 241000, "0.958333"},
		{99, 360000, 360000, "1.000000"}, {100, 360000, 360000, "1.000000"},
		{0, 240000, 241000, "0.958333"}, {-5, 240000, 241000, "0.958333"}, {1e9, 360000, 360000, "1.000000"},
	} {
		got := w.Levels().Suggest(c.pct)
		if !got.OK || got.Quantile != c.quantile || got.Bid != c.bid || printed(got.Achieved, 6) != c.achieved || got.OverOnDemand {
			t.Errorf("%v%%: %+v", c.pct, got)
		}
	}
	if got := w.Levels().Suggest(math.NaN()); got.OK {
		t.Errorf("NaN: %+v", got)
	}
	mid := s.Window(day(25, 14, 30, 0), day(28, 14, 30, 0)).Levels().Suggest(50)
	if mid.Quantile != 240000 || mid.Bid != 361000 || mid.Achieved != 1 {
		t.Errorf("mid-spike: %+v", mid)
	}
}

// 0.1235 needs 0.124; what is on the tick stays there unless it is no more than the current price.
func TestBidsAreOnTheTick(t *testing.T) {
	for _, c := range []struct{ quantile, current, origin, bid Price }{
		{123500, 100000, 0, 124000}, {124000, 100000, 0, 124000}, {124001, 100000, 0, 125000}, {124000, 124000, 0, 125000},
		{100000, 124000, 125000, 125000}, {100000, 124000, 124999, 125000}, {1, 1, 0, 1000}, {1, 1000, 0, 2000},
	} {
		s := NewSeries([]Sample{{day(1, 0, 0, 0), c.quantile, c.origin}, {day(2, 0, 0, 0), c.current, c.origin}})
		got := s.Window(day(1, 0, 0, 0), day(2, 0, 0, 0)).Levels().Suggest(95)
		if got.Bid != c.bid || got.Quantile != c.quantile || got.OverOnDemand != (c.origin == 124999) {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// Shares that are met exactly, and those that are missed by a nanosecond.
func TestQuantileTies(t *testing.T) {
	from := day(1, 0, 0, 0)
	for _, c := range []struct {
		low, whole time.Duration
		pct        float64
		want       Price
	}{
		{95 * hour, 100 * hour, 95, 1}, {95*hour - 1, 100 * hour, 95, 2}, {95 * hour, 100 * hour, 95.0001, 2},
		{19, 20, 95, 1}, {18, 19, 95, 2}, {1, 3, 33.3333, 1}, {1, 3, 33.3334, 2}, {999, 1000, 99.9, 1},
	} {
		s := NewSeries([]Sample{{from, 1, 0}, {from.Add(c.low), 2, 0}})
		if got, ok := s.Window(from, from.Add(c.whole)).Levels().Quantile(c.pct); got != c.want || !ok {
			t.Errorf("%v of %v at %v%%: %v", c.low, c.whole, c.pct, got)
		}
	}
}

func TestSurvivalAtTheEdges(t *testing.T) {
	w := NewSeries(reference).Window(day(26, 6, 28, 55), referenceNow)
	for what, c := range map[string]struct {
		job, protected time.Duration
		want           float64
		ok             bool
	}{
		"as long as what is known":    {72 * hour, 0, 0, false},
		"longer":                      {73 * hour, 0, 0, false},
		"nonsense":                    {-hour, 0, 0, false},
		"of no length":                {0, 0, 69. / 72, true},
		"protected to its end":        {hour, hour, (71 - 3) / 71., true},
		"protected beyond its end":    {hour, 5 * hour, (71 - 3) / 71., true},
		"protected less than nothing": {hour, -hour, (71 - 6) / 71., true},
	} {
		if got, ok := w.Survival(240000, c.job, c.protected); ok != c.ok || math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%s: %v, %v, want %v", what, got, ok, c.want)
		}
	}
}
