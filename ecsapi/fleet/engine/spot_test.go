package engine

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/spotdata"
)

// priced waits for a key's prices.
func (w *world) priced(key fleet.SpotKey) *fleet.SpotState {
	w.t.Helper()
	s := w.until("prices of "+key.Type, func(s *fleet.Snapshot) bool {
		p := s.Spot[key]
		return p != nil && !p.Read.IsZero()
	})
	return s.Spot[key]
}

func TestSpotPrices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 50, Latency: 50 * time.Millisecond}})
		w.load()
		key := fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g6.large"}
		w.WantSpot([]fleet.SpotKey{key})
		p := w.priced(key)
		if len(p.Zones) == 0 || p.Err != nil || p.Loading || p.Currency != "CNY" {
			t.Fatalf("%d zones, error %v, loading %v, in %q", len(p.Zones), p.Err, p.Loading, p.Currency)
		}
		now := w.client.Now()
		for zone, series := range p.Zones {
			if _, ok := series.At(now.Add(-priceWindow + time.Minute)); !ok {
				t.Errorf("%s: no price a day ago", zone)
			}
			if !series.Current(now).OK {
				t.Errorf("%s: no price now", zone)
			}
		}

		// An hour later the series have grown, by reads of the new part only.
		w.reset()
		pass(time.Hour)
		later := w.priced(key)
		if d := later.Read.Sub(p.Read); d < time.Hour-spotdata.PriceFor {
			t.Errorf("read on for %v in an hour", d)
		}
		calls := w.calls("DescribeSpotPriceHistory")
		if len(calls) < 4 || len(calls) > 5 {
			t.Errorf("%d reads in an hour", len(calls))
		}
		for _, c := range calls {
			from, _ := time.Parse(time.RFC3339, c.values["StartTime"])
			to, _ := time.Parse(time.RFC3339, c.values["EndTime"])
			if d := to.Sub(from); d > spotdata.PriceFor+spotdata.Overlap {
				t.Errorf("a read of %v", d)
			}
		}

		// The series is what one read of the whole time gives.
		rows, err := w.client.SpotPrices(t.Context(), key.Region, key.Type, p.Read.Add(-priceWindow), later.Read)
		if err != nil {
			t.Fatal(err)
		}
		for zone, want := range plain(rows) {
			for at := p.Read.Add(-priceWindow); at.Before(later.Read); at = at.Add(time.Minute) {
				a, _ := want.At(at)
				if b, _ := later.Zones[zone].At(at); a.Price != b.Price {
					t.Fatalf("%s at %v: %v, want %v", zone, at, b.Price, a.Price)
				}
			}
		}

		// Nobody wants them: nothing is read, and what was stays.
		w.WantSpot(nil)
		pass(time.Second)
		w.reset()
		pass(time.Hour)
		if n := len(w.calls("DescribeSpotPriceHistory")); n != 0 {
			t.Errorf("%d reads that nobody wants", n)
		}
		if w.Snapshot().Spot[key] == nil {
			t.Error("forgot what it knew")
		}
	})
}

// TestSpotSeriesDoNotGrowForEver: the beginning that nobody wants is cut off.
func TestSpotSeriesDoNotGrowForEver(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: ecssim.NoInstances}})
		w.load()
		w.SetFocus(false)
		key := fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g6.large"}
		w.WantSpot([]fleet.SpotKey{key})
		w.priced(key)
		pass(73 * time.Hour)
		now := w.client.Now()
		for zone, series := range w.Snapshot().Spot[key].Zones {
			if first, _ := series.First(); now.Sub(first.At) > priceWindow+priceSpare+2*time.Hour {
				t.Errorf("%s goes back %v", zone, now.Sub(first.At))
			}
			if _, ok := series.At(now.Add(-priceWindow)); !ok {
				t.Errorf("%s: no price a day ago", zone)
			}
		}
	})
}

func TestSpotFourAtOnceInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: "DescribeSpotPriceHistory", Kind: ecssim.FaultLatency, Delay: time.Second})
		var keys []fleet.SpotKey
		for _, typ := range []string{"ecs.g6.large", "ecs.c6.large", "ecs.r6.large", "ecs.g6.xlarge", "ecs.c6.xlarge", "ecs.r6.xlarge"} {
			keys = append(keys, fleet.SpotKey{Region: "cn-hangzhou", Type: typ})
		}
		w.WantSpot(keys)
		pass(500 * time.Millisecond)
		if n := len(w.calls("DescribeSpotPriceHistory")); n != 4 {
			t.Errorf("%d at once", n)
		}
		for _, k := range keys {
			if p := w.Snapshot().Spot[k]; p == nil || !p.Loading {
				t.Errorf("%v is not said to be loading", k)
			}
		}
		for _, k := range keys {
			w.priced(k)
		}
		var order []string
		for _, c := range w.calls("DescribeSpotPriceHistory") {
			if typ := c.values["InstanceType"]; !slices.Contains(order, typ) {
				order = append(order, typ)
			}
		}
		slices.Sort(order[:4])
		if want := []string{"ecs.c6.large", "ecs.g6.large", "ecs.g6.xlarge", "ecs.r6.large"}; !slices.Equal(order[:4], want) {
			t.Errorf("first %v", order[:4])
		}
	})
}

func TestSpotErrorIsOfItsKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		good, bad := fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g6.large"}, fleet.SpotKey{Region: "cn-beijing", Type: "ecs.g6.large"}
		w.cloud.Inject(ecssim.Fault{Region: "cn-beijing", Action: "DescribeSpotPriceHistory", Kind: ecssim.FaultHTTP500, For: time.Minute})
		w.WantSpot([]fleet.SpotKey{bad, good})
		s := w.until("the error", func(s *fleet.Snapshot) bool { return s.Spot[bad] != nil && s.Spot[bad].Err != nil })
		if s.Spot[bad].Err.Kind != ecsapi.KindServer {
			t.Error(s.Spot[bad].Err)
		}
		if p := w.priced(good); p.Err != nil {
			t.Error(p.Err)
		}
		if p := w.priced(bad); p.Err != nil || len(p.Zones) == 0 {
			t.Errorf("%d zones, error %v", len(p.Zones), p.Err)
		}
	})
}

func TestZones(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.WantZones("cn-hangzhou") // before the regions are known
		w.cloud.Inject(ecssim.Fault{Action: "DescribeZones", Kind: ecssim.FaultHTTP503, For: 20 * time.Second})
		w.load()
		zones := func(s *fleet.Snapshot) *fleet.RegionState { r, _ := s.Region("cn-hangzhou"); return r }
		w.until("an error", func(s *fleet.Snapshot) bool { return zones(s).ZonesErr != nil })
		s := w.until("zones", func(s *fleet.Snapshot) bool { return len(zones(s).Zones) > 0 })
		if r := zones(s); r.ZonesErr != nil || len(r.Zones[0].Types) == 0 {
			t.Errorf("error %v, first zone %+v", r.ZonesErr, r.Zones[0])
		}
		w.reset()
		w.WantZones("cn-hangzhou", "cn-beijing")
		w.until("zones", func(s *fleet.Snapshot) bool { r, _ := s.Region("cn-beijing"); return len(r.Zones) > 0 })
		if n := len(w.calls("DescribeZones")); n != 1 {
			t.Errorf("%d calls, want one for the region that wasn't read", n)
		}
	})
}

// TestSpotWhileNobodyLooks: prices are read rarely then, and at once when
// somebody looks again and they are old.
func TestSpotWhileNobodyLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 50}})
		w.load()
		key := fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g6.large"}
		w.WantSpot([]fleet.SpotKey{key})
		w.priced(key)
		w.SetFocus(false)
		w.reset()
		pass(3*time.Hour + 20*time.Minute)
		if n := len(w.calls("DescribeSpotPriceHistory")); n < 6 || n > 8 {
			t.Errorf("%d reads in three hours", n)
		}
		age := func() time.Duration { return w.client.Now().Sub(w.Snapshot().Spot[key].Read) }
		for age() < spotdata.PriceFor+time.Minute {
			pass(time.Minute)
		}
		w.SetFocus(true)
		pass(time.Second)
		if age() > spotdata.PriceFor {
			t.Errorf("%v old though somebody looks again", age())
		}
		for range 120 {
			if pass(time.Minute); age() > spotdata.PriceFor+time.Second {
				t.Fatalf("%v old though somebody looks", age())
			}
		}

		// Who looks at the one price has it as new as the cloud's own step.
		w.WantHistory([]fleet.SpotKey{key})
		w.fill([]fleet.SpotKey{key}, spotdata.HistoryWindow)
		for range 30 {
			if pass(time.Minute); age() > spotdata.ClosePriceFor+time.Second {
				t.Fatalf("%v old though somebody looks at it", age())
			}
		}
	})
}

// TestSpotIsForgotten: what nobody wants any more does not stay for ever, nor
// pile up.
func TestSpotIsForgotten(t *testing.T) {
	long(t)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 50}})
		w.load()
		first := fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g6.large"}
		w.WantSpot([]fleet.SpotKey{first})
		w.priced(first)
		for i := range 2 * maxIdlePrices {
			w.WantSpot([]fleet.SpotKey{{Region: "cn-hangzhou", Type: fmt.Sprint("ecs.none.", i)}})
			pass(time.Second)
		}
		if n := len(w.Snapshot().Spot); n > maxIdlePrices+1 || n < maxIdlePrices {
			t.Errorf("%d keys are kept", n)
		}
		if w.Snapshot().Spot[first] != nil {
			t.Error("the oldest one is still there")
		}
		w.WantSpot([]fleet.SpotKey{first})
		w.priced(first)
		pass(priceForget + 10*time.Minute)
		if s := w.Snapshot(); len(s.Spot) != 1 || s.Spot[first] == nil {
			t.Errorf("%d keys after %v", len(s.Spot), priceForget)
		}
	})
}
