package spotboard

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/spot"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

// detailOf is the page of a series, as it stands at a moment, after its first
// study. Others are the prices of other zones.
func detailOf(t testing.TB, now time.Time, series spot.Series, others ...spot.Series) *Detail {
	t.Helper()
	p, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	k := deck.New(t.Context(), deck.Deps{
		Text: p, Keys: keymap.Default(), ThemeName: "dark", Now: func() time.Time { return now }, Local: time.FixedZone("CST", 8*60*60)})
	key := fleet.SpotKey{Region: "cn-hangzhou", Type: "ecs.g7.large"}
	state := &fleet.SpotState{Zones: map[ecsapi.ZoneID]spot.Series{"cn-hangzhou-h": series}, Read: now, Currency: "CNY"}
	for i, s := range others {
		state.Zones[ecsapi.ZoneID("cn-hangzhou-"+string(rune('i'+i)))] = s
	}
	k.Snap = &fleet.Snapshot{Rev: 1, Spot: map[fleet.SpotKey]*fleet.SpotState{key: state}}
	d := newDetail(k, key, "cn-hangzhou-h", 7*24*time.Hour)
	settle(d.Refresh())
	return d
}

// settle carries out what a command asks for.
func settle(cmd tea.Cmd) {
	for cmd != nil {
		answer, ok := cmd().(deck.Delivery)
		if !ok {
			return // news
		}
		cmd = answer.Deliver()
	}
}

// The worked example of the reference, with a bid of .25.
func workedExample() (now time.Time, series spot.Series) {
	now = time.Date(2017, 9, 29, 6, 28, 55, 0, time.UTC)
	at := func(day, hour int) time.Time { return time.Date(2017, 9, day, hour, 0, 0, 0, time.UTC) }
	const low, high, origin = 240_000, 360_000, 1_200_000
	samples := []spot.Sample{{At: now.Add(-72 * time.Hour), Price: low, Origin: origin}, {At: now, Price: low, Origin: origin}}
	for day := 26; day <= 28; day++ {
		samples = append(samples, spot.Sample{At: at(day, 14), Price: high, Origin: origin}, spot.Sample{At: at(day, 15), Price: low, Origin: origin})
	}
	return now, spot.NewSeries(samples)
}

func TestSpotDetailOfTheWorkedExample(t *testing.T) {
	now, series := workedExample()
	d := detailOf(t, now, series)
	for range 9 { // from the suggested .241
		cmd, _ := d.Key(tea.KeyPressMsg{Code: '+', Text: "+"})
		settle(cmd)
	}
	d.Pager.Offset = 0
	page := spoken(append(d.View(100, 60, true), d.Heading()))
	for _, want := range []string{
		"Spot · ecs.g7.large · cn-hangzhou-h · 7 d",
		"Price 0.240 CNY/h ▼ 15 h ago, was 0.360 · 80% off the on-demand price 1.200",
		"Bid 0.250, yours; suggested is 0.241 · enough for 95.8% of 3 d, paying 0.240",
		"Above ▲ 3 times for 3 h, longest 1 h, last 15 h 28 min ago",
		"0.250┤", "0.360┤",
		"1 h 100% 0.240 0.240 0.240 0.240 0% 0% 0.241",
		"24 h 100% 0.240 0.245 0.240 0.360 9.8% 4.2% 1× 0.241 61%",
		"▌ 7 d 43% 0.240 0.245 0.240 0.360 9.8% 4.2% 3× 0.241 68%",
		"30 d 10% 0.240 0.245 0.240 0.360 9.8% 4.2% 3× 0.241 68%",
		"By hour, 7 d 00 ▁▁▁▁▁▁ 06 ▁▁▁▁▁▁ 12 ▁▁▁▁▁▁ 18 ▁▁▁▁█▁ 0.240 at 00, 0.360 at 22", // Beijing
		"Above 0.250 in 7 d",
		"▲ 2017-09-28 22:00 1 h 0.360 +44% ▲ 2017-09-27 22:00 1 h 0.360 +44% ▲ 2017-09-26 22:00 1 h 0.360 +44%",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
}

// spoken are the words of a page, one blank between two.
func spoken(page []string) string {
	return strings.Join(strings.Fields(ansi.Strip(strings.Join(page, " "))), " ")
}

func TestSpotDetailWithOddHistories(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	one := func(at time.Duration, price, origin spot.Price) spot.Series {
		return spot.NewSeries([]spot.Sample{{At: now.Add(at), Price: price, Origin: origin}})
	}
	for name, series := range map[string]spot.Series{
		"none": {}, "one of now": one(0, 240_000, 0), "one of long ago": one(-1000*time.Hour, 1, 1), "one to come": one(time.Hour, 240_000, 500_000),
		"dearer than on demand": one(-time.Hour, 999_999_999_999, 1), "a minute old": one(-time.Minute, 999_999_999_999, 999_999_999_999),
	} {
		d := detailOf(t, now, series, one(-time.Hour, 5, 5), spot.Series{}, one(time.Hour, 1, 1))
		for _, k := range strings.Split("w w w w z r + - - - = v t w", " ") {
			cmd, _ := d.Key(tea.KeyPressMsg{Code: rune(k[0]), Text: k})
			settle(cmd)
			for _, size := range [][2]int{{40, 6}, {80, 20}, {118, 30}, {198, 45}} {
				for _, line := range d.View(size[0], size[1], true) {
					if n := ansi.StringWidth(line); n != size[0] {
						t.Errorf("%s after %s: %d cells of %d: %q", name, k, n, size[0], line)
					}
				}
			}
			if page := strings.Join(d.View(118, 60, true), "\n"); strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
				t.Errorf("%s after %s:\n%s", name, k, ansi.Strip(page))
			}
		}
	}
}

// A key that comes while something is still being found out is not lost, and what
// comes late of another question is not shown.
func TestSpotDetailStudiesOneAtATime(t *testing.T) {
	now, series := workedExample()
	d := detailOf(t, now, series)
	bid := d.analysis.limit
	first, _ := d.Key(tea.KeyPressMsg{Code: '+', Text: "+"})
	second, _ := d.Key(tea.KeyPressMsg{Code: '+', Text: "+"})
	if first == nil || second != nil {
		t.Fatal("two questions at once")
	}
	if d.analysis.limit != bid {
		t.Error("the bid moved before its figures were there")
	}
	late := first().(deck.Delivery)
	settle(late.Deliver())
	if want := bid + 2*spot.Tick; d.analysis.limit != want {
		t.Errorf("the bid is %s, want %s", d.analysis.limit, want)
	}
	if late.Deliver(); d.analysis.limit != bid+2*spot.Tick {
		t.Error("a late answer was taken")
	}
	if d.Refresh() != nil {
		t.Error("asked again with nothing new")
	}
}

// changing is a price with so many changes in thirty days.
func changing(now time.Time, n int) spot.Series {
	rnd := rand.New(rand.NewPCG(1, uint64(n)))
	samples := make([]spot.Sample, n)
	for i := range samples {
		samples[i] = spot.Sample{At: now.Add(-30*24*time.Hour + time.Duration(i)*30*24*time.Hour/time.Duration(n)), Price: 100_000 + spot.Price(rnd.IntN(300))*1000, Origin: 600_000}
	}
	return spot.NewSeries(samples)
}

// BenchmarkSpotDetailKeyToView is a key that scrolls to the finished View at
// 200x50, thirty days of 8,000 changes in each of nine zones. Budget: 2 ms.
func BenchmarkSpotDetailKeyToView(b *testing.B) {
	d := benchDetail(b)
	down := tea.KeyPressMsg{Code: 'j', Text: "j"}
	for b.Loop() {
		d.Key(down)
		_ = d.View(198, 46, true)
	}
}

// BenchmarkSpotDetailDraw is the View after new figures, as each step of the bid
// brings them. Budget: 2 ms.
func BenchmarkSpotDetailDraw(b *testing.B) {
	d := benchDetail(b)
	for b.Loop() {
		d.drawing = drawing{}
		_ = d.View(198, 46, true)
	}
}

// BenchmarkSpotDetailStudy is what a step of the bid finds out off the loop.
func BenchmarkSpotDetailStudy(b *testing.B) {
	d := benchDetail(b)
	q := d.query()
	for b.Loop() {
		q.run()
	}
}

func benchDetail(b *testing.B) *Detail {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	var others []spot.Series
	for i := range 8 {
		others = append(others, changing(now, 8000-i))
	}
	d := detailOf(b, now, changing(now, 8000), others...)
	d.window, d.zones = 3, true
	settle(d.Refresh())
	return d
}
