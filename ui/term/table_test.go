package term

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// fleet is Rows with Chinese names in every row.
type fleet struct {
	ids    []int
	marked map[int]bool
	old    map[int]bool
	th     Theme
	prefix string // of the names
}

func newFleet(n int) *fleet {
	f := &fleet{th: NewTheme("dark", true), ids: make([]int, n), marked: map[int]bool{}, old: map[int]bool{}}
	for i := range f.ids {
		f.ids[i] = i
	}
	return f
}

func (f *fleet) Len() int          { return len(f.ids) }
func (f *fleet) ID(i int) string   { return fmt.Sprintf("i-%05d", f.ids[i]) }
func (f *fleet) Marked(i int) bool { return f.marked[f.ids[i]] }
func (f *fleet) Dim(i int) bool    { return f.old[f.ids[i]] }

func (f *fleet) Cells(i int, cols []int, dst []Cell) {
	id := f.ids[i]
	for k, c := range cols {
		switch c {
		case 0:
			dst[k].Text = fmt.Sprintf("%s订单服务-生产-%04d", f.prefix, id)
		case 1:
			dst[k] = Cell{Text: "● Running", Ink: f.th.Good}
			if id%7 == 3 {
				dst[k] = Cell{Text: "◐ Stopping", Ink: f.th.Busy}
			}
		case 2:
			dst[k].Text = "ecs.g7.xlarge"
		case 3:
			dst[k].Text = "cn-hangzhou-h"
		case 4:
			dst[k].Text = fmt.Sprintf("10.12.%d.%d", id/250, id%250)
		case 5:
			dst[k].Text = Count(id * 37)
		}
	}
}

// without drops the ids and returns the rest, sharing nothing.
func (f *fleet) without(ids ...int) *fleet {
	g := *f
	g.ids = slices.DeleteFunc(slices.Clone(f.ids), func(id int) bool { return slices.Contains(ids, id) })
	return &g
}

func fleetColumns() []Column {
	return []Column{
		{Key: "name", Title: "NAME", Min: 14, Max: 32, Grow: 3, Middle: true},
		{Key: "status", Title: "STATUS", Min: 11},
		{Key: "type", Title: "TYPE", Min: 13, Max: 20, Grow: 1, Priority: 1},
		{Key: "zone", Title: "ZONE", Min: 13, Max: 18, Grow: 1, Priority: 2},
		{Key: "ip", Title: "PRIVATE IP", Min: 12, Priority: 4},
		{Key: "price", Title: "PRICE", Min: 8, Right: true, Priority: 3},
	}
}

func fleetTable(n, w, h int) (*Table, *fleet) {
	t, f := NewTable(fleetColumns()), newFleet(n)
	t.SetSize(w, h)
	t.SetRows(f, -1)
	return t, f
}

func TestTableLooks(t *testing.T) {
	th := NewTheme("dark", true)
	for _, w := range []int{30, 56, 80, 120} {
		tab, f := fleetTable(40, w, 8)
		f.marked[2], f.marked[3] = true, true
		tab.SetSort(Sort{"price", true})
		tab.Move(3)
		golden(t, fmt.Sprintf("table-%d", w), tab.Append(nil, &th, true))
	}
}

func TestTableIsExactlyItsSize(t *testing.T) {
	th := NewTheme("light", false)
	tab, _ := fleetTable(30, 80, 10)
	tab.SetEmpty("no instance matches status:running", "esc clears the filter")
	tab.SetSort(Sort{Key: "name"})
	for _, rows := range []Rows{nil, newFleet(0), newFleet(3), newFleet(30)} {
		tab.SetRows(rows, -1)
		for w := -1; w < 130; w++ {
			for _, h := range []int{-1, 0, 1, 2, 7} {
				tab.SetSize(w, h)
				lines := tab.Append(nil, &th, true)
				if want := max(h, 0); w > 0 && len(lines) != want {
					t.Fatalf("%dx%d: %d lines", w, h, len(lines))
				}
				for _, line := range lines {
					cells(t, fmt.Sprintf("%dx%d", w, h), line, w)
				}
			}
		}
	}
}

func TestColumnsDropByPriorityAndShareTheRest(t *testing.T) {
	for _, c := range []struct {
		w    int
		want string
	}{
		{120, "name:32 status:11 type:20 zone:18 ip:12 price:8"},
		{90, "name:23 status:11 type:16 zone:15 ip:12 price:8"},
		{80, "name:16 status:11 type:14 zone:14 ip:12 price:8"},
		{70, "name:19 status:11 type:14 zone:14 price:8"},
		{60, "name:18 status:11 type:14 zone:14"},
		{40, "name:14 status:11 type:13"},
		{20, "name:9 status:10"},
		{10, "name:4 status:5"},
		{3, "name:1 status:1"},
		{2, "name:1"},
	} {
		cols := fleetColumns()
		shown, widths, _ := fitColumns(cols, all(cols), c.w, false)
		var got []string
		for k, i := range shown {
			got = append(got, fmt.Sprintf("%s:%d", cols[i].Key, widths[k]))
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%d cells: %s, want %s", c.w, g, c.want)
		}
	}
}

func TestCursorStaysWithItsInstance(t *testing.T) {
	tab, f := fleetTable(100, 80, 11)
	tab.ScrollTo(46)
	tab.ScrollTo(42)
	line := tab.Cursor() - tab.Offset()

	// Five rows above vanish: same id, same screen line.
	g := f.without(1, 2, 3, 4, 5)
	tab.SetRows(g, 37)
	if tab.CursorID() != "i-00042" || tab.Cursor() != 37 {
		t.Errorf("cursor on %s at %d", tab.CursorID(), tab.Cursor())
	}
	if got := tab.Cursor() - tab.Offset(); got != line {
		t.Errorf("cursor went from screen line %d to %d", line, got)
	}
	// They come back.
	tab.SetRows(f, 42)
	if got := tab.Cursor() - tab.Offset(); tab.CursorID() != "i-00042" || got != line {
		t.Errorf("cursor on %s, screen line %d, was %d", tab.CursorID(), got, line)
	}
	// The row itself vanishes: the place is kept.
	tab.SetRows(f.without(42), -1)
	if tab.Cursor() != 42 || tab.CursorID() != "i-00043" {
		t.Errorf("cursor at %d on %s", tab.Cursor(), tab.CursorID())
	}
	// A list that got short takes the cursor to its end.
	tab.SetRows(newFleet(5), -1)
	if tab.Cursor() != 4 || tab.Offset() != 0 {
		t.Errorf("cursor %d, offset %d in five rows", tab.Cursor(), tab.Offset())
	}
}

func TestEmptiedTableRemembersWhereItWas(t *testing.T) {
	tab, f := fleetTable(100, 80, 11)
	tab.ScrollTo(42)
	tab.SetRows(f.without(f.ids...), -1)
	if tab.Cursor() != -1 || tab.CursorID() != "" || tab.LastID() != "i-00042" {
		t.Errorf("empty: cursor %d, id %q, last %q", tab.Cursor(), tab.CursorID(), tab.LastID())
	}
	tab.Move(1)
	tab.Page(1)
	tab.Bottom()
	tab.SetRows(f, 42)
	if tab.CursorID() != "i-00042" {
		t.Errorf("refilled: %s", tab.CursorID())
	}
}

func TestMoves(t *testing.T) {
	tab, _ := fleetTable(100, 80, 11) // ten rows in sight
	step := func(what string, do func(), cursor, offset int) {
		t.Helper()
		do()
		if tab.Cursor() != cursor || tab.Offset() != offset {
			t.Errorf("%s: cursor %d offset %d, want %d %d", what, tab.Cursor(), tab.Offset(), cursor, offset)
		}
	}
	step("up at the top", func() { tab.Move(-1) }, 0, 0)
	step("down in sight", func() { tab.Move(9) }, 9, 0)
	step("down past the edge", func() { tab.Move(1) }, 10, 1)
	step("up in sight", func() { tab.Move(-4) }, 6, 1)
	step("page", func() { tab.Page(1) }, 15, 10)
	step("half page", func() { tab.Half(-1) }, 10, 5)
	step("bottom", func() { tab.Bottom() }, 99, 90)
	step("page at the end", func() { tab.Page(1) }, 99, 90)
	step("top", func() { tab.Top() }, 0, 0)
	step("there and back", func() { tab.ScrollTo(11); tab.ScrollTo(5) }, 5, 2)
	step("smaller", func() { tab.SetSize(80, 4) }, 5, 3)
	step("no room at all", func() { tab.SetSize(80, 0); tab.Move(1) }, 6, 6)
	step("larger than the list", func() { tab.SetSize(80, 300) }, 6, 0)
}

// A cursor move may touch the gutter and the name, nothing else, and only in
// the two rows concerned.
// A table without rows has none in sight, however far one scrolls.
func TestEmptyTableStaysAtItsTop(t *testing.T) {
	tab, _ := fleetTable(0, 80, 10)
	for _, step := range []func(int){tab.Page, tab.Half, tab.Move} {
		for _, delta := range []int{-1, 3} {
			step(delta)
			if from, to := tab.Visible(); from != 0 || to != 0 {
				t.Errorf("rows %d to %d in sight", from, to)
			}
		}
	}
}

func TestCursorMoveTouchesGutterAndNameOnly(t *testing.T) {
	tab, _ := fleetTable(100, 200, 50)
	th := NewTheme("dark", true)
	before := tab.Append(nil, &th, true)
	tab.Move(1)
	after := tab.Append(nil, &th, true)
	name := gutter + tab.widths[0]
	for y := range before {
		switch {
		case y == 1 || y == 2:
			if before[y] == after[y] {
				t.Errorf("line %d shows no move", y)
			}
			if Cut(before[y], name, 200) != Cut(after[y], name, 200) {
				t.Errorf("line %d changed behind the name", y)
			}
		case before[y] != after[y]:
			t.Errorf("line %d changed", y)
		}
	}
}

// The bytes of a move through the renderer that the deck's program uses, in
// truecolor, with names longer than the emphasis.
func TestCursorMoveBytes(t *testing.T) {
	const w, h = 200, 50
	th := NewTheme("dark", true)
	sidebar := Panel("Regions", []string{"▸ 华东1（杭州）"}, 31, h, &th, false)
	tab, f := fleetTable(100, w-31, h)
	f.prefix = "集群-"
	for _, light := range []bool{false, true} {
		th := NewTheme("auto", !light)
		var wire bytes.Buffer
		r := uv.NewTerminalRenderer(&wire, []string{"TERM=xterm-256color"})
		r.SetColorProfile(colorprofile.TrueColor)
		r.SetFullscreen(true)
		r.SetScrollOptim(true)
		frame := func() int {
			t.Helper()
			wire.Reset()
			screen := uv.NewScreenBuffer(w, h)
			uv.NewStyledString(strings.Join(JoinColumns(sidebar, tab.Append(nil, &th, true)), "\n")).Draw(screen, screen.Bounds())
			r.Render(screen.RenderBuffer)
			if err := r.Flush(); err != nil {
				t.Fatal(err)
			}
			return wire.Len()
		}
		frame()
		for range 12 {
			tab.Move(1)
			n := frame()
			if n >= 120 || n == 0 {
				t.Errorf("a move of one row costs %d bytes: %q", n, wire.String())
			}
		}
	}
}

// Sign and weight carry the state where colour does not reach.
func TestStateSurvivesNoColor(t *testing.T) {
	tab, f := fleetTable(5, 60, 6)
	f.marked[1] = true
	th := NewTheme("dark", true)
	tab.Move(1)
	lines := tab.Append(nil, &th, true)
	if got := ansi.Strip(lines[2]); !strings.HasPrefix(got, "▌✓") {
		t.Errorf("cursor on a marked row: %q", got)
	}
	if got := ansi.Strip(lines[1]); !strings.HasPrefix(got, "  订") {
		t.Errorf("other row: %q", got)
	}
	for what, k := range map[string]Ink{"cursor": th.Cursor, "match": th.Match, "production": th.Prod, "bad": th.Bad} {
		if !strings.Contains(k.Open, "\x1b[1") && !strings.Contains(k.Open, ";1") {
			t.Errorf("%s has no weight: %q", what, k.Open)
		}
	}
}

func BenchmarkTable(b *testing.B) {
	th := NewTheme("dark", true)
	for _, n := range []int{1000, 50000} {
		tab, _ := fleetTable(n, 200, 50)
		tab.ScrollTo(n / 2)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			var page []string
			for b.Loop() {
				tab.Move(1)
				page = tab.Append(page[:0], &th, true)
				tab.Move(-1)
			}
		})
	}
}

// spread is Rows whose second column has a note over the third and the fourth.
type spread struct{ *fleet }

func (s spread) Cells(i int, cols []int, dst []Cell) {
	s.fleet.Cells(i, cols, dst)
	dst[1] = Cell{Text: "no price in this zone", Over: 2}
}

func TestANoteOverSeveralColumns(t *testing.T) {
	th := Theme{}
	f := newFleet(1)
	tab := NewTable([]Column{{Title: "NAME", Min: 4}, {Title: "A", Min: 6, Right: true}, {Title: "B", Min: 6}, {Title: "C", Min: 7}, {Title: "D", Min: 10}})
	tab.SetRows(spread{f}, 0)
	tab.SetSize(46, 2)
	got := tab.Append(nil, &th, false)[1]
	cells(t, "the row", got, 46)
	if !strings.HasSuffix(strings.TrimRight(got, " "), "no price in this zone 10.12.0.0") {
		t.Errorf("%q", got)
	}
	tab.SetSize(14, 2) // where the columns it takes are not all in sight
	cells(t, "the row", tab.Append(nil, &th, false)[1], 14)
}

func TestDenseColumnsAreRatherCloseThanDropped(t *testing.T) {
	var cols []Column
	for range 11 {
		cols = append(cols, Column{Min: 9, Priority: 1})
	}
	for _, c := range []struct {
		w, shown, gap int
		dense         bool
	}{
		{119, 11, 2, true}, {119, 11, 2, false}, {118, 11, 1, true}, {118, 10, 2, false}, {109, 11, 1, true}, {108, 10, 1, true},
	} {
		shown, _, gap := fitColumns(cols, all(cols), c.w, c.dense)
		if len(shown) != c.shown || gap != c.gap {
			t.Errorf("%+v: %d columns, %d apart", c, len(shown), gap)
		}
	}
}

// all are the places of the columns that are shown unless others are picked.
func all(cols []Column) []int {
	_, shown := picked(cols, nil)
	return shown
}

func TestPickedColumns(t *testing.T) {
	th := NewTheme("dark", true)
	tab, _ := fleetTable(40, 56, 4)
	shipped := tab.Shown()
	for _, c := range []struct {
		picks []Pick
		want  []int
	}{
		{[]Pick{{Column: 2}, {Column: 0}}, []int{2, 0}},
		{[]Pick{{Column: 2, Width: 49}, {Column: 0, Width: 4}}, []int{2, 0}},
		{[]Pick{{Column: 2, Width: 49}, {Column: 0, Width: 5}}, []int{2}}, // no room for the last
		{[]Pick{{Column: 1, Width: 90}, {Column: 0}}, []int{1}},
		{nil, shipped},
	} {
		tab.Pick(c.picks)
		if got := tab.Shown(); !slices.Equal(got, c.want) {
			t.Errorf("%v shows %v, want %v", c.picks, got, c.want)
		}
		for _, p := range c.picks {
			if got := tab.WidthOf(tab.Columns()[p.Column].Key); p.Width > 0 && p.Width < 56 && got != 0 && got != p.Width {
				t.Errorf("%v: the column has %d cells", p, got)
			}
		}
		for _, line := range tab.Append(nil, &th, true) {
			if Width(line) != 56 {
				t.Errorf("%v: a line of %d cells: %q", c.picks, Width(line), line)
			}
		}
	}
	before := len(tab.Columns())
	tab.AddColumn(Column{Key: "tag:env", Title: "ENV", Min: 5})
	if got := tab.Shown(); !slices.Equal(got, shipped) {
		t.Errorf("a column that nobody picked changed what is shown: %v, want %v", got, shipped)
	}
	if tab.Pick([]Pick{{Column: before}}); tab.WidthOf("tag:env") != 5 {
		t.Errorf("the added column has %d cells", tab.WidthOf("tag:env"))
	}
}

// A tail stays whole where the text before it is cut, and goes where no text would be left.
// found is a row whose cell has hits.
type found struct {
	tails
	cell Cell
}

func (f found) Cells(_ int, _ []int, dst []Cell) { dst[0] = f.cell }

// Hits are drawn as far as the cell is in sight, in whole characters, without a cell more or less.
func TestHits(t *testing.T) {
	th := Theme{Match: Ink{"<", ">"}, Cursor: Ink{"{", "}"}, Dim: Ink{"(", ")"}}
	for _, c := range []struct {
		text   string
		hits   [][2]int
		w      int
		middle bool
		want   string
	}{
		{"web-1", [][2]int{{0, 3}}, 8, true, "<web>(-1)"},
		{"a-web-b", [][2]int{{2, 5}}, 8, true, "(a-)<web>(-b)"},
		{"a-web-b-web", [][2]int{{2, 5}, {8, 11}}, 11, true, "(a-)<web>(-b-)<web>"},
		{"long-name-web-0001", [][2]int{{10, 13}}, 8, true, "(lon…0001)"},   // cut away
		{"long-name-web-0001", [][2]int{{14, 18}}, 8, true, "(lon…)<0001>"}, // behind the cut
		{"long-name-web-0001", [][2]int{{2, 16}}, 8, true, "(lo)<n>(…)<00>(01)"},
		{"long-name-web-0001", [][2]int{{2, 16}}, 8, false, "(lo)<ng-na>(…)"},
		{"订单服务-web", [][2]int{{6, 12}}, 14, true, "(订单)<服务>(-web)"},
		{"订单服务-订单服务-web", [][2]int{{6, 12}, {19, 25}}, 10, true, "(订单…-web)"},
		{"e\u0301-web", [][2]int{{0, 1}}, 8, true, "<e\u0301>(-web)"},
	} {
		table := NewTable([]Column{{Key: "name", Min: c.w, Max: c.w, Middle: c.middle}})
		table.SetRows(found{cell: Cell{Text: c.text, Ink: th.Dim, Hits: c.hits}}, 0)
		table.SetSize(c.w+2, 2)
		got := strings.TrimRight(table.Append(nil, &th, false)[1], " ")
		if got = strings.TrimPrefix(got, cursorSign+" "); got != c.want {
			t.Errorf("%q in %d cells: %q, want %q", c.text, c.w, got, c.want)
		}
	}
	table := NewTable([]Column{{Key: "name", Min: 12}})
	table.SetRows(found{cell: Cell{Text: "a-web-b", Hits: [][2]int{{2, 5}}}}, 0)
	table.SetSize(14, 2)
	if got := table.Append(nil, &th, true)[1]; !strings.Contains(got, "{a-}<web>{-b}") {
		t.Errorf("under the cursor %q", got)
	}
}

func TestTail(t *testing.T) {
	th := NewTheme("dark", true)
	tab := NewTable([]Column{{Key: "name", Min: 4, Middle: true}})
	tab.SetRows(tails{}, 0)
	for w, want := range map[int]string{
		20: "▌ api-001 …8fq2     ", 15: "▌ api-001 …8fq2", 13: "▌ ap…01 …8fq2", 9: "▌ api-001",
	} {
		tab.SetSize(w, 2)
		tab.Pick([]Pick{{Width: w - 2}})
		if got := ansi.Strip(tab.Append(nil, &th, true)[1]); got != want {
			t.Errorf("%d cells: %q, want %q", w, got, want)
		}
	}
}

type tails struct{}

func (tails) Len() int        { return 1 }
func (tails) ID(int) string   { return "i-8fq2" }
func (tails) Marked(int) bool { return false }
func (tails) Dim(int) bool    { return false }
func (tails) Cells(_ int, _ []int, dst []Cell) {
	dst[0] = Cell{Text: "api-001", Tail: "…8fq2"}
}

// A note stands at the end of the frame's lower line, if there is room for all of it.
func TestPanelNote(t *testing.T) {
	th := NewTheme("dark", true)
	for w, want := range map[int]string{30: "└──────────────── ↓ 12 more ─┘", 12: "└──────────┘"} {
		lines := Stack([]Pane{{Title: "", Note: "↓ 12 more"}}, w, 3, &th, -1)
		if got := ansi.Strip(lines[2]); got != want {
			t.Errorf("%d cells: %q, want %q", w, got, want)
		}
	}
}
