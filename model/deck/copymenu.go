package deck

import (
	"cmp"
	"io"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// A CopySource is a page of which something can be copied; nil: nothing now.
type CopySource interface{ CopyMenu() *CopyMenu }

// CopyMenu is what can be copied of a page.
type CopyMenu struct {
	Of    string // the marked, or the name of the row under the cursor
	All   string // the rows that Items with All are about
	Items []CopyItem
}

// CopyItem is one of them.
type CopyItem struct {
	Key   *keymap.Binding
	What  string
	First string // its first value, or ""
	All   bool   // it is of all rows that are shown

	// Begin makes what is copied, and has take do so.
	Begin func(take func(Copy) tea.Cmd) tea.Cmd
}

// CopyRows are the rows of a page that are copied.
type CopyRows[R any] struct {
	Page   string // names files
	Chosen []R    // those that are marked, or the one under the cursor
	Marked bool   // they are marked
	Hidden int    // so many of them are not in sight
	Shown  []R    // all that are shown
	Label  func(R) string
	Fields []CopyField[R] // the first is what enter copies

	// Table has the columns, and Cell fills them; it is called in Update. nil: there are none.
	Table *term.Table
	Cell  func(row R, column int) term.Cell

	Commands func(rows []R) []string // nil: there are none
	Record   func(R) any             // nil: there are none, or Records has them

	// Records are those of rows, where they have to be read.
	Records func(rows []R) ([]any, error)
}

// CopyField is a value of rows.
type CopyField[R any] struct {
	Key  *keymap.Binding
	What string             // in the menu: "ids"
	Many func(n int) string // of some: "3 ids"
	Of   func(R) string     // in a command; "" has none
}

// NewCopyMenu makes the menu of what can be copied of rows; nil: there are none.
func NewCopyMenu[R any](d *Deck, c CopyRows[R]) *CopyMenu {
	m := &CopyMenu{All: d.Text.N("{count} row shown", "all {count} rows shown", len(c.Shown))}
	if len(c.Chosen) > 0 {
		m.Of = c.Label(c.Chosen[0])
		m.Items = chosenItems(d, &c)
	}
	if c.Marked {
		m.Of = d.Text.N("{count} marked", "{count} marked", len(c.Chosen))
		if c.Hidden > 0 {
			m.Of += " " + d.Text.S("({hidden} hidden)", c.Hidden)
		}
	}
	if len(c.Shown) > 0 {
		m.Items = append(m.Items, shownItems(d, &c)...)
	}
	if len(m.Items) == 0 {
		return nil
	}
	return m
}

// chosenItems are what can be copied of the chosen rows.
func chosenItems[R any](d *Deck, c *CopyRows[R]) (items []CopyItem) {
	k, t := d.Keys, d.Text
	for _, f := range c.Fields {
		at := slices.IndexFunc(c.Chosen, func(r R) bool { return f.Of(r) != "" })
		if at < 0 {
			continue
		}
		items = append(items, CopyItem{Key: f.Key, What: f.What, First: f.Of(c.Chosen[at]), Begin: now(Copy{
			What: f.Many, Page: c.Page, Ext: "txt", Write: Lines(func(yield func(string) bool) {
				for _, r := range c.Chosen {
					if !yield(f.Of(r)) {
						return
					}
				}
			}),
		})})
	}
	if c.Table != nil {
		items = append(items, CopyItem{Key: k.CopyRow, What: t.S("rows as shown, with tabs"), Begin: func(take func(Copy) tea.Cmd) tea.Cmd {
			return c.render(c.Chosen, func(cells [][]string) tea.Cmd {
				return take(Copy{What: d.CountRows, Page: c.Page, Ext: "tsv", Write: Lines(func(yield func(string) bool) {
					for _, row := range cells {
						if !yield(strings.Join(row, "\t")) {
							return
						}
					}
				})})
			})
		}})
	}
	if c.Commands != nil {
		items = append(items, CopyItem{Key: k.CopyCLI, What: t.S("commands of the aliyun CLI"), Begin: now(Copy{
			What: d.CountCommands, Page: c.Page, Ext: "sh", Write: WriteCommands(func() []string { return c.Commands(c.Chosen) }),
		})})
	}
	if c.Record != nil || c.Records != nil {
		items = append(items, CopyItem{Key: k.CopyJSON, What: t.S("JSON"), Begin: now(c.json(d, c.Chosen))})
	}
	return items
}

// shownItems are what can be copied of all rows that are shown.
func shownItems[R any](d *Deck, c *CopyRows[R]) []CopyItem {
	items := []CopyItem{{Key: d.Keys.CopyCSV, What: d.Text.S("CSV of the columns as shown"), All: true, Begin: func(take func(Copy) tea.Cmd) tea.Cmd {
		titles := c.titles()
		return c.render(c.Shown, func(cells [][]string) tea.Cmd {
			return take(Copy{What: d.CountRows, Page: c.Page, Ext: "csv", Write: func(w io.Writer) (int, error) {
				return record.WriteTable(w, titles, slices.Values(cells))
			}})
		})
	}}}
	if c.Record != nil || c.Records != nil {
		items = append(items, CopyItem{Key: d.Keys.CopyAllJSON, What: d.Text.S("JSON"), All: true, Begin: now(c.json(d, c.Shown))})
	}
	return items
}

// now copies what needs nothing made before.
func now(c Copy) func(take func(Copy) tea.Cmd) tea.Cmd {
	return func(take func(Copy) tea.Cmd) tea.Cmd { return take(c) }
}

// CountRows says how many rows there are.
func (d *Deck) CountRows(n int) string { return d.Text.N("{count} row", "{count} rows", n) }

// json is the records of rows.
func (c *CopyRows[R]) json(d *Deck, rows []R) Copy {
	return Copy{What: d.CountRows, Page: c.Page, Ext: "json", Write: func(w io.Writer) (int, error) {
		if c.Records != nil {
			all, err := c.Records(rows)
			if err != nil {
				return 0, err
			}
			return record.WriteList(w, slices.Values(all))
		}
		return record.WriteList(w, func(yield func(any) bool) {
			for _, r := range rows {
				if !yield(c.Record(r)) {
					return
				}
			}
		})
	}}
}

// titles are those of the columns in sight.
func (c *CopyRows[R]) titles() (titles []string) {
	for _, at := range c.Table.Shown() {
		column := c.Table.Columns()[at]
		titles = append(titles, cmp.Or(column.Title, column.Key))
	}
	return titles
}

// renderedAtOnce is how many rows are made cells in one Update, in about a millisecond.
const renderedAtOnce = 500

// render makes the texts of the columns in sight, some rows at a time: cells read what Update
// changes, so that no command can make them.
func (c *CopyRows[R]) render(rows []R, take func(cells [][]string) tea.Cmd) tea.Cmd {
	columns, cells := slices.Clone(c.Table.Shown()), make([][]string, 0, len(rows))
	var step func() tea.Cmd
	step = func() tea.Cmd {
		for end := min(len(cells)+renderedAtOnce, len(rows)); len(cells) < end; {
			row := make([]string, len(columns))
			for n, column := range columns {
				row[n] = strings.Join(strings.Fields(c.Cell(rows[len(cells)], column).Text), " ")
			}
			cells = append(cells, row)
		}
		if len(cells) < len(rows) {
			return Do(step)
		}
		return take(cells)
	}
	return step()
}

// CopyRows are the rows of a list that are copied: those that are marked, shown or not, which find
// has, or the one under the cursor. The caller says what of them.
func (l *List[ID, R, S]) CopyRows(find func(ID) (R, bool)) CopyRows[R] {
	c := CopyRows[R]{Page: l.config.Page, Shown: l.rows, Table: l.Table, Cell: l.cell, Marked: l.config.Marks.Len() > 0}
	if !c.Marked {
		if r, ok := l.Cursor(); ok {
			c.Chosen = []R{r}
		}
		return c
	}
	for _, r := range l.rows {
		if l.config.Marks.Has(l.config.NameOf(r)) {
			c.Chosen = append(c.Chosen, r)
		}
	}
	if c.Hidden = l.Hidden(); c.Hidden == 0 || find == nil {
		return c
	}
	shown := make(map[ID]bool, len(c.Chosen))
	for _, r := range c.Chosen {
		shown[l.config.NameOf(r)] = true
	}
	for _, id := range slices.Sorted(slices.Values(l.config.Marks.IDs())) {
		if r, ok := find(id); ok && !shown[id] {
			c.Chosen = append(c.Chosen, r)
		}
	}
	return c
}

// cell is a cell of a row.
func (l *List[ID, R, S]) cell(row R, column int) term.Cell {
	if l.config.Cell != nil {
		return l.config.Cell(row, column)
	}
	return l.config.Columns[column].Cell(row)
}

// CopyIDs is an item of ids that are no row's.
func CopyIDs[ID ~string](d *Deck, page, what string, ids []ID) CopyItem {
	return CopyItem{Key: d.Keys.CopyID, What: what, First: string(ids[0]), Begin: now(Copy{
		What: func(n int) string { return d.Text.N("{count} id", "{count} ids", n) }, Page: page, Ext: "txt",
		Write: Lines(func(yield func(string) bool) {
			for _, id := range ids {
				if !yield(string(id)) {
					return
				}
			}
		}),
	})}
}
