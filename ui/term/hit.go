package term

// Header is the row of the column titles, see Hit.
const Header = -1

// Hit says what of the table as it was drawn last is at cell x of line y, counted from the first
// cell and line that Append appended to: which row, or Header, and which column, "" where there is
// none.
func (t *Table) Hit(x, y int) (row int, colKey string, ok bool) {
	y -= t.line
	if y < 0 || y >= t.h || x < 0 || x >= t.w {
		return 0, "", false
	}
	at := gutter
	for k, c := range t.shown {
		if x >= at && x < at+t.widths[k] {
			colKey = t.columns[c].Key
		}
		at += t.widths[k] + t.gap
	}
	if y == 0 {
		return Header, colKey, true
	}
	row = t.offset + y - 1
	return row, colKey, row < t.Len()
}

// CursorLine is the line of the cursor's row, counted as in Hit, or -1 where it is out of sight.
func (t *Table) CursorLine() int {
	if t.Len() == 0 || t.cursor < t.offset || t.cursor >= t.offset+t.body() {
		return -1
	}
	return t.line + 1 + t.cursor - t.offset
}

// Scroll moves the view by delta rows, and the cursor only as far as it has to, to stay in sight.
func (t *Table) Scroll(delta int) {
	n, body := t.Len(), max(t.body(), 1)
	t.offset = clamp(t.offset+delta, 0, max(n-body, 0))
	t.ScrollTo(clamp(t.cursor, t.offset, t.offset+body-1))
}
