package engine

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/spotdata"
)

// TestHistoryOfWhatIsKnownForADay: only the older part is read, the two lists
// share what is known, and it is read on.
func TestHistoryOfWhatIsKnownForADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim := small
		sim.Latency = 70 * time.Millisecond // two pages take longer than the pause between snapshots
		w := newWorld(t, setup{sim: sim})
		w.load()
		keys := typesOf("ecs.g6.large")
		w.WantSpot(keys)
		day := w.priced(keys[0])
		w.reset()
		w.WantHistory(keys)
		w.until("it is said to be loading", func(s *fleet.Snapshot) bool { return s.Spot[keys[0]].Loading })
		s, _ := w.fill(keys, spotdata.HistoryWindow)
		p := s.Spot[keys[0]]
		if p.Loading || p.Err != nil || !p.Read.Equal(day.Read) {
			t.Errorf("loading %v, error %v, read up to %v, want %v", p.Loading, p.Err, p.Read, day.Read)
		}
		for i, c := range w.calls(priceAPI) {
			if length, end := c.asked(); length > spotdata.HistoryWindow-priceWindow || !end.Equal(day.From) {
				t.Errorf("call %d asked for %v up to %v", i, length, end)
			}
		}
		w.sameAsAnew(p, keys[0])

		// It goes on for both, with one call each time.
		w.reset()
		pass(time.Hour)
		calls := w.calls(priceAPI)
		if len(calls) < 12 || len(calls) > 15 {
			t.Errorf("%d reads in an hour", len(calls))
		}
		for _, c := range calls {
			if length, _ := c.asked(); length > spotdata.ClosePriceFor+spotdata.Overlap {
				t.Errorf("a read of %v", length)
			}
		}
		w.sameAsAnew(w.Snapshot().Spot[keys[0]], keys[0])
		w.SetFocus(false)
		w.reset()
		pass(3*time.Hour + 10*time.Minute)
		if n := len(w.calls(priceAPI)); n < 6 || n > 8 {
			t.Errorf("%d reads in three hours while nobody looks", n)
		}
		w.sameAsAnew(w.Snapshot().Spot[keys[0]], keys[0])

		// Nobody looks at the board: the panel's day goes on, the thirty go after a while.
		w.SetFocus(true)
		w.WantHistory(nil)
		w.reset()
		pass(priceForget + 20*time.Minute)
		if n := len(w.calls(priceAPI)); n < int((priceForget+20*time.Minute)/spotdata.PriceFor) {
			t.Errorf("%d reads for the panel", n)
		}
		if p := w.Snapshot().Spot[keys[0]]; p.Read.Sub(p.From) > priceWindow+priceSpare {
			t.Errorf("%v are kept for the panel", p.Read.Sub(p.From))
		}
		w.sameAsAnew(w.Snapshot().Spot[keys[0]], keys[0])
	})
}

// TestHistoryIsDroppedOnLeave: calls in flight end, nothing of it counts as a
// failure, and what is wanted again is read.
func TestHistoryIsDroppedOnLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: priceAPI, Kind: ecssim.FaultLatency, Delay: 20 * time.Second})
		ended := make(chan time.Time, 100)
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			if r.URL.Query().Get("Action") == priceAPI {
				context.AfterFunc(r.Context(), func() { ended <- time.Now() })
			}
			return false
		})
		keys := boardTypes()[:40]
		for i := range keys {
			keys[i].Region = "cn-hangzhou"
		}
		w.WantHistory(keys)
		pass(5 * time.Second)
		if n := len(w.calls(priceAPI)); n != spotdata.MaxHistories {
			t.Errorf("%d calls at once", n)
		}
		left := time.Now()
		w.WantHistory(nil)
		for range spotdata.MaxHistories {
			if took := (<-ended).Sub(left); took > 100*time.Millisecond {
				t.Errorf("a call ended %v after nobody wanted it", took)
			}
		}
		pass(time.Second)
		for key, p := range w.Snapshot().Spot {
			if p.Err != nil || p.Loading || !p.Read.IsZero() {
				t.Errorf("%s: error %v, loading %v, read %v", key.Type, p.Err, p.Loading, p.Read)
			}
		}
		pass(10 * time.Minute)
		if n := len(w.calls(priceAPI)); n != spotdata.MaxHistories {
			t.Errorf("%d calls, though nobody wants more", n)
		}
		if spare := w.client.Spare(priceAPI, "cn-hangzhou"); spare != 100 {
			t.Errorf("room for %d calls", spare)
		}

		// Wanted and not, faster than a call can end: once it is wanted it is read.
		w.cloud.ClearFaults()
		for range 5 {
			w.WantHistory(keys)
			w.WantHistory(nil)
		}
		w.WantHistory(keys[:3])
		w.fill(keys[:3], spotdata.HistoryWindow)
	})
}

// TestHistoryLeftToThePanel: of what the panel wants too, only the older part is
// dropped.
func TestHistoryLeftToThePanel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		w.load()
		keys := typesOf("ecs.g6.large")
		w.WantSpot(keys)
		w.priced(keys[0])
		w.cloud.Inject(ecssim.Fault{Action: priceAPI, Kind: ecssim.FaultLatency, Delay: 20 * time.Second})
		w.WantHistory(keys)
		pass(time.Second)
		if !w.Snapshot().Spot[keys[0]].Loading {
			t.Error("it is not said to be loading")
		}
		w.WantHistory(nil)
		pass(time.Second)
		if p := w.Snapshot().Spot[keys[0]]; p.Loading || p.Err != nil {
			t.Errorf("loading %v, error %v", p.Loading, p.Err)
		}
		w.cloud.ClearFaults()
		pass(spotdata.PriceFor)
		if p := w.Snapshot().Spot[keys[0]]; w.client.Now().Sub(p.Read) > spotdata.PriceFor {
			t.Error("the panel's prices are not read on")
		}
	})
}

// TestHistoryInTheOrderOfTheList: what a person scrolled to comes next, however
// much waits for the budget.
func TestHistoryInTheOrderOfTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small, client: ecsapi.Options{Budget: ecsapi.Budget{Burst: 20, PerSecond: 1}}})
		w.load()
		keys := boardTypes()
		for i := range keys {
			keys[i].Region = "cn-hangzhou"
		}
		first := func() []string {
			var types []string
			for _, c := range w.calls(priceAPI) {
				if c.values["Offset"] == "0" {
					types = append(types, c.values["InstanceType"])
				}
			}
			return types
		}
		w.WantHistory(keys)
		pass(5 * time.Second)
		types := first()
		for i, typ := range types {
			if n := slices.Index(keys, fleet.SpotKey{Region: "cn-hangzhou", Type: typ}); n > i+spotdata.MaxHistories || n < i-spotdata.MaxHistories {
				t.Errorf("%s, the %d. of the list, came as the %d.", typ, n+1, i+1)
			}
		}
		if len(types) < 20 || len(types) > 30 {
			t.Errorf("%d types with twenty calls and one a second", len(types))
		}
		w.reset()
		slices.Reverse(keys)
		w.WantHistory(keys)
		pass(15 * time.Second)
		for i, typ := range first() {
			if n := slices.Index(keys, fleet.SpotKey{Region: "cn-hangzhou", Type: typ}); i >= minHistories && n > i {
				t.Errorf("%s, now the %d. of the list, came as the %d.", typ, n+1, i+1)
			}
		}
	})
}

// TestHistoryRetries: a failure is told with its next try, which comes sooner
// when asked for.
func TestHistoryRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: small})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: priceAPI, Kind: ecssim.FaultHTTP503, For: time.Hour})
		keys := typesOf("ecs.g6.large", "ecs.c6.large", "ecs.r6.large")
		w.WantHistory(keys)
		failed := func(s *fleet.Snapshot) bool {
			return !slices.ContainsFunc(keys, func(k fleet.SpotKey) bool {
				return s.Spot[k] == nil || s.Spot[k].Err == nil || s.Spot[k].Loading
			})
		}
		s := w.until("failures", failed)
		for _, key := range keys {
			p := s.Spot[key]
			if wait := time.Until(p.RetryAt); p.Err.Kind != ecsapi.KindServer || wait <= 0 || wait > time.Minute {
				t.Errorf("%s: %v, again in %v", key.Type, p.Err, wait)
			}
		}
		pass(10 * time.Minute)
		w.reset()
		pass(10 * time.Minute)
		if n := len(w.calls(priceAPI)); n < 3*10 || n > 3*50 {
			t.Errorf("%d tries in ten minutes", n)
		}
		// Long enough that nothing is tried again by itself while one is asked for.
		w.until("a pause", func(s *fleet.Snapshot) bool {
			return failed(s) && !slices.ContainsFunc(keys, func(k fleet.SpotKey) bool { return time.Until(s.Spot[k].RetryAt) < 5*time.Second })
		})
		w.cloud.ClearFaults()
		w.reset()
		w.RetryPrices(keys[1])
		s, _ = w.fill(keys[1:2], spotdata.HistoryWindow)
		if p := s.Spot[keys[1]]; p.Err != nil || !p.RetryAt.IsZero() {
			t.Errorf("error %v, again at %v", p.Err, p.RetryAt)
		}
		for _, c := range w.calls(priceAPI) {
			if c.values["InstanceType"] != keys[1].Type {
				t.Errorf("%s was tried too", c.values["InstanceType"])
			}
		}
		w.RetryPrices()
		began := time.Now()
		w.fill(keys, spotdata.HistoryWindow)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("a retry of all took %v", took)
		}
	})
}
