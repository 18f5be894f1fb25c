// Package columnform is the layer in which the columns of a list are chosen: which are shown,
// in which order, how wide, and by which the rows are sorted.
package columnform

import (
	"cmp"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// form lists all columns of a page in the order that they would be shown in. What is changed
// is seen in the page behind at once, and kept with enter.
type form struct {
	*deck.Deck
	set     *deck.Columns
	rows    []row
	table   *term.Table
	sorts   []deck.SortChoice
	before  []deck.SortChoice // as it was
	shipped bool              // nothing is chosen
	wide    bool              // the columns are those of a wide screen
}

// row is a column.
type row struct {
	deck.ColumnChoice
	title, what string
	shown       bool
}

// Open opens the layer on the columns of a page.
func Open(d *deck.Deck, set *deck.Columns) {
	f := &form{Deck: d, set: set, sorts: set.Sorts(), before: set.Sorts()}
	f.table = term.NewTable([]term.Column{
		{Key: "column", Title: d.Text.S("COLUMN"), Min: 12, Max: 20, Grow: 1},
		{Key: "sort", Title: d.Text.S("SORT"), Min: 4},
		{Key: "width", Title: d.Text.S("WIDTH"), Min: 7, Right: true},
		{Key: "what", Title: d.Text.S("WHAT IT SHOWS"), Min: 20, Grow: 4, Max: 70},
	})
	f.load()
	d.Cover(f)
}

// load lists the columns, those that are shown first.
func (f *form) load() {
	f.wide = f.Wide
	f.shipped = len(f.set.Table.Picks()) == 0
	if f.set.Offered != nil {
		for _, key := range f.set.Offered() {
			f.set.Index(key) // makes it
		}
	}
	f.rows = nil
	for _, c := range f.set.Chosen() {
		f.rows = append(f.rows, row{ColumnChoice: c, shown: true})
	}
	for _, c := range f.set.Table.Columns() {
		if !slices.ContainsFunc(f.rows, func(r row) bool { return r.Key == c.Key }) {
			f.rows = append(f.rows, row{ColumnChoice: deck.ColumnChoice{Key: c.Key}})
		}
	}
	all := f.set.Table.Columns()
	for n := range f.rows {
		c := all[f.set.Index(f.rows[n].Key)]
		f.rows[n].title, f.rows[n].what = cmp.Or(c.Title, c.Key), c.What
	}
	f.table.SetRows(f, max(0, f.index(f.table.LastID())))
}

func (f *form) index(key string) int {
	return slices.IndexFunc(f.rows, func(r row) bool { return r.Key == key })
}

// choice are the columns to show, or nil for those that are shipped.
func (f *form) choice() []deck.ColumnChoice {
	if f.shipped {
		return nil
	}
	var out []deck.ColumnChoice
	for _, r := range f.rows {
		if r.shown {
			out = append(out, r.ColumnChoice)
		}
	}
	return out
}

// follow lists the columns of another width when the screen has got one.
func (f *form) follow() {
	if f.Wide != f.wide {
		f.load()
	}
}

// Shown does nothing: nothing that it does harms.
func (f *form) Shown(*deck.Screen) {}

// Leave leaves all as it was.
func (f *form) Leave() (tea.Cmd, bool) {
	f.set.Follow()
	return f.sortBy(f.before), true
}

func (f *form) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	f.follow()
	k, at := f.Keys, f.table.Cursor()
	switch {
	case k.Leave.Match(press), k.Columns.Match(press):
		return f.Leave()
	case k.Confirm.Match(press):
		return f.set.Keep(f.choice(), f.sorts), true
	case k.ToggleColumn.Match(press):
		return f.toggle(at), false
	case k.MoveUp.Match(press):
		f.move(at, at-1)
	case k.MoveDown.Match(press):
		f.move(at, at+1)
	case k.Wider.Match(press):
		f.widen(at, 1)
	case k.Narrower.Match(press):
		f.widen(at, -1)
	case k.SortBy.Match(press):
		return f.sortNext(f.rows[at].Key), false
	case k.ResetColumns.Match(press):
		return f.reset(), false
	default:
		deck.MoveCursor(k, f.table, press)
	}
	return nil, false
}

// Click puts the cursor on a row; the frame is one line and three cells.
func (f *form) Click(x, y int) (tea.Cmd, bool) {
	row, _, ok := f.table.Hit(x-3, y-1)
	if ok && row != term.Header {
		f.table.ScrollTo(row)
	}
	return nil, false
}

// Wheel scrolls the rows.
func (f *form) Wheel(_, _, lines int) { f.table.Scroll(lines) }

// changed shows what is chosen.
func (f *form) changed() {
	f.shipped = false
	f.set.Show(f.choice())
}

func (f *form) toggle(at int) tea.Cmd {
	r := &f.rows[at]
	if r.shown && len(f.set.Chosen()) == 1 {
		return deck.Say(f.Text.S("At least one column is shown."))
	}
	r.shown = !r.shown
	f.changed()
	return nil
}

func (f *form) move(from, to int) {
	if to < 0 || to >= len(f.rows) {
		return
	}
	f.rows[from], f.rows[to] = f.rows[to], f.rows[from]
	f.table.SetRows(f, to)
	f.changed()
}

// least is the fewest cells that a column can be given.
const least = 3

// widen gives a column more cells, or fewer; less than the least is as there is room.
func (f *form) widen(at, by int) {
	r := &f.rows[at]
	if !r.shown {
		return
	}
	was := r.Width
	if was == 0 {
		was = max(f.set.Table.WidthOf(r.Key), least)
	}
	if r.Width = min(was+by, deck.WidestColumn); r.Width < least {
		r.Width = 0
	}
	f.changed()
}

// sortNext sorts by a column after those that the rows are sorted by already: upwards, then
// downwards, then no longer. One column stays.
func (f *form) sortNext(key string) tea.Cmd {
	if f.set.Resort == nil {
		return deck.Say(f.Text.S("The order of this list is fixed."))
	}
	sorts := slices.Clone(f.sorts)
	switch n := slices.IndexFunc(sorts, func(s deck.SortChoice) bool { return s.Key == key }); {
	case n < 0:
		sorts = append(sorts, deck.SortChoice{Key: key})
	case !sorts[n].Desc:
		sorts[n].Desc = true
	case len(sorts) == 1:
		sorts[n].Desc = false
	default:
		sorts = slices.Delete(sorts, n, n+1)
	}
	return f.sortBy(sorts)
}

// sortBy sorts the rows, if they are sorted otherwise.
func (f *form) sortBy(sorts []deck.SortChoice) tea.Cmd {
	if slices.Equal(sorts, f.sorts) {
		return nil
	}
	f.sorts = sorts
	f.set.SortBy(sorts)
	return f.set.Resort()
}

// reset shows the columns as they are shipped.
func (f *form) reset() tea.Cmd {
	f.set.Show(nil)
	f.set.Table.Top()
	cmd := f.sortBy(f.set.Shipped)
	f.load()
	return cmd
}

func (f *form) View(w, h int) []string {
	f.follow()
	inner := deck.InnerWidth(w)
	k := f.Keys
	keys := deck.Flow(inner, []string{
		f.KeyLine(k.Confirm, f.Text.S("keep")),
		f.KeyLine(k.Leave, f.Text.S("cancel")),
		f.KeyLine(k.ToggleColumn, f.Text.S("show or hide")),
		f.hint(k.MoveUp.Label()+" "+k.MoveDown.Label(), f.Text.S("move")),
		f.hint(k.Narrower.Label()+" "+k.Wider.Label(), f.Text.S("width")),
		f.KeyLine(k.SortBy, f.Text.S("sort")),
		f.KeyLine(k.ResetColumns, f.Text.S("as shipped")),
	}, "   ")
	keys = keys[:min(len(keys), max(1, h-9))] // the columns come before the less needed keys
	const behind = 6                          // lines of the page that stay in sight, with the titles of its columns
	rows := max(2, min(len(f.rows)+1, max(h-3-len(keys)-behind, 8), h-3-len(keys)))
	f.table.SetSize(inner, rows)
	body := f.table.Append(nil, &f.Theme, true)
	note := f.Theme.Dim.Paint(f.MoreNote(f.table.Beyond()))
	body = append(append(body, note), keys...)
	return term.Dialog(f.title(), body, &f.Theme, w)
}

func (f *form) hint(keys, what string) string { return term.KeyHint(&f.Theme, keys, what) }

func (f *form) title() string {
	if f.wide {
		return f.Text.S("Columns from {count} cells on", deck.WideWidth)
	}
	return f.Text.S("Columns below {count} cells", deck.WideWidth)
}

// The rows of the table, see term.Rows.

func (f *form) Len() int          { return len(f.rows) }
func (f *form) ID(i int) string   { return f.rows[i].Key }
func (f *form) Marked(i int) bool { return f.rows[i].shown }
func (f *form) Dim(int) bool      { return false }

func (f *form) Cells(i int, cols []int, dst []term.Cell) {
	r := f.rows[i]
	ink := term.Ink{}
	if !r.shown {
		ink = f.Theme.Dim
	}
	all := [...]term.Cell{{Text: r.title, Ink: ink}, f.sortCell(r.Key), f.widthCell(r), {Text: r.what, Ink: f.Theme.Dim}}
	for n, c := range cols {
		dst[n] = all[c]
	}
}

// sortCell is the direction of a column that the rows are sorted by and, where there are
// several, which one it is.
func (f *form) sortCell(key string) term.Cell {
	n := slices.IndexFunc(f.sorts, func(s deck.SortChoice) bool { return s.Key == key })
	switch {
	case n < 0:
		return term.Cell{}
	case len(f.sorts) == 1:
		return term.Cell{Text: term.Sort(f.sorts[n]).Sign(true), Ink: f.Theme.Accent}
	}
	return term.Cell{Text: term.Sort(f.sorts[n]).Sign(true) + " " + strconv.Itoa(n+1), Ink: f.Theme.Accent}
}

func (f *form) widthCell(r row) term.Cell {
	switch {
	case !r.shown:
		return term.Cell{}
	case f.set.Table.WidthOf(r.Key) == 0:
		return term.Cell{Text: f.Text.S("no room"), Ink: f.Theme.Warn}
	case r.Width == 0:
		return term.Cell{Text: f.Text.S("auto"), Ink: f.Theme.Dim}
	}
	return term.Cell{Text: strconv.Itoa(r.Width)}
}
