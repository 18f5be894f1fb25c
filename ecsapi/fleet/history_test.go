package fleet

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/spot"
)

// plain makes series of rows as they came.
func plain(key SpotKey, rows []ecsapi.SpotPrice) map[ecsapi.ZoneID]spot.Series {
	samples := map[ecsapi.ZoneID][]spot.Sample{}
	for _, r := range rows {
		samples[r.Zone] = append(samples[r.Zone], spot.Sample{At: r.At, Price: spot.Price(r.Price), Origin: spot.Price(r.Origin)})
	}
	out := map[ecsapi.ZoneID]spot.Series{}
	for zone, list := range samples {
		out[zone] = spot.NewSeries(list)
	}
	return out
}

// TestMarket: the board's four wishes come true.
func TestMarket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: ecssim.NoInstances, Latency: 50 * time.Millisecond}})
		w.load()
		keys := []SpotKey{{"cn-hangzhou", "ecs.g6.large"}, {"cn-hangzhou", "ecs.none"}, {"cn-hangzhou", "ecs.c6.large"}}
		w.WantHistory(keys)
		w.WantAdvice(keys)
		w.WantStock("cn-hangzhou")
		s := w.until("all", func(s *Snapshot) bool {
			return s.Spot[keys[0]] != nil && !s.Spot[keys[0]].Read.IsZero() && s.Spot[keys[1]].Err != nil && len(s.Advice) == 3 && s.Types != nil && s.SpotStock["cn-hangzhou"] != nil
		})
		for zone, series := range s.Spot[keys[0]].Zones {
			if _, ok := series.At(s.Spot[keys[0]].Read.Add(-historyWindow + time.Minute)); !ok {
				t.Errorf("%s: nothing of thirty days ago", zone)
			}
		}
		if a := s.Advice[keys[1]]; a == nil || len(a) > 0 {
			t.Errorf("of a type that does not exist: %v", a)
		}
		if len(s.Advice[keys[0]]) == 0 || len(s.Advice[keys[2]]) == 0 {
			t.Errorf("advice %v", s.Advice)
		}
		if len(s.SpotStock["cn-hangzhou"]["ecs.g6.large"]) == 0 || s.Types["ecs.g6.large"].CPU != 2 {
			t.Errorf("stock %v, type %+v", s.SpotStock["cn-hangzhou"]["ecs.g6.large"], s.Types["ecs.g6.large"])
		}
	})
}

// sameAsAnew holds what is known of a key against one read of the whole time,
// of which the cloud has forgotten the first minutes by now.
func (w *world) sameAsAnew(p *SpotState, key SpotKey) {
	w.t.Helper()
	if p == nil {
		w.t.Fatalf("%s: nothing is known", key.Type)
	}
	rows, err := w.client.SpotPrices(context.Background(), key.Region, key.Type, p.From, p.Read)
	if err != nil {
		w.t.Fatal(err)
	}
	all := plain(key, rows)
	if len(all) != len(p.Zones) {
		w.t.Errorf("%s: prices in %d zones, want %d", key.Type, len(p.Zones), len(all))
	}
	for zone, want := range all {
		got := p.Zones[zone]
		for at := p.From.Add(5 * time.Minute); !at.After(p.Read); at = at.Add(7 * time.Minute) {
			a, known := want.At(at)
			if b, also := got.At(at); a.Price != b.Price || a.Origin != b.Origin || known != also {
				w.t.Errorf("%s in %s at %v: %v, want %v", key.Type, zone, at, b, a)
				break
			}
		}
		if got.Len() > want.Len()+2 {
			w.t.Errorf("%s in %s: %d points, want about %d", key.Type, zone, got.Len(), want.Len())
		}
	}
}
