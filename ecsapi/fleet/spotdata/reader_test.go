package spotdata

import (
	"testing"
	"time"

	"ecsdeck/ecsapi/spot"
	"ecsdeck/ecsapi/spot/store"
)

// Rows are those of the cloud, or what is left of them once some were known before.
func TestRows(t *testing.T) {
	at := func(minutes int) time.Time {
		return time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
	}
	known := store.History{From: at(0), To: at(60), Currency: "CNY", Zones: map[string]spot.Series{
		"h": spot.NewSeries([]spot.Sample{{At: at(0), Price: 5}, {At: at(30), Price: 6}, {At: at(60), Price: 6}}),
		"i": spot.NewSeries([]spot.Sample{{At: at(0), Price: 5}}),
	}}
	a := answer{interval: interval{from: at(50), to: at(70)}, rows: map[string]int{"h": 5}, invalid: 1}
	a.Update = store.Update{From: at(50), To: at(70), Zones: map[string][]spot.Sample{"h": {{At: at(50), Price: 6}, {At: at(70), Price: 6}}}}
	h := combine(known, []answer{a}, at(10))
	if h.Rows["h"] != 3 || h.Rows["i"] != 1 || h.Currency != "CNY" || h.Invalid != 1 {
		t.Errorf("with what was known: %+v", h)
	}
	a.fresh = true
	if h := combine(store.History{}, []answer{a}, at(10)); h.Rows["h"] != 5 || len(h.Rows) != 1 || h.Invalid != 1 {
		t.Errorf("as the cloud gave them: %+v", h)
	}
}
