package term

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"ecsdeck/ecsapi/randtest"
)

// reference is the worked example: three days at .24 with an hour at .36 each,
// a bid of .25, and 1.2 on demand.
func reference(th *Theme) *Chart {
	now := time.Date(2017, 9, 29, 6, 28, 55, 0, time.UTC)
	at := func(day, hour int) int64 { return time.Date(2017, 9, day, hour, 0, 0, 0, time.UTC).Unix() }
	from := now.Add(-72 * time.Hour).Unix()
	c := &Chart{
		From: from, To: now.Unix(), Lo: 0, Hi: 1_200_000, Digits: 3, Clock: "UTC",
		Limit: 250_000, Over: th.Bad, OverName: "above the bid",
		Lines: []ChartLine{
			{Name: "price", Ink: th.Info, Steps: []Step{{from, 240_000}}},
			{Name: "bid", Ink: th.Warn, Trace: TraceDashed, Steps: []Step{{from, 250_000}}},
			{Name: "on-demand", Ink: th.Dim, Trace: TraceSparse, Steps: []Step{{from, 1_200_000}}},
		},
		Labels: []ChartLabel{{250_000, "0.250", th.Warn}, {360_000, "0.360", th.Bad}, {1_200_000, "1.200", th.Dim}},
	}
	for day := 26; day <= 28; day++ {
		c.Lines[0].Steps = append(c.Lines[0].Steps, Step{at(day, 14), 360_000}, Step{at(day, 15), 240_000})
	}
	for d := 26; d <= 29; d++ {
		for h := 0; h < 24; h += 6 {
			label := fmt.Sprintf("%02d:00", h)
			if h == 0 {
				label = fmt.Sprintf("09-%02d", d)
			}
			c.Marks = append(c.Marks, ChartMark{at(d, h), label})
		}
	}
	return c
}

func TestChartLooks(t *testing.T) {
	th := NewTheme("dark", true)
	c := reference(&th)
	golden(t, "chart-78", c.Append([]string{c.Legend(78)}, 78, 12, &th))
	golden(t, "chart-150", c.Append([]string{c.Legend(150)}, 150, 25, &th))
	golden(t, "chart-30", c.Append([]string{c.Legend(30)}, 30, 6, &th))

	c.Lo, c.Hi = 220_000, 380_000 // on-demand is beyond the frame
	golden(t, "chart-near", c.Append([]string{c.Legend(78)}, 78, 12, &th))

	// Another zone, known since a day only, and a third that lies still.
	c.Lines = append(c.Lines[:2:2],
		ChartLine{Name: "cn-杭州-k", Ink: th.Good, Trace: TraceDotted, Sign: "k", Steps: []Step{{c.From + 48*3600, 300_000}, {c.From + 60*3600, 230_000}}},
		ChartLine{Name: "可用区 j", Ink: th.Busy, Trace: TraceDotted, Sign: "j", Steps: []Step{{c.From - 5, 332_000}}})
	c.Marks[3].Label = "九月二十七日"
	golden(t, "chart-zones", c.Append([]string{c.Legend(100)}, 100, 16, &th))
}

// dotBits are the bits of the dots of a cell, by column and by row from its
// bottom.
var dotBits = [2][4]byte{{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}}

// dotsOf reads the dots of a drawn line of cells back: for each column of dots
// the rows from the bottom that are set.
func dotsOf(t *testing.T, lines []string) (columns []map[int]bool) {
	t.Helper()
	for y, line := range lines {
		for x, r := range []rune(ansi.Strip(line)) {
			if y == 0 {
				columns = append(columns, map[int]bool{}, map[int]bool{})
			}
			mask := byte(r - 0x2800)
			switch r {
			case ' ':
				mask = 0
			case '█':
				mask = 0xff
			case '▆':
				mask = 0xf6
			case '▄':
				mask = 0xe4
			case '▂':
				mask = 0xc0
			case '▌':
				mask = 0x47
			case '▐':
				mask = 0xb8
			case '▀':
				mask = 0x1b
			default:
				if r < 0x2800 || r > 0x28ff {
					t.Fatalf("%q among the dots", r)
				}
			}
			for n := range 2 {
				for row := range 4 {
					if mask&dotBits[n][row] != 0 {
						columns[2*x+n][4*(len(lines)-1-y)+row] = true
					}
				}
			}
		}
	}
	return columns
}

// randomSteps are up to 40 steps from before 0 until after span, some of them
// at the same moment, some unknown.
func randomSteps(rnd *rand.Rand, span int64) []Step {
	steps := make([]Step, rnd.IntN(40))
	at := -rnd.Int64N(span)
	for i := range steps {
		steps[i] = Step{at, float64(rnd.IntN(1200))}
		if rnd.IntN(5) == 0 {
			steps[i].Value = math.NaN()
		}
		at += rnd.Int64N(span/8 + 2)
	}
	return steps
}

// holds is the value in force at a moment.
func holds(steps []Step, at int64) float64 {
	v := math.NaN()
	for _, s := range steps {
		if s.At <= at {
			v = s.Value
		}
	}
	return v
}

// Each column of dots covers what the price was in its stretch of time, second
// by second, the riser from the second before, and what was above the limit.
func TestChartColumnsCoverExactlyTheirTime(t *testing.T) {
	rnd := randtest.New(t)
	for range 500 {
		span := 1 + rnd.Int64N(400)
		w, h := 1+rnd.IntN(40), 1+rnd.IntN(2)
		c := &Chart{To: span, Lo: int64(rnd.IntN(300)), Hi: int64(300 + rnd.IntN(1000)), Limit: float64(rnd.IntN(1200)), Lines: []ChartLine{{Steps: randomSteps(rnd, span)}}}
		if rnd.IntN(4) == 0 {
			c.Limit = math.NaN()
		}
		lines := c.Append(nil, w, h, &Theme{})
		lo, hi := c.bounds()
		row := func(v float64) int { return int(math.Round((v - float64(lo)) / float64(hi-lo) * float64(4*h-1))) }
		side := Width(lines[0]) - w
		if w > leastPlot { // the heights at the axis may be there
			if n := strings.IndexAny(lines[0], "│┤"); n >= 0 {
				for y := range lines {
					_, lines[y], _ = strings.Cut(strings.ReplaceAll(lines[y], "┤", "│"), "│")
				}
				side = w - Width(lines[0])
			}
		}
		n := 2 * (w - max(side, 0))
		for x, got := range dotsOf(t, lines) {
			from, to := c.edge(x, n), c.edge(x+1, n)
			want := map[int]bool{}
			cover := func(a, b float64) {
				if b < float64(lo) || a > float64(hi) {
					return
				}
				for y := row(max(a, float64(lo))); y <= row(min(b, float64(hi))); y++ {
					want[y] = true
				}
			}
			low, high := math.Inf(1), math.Inf(-1)
			for at := from; at < max(to, from+1); at++ {
				if v := holds(c.Lines[0].Steps, at); v == v {
					low, high = min(low, v), max(high, v)
				}
			}
			top := high
			if before := holds(c.Lines[0].Steps, from-1); x > 0 && from > c.edge(x-1, n) && low <= high && before == before && holds(c.Lines[0].Steps, from) >= 0 {
				low, high = min(low, before), max(high, before)
			}
			if low <= high {
				cover(low, high)
			}
			if top > c.Limit {
				cover(c.Limit, top)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Fatalf("column %d of %d, [%d,%d): dots %v, want %v\n%+v\n%s", x, n, from, to, got, want, c, strings.Join(lines, "\n"))
			}
		}
	}
}

func TestChartIsExactlyItsSizeWhateverItIsGiven(t *testing.T) {
	th := NewTheme("light", false)
	odds := []float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, 5e-324, 240_000}
	ends := []int64{0, 1, -1, 1000, math.MaxInt64, math.MinInt64, 240_000}
	rnd := randtest.New(t)
	end := func() int64 { return ends[rnd.IntN(len(ends))] }
	for range 2000 {
		c := Chart{From: end(), To: end(), Lo: end(), Hi: end(), Digits: rnd.IntN(9) - 1, Clock: odd[rnd.IntN(len(odd))], Limit: odds[rnd.IntN(len(odds))], Over: th.Bad, OverName: odd[rnd.IntN(len(odd))]}
		for range rnd.IntN(4) {
			l := ChartLine{Trace: Trace(rnd.IntN(5)), Ink: th.Good, Name: odd[rnd.IntN(len(odd))], Sign: odd[rnd.IntN(len(odd))]}
			for range rnd.IntN(6) {
				l.Steps = append(l.Steps, Step{end(), odds[rnd.IntN(len(odds))]})
			}
			c.Lines = append(c.Lines, l)
			c.Labels = append(c.Labels, ChartLabel{end(), odd[rnd.IntN(len(odd))], th.Warn})
			c.Marks = append(c.Marks, ChartMark{end(), odd[rnd.IntN(len(odd))]})
		}
		w, h := rnd.IntN(60)-1, rnd.IntN(14)-1
		lines := c.Append(nil, w, h, &th)
		if want := max(h, 0); w > 0 && len(lines) != want || w <= 0 && len(lines) != 0 {
			t.Fatalf("%dx%d has %d lines", w, h, len(lines))
		}
		for _, line := range append(lines, c.Legend(w)) {
			cells(t, fmt.Sprintf("%dx%d of %+v", w, h, c), line, w)
		}
		if t.Failed() {
			return
		}
	}
}

// What can be told apart by colours can be told apart without them.
func TestChartReadsWithoutColours(t *testing.T) {
	c := reference(&Theme{})
	c.Lo, c.Hi = 220_000, 380_000
	lines := c.Append(nil, 78, 12, &Theme{})
	text := strings.Join(lines, "\n")
	for _, want := range []string{"█", "▲▲", "0.250┤", "0.360┤"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if n := strings.Count(lines[10], "▲▲"); n != 3 {
		t.Errorf("%d excursions on the time axis: %s", n, lines[10])
	}
}

// Nothing is drawn of a time of which nothing is known.
func TestChartLeavesUnknownBlank(t *testing.T) {
	c := &Chart{To: 100, Hi: 1000, Limit: math.NaN(), Lines: []ChartLine{{Steps: []Step{{50, 500}, {75, math.NaN()}}}}}
	for x, got := range dotsOf(t, c.Append(nil, 10, 2, &Theme{})) {
		if known := x >= 10 && x < 15; (len(got) > 0) != known {
			t.Errorf("column %d: %v", x, got)
		}
	}
}

func TestChartHeightsAreExact(t *testing.T) {
	for _, c := range []struct {
		lo, hi int64
		h      int
		want   string
	}{
		{0, 1_200_000, 10, "1.000 0.500 0.000"},
		{220_000, 380_000, 10, "0.350 0.300 0.250"},
		{0, 7, 10, "0.000006 0.000004 0.000002 0.000000"},
		{240_000, 241_000, 8, "0.2410 0.2405 0.2400"},
		{0, 123_456_789_000_000, 8, "100,000,000.000 50,000,000.000 0.000"},
	} {
		chart := &Chart{To: 1, Lo: c.lo, Hi: c.hi, Digits: 3, Limit: math.NaN()}
		var got []string
		for _, line := range chart.Append(nil, 60, c.h, &Theme{})[:c.h-2] {
			if at := strings.Index(line, "┤"); at >= 0 {
				got = append(got, strings.TrimSpace(line[:at]))
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%d to %d: %s, want %s", c.lo, c.hi, s, c.want)
		}
	}
}

// BenchmarkChart draws 8,000 changes of a price with its bid and its on-demand
// price in 190x40 cells. Budget: well under the 2 ms of a key.
func BenchmarkChart(b *testing.B) {
	th := NewTheme("dark", true)
	rnd := rand.New(rand.NewPCG(1, 2))
	c := reference(&th)
	c.From, c.To = 0, 30*24*3600
	c.Lines[0].Steps = nil
	for i := range int64(8000) {
		c.Lines[0].Steps = append(c.Lines[0].Steps, Step{i * 324, 150_000 + 200_000*rnd.Float64()})
	}
	c.Lines[1].Steps[0].At, c.Lines[2].Steps[0].At = 0, 0
	b.ReportAllocs()
	for b.Loop() {
		c.Append(nil, 190, 40, &th)
	}
}
