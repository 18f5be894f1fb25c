package deck

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/ui/term"
)

// List is what pages of rows share: a table whose cursor follows its row when the rows
// change, marks, a sort order and a filter. A command computes the rows R; ID
// identifies one; the filter matches S, which the page makes from a row.
type List[ID ~string, R, S any] struct {
	FilterLine[S]
	Table   *term.Table
	columns *Columns
	fields  []filter.Field // of the columns, see fieldOf
	deck    *Deck
	config  ListConfig[ID, R, S]

	rows  []R
	total int // rows without the filter

	moved    bool // the person has put the cursor where it is; until then it stays on the first row
	top      bool // the next rows are shown from the first one
	narrowed bool // the person has changed which rows are shown: a cursor that is not among them goes to the first
	anchor   ID   // where the cursor was before a filter was typed, and is again after esc
	lost     ID   // where the cursor was when a refresh took its row

	shown  int // how often rows were shown
	hidden hiddenCount
}

// ListConfig is how a page sets up its List.
type ListConfig[ID ~string, R, S any] struct {
	Page    string // its name where views and the history of its filters are kept
	Columns []Column[R]
	Sort    string // the key of the column that it is sorted by as shipped; "": by none
	Fixed   bool   // … and stays so
	Saved   bool   // its filters can be saved under a name

	// See Columns.
	More    func(key string) (c term.Column, ok bool)
	Offered func() []string

	Marks   *MarkSet[ID] // nil: rows can't be marked
	NameOf  func(R) ID
	IsDim   func(R) bool           // the row is old; nil: none is
	Cell    func(R, int) term.Cell // a cell of a column that View draws; nil: that of Columns
	View    term.Rows              // draws the rows that were shown last; nil: the columns do
	Refresh func() tea.Cmd         // computes the rows again
	Sample  func() iter.Seq[S]     // rows whose values complete what is typed
	OnMove  func()                 // is called when the cursor was moved; may be nil
}

// hiddenCount keeps the number of hidden marks, which every frame shows.
type hiddenCount struct{ shown, rev, n int }

// NewList makes an empty list.
func NewList[ID ~string, R, S any](d *Deck, grammar *filter.Table[S], c ListConfig[ID, R, S]) List[ID, R, S] {
	if c.Marks == nil {
		c.Marks = new(MarkSet[ID])
	}
	l := List[ID, R, S]{deck: d, FilterLine: newFilterLine(grammar, d.history(c.Page)), Table: NewTable(c.Columns), config: c}
	l.columns = &Columns{deck: d, Page: c.Page, Table: l.Table, More: c.More, Offered: c.Offered}
	l.columns.Follow()
	if c.Sort != "" {
		l.columns.Shipped = []SortChoice{{Key: c.Sort}}
		l.columns.SortBy(l.columns.Shipped)
	}
	if c.Saved {
		l.saved, l.save = d.SavedFilters, d.saveFilter
	}
	if !c.Fixed {
		l.columns.Resort = c.Refresh
		l.columns.SortBy(d.Views.Sorts[c.Page])
	}
	return l
}

// ColumnSet are the columns of the list.
func (l *List[ID, R, S]) ColumnSet() *Columns { return l.columns }

// Sorts are the columns, as indexes, that the rows are sorted by, the first one before the others.
func (l *List[ID, R, S]) Sorts() []Sorting {
	out := make([]Sorting, len(l.columns.sorts))
	for n, s := range l.columns.sorts {
		out[n] = Sorting{l.columns.Index(s.Key), s.Desc}
	}
	return out
}

// Sorting is a column by its index, and whether rows are sorted by it downwards.
type Sorting struct {
	Column int
	Desc   bool
}

// Beyond returns how many rows there are above and below those in sight.
func (l *List[ID, R, S]) Beyond() (above, below int) { return l.Table.Beyond() }

// Wanted is the row that the cursor belongs to, shown or not.
func (l *List[ID, R, S]) Wanted() ID {
	switch {
	case l.anchor != "":
		return l.anchor
	case l.lost != "":
		return l.lost
	}
	return ID(l.Table.LastID())
}

// Show shows new rows, of total without the filter. cursor is where Wanted is among
// them, or -1; last is false when newer rows are on their way.
func (l *List[ID, R, S]) Show(rows []R, total, cursor int, last bool) {
	if same := len(rows) == len(l.rows) && (len(rows) == 0 || &rows[0] == &l.rows[0]); !same {
		l.shown++
	}
	l.rows, l.total = rows, total
	switch {
	case !l.moved || l.top, cursor < 0 && l.narrowed:
		cursor, l.lost = 0, ""
	case cursor >= 0:
		l.lost = ""
	case l.anchor == "":
		l.lost = l.Wanted() // a refresh took it: the row the cursor is on now is not what the person chose
	}
	l.Table.SetRows(cmp.Or[term.Rows](l.config.View, l), cursor)
	if l.narrowed {
		l.Table.Rewind() // what is first matters more than the line that the cursor was on
	}
	if !last {
		return
	}
	l.top, l.narrowed = false, false
	if !l.Typing {
		l.anchor = ""
	}
}

// ShowMatching shows those of all rows that match the filter. Pages of so few rows that this needs
// no command do so.
func ShowMatching[ID ~string, R any](l *List[ID, R, R], all []R) {
	rows := all
	if !l.Expr.Empty() {
		rows = make([]R, 0, len(all))
		for _, r := range all {
			if l.Expr.Match(r) {
				rows = append(rows, r)
			}
		}
	}
	wanted := l.Wanted()
	l.Show(rows, len(all), slices.IndexFunc(rows, func(r R) bool { return l.config.NameOf(r) == wanted }), true)
}

// SetUnmatched says in place of the rows that the filter lets none through, if that is why there
// are none.
func (l *List[ID, R, S]) SetUnmatched(otherwise ...string) {
	if l.Source == "" || l.total == 0 {
		l.Table.SetEmpty(otherwise...)
		return
	}
	t := l.deck.Text
	l.Table.SetEmpty(t.S("Nothing matches the filter {filter}.", l.Source), t.S("{key} clears it.", l.deck.Keys.Back.Label()))
}

// FilterKey begins or clears the filter if the key does so.
func (l *List[ID, R, S]) FilterKey(press tea.KeyPressMsg) (cmd tea.Cmd, taken bool) {
	switch k := l.deck.Keys; {
	case k.Filter.Match(press):
		return l.BeginTyping(), true
	case k.Back.Match(press) && l.Source != "":
		return l.Refilter(""), true
	}
	return nil, false
}

// Pin makes the cursor follow its row, as if the person had moved it.
func (l *List[ID, R, S]) Pin() { l.moved = true }

// Unpin puts the cursor on the first row, until it is moved.
func (l *List[ID, R, S]) Unpin() { l.moved, l.lost = false, "" }

// ShowTop shows the next rows from the first one.
func (l *List[ID, R, S]) ShowTop() { l.top = true }

// Narrow computes the rows again after the person has changed which ones are shown.
func (l *List[ID, R, S]) Narrow() tea.Cmd {
	l.narrowed = true
	return l.config.Refresh()
}

// Cursor is the row under the cursor; ok is false when there is none.
func (l *List[ID, R, S]) Cursor() (row R, ok bool) {
	if i := l.Table.Cursor(); i >= 0 && i < len(l.rows) {
		return l.rows[i], true
	}
	return row, false
}

// Row is row i of those shown.
func (l *List[ID, R, S]) Row(i int) R { return l.rows[i] }

// CursorID identifies the row under the cursor; "" when there is none.
func (l *List[ID, R, S]) CursorID() ID { return ID(l.Table.CursorID()) }

// Lost says, once, that a refresh removed the row that the person had chosen; or "".
func (l *List[ID, R, S]) Lost() string {
	was := l.LostID()
	if was == "" {
		return ""
	}
	return l.deck.LeftList(string(was))
}

// LostID is, once, the row that Lost is about, or "".
func (l *List[ID, R, S]) LostID() ID {
	was := l.lost
	l.lost = ""
	return was
}

// Hidden is how many of the marks are not among the rows.
func (l *List[ID, R, S]) Hidden() int {
	if c := &l.hidden; c.shown != l.shown || c.rev != l.config.Marks.Rev {
		*c = hiddenCount{shown: l.shown, rev: l.config.Marks.Rev, n: l.config.Marks.Len()}
		if c.n > 0 {
			for _, r := range l.rows {
				if l.config.Marks.Has(l.config.NameOf(r)) {
					c.n--
				}
			}
		}
	}
	return l.hidden.n
}

// HiddenIDs are the marks that are not among the rows.
func (l *List[ID, R, S]) HiddenIDs() []ID {
	if l.Hidden() == 0 {
		return nil
	}
	shown := make(map[ID]bool, len(l.rows))
	for _, r := range l.rows {
		shown[l.config.NameOf(r)] = true
	}
	return slices.DeleteFunc(slices.Clone(l.config.Marks.IDs()), func(id ID) bool { return shown[id] })
}

// MoveKey moves the cursor if the key is a movement.
func (l *List[ID, R, S]) MoveKey(press tea.KeyPressMsg) bool {
	if !MoveCursor(l.deck.Keys, l.Table, press) {
		return false
	}
	l.placed()
	return true
}

// placed notes that the person has put the cursor where it is.
func (l *List[ID, R, S]) placed() {
	l.moved, l.lost, l.anchor = true, "", ""
	if l.Typing {
		l.anchor = l.CursorID()
	}
	if l.config.OnMove != nil {
		l.config.OnMove()
	}
}

// SortKey changes the sort order if the key is one of its keys. The caller computes the rows again.
func (l *List[ID, R, S]) SortKey(press tea.KeyPressMsg) bool {
	k := l.deck.Keys
	switch {
	case k.SortLeft.Match(press):
		l.columns.step(-1)
	case k.SortRight.Match(press):
		l.columns.step(1)
	case k.Order.Match(press):
		l.columns.turn()
	default:
		return false
	}
	return true
}

// MarkKey marks or unmarks rows if the key is one of its keys.
func (l *List[ID, R, S]) MarkKey(press tea.KeyPressMsg) (cmd tea.Cmd, taken bool) {
	k := l.deck.Keys
	switch {
	case k.Mark.Match(press):
		if why := l.Lost(); why != "" {
			return Say(why), true
		}
		if r, ok := l.Cursor(); ok {
			l.moved, l.anchor = true, ""
			l.toggle(l.config.NameOf(r))
			l.Table.Move(1)
		}
	case k.MarkAll.Match(press):
		l.markShown()
	case k.Unmark.Match(press):
		l.config.Marks.Clear()
	default:
		return nil, false
	}
	return nil, true
}

func (l *List[ID, R, S]) toggle(id ID) {
	n := l.Hidden()
	l.config.Marks.Toggle(id)
	l.keepHidden(n)
}

// markShown marks all rows or, when all are marked, none of them.
func (l *List[ID, R, S]) markShown() {
	n := l.Hidden()
	switch marked := l.config.Marks.Len() - n; {
	case marked < len(l.rows):
		ids := make([]ID, len(l.rows))
		for n, r := range l.rows {
			ids[n] = l.config.NameOf(r)
		}
		l.config.Marks.Add(ids...)
	case n == 0:
		l.config.Marks.Clear()
	default:
		for _, r := range l.rows {
			l.config.Marks.Drop(l.config.NameOf(r))
		}
	}
	l.keepHidden(n)
}

// keepHidden notes that marks of shown rows have changed, and none of hidden ones.
func (l *List[ID, R, S]) keepHidden(n int) {
	l.hidden = hiddenCount{shown: l.shown, rev: l.config.Marks.Rev, n: n}
}

// BeginTyping gives the keys to the filter line.
func (l *List[ID, R, S]) BeginTyping() tea.Cmd {
	l.anchor = l.CursorID()
	return l.FilterLine.BeginTyping()
}

// Editing handles a press or a paste while the filter is being typed. The rows follow
// each letter; enter keeps the filter, esc restores the one before.
func (l *List[ID, R, S]) Editing(msg tea.Msg) tea.Cmd {
	cmd, did := l.Edit(msg, l.config.Sample)
	switch did {
	case Moved:
		l.MoveKey(msg.(tea.KeyPressMsg))
	case Kept:
		l.anchor, l.lost = "", "" // the person sees where the cursor is
		return tea.Batch(cmd, l.config.Refresh())
	case Changed:
		return tea.Batch(cmd, l.Narrow())
	case Nothing:
	}
	return cmd
}

// Refilter sets the filter and computes the rows again.
func (l *List[ID, R, S]) Refilter(source string) tea.Cmd {
	l.Set(source)
	return l.Narrow()
}

// Found returns how many rows match the filter, and how many there are.
func (l *List[ID, R, S]) Found() (n, of int) { return len(l.rows), l.total }

// FoundNote says how many rows match the filter, if some do not.
func (l *List[ID, R, S]) FoundNote() string {
	if len(l.rows) == l.total {
		return ""
	}
	return " ─ " + l.deck.Text.S("{count} of {total}", len(l.rows), l.total)
}

// MarksNote says how many rows are marked, and how many of these are not shown.
func (l *List[ID, R, S]) MarksNote() string {
	n := l.config.Marks.Len()
	if n == 0 {
		return ""
	}
	s := " ─ " + l.deck.Text.N("{count} marked", "{count} marked", n)
	if hidden := l.Hidden(); hidden > 0 {
		s += " " + l.deck.Text.S("({hidden} hidden)", hidden)
	}
	return s
}

// The rows of the table, see term.Rows.

func (l *List[ID, R, S]) Len() int          { return len(l.rows) }
func (l *List[ID, R, S]) ID(i int) string   { return string(l.config.NameOf(l.rows[i])) }
func (l *List[ID, R, S]) Marked(i int) bool { return l.config.Marks.Has(l.config.NameOf(l.rows[i])) }
func (l *List[ID, R, S]) Dim(i int) bool    { return l.config.IsDim != nil && l.config.IsDim(l.rows[i]) }

func (l *List[ID, R, S]) Cells(i int, cols []int, dst []term.Cell) {
	for n, c := range cols {
		dst[n] = l.config.Columns[c].Cell(l.rows[i])
	}
	l.MarkHits(cols, dst)
}

// MarkHits marks in the cells of columns what the filter looks for.
func (l *List[ID, R, S]) MarkHits(cols []int, cells []term.Cell) {
	if l.Expr.Empty() {
		return
	}
	for n, c := range cols {
		if f := l.fieldOf(c); f != "" {
			hits := l.Expr.Hits(f, cells[n].Text)
			cells[n].Hits = hits[:min(1, len(hits))]
		}
	}
}

// fieldOf is the field of the filter that a column shows, or "".
func (l *List[ID, R, S]) fieldOf(column int) filter.Field {
	all := l.Table.Columns()
	for c := len(l.fields); c < len(all); c++ {
		key, _, _ := strings.Cut(all[c].Key, ":") // tag:KEY
		f := filter.Field(key)
		if c < len(l.config.Columns) {
			f = cmp.Or(l.config.Columns[c].Field, f)
		}
		if !slices.ContainsFunc(l.grammar.Fields(), func(i filter.FieldInfo) bool { return i.Name == f }) {
			f = ""
		}
		l.fields = append(l.fields, f)
	}
	return l.fields[column]
}
