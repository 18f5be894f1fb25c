package spot

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi/randtest"
)

// seconds is a window, asked for the price of each second by looking through the raw samples; 0 is unknown.
type seconds struct {
	prices, origins []Price
	now             Price
	first           int // the first second with a price
}

func newSeconds(samples []Sample, from, to int64) seconds {
	var w seconds
	for at := from; at < to; at++ {
		p, _ := priceAt(samples, at)
		w.prices, w.origins = append(w.prices, p), append(w.origins, 9999)
		if p == 0 {
			w.first++
		}
	}
	w.now, _ = priceAt(samples, to)
	return w
}

func (w seconds) known() []Price { return w.prices[w.first:] }

func (w seconds) check(t *testing.T, got Window, bid Price) {
	t.Helper()
	known := w.known()
	stats := got.Stats()
	if stats.OK != (len(known) > 0) || stats.Known != time.Duration(len(known))*time.Second {
		t.Fatalf("known %d s: %+v", len(known), stats)
	}
	if !stats.OK {
		return
	}
	n := float64(len(known))
	near(t, "coverage", stats.Coverage, n/float64(len(w.prices)))
	var total, square, logs, rise float64
	changes := 0
	low := known[0]
	for i, p := range known {
		total += float64(p)
		low = min(low, p)
		rise = max(rise, float64(p)/float64(low)-1)
		if i > 0 && known[i-1] != p {
			changes++
			logs += math.Pow(math.Log(float64(p)/float64(known[i-1])), 2)
		}
	}
	avg := total / n
	for _, p := range known {
		square += (float64(p) - avg) * (float64(p) - avg)
	}
	near(t, "avg", stats.Avg, avg)
	near(t, "sd", stats.SD, math.Sqrt(square/n))
	near(t, "cv", stats.CV, math.Sqrt(square/n)/avg)
	near(t, "changes a day", stats.ChangesPerDay, float64(changes)*86400/n)
	near(t, "rise", stats.MaxRisePct, 100*rise)
	near(t, "volatility", stats.RealizedVol, math.Sqrt(logs/(n/86400)))
	near(t, "discount", stats.AvgDiscountPct, 100*(1-total/(9999*n)))
	if stats.Min != slices.Min(known) || stats.Max != slices.Max(known) || stats.Changes != changes {
		t.Fatalf("%v to %v with %d changes: %+v", slices.Min(known), slices.Max(known), changes, stats)
	}
	w.checkQuantiles(t, got)
	w.checkBid(t, got.Bid(bid), bid)
	w.checkHours(t, got)
}

func (w seconds) checkQuantiles(t *testing.T, got Window) {
	t.Helper()
	sorted := slices.Sorted(slices.Values(w.known()))
	for _, pct := range []int{1, 50, 90, 95, 99, 100} {
		want := sorted[(len(sorted)*pct+99)/100-1]
		levels := got.Levels()
		if q, ok := levels.Quantile(float64(pct)); q != want || !ok {
			t.Fatalf("p%d = %v, want %v of %d seconds", pct, q, want, len(sorted))
		}
		s := levels.Suggest(float64(pct))
		above := 0
		for _, p := range sorted {
			if p > s.Bid {
				above++
			}
		}
		near(t, "achieved", s.Achieved, 1-float64(above)/float64(len(sorted)))
		// No step lower would do.
		if s.Bid < want || s.Bid <= w.now || s.Bid%Tick != 0 || s.Bid-Tick >= want && s.Bid-Tick > w.now {
			t.Fatalf("bid %v for %v, now %v", s.Bid, want, w.now)
		}
	}
}

func (w seconds) checkBid(t *testing.T, got BidStats, bid Price) {
	t.Helper()
	known := w.known()
	var above, longestAbove, longestOK, run, excursions, paid int
	for i, p := range known {
		if i == 0 || (p > bid) != (known[i-1] > bid) {
			run = 0
		}
		run++
		if p <= bid {
			longestOK = max(longestOK, run)
			paid += int(p)
			continue
		}
		above++
		longestAbove = max(longestAbove, run)
		if run == 1 {
			excursions++
		}
	}
	quiet := 0
	for i := len(known) - 1; i >= 0 && known[i] <= bid; i-- {
		quiet++
	}
	if w.now > bid {
		quiet = 0
	}
	s := time.Second
	if got.Above != time.Duration(above)*s || len(got.Excursions) != excursions || got.LongestAbove != time.Duration(longestAbove)*s ||
		got.LongestOK != time.Duration(longestOK)*s || got.Quiet != time.Duration(quiet)*s || got.AboveNow != (w.now > bid) ||
		got.Censored != (excursions == 0 && w.now <= bid) {
		t.Fatalf("bid %v of %v: %+v", bid, known, got)
	}
	near(t, "availability", got.Availability, 1-float64(above)/float64(len(known)))
	near(t, "above", got.AboveFraction, float64(above)/float64(len(known)))
	if above == len(known) {
		if !math.IsNaN(got.AvgPaid) {
			t.Fatalf("paid %v while always above", got.AvgPaid)
		}
		return
	}
	near(t, "paid", got.AvgPaid, float64(paid)/float64(len(known)-above))
}

func (w seconds) checkHours(t *testing.T, got Window) {
	t.Helper()
	const offset = 5*3600 + 1800
	var total, n [24]float64
	for i, p := range w.known() {
		h := (got.start/int64(time.Second) + int64(i) + offset) / 3600 % 24
		total[h], n[h] = total[h]+float64(p), n[h]+1
	}
	for h, hour := range got.Hours(offset * time.Second) {
		if hour.OK != (n[h] > 0) {
			t.Fatalf("hour %d known: %v", h, hour.OK)
		}
		if hour.OK {
			near(t, "hour", hour.Mean, total[h]/n[h])
		}
	}
}

// survival tries a start in the middle of each second. A job that begins there sees each second that it touches.
func (w seconds) survival(bid Price, job, protected int) (float64, bool) {
	known := w.known()
	starts := len(known) - job
	if starts <= 0 {
		return 0, false
	}
	good := 0
	for s := range starts {
		safe := known[s] <= bid
		if protected < job {
			for u := s + protected; u <= s+job; u++ {
				safe = safe && known[u] <= bid
			}
		}
		if safe {
			good++
		}
	}
	return float64(good) / float64(starts), true
}

// Random step series are held against the definitions, second by second.
func TestBruteForce(t *testing.T) {
	r := randtest.New(t)
	for range 400 {
		const span = 4000
		samples := randomSeries(r, span)
		from := epoch + r.Int64N(span) - 500
		to := from + 1 + r.Int64N(3000)
		s := NewSeries(samples)
		got := s.Window(time.Unix(from, 0), time.Unix(to, 0))
		want := newSeconds(samples, from, to)
		bid := Price(r.Int64N(9) * 1111)
		want.check(t, got, bid)
		for range 6 {
			job, protected := r.IntN(400), r.IntN(300)
			p, ok := want.survival(bid, job, protected)
			if q, known := got.Survival(bid, time.Duration(job)*time.Second, time.Duration(protected)*time.Second); ok != known || math.Abs(p-q) > 1e-12 {
				t.Fatalf("bid %v, %d s, %d s of them protected: %v, %v, want %v, %v", bid, job, protected, q, known, p, ok)
			}
		}
		if t.Failed() {
			t.Fatalf("%v from %d to %d", samples, from, to)
		}
	}
}

// Reversed or repeated rows, and those of the future, change no statistic.
func TestWindowIgnoresOrderAndFuture(t *testing.T) {
	r := randtest.New(t)
	for range 100 {
		samples := randomSeries(r, 4000)
		slices.SortStableFunc(samples, func(a, b Sample) int { return a.At.Compare(b.At) })
		samples = slices.CompactFunc(samples, func(a, b Sample) bool { return a.At.Equal(b.At) })
		to := time.Unix(epoch+r.Int64N(4000), 0)
		from := to.Add(-time.Duration(1+r.Int64N(3000)) * time.Second)
		want := NewSeries(samples).Window(from, to).Stats()
		if !want.OK {
			continue
		}
		reversed := slices.Clone(samples)
		slices.Reverse(reversed)
		past := slices.DeleteFunc(slices.Clone(samples), func(s Sample) bool { return s.At.After(to) })
		for what, other := range map[string][]Sample{"reversed": reversed, "repeated": append(reversed, samples...), "without the future": past} {
			if got := NewSeries(other).Window(from, to).Stats(); got != want {
				t.Fatalf("%s:\ngot  %+v\nwant %+v", what, got, want)
			}
		}
	}
}

// invalidSamples makes samples of any bytes: ten a sample, wild stamps and prices among them.
func invalidSamples(data []byte) []Sample {
	var samples []Sample
	for ; len(data) >= 10 && len(samples) < 10_000; data = data[10:] {
		n := int64(binary.LittleEndian.Uint64(data))
		at := time.Unix(epoch+n%100_000, n%1e9)
		if data[8]&1 != 0 {
			at = time.Unix(n, 0)
		}
		price := Price(uint64(n) % uint64(ceiling))
		if data[8]&2 != 0 {
			price = Price(int8(data[9])) * 10_000
		}
		samples = append(samples, Sample{at, price, Price(n >> (data[8] % 64))})
	}
	return samples
}

// FuzzWindow holds what must be true of any history.
func FuzzWindow(f *testing.F) {
	f.Add([]byte("0123456789abcdefghijABCDEFGHIJ"), int64(1000), int64(50), int64(240000))
	f.Add([]byte{}, int64(0), int64(0), int64(0))
	f.Add(slices.Repeat([]byte{1, 200, 3, 0, 0, 0, 0, 0, 2, 40, 9, 100, 7, 0, 0, 0, 0, 0, 2, 30}, 5000), int64(90_000), int64(3600), int64(350_000))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\x7f\x01\x01\x00\x00\x00\x00\x00\x00\x00\x80\x03\xff"), int64(math.MaxInt64), int64(math.MinInt64), int64(-1))
	f.Fuzz(func(t *testing.T, data []byte, length, job, bid int64) {
		s := NewSeries(invalidSamples(data))
		to := time.Unix(epoch+50_000, 0)
		from := to.Add(-time.Duration(length))
		w := s.Window(from, to)
		stats, levels, b := w.Stats(), w.Levels(), w.Bid(Price(bid))
		suggestion := levels.Suggest(95)
		p, ok := w.Survival(Price(bid), time.Duration(job), time.Duration(bid))
		hours := w.Hours(time.Duration(job))
		if !stats.OK {
			if b.OK || suggestion.OK || ok || slices.ContainsFunc(hours[:], func(h Hour) bool { return h.OK }) {
				t.Fatalf("something of nothing: %+v, %+v", b, suggestion)
			}
			return
		}
		avg, slack := stats.Avg, 1e-9*float64(stats.Max)
		if !(stats.Min > 0 && float64(stats.Min) <= avg+slack && avg <= float64(stats.Max)+slack) ||
			!(stats.Coverage > 0 && stats.Coverage <= 1 && stats.SD >= 0 && stats.CV >= 0 && stats.RealizedVol >= 0 && stats.MaxRisePct >= 0) ||
			stats.SD > float64(stats.Max-stats.Min)/2+slack || stats.AvgDiscountPct > 100 {
			t.Fatalf("stats %+v", stats)
		}
		last := stats.Min
		for _, pct := range []float64{0, 50, 90, 95, 99, 100} {
			q, _ := levels.Quantile(pct)
			if q < last {
				t.Fatalf("p%v = %v after %v", pct, q, last)
			}
			last = q
		}
		if last != stats.Max || suggestion.Achieved < 0.95 || suggestion.Bid <= w.now.price {
			t.Fatalf("highest %v of %v, %+v", last, stats.Max, suggestion)
		}
		above := time.Duration(0)
		for _, x := range b.Excursions {
			if x.Length <= 0 || x.Peak <= Price(bid) || x.Start.Before(from) || x.Start.Add(x.Length).After(to) {
				t.Fatalf("excursion %+v", x)
			}
			above += x.Length
		}
		if above != b.Above || b.Availability < 0 || b.Availability > 1 || b.Above > stats.Known || cmp.Compare(p, 0) < 0 || p > 1 {
			t.Fatalf("bid %+v, survival %v", b, p)
		}
	})
}

// changing is 30 days of a series that changes n times, at any price in between.
func changing(r *rand.Rand, n int) Series {
	samples := make([]Sample, n)
	for i := range samples {
		samples[i] = Sample{referenceNow.Add(-time.Duration(r.Int64N(int64(720 * hour)))), Price(100_000 + r.Int64N(400_000)), 1_200_000}
	}
	return NewSeries(samples)
}

// board asks a series all that a row of the board shows, for four windows.
func (s Series) board() (kept float64) {
	for _, window := range []time.Duration{hour, 24 * hour, 168 * hour, 720 * hour} {
		w := s.Window(referenceNow.Add(-window), referenceNow)
		stats, levels := w.Stats(), w.Levels()
		p95, _ := levels.Quantile(95)
		suggestion := levels.Suggest(95)
		bid := w.Bid(suggestion.Bid)
		survival, _ := w.Survival(suggestion.Bid, 6*hour, hour)
		kept += stats.Avg + float64(p95) + bid.AvgPaid + survival
	}
	return kept
}

// BenchmarkSeries is all statistics of a series of 30 days with 10,000 changes, for four windows. Budget: 1 ms.
func BenchmarkSeries(b *testing.B) {
	s := changing(rand.New(rand.NewPCG(1, 2)), 10_000)
	b.ReportAllocs()
	for b.Loop() {
		s.board()
	}
}

// BenchmarkBoard is the same of 720 series, 90 types in 8 zones, with 300 changes each.
func BenchmarkBoard(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	all := make([]Series, 720)
	for i := range all {
		all[i] = changing(r, 300)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range all {
			s.board()
		}
	}
}
