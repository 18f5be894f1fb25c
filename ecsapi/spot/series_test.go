package spot

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi/randtest"
)

func TestReferenceCurrent(t *testing.T) {
	s := NewSeries(reference)
	second := time.Second
	for _, c := range []struct {
		what string
		now  time.Time
		want Now
	}{
		{"now", referenceNow, Now{
			OK: true, Price: 240000, Origin: 1200000, DiscountPct: 80, Previous: 360000, Trend: -1,
			Since: day(28, 15, 0, 0), Held: 55735 * second,
		}},
		{"mid-spike", day(28, 14, 30, 0), Now{
			OK: true, Price: 360000, Origin: 1200000, DiscountPct: 70, Previous: 240000, Trend: 1,
			Since: day(28, 14, 0, 0), Held: 1800 * second, SampleAge: 1800 * second, IgnoredFuture: 2,
		}},
		{"later", time.Date(2017, 10, 1, 6, 28, 55, 0, time.UTC), Now{
			OK: true, Price: 240000, Origin: 1200000, DiscountPct: 80, Previous: 360000, Trend: -1,
			Since: day(28, 15, 0, 0), Held: 228535 * second, SampleAge: 172800 * second,
		}},
		{"before the first change", day(26, 7, 28, 55), Now{
			OK: true, Price: 240000, Origin: 1200000, DiscountPct: 80,
			Since: day(26, 6, 28, 55), Held: hour, SampleAge: hour, IgnoredFuture: 7,
		}},
		{"before the first sample", day(26, 0, 0, 0), Now{IgnoredFuture: 8}},
	} {
		if got := s.Current(c.now); got != c.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", c.what, got, c.want)
		}
	}
	if got := (Series{}).Current(referenceNow); got != (Now{}) {
		t.Errorf("empty: %+v", got)
	}
}

func TestUnknownOrigin(t *testing.T) {
	n := NewSeries([]Sample{{day(1, 0, 0, 0), 5, 0}}).Current(day(2, 0, 0, 0))
	if !n.OK || n.Origin != 0 || !math.IsNaN(n.DiscountPct) {
		t.Errorf("got %+v", n)
	}
}

// Rows come in any order, twice, and in several answers; the series is the same.
func TestOrderDoesNotMatter(t *testing.T) {
	want := NewSeries(reference)
	reversed := slices.Clone(reference)
	slices.Reverse(reversed)
	for what, got := range map[string]Series{
		"reversed":   NewSeries(reversed),
		"duplicated": NewSeries(append(slices.Clone(reference), reversed...)),
		"merged":     NewSeries(reference[5:]).Merge(reference[:6]),
	} {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
	}
}

func TestSameStampLastWins(t *testing.T) {
	at := day(1, 0, 0, 0)
	s := NewSeries([]Sample{{at, 5, 10}, {at.Add(hour), 6, 10}, {at, 7, 10}})
	if first, _ := s.First(); s.Len() != 2 || first.Price != 7 {
		t.Errorf("within one input: %d samples, first %+v", s.Len(), first)
	}
	merged := s.Merge([]Sample{{at, 8, 10}})
	if first, _ := merged.First(); merged.Len() != 2 || first.Price != 8 {
		t.Errorf("merged: %d samples, first %+v", merged.Len(), first)
	}
	if first, _ := s.First(); first.Price != 7 {
		t.Errorf("merging changed the series it began with: %+v", first)
	}
}

func TestNonsenseIsLeftOut(t *testing.T) {
	s := NewSeries([]Sample{
		{At: day(1, 0, 0, 0)},
		{day(1, 0, 0, 0), -5, 10},
		{time.Time{}, 5, 10},
		{time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), 5, 10},
		{day(2, 0, 0, 0), 6, -1},
	})
	first, ok := s.First()
	if want := (Sample{day(2, 0, 0, 0), 6, 0}); !ok || s.Len() != 1 || first != want {
		t.Errorf("got %d samples, first %+v", s.Len(), first)
	}
	if _, ok := (Series{}).Last(); ok {
		t.Error("an empty series has a last sample")
	}
}

func TestAt(t *testing.T) {
	s := NewSeries(reference)
	for _, c := range []struct {
		at   time.Time
		want Price
	}{
		{time.Time{}, 0},
		{day(26, 6, 28, 54), 0},
		{day(26, 6, 28, 55), 240000},
		{day(26, 13, 59, 59), 240000},
		{day(26, 14, 0, 0), 360000},
		{day(28, 15, 0, 0), 240000},
		{time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC), 240000},
	} {
		if got, ok := s.At(c.at); got.Price != c.want || ok != (c.want > 0) {
			t.Errorf("at %v: %v, %v", c.at, got, ok)
		}
	}
}

// Any way of dealing the rows out over several answers gives the series of all of them in one.
func TestMergeIsLikeOneInput(t *testing.T) {
	r := randtest.New(t)
	for range 200 {
		samples := randomSeries(r, 50)
		cut := r.IntN(len(samples) + 1)
		got := NewSeries(samples[:cut]).Merge(samples[cut:])
		if want := NewSeries(samples); !slices.Equal(got.points, want.points) {
			t.Fatalf("cut at %d: %v, want %v", cut, got, want)
		}
	}
}
