package spotboard

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

const benchRegion = "cn-hangzhou"

// benchPrices is thirty days of a price that changes every so often.
func benchPrices(rnd *rand.Rand, now time.Time, every time.Duration) spot.Series {
	origin := spot.Price(100_000 + rnd.IntN(5_000_000))
	var samples []spot.Sample
	for at := now.AddDate(0, 0, -30); at.Before(now); at = at.Add(time.Duration(float64(every) * (.5 + rnd.Float64()))) {
		p := origin/10 + spot.Price(rnd.IntN(int(origin/5)))
		samples = append(samples, spot.Sample{At: at, Price: p / 1000 * 1000, Origin: origin})
	}
	return spot.NewSeries(samples)
}

// benchMarket is a snapshot of so many types in eight zones each.
func benchMarket(types int, now time.Time) *fleet.Snapshot {
	rnd := rand.New(rand.NewPCG(3, 4))
	region := &fleet.RegionState{Region: ecsapi.Region{ID: benchRegion}, Known: true, Complete: true, Read: now}
	s := &fleet.Snapshot{Rev: 1, At: now, Complete: true, Regions: []*fleet.RegionState{region}}
	s.Spot = map[fleet.SpotKey]*fleet.SpotState{}
	s.Types = map[string]*ecsapi.InstanceType{}
	s.Advice = map[fleet.SpotKey]map[ecsapi.ZoneID]fleet.Advice{}
	stock := map[string]map[ecsapi.ZoneID]ecsapi.Stock{}
	for n := range types {
		typ := fmt.Sprintf("ecs.g%d.%dxlarge", n/10, n%10+1)
		key := fleet.SpotKey{Region: benchRegion, Type: typ}
		s.Types[typ] = &ecsapi.InstanceType{ID: typ, Family: fmt.Sprintf("ecs.g%d", n/10), CPU: 4 * (n%10 + 1), MemoryMiB: 16384 * (n%10 + 1), Arch: "X86"}
		state := &fleet.SpotState{Zones: map[ecsapi.ZoneID]spot.Series{}, Read: now, Currency: "CNY"}
		stock[typ], s.Advice[key] = map[ecsapi.ZoneID]ecsapi.Stock{}, map[ecsapi.ZoneID]fleet.Advice{}
		for z := range 8 {
			zone := ecsapi.ZoneID(fmt.Sprintf("%s-%c", benchRegion, 'b'+z))
			state.Zones[zone] = benchPrices(rnd, now, 45*time.Minute)
			stock[typ][zone] = ecsapi.WithStock
			s.Advice[key][zone] = fleet.Advice{InterruptionRate: 2, Desc: "0-3%"}
		}
		s.Spot[key] = state
	}
	s.SpotStock = map[ecsapi.RegionID]map[string]map[ecsapi.ZoneID]ecsapi.Stock{benchRegion: stock}
	return s
}

func benchBoard(b *testing.B, types int) *Board {
	b.Helper()
	printer, err := text.New("en")
	if err != nil {
		b.Fatal(err)
	}
	d := deck.New(b.Context(), deck.Deps{Text: printer, Keys: keymap.Default(), ThemeName: "dark", Now: time.Now})
	d.Snap = benchMarket(types, d.Cloud)
	p := New(d, "")
	p.region = benchRegion
	p.Table.SetSize(198, 45)
	p.measuring.cells = p.Table.WidthOf("prices")
	p.list = p.query().run()
	p.requested = request{p.list.keys, d.Wall} // nobody is there to ask
	p.Show(p.list.rows, len(p.list.unfiltered), 0, false)
	return p
}

// BenchmarkBoardKeyToView is a cursor key to the finished View at 200x50 with
// 720 rows. Budget: 2 ms, as for any key.
func BenchmarkBoardKeyToView(b *testing.B) {
	p := benchBoard(b, 90)
	if len(p.list.rows) != 720 {
		b.Fatalf("%d rows", len(p.list.rows))
	}
	keys := []tea.KeyPressMsg{{Code: 'j', Text: "j"}, {Code: tea.KeyPgDown}, {Code: 'k', Text: "k"}, {Code: tea.KeyPgUp}}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		p.Key(keys[n%len(keys)])
		_ = p.View(198, 45, true)
		n++
	}
}

// BenchmarkBoardList is a list of 720 rows of thirty days, off the loop: with
// everything to be measured, with one type, and with none.
func BenchmarkBoardList(b *testing.B) {
	for _, window := range []time.Duration{24 * time.Hour, 30 * 24 * time.Hour} {
		p := benchBoard(b, 90)
		p.measuring.window = window
		q := p.query()
		b.Run(fmt.Sprintf("all of %d d", window/(24*time.Hour)), func(b *testing.B) {
			for b.Loop() {
				q.last = nil
				q.run()
			}
		})
		q.last = q.run().measured
		b.Run(fmt.Sprintf("one type of %d d", window/(24*time.Hour)), func(b *testing.B) {
			key := p.list.keys[7]
			for b.Loop() {
				other := *q.snap.Spot[key]
				q.snap.Spot[key] = &other
				q.run()
			}
		})
		q.last = q.run().measured
		b.Run(fmt.Sprintf("nothing of %d d", window/(24*time.Hour)), func(b *testing.B) {
			for b.Loop() {
				q.run()
			}
		})
	}
}
