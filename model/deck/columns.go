package deck

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/term"
)

// Columns are the columns of a page's table: which of them are shown, in which order, how
// wide, and by which the rows are sorted. Indexes are those of the table's columns.
type Columns struct {
	Page  string // the name of the page
	Table *term.Table

	// Resort computes the rows again after the sort order has changed; nil: it is fixed.
	Resort func() tea.Cmd

	// More makes the column of a key that the table lacks; nil: there are no more.
	// Offered are the keys of some that it could make.
	More    func(key string) (c term.Column, ok bool)
	Offered func() []string

	// Shipped is how the rows are sorted where nobody chose.
	Shipped []SortChoice

	deck  *Deck
	sorts []term.Sort
}

// A ColumnOwner is a page whose columns can be chosen.
type ColumnOwner interface{ ColumnSet() *Columns }

// NewColumns makes the columns of a page as they were chosen last.
func NewColumns(d *Deck, page string, t *term.Table) *Columns {
	c := &Columns{deck: d, Page: page, Table: t}
	c.Follow()
	return c
}

// key names the columns of the page at the width that the screen has.
func (c *Columns) key() string {
	if c.deck.Wide {
		return c.Page + "/wide"
	}
	return c.Page + "/narrow"
}

// Follow shows the columns that are kept for the width of the screen.
func (c *Columns) Follow() { c.Show(c.kept()) }

func (c *Columns) kept() []ColumnChoice {
	if kept := c.deck.Views.Columns[c.key()]; len(kept) > 0 {
		return kept
	}
	return c.deck.Presets.Columns[c.Page]
}

// Show shows chosen columns; with none, those that are shipped. Keys that there are no columns
// of are skipped.
func (c *Columns) Show(choice []ColumnChoice) {
	var picks []term.Pick
	for _, one := range choice {
		at := c.Index(one.Key)
		if at < 0 || slices.ContainsFunc(picks, func(p term.Pick) bool { return p.Column == at }) {
			continue
		}
		picks = append(picks, term.Pick{Column: at, Width: max(0, min(one.Width, WidestColumn))})
	}
	c.Table.Pick(picks)
}

// WideWidth is how many cells a screen has from which on sidebar and page stand side by side.
const WideWidth = 120

// WidestColumn is how many cells a column can be given.
const WidestColumn = 120

// Index is where the column of a key is, or -1. It is made if it can be.
func (c *Columns) Index(key string) int {
	all := c.Table.Columns()
	at := slices.IndexFunc(all, func(t term.Column) bool { return t.Key == key })
	if at < 0 && c.More != nil {
		if more, ok := c.More(key); ok {
			c.Table.AddColumn(more)
			return len(all)
		}
	}
	return at
}

// Chosen are the columns as they were chosen or, when nobody did, those in sight.
func (c *Columns) Chosen() []ColumnChoice {
	all := c.Table.Columns()
	var out []ColumnChoice
	for _, p := range c.Table.Picks() {
		out = append(out, ColumnChoice{all[p.Column].Key, p.Width})
	}
	if out != nil {
		return out
	}
	for _, at := range c.Table.Shown() {
		out = append(out, ColumnChoice{Key: all[at].Key})
	}
	return out
}

// Keep shows chosen columns from now on; with none, those that are shipped.
func (c *Columns) Keep(choice []ColumnChoice, sorts []SortChoice) tea.Cmd {
	key, page := c.key(), c.Page
	cmd := c.deck.KeepViews(func(v *Views) {
		set(v.Columns, key, choice)
		if slices.Equal(sorts, c.Shipped) {
			sorts = nil
		}
		set(v.Sorts, page, sorts)
	})
	c.Follow()
	return cmd
}

// set gives a key a value, and deletes it where that is empty.
func set[T any](m map[string][]T, key string, value []T) {
	if delete(m, key); len(value) > 0 {
		m[key] = value
	}
}

// Sorts are the columns that the rows are sorted by, the first one before the others.
func (c *Columns) Sorts() []SortChoice {
	out := make([]SortChoice, len(c.sorts))
	for n, s := range c.sorts {
		out[n] = SortChoice(s)
	}
	return out
}

// SortBy sorts by columns, of which those that there are not are skipped. The caller computes the
// rows again.
func (c *Columns) SortBy(sorts []SortChoice) {
	var known []term.Sort
	for _, s := range sorts {
		if c.Index(s.Key) >= 0 && !slices.ContainsFunc(known, func(o term.Sort) bool { return o.Key == s.Key }) {
			known = append(known, term.Sort(s))
		}
	}
	if len(known) > 0 {
		c.sorts = known
		c.Table.SetSort(known...)
	}
}

// step sorts by the next column to the right, or to the left, of those that are chosen.
func (c *Columns) step(by int) {
	all := c.Table.Columns()
	var keys []string
	for _, p := range c.Table.Picks() {
		keys = append(keys, all[p.Column].Key)
	}
	for _, t := range all {
		if !t.Optional && len(c.Table.Picks()) == 0 {
			keys = append(keys, t.Key)
		}
	}
	at := slices.Index(keys, c.sorts[0].Key)
	if at < 0 && by < 0 {
		at = 0
	}
	c.SortBy(append([]SortChoice{{Key: keys[(at+by+len(keys))%len(keys)]}}, c.Sorts()[1:]...))
}

// choose sorts by a column before all others or, if it decides already, the other way round.
func (c *Columns) choose(key string) {
	sorts := c.Sorts()
	if len(sorts) > 0 && sorts[0].Key == key {
		c.turn()
		return
	}
	c.SortBy(append([]SortChoice{{Key: key}}, sorts[min(1, len(sorts)):]...))
}

// turn reverses the order of the column that decides first.
func (c *Columns) turn() {
	sorts := c.Sorts()
	sorts[0].Desc = !sorts[0].Desc
	c.SortBy(sorts)
}

// SortNote says by what the rows are sorted where its column is not in sight, or "".
func (c *Columns) SortNote() string {
	if len(c.sorts) == 0 || c.Table.WidthOf(c.sorts[0].Key) > 0 {
		return ""
	}
	at := c.Index(c.sorts[0].Key)
	name := strings.ToLower(cmp.Or(c.Table.Columns()[at].Title, c.sorts[0].Key))
	return " ─ " + c.deck.Text.S("sorted by {column}", name) + " " + c.sorts[0].Sign(true)
}
