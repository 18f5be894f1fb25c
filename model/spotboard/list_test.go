package spotboard

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
	"ecsdeck/ui/text"
)

// reference are the eight samples of the SDK's reference.
func reference() (s spot.Series, now time.Time) {
	var samples []spot.Sample
	for _, row := range []struct {
		at    string
		price spot.Price
	}{
		{"2017-09-26T06:28:55Z", 240_000}, {"2017-09-26T14:00:00Z", 360_000}, {"2017-09-26T15:00:00Z", 240_000},
		{"2017-09-27T14:00:00Z", 360_000}, {"2017-09-27T15:00:00Z", 240_000}, {"2017-09-28T14:00:00Z", 360_000},
		{"2017-09-28T15:00:00Z", 240_000}, {"2017-09-29T06:28:55Z", 240_000},
	} {
		at, err := time.Parse(time.RFC3339, row.at)
		if err != nil {
			panic(err)
		}
		samples, now = append(samples, spot.Sample{At: at, Price: row.price, Origin: 1_200_000}), at
	}
	return spot.NewSeries(samples), now
}

// market is a region with the reference's prices in one zone, none in another,
// and instances of the account.
func market(now time.Time) *fleet.Snapshot {
	s, _ := reference()
	key := fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g7.large"}
	of := func(typ string, strategy string, limit ecsapi.Price) *ecsapi.Instance {
		return &ecsapi.Instance{Region: "cn-hangzhou", Zone: "cn-hangzhou-h", Type: typ, SpotStrategy: strategy, SpotPriceLimit: limit}
	}
	return &fleet.Snapshot{
		Regions: []*fleet.RegionState{{
			Region: ecsapi.Region{ID: "cn-hangzhou"}, Known: true,
			Instances: []*ecsapi.Instance{
				of("ecs.g7.large", ecsapi.SpotWithPriceLimit, 250_000), of("ecs.g7.large", ecsapi.SpotWithPriceLimit, 400_000),
				of("ecs.g7.large", ecsapi.SpotAsPriceGo, 0), of("ecs.old.large", ecsapi.NoSpot, 0), of("", "", 0),
			},
		}},
		Spot: map[fleet.SpotKey]*fleet.SpotState{
			key: {Zones: map[ecsapi.ZoneID]spot.Series{"cn-hangzhou-h": s}, Read: now, Currency: "CNY"},
			{Region: "cn-hangzhou", Type: "ecs.c7.large"}: {Err: &ecsapi.Error{Code: "Throttling.User"}, RetryAt: now.Add(40 * time.Second)},
		},
		SpotStock: map[ecsapi.RegionID]map[string]map[ecsapi.ZoneID]ecsapi.Stock{"cn-hangzhou": {
			"ecs.g7.large": {"cn-hangzhou-h": ecsapi.WithStock, "cn-hangzhou-k": ecsapi.WithoutStock},
			"ecs.c7.large": {"cn-hangzhou-h": ecsapi.ClosedWithStock},
		}},
		Advice: map[fleet.SpotKey]map[ecsapi.ZoneID]fleet.Advice{key: {"cn-hangzhou-h": {InterruptionRate: math.NaN(), Desc: "5-10%"}}},
		Types:  map[string]*ecsapi.InstanceType{"ecs.g7.large": {ID: "ecs.g7.large", Family: "ecs.g7", Arch: "X86", CPU: 2, MemoryMiB: 8192}},
	}
}

// testBoard is a board of the market, in the window.
func testBoard(t *testing.T, snap *fleet.Snapshot, now time.Time, window time.Duration) *Board {
	t.Helper()
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	d := deck.New(t.Context(), deck.Deps{Text: printer, Keys: keymap.Default(), ThemeName: "dark", Now: func() time.Time { return now }})
	d.Snap = snap
	p := New(d, "")
	p.region, p.measuring.window, p.measuring.cells = "cn-hangzhou", window, 24
	p.list = p.query().run()
	return p
}

// said is what the row says in a column.
func (p *Board) said(t *testing.T, id, key string) string {
	t.Helper()
	i, ok := p.list.place[id]
	if !ok {
		t.Fatalf("no row %s", id)
	}
	c := slices.IndexFunc(p.columns, func(c column) bool { return c.Key == key })
	var cell [1]term.Cell
	rows{p}.Cells(i, []int{c}, cell[:])
	return cell[0].Text
}

// The board tells of the reference's prices what the arithmetic does.
func TestBoardOfTheReference(t *testing.T) {
	_, now := reference()
	p := testBoard(t, market(now), now, 72*time.Hour)
	for column, want := range map[string]string{
		"type": "g7.large", "zone": "h", "vcpu": "2", "mem": "8", "now": "0.240▼", "since": "15 h", "on-demand": "1.200",
		"off": "80%", "per-cpu": "0.123", "prices": "▁▁█▁▁▁▁▁▁▁█▁▁▁▁▁▁▁█▁▁▁▁▁", "min": "0.240", "avg": "0.245", "p95": "0.240", "max": "0.360",
		"cv": "10%", "above": "4% 3×", "bid": "0.241", "run": "68%", "reclaim": "5-10%", "stock": "● stock", "own": "!3", "room": "!4%",
		"cover": "100%", "age": "0 s",
	} {
		if got := p.said(t, "cn-hangzhou-h ecs.g7.large", column); got != want {
			t.Errorf("%s is %q, want %q", column, got, want)
		}
	}
	p.measuring.availability, p.measuring.absolute = 100, true
	p.list = p.query().run()
	for column, want := range map[string]string{"bid": "0.360", "above": "0%", "run": "100%", "prices": "▂▂▃▂▂▂▂▂▂▂▃▂▂▂▂▂▂▂▃▂▂▂▂▂"} {
		if got := p.said(t, "cn-hangzhou-h ecs.g7.large", column); got != want {
			t.Errorf("for 100%%, %s is %q, want %q", column, got, want)
		}
	}
	p.measuring.availability, p.measuring.window = 95, 7*24*time.Hour
	p.list = p.query().run()
	if got := p.said(t, "cn-hangzhou-h ecs.g7.large", "cover"); got != "43%" {
		t.Errorf("of seven days %s are known", got)
	}
}

// Of its many columns few are to be seen first: what an instance costs, what to bid for it, and how
// likely it is lost.
func TestBoardLeadsTheEye(t *testing.T) {
	_, now := reference()
	p := testBoard(t, market(now), now, 72*time.Hour)
	for i := range p.list.rows {
		var bright []string
		for c := range p.columns {
			var cell [1]term.Cell
			rows{p}.Cells(i, []int{c}, cell[:])
			if cell[0].Text != "" && cell[0].Ink == p.Theme.Text && p.list.rows[i].measured != nil {
				bright = append(bright, p.columns[c].Key)
			}
		}
		if left := slices.DeleteFunc(bright, func(k string) bool {
			return slices.Contains([]string{"type", "zone", "now", "off", "bid", "reclaim", "own"}, k)
		}); len(left) > 0 {
			t.Errorf("%s: %v are as bright as the price", p.list.rows[i].id, left)
		}
	}
}

// What is not known is blank, and why is said where the price would be.
func TestBoardSaysWhatItDoesNotKnow(t *testing.T) {
	_, now := reference()
	s := market(now)
	s.Spot[fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.odd.large"}] = &fleet.SpotState{Read: now, InvalidRows: 3}
	s.SpotStock["cn-hangzhou"]["ecs.odd.large"] = map[ecsapi.ZoneID]ecsapi.Stock{"cn-hangzhou-h": ecsapi.WithStock}
	s.SpotStock["cn-hangzhou"]["ecs.new.large"] = map[ecsapi.ZoneID]ecsapi.Stock{"cn-hangzhou-h": ""}
	s.Spot[fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.old.large"}] = &fleet.SpotState{Read: now}
	s.Spot[fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.late.large"}] = &fleet.SpotState{
		Read: now, Zones: map[ecsapi.ZoneID]spot.Series{"cn-hangzhou-h": spot.NewSeries([]spot.Sample{{At: now.Add(time.Hour), Price: 1}})}}
	s.SpotStock["cn-hangzhou"]["ecs.late.large"] = map[ecsapi.ZoneID]ecsapi.Stock{"cn-hangzhou-h": ecsapi.WithStock}
	p := testBoard(t, s, now, 72*time.Hour)
	for id, want := range map[string]string{
		"cn-hangzhou-k ecs.g7.large":   "no price in this zone",
		"cn-hangzhou-h ecs.c7.large":   "Throttling.User, retry in 40 s",
		"cn-hangzhou-h ecs.odd.large":  "no price: the 3 rows the cloud told make no sense",
		"cn-hangzhou-h ecs.new.large":  "reading …",
		"cn-hangzhou-h ecs.old.large":  "not sold as spot in this zone",
		"cn-hangzhou-h ecs.late.large": "no price yet: all it has are in the future",
	} {
		if got := p.said(t, id, "now"); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
		for _, column := range []string{"age", "cover", "room"} {
			if got := p.said(t, id, column); got != "" {
				t.Errorf("%s has a %s of %q", id, column, got)
			}
		}
	}
	if got := p.said(t, "cn-hangzhou-k ecs.g7.large", "stock"); got != "○ out" {
		t.Errorf("a row without a price has stock %q", got)
	}
	if got := p.said(t, "cn-hangzhou-h ecs.c7.large", "vcpu"); got != "" {
		t.Errorf("a type that nobody described has %q vCPUs", got)
	}
	if got := p.failures(); got != "1 of 6 types failed: Throttling.User, retry in 40 s" {
		t.Errorf("failures: %q", got)
	}
	foot := strings.Join(p.foot(120, 30), "\n")
	if !strings.Contains(foot, "1 type has rows that can't be prices, left out: ecs.odd.large") {
		t.Errorf("foot: %s", foot)
	}
}

// A snapshot that changed one type has only that measured again.
func TestBoardMeasuresOnlyWhatChanged(t *testing.T) {
	_, now := reference()
	s := market(now)
	p := testBoard(t, s, now, 72*time.Hour)
	key, other := fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g7.large"}, fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.c7.large"}
	again := *s.Spot[other]
	again.Err, again.Zones, again.Read = nil, s.Spot[key].Zones, now
	s.Spot[other] = &again
	list := p.query().run()
	if list.measured[key] != p.list.measured[key] {
		t.Error("what did not change was measured again")
	}
	if list.measured[other] == p.list.measured[other] {
		t.Error("what changed was not")
	}
	q := p.query()
	q.now = q.now.Add(p.measuring.step())
	if q.run().measured[key] == p.list.measured[key] {
		t.Error("the window has moved on, and its statistics have not")
	}
	q.now, q.measuring.job = now, 24*time.Hour
	if q.run().measured[key] == p.list.measured[key] {
		t.Error("another job has the same survival")
	}
}

// Unknown values come last both ways, and between equals the price per vCPU
// decides.
func TestBoardOrder(t *testing.T) {
	_, now := reference()
	p := testBoard(t, market(now), now, 72*time.Hour)
	for i, c := range p.columns {
		for _, desc := range []bool{false, true} {
			q := p.query()
			q.sorts = []sorting{{p.columns[i], desc}}
			list := q.run()
			if len(list.rows) != len(p.list.rows) {
				t.Fatalf("%s: %d rows of %d", c.Key, len(list.rows), len(p.list.rows))
			}
			if c.value == nil {
				continue
			}
			unknown := false
			for k, r := range list.rows {
				v := c.value(r)
				if unknown && !math.IsNaN(v) {
					t.Errorf("%s, %v: something unknown comes before %v", c.Key, desc, v)
				}
				unknown = math.IsNaN(v)
				if k > 0 && !unknown {
					if before := c.value(list.rows[k-1]); before < v == desc && before != v {
						t.Errorf("%s, %v: %v comes before %v", c.Key, desc, before, v)
					}
				}
			}
		}
	}
	if first := p.list.rows[0].id; first != "cn-hangzhou-h ecs.g7.large" {
		t.Errorf("the only row with a price comes after %s", first)
	}
}

func TestBoardFilter(t *testing.T) {
	_, now := reference()
	p := testBoard(t, market(now), now, 72*time.Hour)
	for source, want := range map[string]int{
		"": 4, "g7": 2, "zone:k": 1, "stock:yes": 1, "stock:few": 1, "!stock:no": 2, "price:<0.3": 1, "!price:<0.3": 0, "vcpu:2 mem:>=8": 2,
		"family:g7 arch:x86": 2, "reclaim:<=10": 1, "run:>60 off:80": 1, "own:>=3": 1, "own:0": 3, "cover:100%": 1, "cv:>9": 1, "avg:0.245": 1,
	} {
		expr, err := filter.SpotOffers.Parse(source)
		if err != nil {
			t.Fatal(err)
		}
		q := p.query()
		q.expr = expr
		if list := q.run(); len(list.rows) != want || len(list.unfiltered) != 4 {
			t.Errorf("%s: %d of %d rows, want %d", source, len(list.rows), len(list.unfiltered), want)
		}
	}
}

func TestPercents(t *testing.T) {
	for pct, want := range map[float64]string{
		0: "0%", 3: "3%", 3.4: "3%", .4: "0.4%", .04: "<0.1%", 99.2: "99.2%", 99.97: "99.9%", 100: "100%", -12.3: "-12%", 79.5: "80%",
	} {
		if got := share(pct); got != want {
			t.Errorf("%v is %q, want %q", pct, got, want)
		}
	}
	if got := share(math.NaN()); got != "" {
		t.Errorf("unknown is %q", got)
	}
	for p, want := range map[spot.Price]string{0: "", 124_000: "0.124", 12_345_000: "12.345", 123_456_000: "123.46", 1234_560_000: "1234.6"} {
		if got := rate(p); got != want {
			t.Errorf("%d is %q, want %q", p, got, want)
		}
	}
}
