package term

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// orderForm has every kind of cell, good and bad, with Chinese in it.
func orderForm() []FormRow {
	return []FormRow{
		{Head: "Place 1 of 2"},
		{Label: "Region", Cells: []FormCell{{Kind: CellPicked, Text: "cn-hangzhou"}}, Note: "412 instances"},
		{Label: "vSwitch", Cells: []FormCell{{Kind: CellPicked, Empty: "choose one"}}, Bad: "choose a vSwitch"},
		{Label: "System disk", Cells: []FormCell{
			{Kind: CellChosen, Text: "cloud_essd"}, {Kind: CellChosen, Text: "PL1"}, {Kind: CellTyped, Text: "40", Width: 6, Unit: "GiB", Focused: true, Caret: 2},
		}},
		{Label: "Name", Cells: []FormCell{{Kind: CellTyped, Text: "订单服务-[1,3]", Width: 24}}, Note: "订单服务-001 … 订单服务-120"},
		{Label: "Tags", Cells: []FormCell{{Kind: CellTyped, Empty: "env=prod, team=pay", Width: 24}}},
		{Cells: []FormCell{{Kind: CellPressed, Text: "add a data disk"}}},
	}
}

func TestFormLooks(t *testing.T) {
	th := NewTheme("dark", true)
	for _, w := range []int{36, 58, 76} {
		golden(t, fmt.Sprintf("form-%d", w), AppendForm(nil, orderForm(), 0, w, 8, min(16, w/3), &th))
	}
}

func TestFormLinesAreExactlyAsWideAsAsked(t *testing.T) {
	th := NewTheme("dark", true)
	for w := range 90 {
		for focus := range 7 {
			rows := orderForm()
			for i := range rows {
				for k := range rows[i].Cells {
					rows[i].Cells[k].Focused = i == focus
				}
			}
			lines := AppendForm(nil, rows, 2, w, 7, 12, &th)
			if len(lines) != 7 {
				t.Fatalf("%d lines", len(lines))
			}
			for _, l := range lines {
				cells(t, fmt.Sprintf("form of %d, focus %d", w, focus), l, w)
			}
		}
	}
}

// Whatever is typed and however little room there is, the caret is in sight.
func TestTheCaretIsAlwaysInSight(t *testing.T) {
	th := NewTheme("dark", true)
	text := "a订单b服务-[1,3]-east"
	for w := 16; w < 60; w++ {
		for at := range text + "." {
			row := FormRow{Label: "Disk", Cells: []FormCell{
				{Kind: CellChosen, Text: "cloud_essd"}, {Kind: CellChosen, Text: "PL1"},
				{Kind: CellTyped, Text: text, Width: 10, Unit: "GiB", Focused: true, Caret: at},
			}}
			line := ansi.Strip(row.line(w, 6, &th))
			if !strings.Contains(line, caret) {
				t.Fatalf("no caret at %d of %q in %d cells: %q", at, text, w, line)
			}
		}
	}
}

// A hint is found where it was drawn, whatever was left out.
func TestHintsAreFoundWhereTheyAre(t *testing.T) {
	th := NewTheme("dark", true)
	pairs := []string{"enter", "打开", "T", "stop", "+ -", "bid", "?", "help"}
	for w := range 60 {
		line := ansi.Strip(Hints(&th, w, pairs...))
		found := map[int]string{}
		for x := range w {
			if n, at := HintAt(w, x, pairs...); n >= 0 {
				if at == 0 {
					found[n] = Cut(line, x, x+Width(pairs[2*n]+" "+pairs[2*n+1]))
				}
			}
		}
		for n, text := range found {
			if want := pairs[2*n] + " " + pairs[2*n+1]; !strings.HasPrefix(want, strings.TrimRight(text, " …")) {
				t.Errorf("in %d cells %q is where %q is said to be: %q", w, text, want, line)
			}
		}
		for n := range len(pairs) / 2 {
			if _, ok := found[n]; !ok && strings.Contains(line, pairs[2*n]+" "+pairs[2*n+1]) {
				t.Errorf("in %d cells %q is not found: %q", w, pairs[2*n+1], line)
			}
		}
	}
}
