package engine

import (
	"context"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/spotdata"
)

// TestBoardFills: a region with 90 types in its zones, thirty days of each, at
// 50 ms latency. Where the budget lets them go, it takes one call of each type
// and page.
func TestBoardFills(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: boardCloud, client: ecsapi.Options{Budget: ecsapi.Budget{Burst: 300}}})
		w.load()
		w.cloud.ResetStats()
		keys, began := boardTypes(), time.Now()
		w.WantHistory(keys)
		s, calls := w.fill(keys, spotdata.HistoryWindow)
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("it took %v", took)
		}
		series, pages := 0, 0
		for _, key := range keys {
			p := s.Spot[key]
			rows, err := w.client.SpotPrices(context.Background(), key.Region, key.Type, p.From, p.Read)
			if err != nil {
				t.Fatal(err)
			}
			pages += (len(rows) + 999) / 1000
			series += len(p.Zones)
			if p.Err != nil || p.Loading || p.InvalidRows > 0 {
				t.Errorf("%s: error %v, loading %v, %d invalid", key.Type, p.Err, p.Loading, p.InvalidRows)
			}
		}
		if series < 90*8 || calls != pages {
			t.Errorf("%d series in %d calls, want one for each of %d pages", series, calls, pages)
		}
		if n := w.cloud.Stats().PeakInFlight; n > spotdata.MaxHistories+1 {
			t.Errorf("%d calls at once", n)
		}
	})
}

// TestBoardFillsOnABudget: with the budget of a deck, which is spent after a
// hundred calls, all rows soon show their newest prices, a week and more: those
// in sight, which are named first, at once.
func TestBoardFillsOnABudget(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: boardCloud})
		w.load()
		w.cloud.ResetStats()
		keys, began := beijing(145), time.Now()
		w.WantHistory(keys)
		w.fill(keys[:20], newestWindow)
		if took := time.Since(began); took > time.Second {
			t.Errorf("the newest of those in sight took %v", took)
		}
		s, calls := w.fill(keys, newestWindow)
		if took := time.Since(began); took > 13*time.Second || calls > 165 {
			t.Errorf("the newest took %v and %d calls", took, calls)
		}
		for _, key := range keys {
			if p := s.Spot[key]; p.From.After(s.At.Add(spotdata.Overlap-spotdata.HistoryWindow)) && !p.Loading {
				t.Errorf("%s is not said to be loading", key.Type)
			}
		}
		_, calls = w.fill(keys, spotdata.HistoryWindow)
		if took := time.Since(began); took > 65*time.Second || calls > 425 {
			t.Errorf("all took %v and %d calls", took, calls)
		}
	})
}

// BenchmarkBoardFills is TestBoardFills in real time, the simulated cloud's work
// included, and what the prices take of memory.
func BenchmarkBoardFills(b *testing.B) {
	keys := boardTypes()
	for b.Loop() {
		w := newWorld(b, setup{sim: boardCloud, client: ecsapi.Options{Budget: ecsapi.Budget{Burst: 300}}})
		w.load()
		w.reset()
		before, began := heap(), time.Now()
		w.WantHistory(keys)
		s, calls := w.fill(keys, spotdata.HistoryWindow)
		b.ReportMetric(time.Since(began).Seconds(), "s/board")
		b.ReportMetric(float64(calls), "calls/board")
		points := 0
		for _, p := range s.Spot {
			for _, z := range p.Zones {
				points += z.Len()
			}
		}
		b.ReportMetric(float64(points), "points/board")
		w.reset()
		b.ReportMetric(float64(heap()-before)/1e6, "MB/board")
		w.Close()
	}
}

// heap is what is in use of it.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestBoardFillsThrottled: a cloud that allows fewer calls than the budget is
// not pestered, rows say what they wait for, and in the end all are there.
func TestBoardFillsThrottled(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		sim := boardCloud
		sim.Limits = ecssim.Limits{priceAPI: {Calls: 60, Per: time.Minute}}
		w := newWorld(t, setup{sim: sim})
		w.load()
		w.cloud.ResetStats()
		keys, began := boardTypes(), time.Now()
		w.WantHistory(keys)
		s := w.until("throttling", func(s *fleet.Snapshot) bool {
			for _, key := range keys {
				if p := s.Spot[key]; p == nil || p.Read.IsZero() && p.Err == nil {
					return false
				}
			}
			return true
		})
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("after %v it is not said of each what it waits for", took)
		}
		for _, key := range keys {
			if p := s.Spot[key]; p.Err != nil && (p.Err.Kind != ecsapi.KindThrottled || p.RetryAt.Before(time.Now())) {
				t.Errorf("%s: %v, again at %v", key.Type, p.Err, p.RetryAt)
			}
		}
		_, calls := w.fill(keys, spotdata.HistoryWindow)
		stats := w.cloud.Stats()
		refused := 0
		for _, n := range stats.Errors {
			refused += int(n)
		}
		if took := time.Since(began); took > 15*time.Minute || refused > calls/4 {
			t.Errorf("all took %v and %d calls, %d refused", took, calls, refused)
		}
	})
}

// TestBoardFillsOnAFastClock: a simulated cloud may live an hour in a minute.
func TestBoardFillsOnAFastClock(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		sim := boardCloud
		sim.Speed = 60
		w := newWorld(t, setup{sim: sim})
		w.load()
		w.cloud.ResetStats()
		keys, began := boardTypes(), time.Now()
		w.WantHistory(keys)
		s, calls := w.fill(keys, spotdata.HistoryWindow)
		if took := time.Since(began); took > time.Minute || calls > 280 {
			t.Errorf("all took %v and %d calls", took, calls)
		}
		w.sameAsAnew(s.Spot[keys[0]], keys[0])
		pass(12 * time.Minute)
		w.sameAsAnew(w.Snapshot().Spot[keys[0]], keys[0])
	})
}

// long is for tests of many prices, many instances or long hours: under the race
// detector they take minutes, and others show it the same goroutines.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a long test whose goroutines others show as well")
	}
}
