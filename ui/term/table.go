package term

import "slices"

// Cell is one cell's plain text and its ink.
type Cell struct {
	Text string
	Ink  Ink
	Over int // how many of the columns shown behind it the text takes too, from the left

	// Hits are the places in the text, in bytes and in their order, that a search found.
	Hits [][2]int

	// Tail is shown behind the text, fainter. It is not cut: the text is.
	Tail string
}

// Rows is what a Table shows. The table asks for visible rows only, so each
// method must be cheap and must not block.
type Rows interface {
	Len() int
	// ID returns the identity of row i; the cursor belongs to it.
	ID(i int) string
	// Cells fills dst[k] with row i's cell for column cols[k], an index into
	// the table's columns. dst has the length of cols and is zeroed.
	Cells(i int, cols []int, dst []Cell)
	// Marked reports whether row i carries the person's mark.
	Marked(i int) bool
	// Dim reports whether row i is out of date and drawn faintly.
	Dim(i int) bool
}

// Table shows rows under a header and has a cursor. It draws the visible rows
// only, so its cost does not depend on the number of rows. Not safe for
// concurrent use; View-like calls (Append) change nothing but where the table is, see Hit.
type Table struct {
	rows    Rows
	columns []Column
	picks   []Pick
	as      []Column // columns as they were picked
	all     []int    // those to show where there is room, in their order
	empty   []string

	w, h   int
	shown  []int // columns in sight, as indexes into columns
	widths []int // their cells
	gap    int

	line int // of those that it was appended to where it begins, as it was drawn last

	cursor, offset int
	id             string // the row the cursor stands on, or last stood on

	sorts []Sort
	dense bool
}

// Sort is a column that rows are sorted by.
type Sort struct {
	Key  string
	Desc bool
}

// Sign is the direction as a sign; first is the column that decides before all others.
func (s Sort) Sign(first bool) string {
	switch {
	case first && s.Desc:
		return "▼"
	case first:
		return "▲"
	case s.Desc:
		return "▾"
	}
	return "▴"
}

// NewTable returns an empty table of no size.
func NewTable(cols []Column) *Table {
	t := &Table{columns: cols}
	t.as, t.all = picked(t.columns, nil)
	return t
}

// Columns are all columns, those that are not shown too. They are not to be changed.
func (t *Table) Columns() []Column { return t.columns }

// AddColumn adds one behind the others; it is not shown before it is picked.
func (t *Table) AddColumn(c Column) {
	c.Optional = true
	t.columns = append(slices.Clip(t.columns), c)
	t.Pick(t.picks)
}

// Pick shows these columns in their order, as many as there is room for from the left. With none
// it shows those that are not Optional, by their Priority.
func (t *Table) Pick(picks []Pick) {
	t.picks = picks
	t.as, t.all = picked(t.columns, picks)
	t.layout()
}

// Picks are the columns as they were picked, or nil.
func (t *Table) Picks() []Pick { return t.picks }

// Shown are the columns in sight, in their order.
func (t *Table) Shown() []int { return t.shown }

// SetRows swaps the rows. cursorIndex is where the row with LastID is now; -1
// means that it is gone, and the cursor stays at its place in the list. The
// cursor's row keeps its screen line if the list allows it.
func (t *Table) SetRows(r Rows, cursorIndex int) {
	line := t.cursor - t.offset
	t.rows = r
	if cursorIndex >= 0 {
		t.cursor = cursorIndex
	}
	if n := t.Len(); n > 0 {
		t.cursor = clamp(t.cursor, 0, n-1)
		t.id = r.ID(t.cursor)
	}
	t.offset = t.cursor - line
	t.settle()
}

// SetSize sets the cells of the whole table, header included.
func (t *Table) SetSize(w, h int) {
	t.w, t.h = max(w, 0), max(h, 0)
	t.layout()
	t.settle()
}

// SetSort puts the signs of the sort order on the titles of its columns, of which the first
// decides before all others.
func (t *Table) SetSort(sorts ...Sort) { t.sorts = sorts }

// SetTitle sets the title of a column, which may change with what it shows.
func (t *Table) SetTitle(colKey, title string) {
	for i := range t.columns {
		if t.columns[i].Key == colKey {
			t.columns[i].Title = title
		}
	}
	t.Pick(t.picks)
}

// WidthOf returns how many cells a column has on screen, 0 if there is no room
// for it.
func (t *Table) WidthOf(colKey string) int {
	for k, c := range t.shown {
		if t.columns[c].Key == colKey {
			return t.widths[k]
		}
	}
	return 0
}

// Visible returns which rows are in sight, from and up to but not with.
func (t *Table) Visible() (from, to int) { return t.offset, min(t.offset+t.body(), t.Len()) }

// Beyond returns how many rows there are above and below those in sight.
func (t *Table) Beyond() (above, below int) {
	from, to := t.Visible()
	return from, t.Len() - to
}

// SetDense lets columns stand closer together rather than be dropped.
func (t *Table) SetDense() { t.dense = true }

// SetEmpty sets the lines shown in the middle when there are no rows. They may
// be styled.
func (t *Table) SetEmpty(lines ...string) { t.empty = lines }

// Len returns the number of rows.
func (t *Table) Len() int {
	if t.rows == nil {
		return 0
	}
	return t.rows.Len()
}

// Cursor returns the index of the cursor's row, -1 if there are no rows.
func (t *Table) Cursor() int {
	if t.Len() == 0 {
		return -1
	}
	return t.cursor
}

// CursorID returns the id of the cursor's row, "" if there are no rows.
func (t *Table) CursorID() string {
	if t.Len() == 0 {
		return ""
	}
	return t.id
}

// LastID is CursorID, but remembers the last row while the table is empty: the
// id to look for when new rows are prepared for SetRows.
func (t *Table) LastID() string { return t.id }

// Offset returns the index of the first visible row.
func (t *Table) Offset() int { return t.offset }

// Move moves the cursor by delta rows and stops at the ends.
func (t *Table) Move(delta int) { t.ScrollTo(t.cursor + delta) }

// Page moves by delta screens.
func (t *Table) Page(delta int) { t.leap(delta * max(t.body()-1, 1)) }

// Half moves by delta half screens.
func (t *Table) Half(delta int) { t.leap(delta * max(t.body()/2, 1)) }

// Top moves to the first row.
func (t *Table) Top() { t.ScrollTo(0) }

// Bottom moves to the last row.
func (t *Table) Bottom() { t.ScrollTo(t.Len() - 1) }

// Rewind shows the first rows, if the cursor is among them.
func (t *Table) Rewind() {
	if t.cursor < t.body() {
		t.offset = 0
		t.settle()
	}
}

// ScrollTo puts the cursor on row i; the view moves as little as it can.
func (t *Table) ScrollTo(i int) {
	n := t.Len()
	if n == 0 {
		t.settle()
		return
	}
	t.cursor = clamp(i, 0, n-1)
	t.id = t.rows.ID(t.cursor)
	t.settle()
}

// leap moves cursor and view together, so that the cursor keeps its line.
func (t *Table) leap(delta int) {
	t.offset += delta
	t.ScrollTo(t.cursor + delta)
}

// settle puts the view where it is allowed to be: over rows, cursor in sight.
func (t *Table) settle() {
	n, body := t.Len(), t.body()
	if n == 0 {
		t.offset = 0
		return
	}
	t.offset = clamp(t.offset, t.cursor-max(body, 1)+1, t.cursor)
	t.offset = clamp(t.offset, 0, max(n-max(body, 1), 0))
}

func (t *Table) layout() {
	t.shown, t.widths, t.gap = fitColumns(t.as, t.all, t.w-gutter, t.dense)
}

// body returns the lines below the header.
func (t *Table) body() int { return max(t.h-1, 0) }

func clamp(i, lo, hi int) int { return max(lo, min(i, hi)) }
