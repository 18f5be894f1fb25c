package term

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func fleetPage(w, h int, th *Theme) []string {
	side := Stack([]Pane{
		{Title: "Regions", Lines: []string{"▸ all               1,204", "  cn-hangzhou         412", "  cn-shanghai         171  !"}, H: 4},
		{Title: "Zones · cn-hangzhou", Lines: []string{"  h  201   j  118   k  93"}},
		{Title: "Spot · 24 h · 0…on-demand", Lines: []string{" g7.large    h " + Spark([]float64{1, 1, 2, 1, 1}, 0, 4) + " 0.124"}},
	}, 31, h, th, 1)
	tab, f := fleetTable(200, w-33, h-2)
	f.marked[2] = true
	tab.Move(1)
	main := Panel("Instances  status:running ─ 412 of 1,204 ─ 1 marked", tab.Append(nil, th, true), w-31, h, th, true)
	return JoinColumns(side, main)
}

func planDialog(th *Theme) []string {
	return Dialog("Stop 12 instances ── prod ·LTAI…8fQ2", []string{
		"cn-hangzhou 9 · cn-beijing 3          2 calls",
		"skipped 2:  web-0410 already stopped",
		"            订单服务-03 locked (financial)",
		"",
		Radio(th, true, true, "gentle, the system shuts down"),
		Radio(th, false, false, "force, like cutting the power"),
		Radio(th, true, false, "stop charging: vCPU and memory are freed"),
		"",
		Hints(th, 56, "enter", "stop 12", "esc", "leave it", "c", "copy as aliyun command"),
	}, th, 70)
}

func TestPageLooks(t *testing.T) {
	th := NewTheme("dark", true)
	page := fleetPage(120, 16, &th)
	golden(t, "page", page)
	box := planDialog(&th)
	x, y := Center(120, 16, box)
	golden(t, "dialog", Overlay(page, box, x, y))
}

func TestFramesAreExactlyTheirSize(t *testing.T) {
	th := NewTheme("dark", true)
	for w := -1; w < 40; w++ {
		for h := -1; h < 12; h++ {
			for _, focus := range []int{-1, 0, 2} {
				page := Stack([]Pane{
					{Title: "区域 Regions that are many", Lines: odd},
					{Lines: []string{th.Bad.Paint("failed")}, H: 2},
					{Title: th.Good.Paint("styled"), Lines: nil},
				}, w, h, &th, focus)
				if want := max(h, 0); w > 0 && len(page) != want {
					t.Fatalf("%dx%d: %d lines", w, h, len(page))
				}
				for _, line := range page {
					cells(t, fmt.Sprintf("%dx%d", w, h), line, w)
				}
			}
		}
	}
	for maxW := -1; maxW < 80; maxW++ {
		box := Dialog("停止 12 台实例", odd, &th, maxW)
		for _, line := range box {
			cells(t, "dialog", line, Width(box[0]))
		}
		if len(box) > 0 && Width(box[0]) > maxW {
			t.Errorf("a dialog of at most %d is %d wide", maxW, Width(box[0]))
		}
	}
}

func TestOverlayKeepsTheColoursAround(t *testing.T) {
	page := []string{"\x1b[31m红红红红\x1b[m plain"}
	got := Overlay(page, []string{"|x|"}, 3, 0)[0]
	// The box cuts the second and the third of the red characters in half.
	if want := "\x1b[31m红 \x1b[m|x|\x1b[31m红\x1b[m plain"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if page[0] != "\x1b[31m红红红红\x1b[m plain" {
		t.Error("the page below was changed")
	}
	if got := Overlay(page, []string{"a", "b"}, 0, -1)[0]; !strings.HasPrefix(ansi.Strip(got), "b ") {
		t.Errorf("above the edge: %q", got)
	}
}

func TestStyleEndsWithItsLine(t *testing.T) {
	for _, s := range []string{"\x1b[31mred", "\x1b[31mred and longer", "a\x1b[7m"} {
		if got := FitLine(s, 5); !strings.HasSuffix(strings.TrimRight(got, " …"), reset) {
			t.Errorf("FitLine(%q) leaves its colour on: %q", s, got)
		}
	}
}

func TestSpark(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		values []float64
		lo, hi float64
		want   string
	}{
		{[]float64{0, 1, 2, 3, 4, 5, 6, 7, 8}, 0, 8, "▁▂▃▄▅▆▇██"},
		{[]float64{.24, nan, .36, -1, 99}, .24, .36, "▁ █▁█"},
		{[]float64{5, nan, 5}, 5, 5, "▁ ▁"},
		{[]float64{math.Inf(1), math.Inf(-1), 1}, 0, 2, "█▁▅"},
		{[]float64{1}, math.Inf(-1), 2, "▁"},
		{[]float64{1}, nan, nan, "▁"},
		{nil, 0, 1, ""},
	} {
		if got := Spark(c.values, c.lo, c.hi); got != c.want {
			t.Errorf("Spark(%v, %v, %v) = %q, want %q", c.values, c.lo, c.hi, got, c.want)
		}
	}
}

// A price that hardly moves is a line in the middle; what moves has all of the height.
func TestSparkAround(t *testing.T) {
	nan := math.NaN()
	for want, values := range map[string][]float64{
		"▅▅▅":  {100, 100, 100},
		"▄▅▅":  {100, 100.1, 100.2},
		"▁▅ █": {100, 105, nan, 110},
		"  ":   {nan, nan},
		"":     nil,
	} {
		if got := SparkAround(values); got != want {
			t.Errorf("SparkAround(%v) = %q, want %q", values, got, want)
		}
	}
}

func TestProgressShowsEveryPart(t *testing.T) {
	th := Theme{}
	for _, c := range []struct {
		width, done, failed, dropped, total int
		want                                string
	}{
		{20, 9, 0, 0, 12, "███████████████░░░░░"},
		{10, 0, 0, 0, 12, "░░░░░░░░░░"},
		{10, 12, 0, 0, 12, "██████████"},
		{10, 999, 0, 0, 1000, "█████████░"},
		{10, 990, 1, 0, 1000, "████████x░"},
		{10, 1, 0, 0, 1000, "█░░░░░░░░░"},
		{2, 1, 1, 0, 3, "█x"},
		{10, 4, 1, 5, 10, "████x-----"},
		{4, 0, 0, 0, 0, "    "},
		{0, 1, 0, 0, 2, ""},
	} {
		if got := Progress(&th, c.width, c.done, c.failed, c.dropped, c.total); got != c.want {
			t.Errorf("%+v: got %q", c, got)
		}
	}
}

func TestHintsKeepTheWayToHelp(t *testing.T) {
	th := Theme{}
	pairs := []string{"enter", "open", "space", "mark", "S", "start", "?", "help"}
	for w, want := range map[int]string{
		60: " enter open  space mark  S start  ? help",
		36: " enter open  space mark  ? help",
		20: " enter open  ? help",
		10: " ? help",
	} {
		got := Hints(&th, w, pairs...)
		if strings.TrimRight(got, " ") != want {
			t.Errorf("%d cells: %q, want %q", w, got, want)
		}
		cells(t, "hints", got, w)
	}
	cells(t, "hints", Hints(&th, 3, pairs...), 3)
	cells(t, "hints", Hints(&th, 9), 9)
}

func BenchmarkOverlay(b *testing.B) {
	th := NewTheme("dark", true)
	page, box := fleetPage(200, 50, &th), planDialog(&th)
	x, y := Center(200, 50, box)
	b.ReportAllocs()
	for b.Loop() {
		Overlay(page, box, x, y)
	}
}

// The whole fleet page: sidebar, table and frames.
func BenchmarkPage(b *testing.B) {
	th := NewTheme("dark", true)
	b.ReportAllocs()
	for b.Loop() {
		fleetPage(200, 50, &th)
	}
}

// Behind a dialog all is in one ink, at the same places, and long gaps cost no bytes.
func TestBackdrop(t *testing.T) {
	th := NewTheme("auto", true)
	page := []string{th.Good.Paint("●") + " web-1" + Blank(10) + th.Bad.Paint("locked") + "  ", Blank(8), ""}
	got := Backdrop(page, th.Faint)
	for i := range page {
		if ansi.Strip(got[i]) != ansi.Strip(page[i]) {
			t.Errorf("%q became %q", page[i], got[i])
		}
	}
	if want := th.Faint.Paint("● web-1") + Blank(10) + th.Faint.Paint("locked") + "  "; got[0] != want {
		t.Errorf("%q, want %q", got[0], want)
	}
	if got[1] != page[1] {
		t.Errorf("blanks became %q", got[1])
	}
}
