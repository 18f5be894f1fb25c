package term

import "slices"

// Column describes one column of a Table. Widths are in cells.
type Column struct {
	Key   string // names the column for sorting and settings
	Title string // shown in the header, already translated
	What  string // what it shows, in a few words, for a list of columns; already translated

	Min  int // least width; the title's width if that is more
	Max  int // most width when there is space to share; 0: no limit
	Grow int // share of the space left over; 0: stays at Min

	// Priority is 0 for a column that is never dropped. When the page is too
	// narrow the highest goes first, the rightmost among equals.
	Priority int

	Optional bool // not shown unless it is picked

	Right  bool // numbers: aligned right
	Middle bool // names: cut in the middle

	fixed int // the cells that a person gave it; 0: none
}

// Layout is the column itself: what embeds one has it too.
func (c Column) Layout() Column { return c }

func (c Column) least() int {
	if c.fixed > 0 {
		return c.fixed
	}
	return max(c.Min, Width(c.Title), 1)
}

// Pick is a column that a person picked.
type Pick struct {
	Column int // an index into the table's columns
	Width  int // its cells; 0: as there is room
}

// picked are the columns as somebody picked them, and which are shown, in their order: the
// first stays, and of the others the last goes first where there is no room.
func picked(cols []Column, picks []Pick) (as []Column, shown []int) {
	if len(picks) == 0 {
		for i, c := range cols {
			if !c.Optional {
				shown = append(shown, i)
			}
		}
		return cols, shown
	}
	as = slices.Clone(cols)
	for k, p := range picks {
		as[p.Column].Priority, as[p.Column].fixed = k, p.Width
		shown = append(shown, p.Column)
	}
	return as, shown
}

// fitColumns fits columns, which are indexes into cols, and their widths to w cells. gap is
// the blanks between two of them: dense, one where two would cost a column.
func fitColumns(cols []Column, all []int, w int, dense bool) (shown, widths []int, gap int) {
	shown = slices.Clone(all)
	gap = 2
	if w < 100 || dense && need(cols, shown, gap) > w {
		gap = 1
	}
	for need(cols, shown, gap) > w {
		k := dearest(cols, shown)
		if k < 0 {
			break
		}
		shown = append(shown[:k], shown[k+1:]...)
	}
	for _, c := range shown {
		widths = append(widths, cols[c].least())
	}
	if spare := w - need(cols, shown, gap); spare < 0 {
		shown, widths = squeeze(shown, widths, gap, -spare)
	} else {
		share(cols, shown, widths, spare)
	}
	return shown, widths, gap
}

func need(cols []Column, shown []int, gap int) int {
	sum := gap * max(len(shown)-1, 0)
	for _, c := range shown {
		sum += cols[c].least()
	}
	return sum
}

// dearest returns the position in shown of the column to drop next, -1 if all
// must stay.
func dearest(cols []Column, shown []int) int {
	drop := -1
	for k, c := range shown {
		if p := cols[c].Priority; p > 0 && (drop < 0 || p >= cols[shown[drop]].Priority) {
			drop = k
		}
	}
	return drop
}

// squeeze takes cells too many from the widest column, one by one; when each is
// at one cell the rightmost go.
func squeeze(shown, widths []int, gap, over int) ([]int, []int) {
	for ; over > 0 && len(widths) > 0; over-- {
		widest := 0
		for k := range widths {
			if widths[k] > widths[widest] {
				widest = k
			}
		}
		if widths[widest] > 1 {
			widths[widest]--
			continue
		}
		last := len(widths) - 1
		shown, widths = shown[:last], widths[:last]
		over -= gap
	}
	return shown, widths
}

// share gives spare cells to the growing columns by their Grow, up to Max.
func share(cols []Column, shown, widths []int, spare int) {
	for spare > 0 {
		total := 0
		for k, c := range shown {
			if room(cols[c], widths[k]) > 0 {
				total += cols[c].Grow
			}
		}
		if total == 0 {
			return
		}
		left := spare
		for k, c := range shown {
			more := min(room(cols[c], widths[k]), max(left*cols[c].Grow/total, 1), spare)
			widths[k] += more
			spare -= more
		}
	}
}

// room returns how many cells the column could still take.
func room(c Column, width int) int {
	switch {
	case c.Grow <= 0 || c.fixed > 0:
		return 0
	case c.Max <= 0:
		return 1 << 20
	}
	return max(c.Max-width, 0)
}
