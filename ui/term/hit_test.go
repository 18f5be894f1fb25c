package term

import (
	"slices"
	"testing"
)

// What is drawn at a place is what is hit there.
func TestTableHit(t *testing.T) {
	tb := NewTable([]Column{{Key: "name", Title: "NAME", Min: 8, Max: 8}, {Key: "zone", Title: "ZONE", Min: 6, Max: 6}})
	tb.SetRows(newFleet(5), 0)
	tb.SetSize(20, 4)
	tb.ScrollTo(4) // rows 2, 3 and 4 are in sight
	th := NewTheme("dark", true)
	lines := tb.Append([]string{"above"}, &th, true)
	if len(lines) != 5 {
		t.Fatalf("%q", lines)
	}
	for _, c := range []struct {
		x, y int
		row  int
		col  string
		ok   bool
	}{
		{2, 0, 0, "", false}, // above the table
		{2, 1, Header, "name", true},
		{12, 1, Header, "zone", true},
		{0, 2, 2, "", true}, // the gutter
		{9, 4, 4, "name", true},
		{2, 5, 0, "", false},
		{25, 2, 0, "", false},
	} {
		row, col, ok := tb.Hit(c.x, c.y)
		if ok != c.ok || ok && (row != c.row || col != c.col) {
			t.Errorf("at %d,%d: row %d, column %q, %v; want row %d, column %q, %v", c.x, c.y, row, col, ok, c.row, c.col, c.ok)
		}
	}
}

// The wheel moves what is in sight; the cursor keeps its row while that is in sight.
func TestTableScroll(t *testing.T) {
	tb := NewTable([]Column{{Key: "name", Title: "NAME", Min: 8, Max: 8}})
	tb.SetRows(newFleet(6), 0)
	tb.SetSize(20, 4)
	tb.ScrollTo(2)
	var got []int
	for _, by := range []int{2, 5, -1, -9} {
		tb.Scroll(by)
		got = append(got, tb.Offset(), tb.Cursor())
	}
	if want := []int{2, 2, 3, 3, 2, 3, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("offsets and cursors are %v; want %v", got, want)
	}
}
