package form

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// MaxWidth bounds forms and pickers, so that they are readable at a glance.
const MaxWidth = 160

// A picker is no smaller than this if the screen has room for it, so that it stays in its place
// while its list comes in. A small screen it takes whole.
const leastWidth, leastHeight = 72, 12

// Picker is a list over a form to choose from; typing searches it. Its items may
// arrive or change while it is open. A choice does no harm, so keys count at once:
// there is no guard against typing ahead.
type Picker struct {
	*deck.Deck
	Title   string
	Several bool                           // more than one may be taken
	Prices  bool                           // rows in sight show a price
	List    func() ([]term.Column, []Item) // what there is to choose from now
	Live    func(id, col string) term.Cell // the cells of columns that change by themselves; may be nil
	News    func() (text string, bad bool) // why the list is not complete, or ""
	Take    func(ids []string) tea.Cmd
	Again   func() tea.Cmd // reads the list again
	Scroll  func() tea.Cmd // other rows are in sight
	Gone    func()         // it was closed

	input   textinput.Model
	expr    filter.Expr[*Item] // as typed
	problem *filter.Error      // why that can't be understood; nil: it can
	columns []term.Column
	table   *term.Table
	wide    int    // cells that the columns take in full
	body    int    // rows that have room
	all     []Item // of the list
	found   []Item // those that the search leaves
	marks   []string
	marked  bool // the marks were changed: enter takes them
}

// search is the table of what is typed into a picker.
var search = filter.NewSearch(func(it *Item, word string) bool { return it.Has(word) })

// Item is a row of a picker.
type Item struct {
	ID    string
	Cells []term.Cell // by column
	Has   func(word string) bool
	Faint bool // can be chosen, but is unlikely to work
}

// AnyHas is the Has of an item that is found by any of the texts; words are in lower case.
func AnyHas(texts ...string) func(word string) bool {
	return func(word string) bool {
		return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(strings.ToLower(s), word) })
	}
}

// Open fills the picker, with the cursor on what is chosen now, and returns it.
func (p *Picker) Open(chosen []string, search string, w, h int) *Picker {
	p.input = deck.NewInput(search)
	p.marks = slices.Clone(chosen)
	at := ""
	if len(chosen) > 0 && search == "" {
		at = chosen[0]
	}
	p.load(at)
	p.resize(w, h)
	return p
}

func (p *Picker) load(at string) {
	columns, all := p.List()
	p.wide = fit(columns, all)
	if p.all = all; p.table == nil || !slices.Equal(columns, p.columns) {
		p.columns, p.table = columns, term.NewTable(columns)
	}
	p.search(at)
}

// fit lets columns grow no further than what they show, so that numbers stand beside what they
// are of, and returns the cells that they take then.
func fit(columns []term.Column, all []Item) (wide int) {
	for k := range columns {
		c := &columns[k]
		least := max(c.Min, term.Width(c.Title))
		if c.Grow > 0 {
			most := least
			for i := range all {
				most = max(most, term.Width(all[i].Cells[k].Text))
			}
			if c.Max == 0 || most < c.Max {
				c.Max = most
			}
			least = c.Max
		}
		wide += least + 2
	}
	return wide + 2
}

// Reload is load with the cursor where it is, or on what is chosen if the list comes only now.
func (p *Picker) Reload() {
	at := p.table.LastID()
	if at == "" && len(p.marks) > 0 && p.input.Value() == "" {
		at = p.marks[0]
	}
	p.load(at)
}

// search finds the items that match what is typed, those with a word in their name first.
// The cursor goes to the item at if it matches, or else to the best match. What can't be
// understood leaves what was found.
func (p *Picker) search(at string) {
	expr, err := search.ParseLive(p.input.Value())
	if p.problem = nil; !errors.As(err, &p.problem) {
		p.expr = expr
	}
	words := p.expr.Sought()
	found := make([]Item, 0, len(p.all))
	worth := map[string]int{}
	for i := range p.all {
		it := &p.all[i]
		if !p.expr.Match(it) {
			continue
		}
		found = append(found, *it)
		for _, w := range words {
			worth[it.ID] += matchRank(it.Cells, w)
		}
	}
	slices.SortStableFunc(found, func(a, b Item) int { return worth[b.ID] - worth[a.ID] })
	p.found = found
	p.table.SetRows(choices{p}, max(0, slices.IndexFunc(found, func(it Item) bool { return it.ID == at })))
}

// matchRank reports how well a word matches an item: 2 as a part of a name, such
// as "g7" of "ecs.g7.large", 1 as the beginning of one, 0 somewhere else.
func matchRank(cells []term.Cell, word string) int {
	best := 0
	for _, c := range cells {
		for part := range strings.FieldsFuncSeq(strings.ToLower(c.Text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			switch {
			case part == word:
				return 2
			case strings.HasPrefix(part, word):
				best = 1
			}
		}
	}
	return best
}

// InSight are the rows on screen.
func (p *Picker) InSight() []Item {
	from := max(0, min(p.table.Offset(), len(p.found)))
	return p.found[from:min(from+max(0, p.body), len(p.found))]
}

// Key searches, moves, marks and takes.
func (p *Picker) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.Leave.Match(press):
		return nil, true
	case k.Confirm.Match(press):
		return p.chosen()
	case k.Refresh.Match(press):
		return p.Again(), false
	case p.Several && press.String() == "space":
		p.mark(p.table.CursorID())
		p.table.Move(1)
	case press.Text == "" && !p.edits(press) && deck.MoveCursor(k, p.table, press):
	default:
		p.edit(press)
	}
	return p.Scroll(), false
}

// edits reports whether a key that moves elsewhere belongs to the search.
func (p *Picker) edits(press tea.KeyPressMsg) bool {
	return p.input.Value() != "" && slices.Contains([]string{"home", "end", "ctrl+b", "ctrl+f", "ctrl+u", "ctrl+d"}, press.String())
}

func (p *Picker) edit(msg tea.Msg) {
	before := p.input.Value()
	if p.input, _ = p.input.Update(msg); p.input.Value() != before {
		p.search("")
	}
}

// Click puts the cursor on a row; the frame is one line and one cell.
func (p *Picker) Click(x, y int) (tea.Cmd, bool) {
	row, _, ok := p.table.Hit(x-1, y-1)
	if !ok || row == term.Header {
		return nil, false
	}
	p.table.ScrollTo(row)
	return p.Scroll(), true
}

// Wheel scrolls the rows.
func (p *Picker) Wheel(_, _, lines int) { p.table.Scroll(lines) }

// Paste searches for what is pasted.
func (p *Picker) Paste(msg tea.PasteMsg) tea.Cmd {
	p.edit(msg)
	return p.Scroll()
}

// Writing reports that the search has the keys, as it always has.
func (p *Picker) Writing() bool { return true }

func (p *Picker) mark(id string) {
	if id == "" {
		return
	}
	p.marked = true
	if i := slices.Index(p.marks, id); i >= 0 {
		p.marks = slices.Delete(p.marks, i, i+1)
	} else {
		p.marks = append(p.marks, id)
	}
}

// chosen takes the row under the cursor, or the marks if they were changed.
func (p *Picker) chosen() (tea.Cmd, bool) {
	ids := []string{p.table.CursorID()}
	if p.marked && len(p.marks) > 0 {
		ids = p.marks
	}
	if ids[0] == "" {
		return nil, false
	}
	return p.Take(ids), true
}

// Shown does nothing: keys count at once.
func (p *Picker) Shown(*deck.Screen) {}

// FullWidth gives it all the room there is.
func (p *Picker) FullWidth() {}

// Closed calls Gone.
func (p *Picker) Closed() { p.Gone() }

type choices struct{ *Picker }

func (c choices) Len() int        { return len(c.found) }
func (c choices) ID(i int) string { return c.found[i].ID }
func (c choices) Dim(i int) bool  { return c.found[i].Faint }

func (c choices) Marked(i int) bool { return slices.Contains(c.marks, c.found[i].ID) }

func (c choices) Cells(i int, cols []int, dst []term.Cell) {
	it := &c.found[i]
	for n, col := range cols {
		if dst[n] = it.Cells[col]; dst[n].Text == "" && c.Live != nil {
			dst[n] = c.Live(it.ID, c.columns[col].Key)
		}
		if !c.columns[col].Right { // what is not a number
			hits := c.expr.Hits("", dst[n].Text)
			dst[n].Hits = hits[:min(1, len(hits))]
		}
	}
}

// resize returns how much of the room the picker takes.
func (p *Picker) resize(w, h int) (int, int) {
	const around = 2 + 3 // frame, search, column titles, keys
	w = min(w, MaxWidth)
	if w >= 100 && h >= 30 {
		const margin = 16 // less of what is below would be shreds
		if wide := max(leastWidth, p.wide+2, term.Width(p.Title)+6); wide <= w-margin {
			w = wide
		}
		h = min(h, max(leastHeight, len(p.all)+around))
	}
	p.body = max(h-around, 1)
	p.table.SetSize(w-2, p.body+1)
	return w, h
}

// View draws the search, the rows and the keys.
func (p *Picker) View(w, h int) []string {
	w, h = p.resize(w, h)
	note := p.note()
	p.table.SetEmpty(note)
	switch {
	case len(p.found) > 0:
	case len(p.all) > 0 && p.problem == nil:
		note = p.Theme.Dim.Paint(p.Text.S("{count} of {total}", 0, len(p.all)))
	default:
		note = ""
	}
	search := term.FormRow{Label: "/", Cells: []term.FormCell{{
		Kind: term.CellTyped, Text: p.input.Value(), Width: 40, Focused: true, Caret: deck.Caret(&p.input),
	}}}
	room := min(46, max(14, w-3-term.Width(note)))
	lines := term.AppendForm(make([]string, 0, h), []term.FormRow{search}, 0, room, 1, 1, &p.Theme)
	lines[0] = term.FitLine(term.FitLine(lines[0]+" "+note, w-3), w-2)
	lines = p.table.Append(lines, &p.Theme, true)
	lines = append(lines, p.hints(w-2))
	return term.Panel(p.Title, lines, w, h, &p.Theme, true)
}

// note says why the list is not complete, or how many items match.
func (p *Picker) note() string {
	text, bad := p.News()
	switch {
	case p.problem != nil:
		return p.Theme.Bad.Paint(p.Text.T(p.problem.Describe()))
	case bad:
		return p.Theme.Bad.Paint(text)
	case text != "":
		return p.Theme.Busy.Paint(text)
	case len(p.all) == 0:
		return p.Theme.Dim.Paint(p.Text.S("there is none here"))
	case len(p.found) == 0:
		return p.Theme.Dim.Paint(p.Text.S("nothing has all these words"))
	case len(p.found) < len(p.all):
		return p.Theme.Dim.Paint(p.Text.S("{count} of {total}", len(p.found), len(p.all)))
	}
	return ""
}

func (p *Picker) hints(w int) string {
	k := p.Keys
	pairs := []string{k.Confirm.Label(), p.Text.S("take it")}
	if p.Several {
		pairs = append(pairs, "space", p.Text.S("several"))
	}
	pairs = append(pairs, p.Text.S("letters"), p.Text.S("search"), k.Refresh.Label(), p.Text.S("read again"), k.Leave.Label(), p.Text.S("cancel"))
	return term.Hints(&p.Theme, w, pairs...)
}
