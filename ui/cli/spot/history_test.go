package spot

import (
	"testing"
	"time"

	"ecsdeck/ecsapi/spot"
	"ecsdeck/ecsapi/spot/store"
)

func TestSpotRowsAreSamples(t *testing.T) {
	at := func(minutes int) time.Time {
		return time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
	}
	r := &reader{from: at(10)}
	known := store.History{From: at(0), To: at(60), Currency: "CNY", Zones: map[string]spot.Series{
		"h": spot.NewSeries([]spot.Sample{{At: at(0), Price: 5}, {At: at(30), Price: 6}, {At: at(60), Price: 6}}),
		"i": spot.NewSeries([]spot.Sample{{At: at(0), Price: 5}}),
	}}
	u := store.Update{From: at(50), To: at(70), Zones: map[string][]spot.Sample{"h": {{At: at(50), Price: 6}, {At: at(70), Price: 6}}}}
	p := r.join(known, []store.Update{u})
	if p.rows["h"] != 3 || p.rows["i"] != 1 || p.currency != "CNY" {
		t.Errorf("with what was known: %+v", p)
	}
	u.Zones["h"] = append(u.Zones["h"], u.Zones["h"]...)
	if p := r.join(store.History{}, []store.Update{u}); p.rows["h"] != 4 {
		t.Errorf("as the cloud gave them: %+v", p)
	}
}
