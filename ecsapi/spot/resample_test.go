package spot

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/randtest"
)

func TestReferenceSparklines(t *testing.T) {
	s := NewSeries(reference)
	nan := math.NaN()
	for _, c := range []struct {
		window   time.Duration
		max, abs string
		mean     string
	}{
		{hour, "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁", "▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂", "▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁"},
		{24 * hour, "▁▁▁▁▁▁▁██▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁", "▂▂▂▂▂▂▂▃▃▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂", "▁▁▁▁▁▁▁██▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁"},
		{72 * hour, "▁▁█▁▁▁▁▁▁▁█▁▁▁▁▁▁▁█▁▁▁▁▁", "▂▂▃▂▂▂▂▂▂▂▃▂▂▂▂▂▂▂▃▂▂▂▂▂", "▁▁█▁▁▁▁▁▁▁█▁▁▁▁▁▁▁█▁▁▁▁▁"},
		{168 * hour, strings.Repeat(" ", 13) + "▁█▁▁▁█▁▁█▁▁", strings.Repeat(" ", 13) + "▂▃▂▂▂▃▂▂▃▂▂", strings.Repeat(" ", 13) + "▁█▁▁▁█▁▁█▁▁"},
		{720 * hour, strings.Repeat(" ", 21) + "▁▁▁", strings.Repeat(" ", 21) + "▃▃▃", strings.Repeat(" ", 21) + "█▁▁"},
	} {
		buckets := s.Resample(referenceNow.Add(-c.window), referenceNow, 24)
		if got := glyphs(buckets, highest, nan, nan); got != c.max {
			t.Errorf("%v max: got %q, want %q", c.window, got, c.max)
		}
		if got := glyphs(buckets, highest, 0, 1.2e6); got != c.abs {
			t.Errorf("%v max, 0 to on-demand: got %q, want %q", c.window, got, c.abs)
		}
		if got := glyphs(buckets, mean, nan, nan); got != c.mean {
			t.Errorf("%v mean: got %q, want %q", c.window, got, c.mean)
		}
	}
}

// The means are worked out by hand: what a spike's share of the bucket adds to 0.24.
func TestReferenceBuckets(t *testing.T) {
	s := NewSeries(reference)
	check := func(window time.Duration, spikes map[int]float64, known int, partial float64) {
		t.Helper()
		buckets := s.Resample(referenceNow.Add(-window), referenceNow, 24)
		for i, b := range buckets {
			want := Bucket{Known: true, Mean: 240000, Min: 240000, Max: 240000, Last: 240000, Cover: 1}
			if share, spike := spikes[i]; spike {
				want.Mean += 120000 * share
				want.Max = 360000
			}
			switch {
			case i < known:
				want = Bucket{}
			case i == known:
				want.Cover = partial
			}
			near(t, "mean", b.Mean, want.Mean)
			near(t, "cover", b.Cover, want.Cover)
			if window == 24*hour && i == 7 {
				want.Last = 360000 // cut inside the spike
			}
			if b.Known != want.Known || b.Min != want.Min || b.Max != want.Max || b.Last != want.Last {
				t.Errorf("%v bucket %d = %+v, want %+v", window, i, b, want)
			}
		}
	}
	check(hour, nil, 0, 1)
	check(24*hour, map[int]float64{7: 1735. / 3600, 8: 1865. / 3600}, 0, 1)
	check(72*hour, map[int]float64{2: 1. / 3, 10: 1. / 3, 18: 1. / 3}, 0, 1)
	check(168*hour, map[int]float64{14: 1. / 7, 18: 1. / 7, 21: 1. / 7}, 13, 2./7)
	check(720*hour, map[int]float64{21: 1. / 12, 22: 1. / 30, 23: 1. / 30}, 21, 12./30)
}

// One bucket over a window is the window's coverage, minimum, mean and maximum.
func TestReferenceWindows(t *testing.T) {
	s := NewSeries(reference)
	spike, late := day(28, 14, 30, 0), time.Date(2017, 10, 1, 6, 28, 55, 0, time.UTC)
	for _, c := range []struct {
		now      time.Time
		window   time.Duration
		cover    float64
		min, max Price
		mean     float64
	}{
		{referenceNow, hour, 1, 240000, 240000, 240000},
		{referenceNow, 24 * hour, 1, 240000, 360000, 245000},
		{referenceNow, 72 * hour, 1, 240000, 360000, 245000},
		{referenceNow, 168 * hour, 3. / 7, 240000, 360000, 245000},
		{referenceNow, 720 * hour, 0.1, 240000, 360000, 245000},
		{spike, hour, 1, 240000, 360000, 300000},
		{spike, 24 * hour, 1, 240000, 360000, 245000},
		{spike, 72 * hour, 0.778028549, 240000, 360000, 245355.416229},
		{late, 24 * hour, 1, 240000, 240000, 240000},
		{late, 72 * hour, 1, 240000, 360000, 241666.666666667},
		{late, 168 * hour, 5. / 7, 240000, 360000, 243000},
	} {
		got := s.Resample(c.now.Add(-c.window), c.now, 1)[0]
		near(t, "cover", math.Round(got.Cover*1e9)/1e9, math.Round(c.cover*1e9)/1e9)
		near(t, "mean", got.Mean, c.mean)
		if !got.Known || got.Min != c.min || got.Max != c.max {
			t.Errorf("%v before %v: %+v, want %v to %v", c.window, c.now, got, c.min, c.max)
		}
	}
}

func TestResampleNothing(t *testing.T) {
	s := NewSeries(reference)
	for what, got := range map[string][]Bucket{
		"no buckets":     s.Resample(day(28, 0, 0, 0), day(29, 0, 0, 0), 0),
		"empty window":   s.Resample(day(28, 0, 0, 0), day(28, 0, 0, 0), 3),
		"turned around":  s.Resample(day(29, 0, 0, 0), day(28, 0, 0, 0), 3),
		"nonsense start": s.Resample(time.Time{}, day(28, 0, 0, 0), 3),
	} {
		if got != nil {
			t.Errorf("%s: %v", what, got)
		}
	}
	before := s.Resample(day(20, 0, 0, 0), day(21, 0, 0, 0), 3)
	empty := Series{}.Resample(day(20, 0, 0, 0), day(21, 0, 0, 0), 3)
	for i := range 3 {
		if before[i] != (Bucket{}) || empty[i] != (Bucket{}) {
			t.Errorf("before the first sample: %+v, %+v", before[i], empty[i])
		}
	}
}

// A lone old sample fills the window; a sample at its very end has no weight.
func TestResampleEdges(t *testing.T) {
	old := NewSeries([]Sample{{day(1, 0, 0, 0), 100, 0}, {day(29, 0, 0, 0), 900, 0}})
	for i, b := range old.Resample(day(28, 0, 0, 0), day(29, 0, 0, 0), 24) {
		if b != (Bucket{Known: true, Mean: 100, Min: 100, Max: 100, Last: 100, Cover: 1}) {
			t.Errorf("bucket %d = %+v", i, b)
		}
	}
}

// randomSeries has samples at whole seconds in [0, span), in disorder, some stamps twice.
func randomSeries(r *rand.Rand, span int64) []Sample {
	samples := make([]Sample, 1+r.IntN(30))
	for i := range samples {
		at := r.Int64N(span)
		if i > 0 && r.IntN(6) == 0 {
			at = samples[r.IntN(i)].At.Unix() - epoch
		}
		samples[i] = Sample{time.Unix(epoch+at, 0), Price(1 + r.Int64N(8)*1111), 9999}
	}
	return samples
}

const epoch = 1_500_000_000

// TestResampleBruteForce asks for the price of every second, by looking through the raw samples, and sums up.
func TestResampleBruteForce(t *testing.T) {
	r := randtest.New(t)
	for range 300 {
		const span = 4000
		samples := randomSeries(r, span)
		s := NewSeries(samples)
		n := 1 + r.IntN(30)
		each := 1 + r.Int64N(120)
		from := epoch + r.Int64N(span) - 500
		got := s.Resample(time.Unix(from, 0), time.Unix(from+each*int64(n), 0), n)
		for i, b := range got {
			var want Bucket
			var sum, known int64
			for at := from + int64(i)*each; at < from+int64(i+1)*each; at++ {
				p, ok := priceAt(samples, at)
				if !ok {
					continue
				}
				if !want.Known {
					want = Bucket{Known: true, Min: p, Max: p}
				}
				want.Min, want.Max, want.Last = min(want.Min, p), max(want.Max, p), p
				sum, known = sum+int64(p), known+1
			}
			if want.Known {
				want.Mean = float64(sum) / float64(known)
				want.Cover = float64(known) / float64(each)
			}
			near(t, "mean", b.Mean, want.Mean)
			b.Mean = want.Mean
			if b != want {
				t.Fatalf("bucket %d of %d: %+v, want %+v", i, n, b, want)
			}
		}
	}
}

// priceAt is the definition: the later row of the newest stamp that is not after the moment.
func priceAt(samples []Sample, at int64) (p Price, ok bool) {
	best := int64(math.MinInt64)
	for _, s := range samples {
		if u := s.At.Unix(); u <= at && u >= best {
			best, p, ok = u, s.Price, true
		}
	}
	return p, ok
}

// However a window is cut, with lengths that don't divide, the parts add up to the whole.
func TestResampleAddsUp(t *testing.T) {
	r := randtest.New(t)
	for range 300 {
		s := NewSeries(randomSeries(r, 4000))
		from := time.Unix(epoch+r.Int64N(4000)-500, r.Int64N(1e9))
		to := from.Add(time.Duration(1 + r.Int64N(int64(2*hour))))
		whole := s.Resample(from, to, 1)[0]
		parts := s.Resample(from, to, 7)
		var sum, cover float64
		var lo, hi Price = math.MaxInt64, 0
		for i, b := range parts {
			// Lengths differ by a nanosecond at most: the integer edges of equal parts.
			length := float64(int64(to.Sub(from))*int64(i+1)/7 - int64(to.Sub(from))*int64(i)/7)
			sum += b.Mean * b.Cover * length
			cover += b.Cover * length
			if b.Known {
				lo, hi = min(lo, b.Min), max(hi, b.Max)
			}
		}
		if !whole.Known {
			if cover != 0 {
				t.Fatalf("parts know %v ns of an unknown whole", cover)
			}
			continue
		}
		near(t, "known time", cover, whole.Cover*float64(to.Sub(from)))
		near(t, "mean", sum/cover, whole.Mean)
		if lo != whole.Min || hi != whole.Max {
			t.Fatalf("parts span %d to %d, the whole %d to %d", lo, hi, whole.Min, whole.Max)
		}
	}
}

// The highest price over the longest time must not overflow the sums.
func TestResampleHuge(t *testing.T) {
	s := NewSeries([]Sample{{time.Unix(0, 0), ceiling - 1, 0}})
	b := s.Resample(time.Unix(0, 0), latest, 1)[0]
	if b.Mean != float64(ceiling-1) || b.Cover != 1 {
		t.Errorf("got %+v", b)
	}
}

func BenchmarkResample(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	samples := make([]Sample, 200)
	for i := range samples {
		samples[i] = Sample{referenceNow.Add(-time.Duration(r.Int64N(int64(720 * hour)))), Price(100000 + r.Int64N(100000)), 1200000}
	}
	slices.SortFunc(samples, func(a, b Sample) int { return cmp.Compare(a.At.Unix(), b.At.Unix()) })
	s := NewSeries(samples)
	from := referenceNow.Add(-720 * hour)
	b.ReportAllocs()
	for b.Loop() {
		s.Resample(from, referenceNow, 24)
	}
}
