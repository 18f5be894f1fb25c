package engine

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/spotdata"
	"ecsdeck/ecsapi/spot/store"
)

// again is another deck on the same cloud.
func (w *world) again(prices *store.Store) {
	w.t.Cleanup(w.Engine.Close)
	w.Engine = New(Options{Client: w.client, Who: "lin", Prices: prices})
	w.load()
}

// TestHistoryIsKept: the next deck shows what the last one read, before it has
// asked anything, and asks for what is new only.
func TestHistoryIsKept(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		first := store.New(dir)
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 3, Instances: ecssim.NoInstances, Latency: 50 * time.Millisecond}, prices: first})
		w.load()
		keys := boardTypes()[:20]
		w.WantHistory(keys)
		before, _ := w.fill(keys, spotdata.HistoryWindow)
		w.Close()
		first.Close()
		if i, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil || i.Mode().Perm() != 0o600 {
			t.Errorf("the file: %v, %v", i, err)
		}

		pass(3 * time.Hour)
		w.reset()
		second := store.New(dir)
		defer second.Close()
		w.again(second)
		w.cloud.Inject(ecssim.Fault{Action: priceAPI, Kind: ecssim.FaultLatency, Delay: 10 * time.Second})
		w.WantHistory(keys)
		began := time.Now()
		w.until("what is kept", func(s *fleet.Snapshot) bool {
			for _, key := range keys[:spotdata.MaxHistories] {
				if p := s.Spot[key]; p == nil || !p.Read.Equal(before.Spot[key].Read) || len(p.Zones) != len(before.Spot[key].Zones) || p.Currency != "CNY" || !p.Loading {
					return false
				}
			}
			return true
		})
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %v to tell what is on the disk", took)
		}
		after := w.until("what is new", func(s *fleet.Snapshot) bool {
			for _, key := range keys {
				if p := s.Spot[key]; p == nil || p.Loading || s.At.Sub(p.Read) > time.Minute {
					return false
				}
			}
			return true
		})
		calls := w.calls(priceAPI)
		if len(calls) != len(keys) {
			t.Errorf("%d calls for %d types", len(calls), len(keys))
		}
		for _, c := range calls {
			from, _ := time.Parse(time.RFC3339, c.values["StartTime"])
			if ago := after.At.Sub(from); ago < 3*time.Hour || ago > 4*time.Hour {
				t.Errorf("%s was asked from %v ago on", c.values["InstanceType"], ago)
			}
		}
		w.cloud.ClearFaults()
		for _, key := range keys {
			w.sameAsAnew(after.Spot[key], key)
		}
		if after.HistoryNote.String() != "" {
			t.Error(after.HistoryNote)
		}
	})
}

// TestHistoryOfAMomentAgo: what another run has just read is shown at once, however many types
// they are, and not asked for again as long as it is not old.
func TestHistoryOfAMomentAgo(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		first := store.New(dir)
		w := newWorld(t, setup{sim: boardCloud, prices: first, client: ecsapi.Options{Budget: ecsapi.Budget{Burst: 20, PerSecond: 20}}})
		w.load()
		keys := boardTypes()[:60]
		w.WantHistory(keys)
		w.fill(keys, spotdata.HistoryWindow)
		w.Close()
		first.Close()

		pass(5 * time.Minute)
		w.reset()
		second := store.New(dir)
		defer second.Close()
		w.again(second)
		began := time.Now()
		for range 5 { // faster than the disk
			w.WantHistory(keys)
			runtime.Gosched()
			w.WantHistory(nil)
		}
		w.WantHistory(keys)
		s, _ := w.fill(keys, spotdata.HistoryWindow)
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %v to tell what is on the disk", took)
		}
		for _, key := range keys {
			if s.Spot[key].Loading {
				t.Errorf("%s is said to be loading", key.Type)
			}
		}
		pass(5 * time.Minute)
		if n := len(w.calls(priceAPI)); n != 0 {
			t.Errorf("%d calls for what was known", n)
		}
		pass(5 * time.Minute)
		if n := len(w.calls(priceAPI)); n != len(keys) {
			t.Errorf("%d calls for %d types", n, len(keys))
		}
		w.sameAsAnew(w.Snapshot().Spot[keys[0]], keys[0])
	})
}

// TestHistoryOnDiskGoesFurther: of a type that was read for a day only, the older
// part is taken from the disk.
func TestHistoryOnDiskGoesFurther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		prices := store.New(t.TempDir())
		defer prices.Close()
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: ecssim.NoInstances}, prices: prices})
		w.load()
		key := fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g6.large"}
		w.WantHistory([]fleet.SpotKey{key})
		w.fill([]fleet.SpotKey{key}, spotdata.HistoryWindow)
		pass(time.Second) // it is written
		w.WantHistory(nil)
		pass(priceForget + 6*time.Minute) // an empty region wakes the schedule every few minutes
		if w.Snapshot().Spot[key] != nil {
			t.Fatal("it is not forgotten")
		}
		w.reset()
		w.WantSpot([]fleet.SpotKey{key})
		w.priced(key)
		w.WantHistory([]fleet.SpotKey{key})
		s, _ := w.fill([]fleet.SpotKey{key}, spotdata.HistoryWindow)
		if n := len(w.calls(priceAPI)); n > 1 {
			t.Errorf("%d calls", n)
		}
		w.sameAsAnew(s.Spot[key], key)
	})
}

// TestSecondDeckKeepsNothing: it works, and says so.
func TestSecondDeckKeepsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		first, second := store.New(dir), store.New(dir)
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: ecssim.NoInstances}, prices: first})
		w.load()
		keys := []fleet.SpotKey{{Region: "cn-hangzhou", Type: "ecs.g6.large"}}
		w.WantHistory(keys)
		w.fill(keys, spotdata.HistoryWindow)

		w.again(second)
		w.WantHistory(keys)
		s, _ := w.fill(keys, spotdata.HistoryWindow)
		if s.HistoryNote.IsZero() {
			t.Error("the second deck does not say that it keeps nothing")
		}
		w.sameAsAnew(s.Spot[keys[0]], keys[0])
		first.Close()
		second.Close()
	})
}
