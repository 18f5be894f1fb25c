package spotdata

import (
	"fmt"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/ecsapi/spot/store"
)

// TestIdleHistoriesAreBounded: long ones take the place of many short ones.
func TestIdleHistoriesAreBounded(t *testing.T) {
	var samples []spot.Sample
	for i := range 100_000 {
		samples = append(samples, spot.Sample{At: time.Unix(int64(i), 0), Price: spot.Price(1 + i%2)})
	}
	long := spot.NewSeries(samples)
	d := New(Options{Client: new(ecsapi.Client), Changed: func() {}})
	now := time.Now()
	key := func(i int) fleet.SpotKey { return fleet.SpotKey{Region: "cn-hangzhou", Type: fmt.Sprint("ecs.", i)} }
	for i := range 20 {
		d.prices[key(i)] = &prices{
			left: now.Add(time.Duration(i) * time.Second), dirty: true,
			History: store.History{Zones: map[string]spot.Series{"a": long}, To: now},
		}
	}
	d.Start(t.Context(), now, true)
	s := &fleet.Snapshot{}
	d.Publish(s)
	if n := len(s.Spot); n != maxIdlePoints/len(samples) {
		t.Errorf("%d of 20 are kept", n)
	}
	if s.Spot[key(19)] == nil {
		t.Error("the one that was wanted last is not among them")
	}
}

// TestNextInterval: what is asked for next.
func TestNextInterval(t *testing.T) {
	now := time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	const day = 24 * time.Hour
	for name, tt := range map[string]struct {
		history          bool
		from, read, done time.Time
		want             interval
	}{
		"nothing is known":         {true, time.Time{}, time.Time{}, time.Time{}, interval{ago(newestWindow), now, true, false}},
		"of disk, an hour old":     {true, ago(40 * day), ago(time.Hour), time.Time{}, interval{ago(time.Hour + Overlap), now, false, false}},
		"too long ago":             {true, ago(80 * day), ago(31 * day), time.Time{}, interval{ago(newestWindow), now, true, false}},
		"older ones are lacking":   {true, ago(10 * day), ago(time.Minute), ago(time.Minute), interval{ago(30 * day), ago(10 * day), false, true}},
		"old and older":            {true, ago(10 * day), ago(PriceFor), ago(PriceFor), interval{ago(PriceFor + Overlap), now, false, false}},
		"a day is enough":          {false, ago(day), ago(time.Minute), ago(time.Minute), interval{ago(time.Minute + Overlap), now, false, false}},
		"the clock ran back":       {true, ago(-day), ago(-2 * day), ago(time.Minute), interval{ago(newestWindow), now, true, false}},
		"the clock ran back a bit": {true, ago(30 * day), ago(-2 * time.Second), ago(time.Minute), interval{ago(Overlap - 2*time.Second), now, false, false}},
	} {
		p := &prices{wantHistory: tt.history, History: store.History{From: tt.from, To: tt.read}, done: tt.done}
		if got := p.next(now, now, newestWindow); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}
