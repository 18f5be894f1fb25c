package engine

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/spotdata"
	"ecsdeck/ecsapi/spot"
)

const priceAPI = "DescribeSpotPriceHistory"

// What is promised of the prices that are read and kept.
const (
	priceWindow   = 24 * time.Hour     // that is known of what WantSpot names
	newestWindow  = 7 * 24 * time.Hour // that comes first of what WantHistory names, at least
	minHistories  = 4                  // keys that are read at once in a region, though the budget is spent
	priceForget   = 2 * time.Hour      // after a key, or its history, was last wanted
	priceSpare    = 24 * time.Hour     // a series may be longer by this
	maxIdlePrices = 200                // keys that are kept and not wanted
)

// boardTypes are 90 instance types of the region with most zones, twelve: over
// 800 series.
func boardTypes() []fleet.SpotKey { return beijing(90) }

// beijing are so many instance types of that region.
func beijing(types int) (keys []fleet.SpotKey) {
	for _, t := range catalog.InstanceTypes()[:types] {
		keys = append(keys, fleet.SpotKey{Region: "cn-beijing", Type: t.ID})
	}
	return keys
}

var boardCloud = ecssim.Config{Regions: 3, Instances: ecssim.NoInstances, Latency: 50 * time.Millisecond}

// known counts the keys whose prices are known from so long ago until now.
func known(s *fleet.Snapshot, keys []fleet.SpotKey, since time.Duration) (n int) {
	for _, k := range keys {
		if p := s.Spot[k]; p != nil && !p.Read.IsZero() && !p.From.After(s.At.Add(spotdata.Overlap-since)) {
			n++
		}
	}
	return n
}

// fill waits for prices of all keys and returns the calls that they took.
func (w *world) fill(keys []fleet.SpotKey, since time.Duration) (s *fleet.Snapshot, calls int) {
	w.t.Helper()
	s = w.until("prices of all", func(s *fleet.Snapshot) bool { return known(s, keys, since) == len(keys) })
	return s, int(w.cloud.Stats().Calls[priceAPI])
}

// plain makes series of rows as they came.
func plain(rows []ecsapi.SpotPrice) map[ecsapi.ZoneID]spot.Series {
	samples := map[ecsapi.ZoneID][]spot.Sample{}
	for _, r := range rows {
		samples[r.Zone] = append(samples[r.Zone], spot.Sample{At: r.At, Price: r.Price, Origin: r.Origin})
	}
	out := map[ecsapi.ZoneID]spot.Series{}
	for zone, list := range samples {
		out[zone] = spot.NewSeries(list)
	}
	return out
}

// sameAsAnew holds what is known of a key against one read of all that the cloud
// has not forgotten by now.
func (w *world) sameAsAnew(p *fleet.SpotState, key fleet.SpotKey) {
	w.t.Helper()
	if p == nil {
		w.t.Fatalf("%s: nothing is known", key.Type)
	}
	from := p.From
	if last := w.client.Now().Add(2*time.Hour - spotdata.HistoryWindow); from.Before(last) {
		from = last
	}
	rows, err := w.client.SpotPrices(context.Background(), key.Region, key.Type, from, p.Read)
	if err != nil {
		w.t.Fatal(err)
	}
	all := plain(rows)
	if len(all) != len(p.Zones) {
		w.t.Errorf("%s: prices in %d zones, want %d", key.Type, len(p.Zones), len(all))
	}
	for zone, want := range all {
		got := p.Zones[zone]
		for at := from.Add(time.Second); !at.After(p.Read); at = at.Add(7 * time.Minute) {
			a, known := want.At(at)
			if b, also := got.At(at); a.Price != b.Price || a.Origin != b.Origin || known != also {
				w.t.Errorf("%s in %s at %v: %v, want %v", key.Type, zone, at, b, a)
				break
			}
		}
		if got = got.Trim(from); got.Len() > want.Len()+2 {
			w.t.Errorf("%s in %s: %d points, want about %d", key.Type, zone, got.Len(), want.Len())
		}
	}
}

// asked is what a call for prices asked for: how long a time, and its end.
func (c call) asked() (length time.Duration, end time.Time) {
	from, _ := time.Parse(time.RFC3339, c.values["StartTime"])
	to, _ := time.Parse(time.RFC3339, c.values["EndTime"])
	return to.Sub(from), to
}

var small = ecssim.Config{Regions: 1, Instances: ecssim.NoInstances, Latency: 50 * time.Millisecond}

// typesOf are keys of the only region of a small cloud.
func typesOf(types ...string) (keys []fleet.SpotKey) {
	for _, t := range types {
		keys = append(keys, fleet.SpotKey{Region: "cn-hangzhou", Type: t})
	}
	return keys
}
