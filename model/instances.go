package model

import (
	"iter"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

type instances struct {
	*deck.Deck
	deck.List[ecsapi.InstanceID, *ecsapi.Instance, fleet.Subject]
	deck.Loader[*order]
	columns []column
	names   deck.Namesakes
	order   *order
	ordered func() // is called after a new order; may be nil
	plain   bool   // rows with problems are not put first

	texts  *searchable // of the rows, see layOut; nil while there is none
	layout deck.Loader[*searchable]
}

func newInstances(d *deck.Deck) *instances {
	p := &instances{Deck: d, order: noOrder()}
	p.columns = columns(d, &p.names)
	cells := make([]deck.Column[*ecsapi.Instance], len(p.columns))
	for i, c := range p.columns {
		cells[i] = c.Column
	}
	p.Loader = deck.NewLoader(d.Ctx, func() func() *order {
		query, last := p.query(), p.order
		return func() *order { return query.after(last) }
	}, p.take)
	p.layout = deck.NewLoader(d.Ctx, p.outdated, func(s *searchable, _ bool) { p.texts = s })
	p.List = deck.NewList(d, fleet.Instances, deck.ListConfig[ecsapi.InstanceID, *ecsapi.Instance, fleet.Subject]{
		Page:    "instances",
		Saved:   true,
		Columns: cells,
		Sort:    "name",
		View:    instanceRows{p},
		Cell:    func(i *ecsapi.Instance, column int) term.Cell { return p.columns[column].Cell(i) },
		More:    p.addColumn,
		Offered: func() []string { return tagKeys(p.order.all) },
		Marks:   &d.Marks,
		NameOf:  func(i *ecsapi.Instance) ecsapi.InstanceID { return i.ID },
		IsDim:   func(i *ecsapi.Instance) bool { return p.order.stale[i.Region] }, // its region's last read failed
		Refresh: p.Refresh,
		Sample:  func() iter.Seq[fleet.Subject] { return deck.Subjects(p.order.all, p.order.about()) },
	})
	p.Set(d.Filter)
	return p
}

// addColumn makes the column of a tag.
func (p *instances) addColumn(key string) (term.Column, bool) {
	c, ok := tagColumn(p.Deck, key)
	if ok {
		p.columns = append(p.columns, c)
	}
	return c.Column.Column, ok
}

// instanceRows are the rows of the table. Columns can be added to them.
type instanceRows struct{ *instances }

// Cells draws a row.
func (r instanceRows) Cells(i int, cols []int, dst []term.Cell) {
	for n, c := range cols {
		dst[n] = r.columns[c].Cell(r.order.rows[i])
	}
	r.MarkHits(cols, dst)
}

func (p *instances) query() orderQuery {
	var sorts []sortColumn
	for _, s := range p.Sorts() {
		sorts = append(sorts, sortColumn{p.columns[s.Column], s.Desc})
	}
	return orderQuery{
		snap:    p.Snap,
		scope:   p.Scope,
		expr:    p.Expr,
		sorts:   sorts,
		now:     p.Cloud,
		wall:    p.Wall,
		plain:   p.plain,
		typing:  p.Typing,
		profile: p.Account.Profile,
		wanted:  p.Wanted(),
		texts:   p.texts,
	}
}

// layOut has the texts of the rows laid out, if that is needed. It is called once a second:
// a fleet that changes all the time is laid out no more often.
func (p *instances) layOut() tea.Cmd { return p.layout.Refresh() }

// outdated returns what lays the texts out, or nil when those that there are will do.
func (p *instances) outdated() func() *searchable {
	const (
		many = 100_000 // rows are laid out before a filter is typed, so that its first letter finds them
		few  = 20_000  // rows are asked in a moment; between the two, texts are there while a filter is typed
	)
	o := p.order
	n := len(o.all)
	if n < few || n < many && !p.Typing {
		p.texts = nil
		return nil
	}
	if !o.snap.Complete || p.Busy() || !p.texts.outdated(o) {
		return nil
	}
	p.texts = nil // memory for one is enough
	return func() *searchable { return newSearchable(o) }
}

// BeginTyping gives the keys to the filter line.
func (p *instances) BeginTyping() tea.Cmd {
	return tea.Batch(p.List.BeginTyping(), p.layOut())
}

func (p *instances) take(o *order, last bool) {
	p.order = o
	if gone := slices.DeleteFunc(o.gone, func(id ecsapi.InstanceID) bool { return !p.Marks.Has(id) }); len(gone) > 0 {
		p.Marks.Drop(gone...)
	}
	cursor := o.cursor
	if o.wanted != p.Wanted() {
		cursor = o.find(p.Wanted()) // the person moved while the order was made
	}
	p.Show(o.rows, o.total, cursor, last)
	if last && o.snap.Complete && p.renewalsKnown() {
		p.Pin() // until then, the first row is in view
	}
	if p.ordered != nil {
		p.ordered()
	}
}

// renewalsKnown reports whether it was read, or can't be, which of the subscriptions that
// end soon are renewed: the others are problems, and come first.
func (p *instances) renewalsKnown() bool {
	return !slices.ContainsFunc(p.order.problems.ending, func(id ecsapi.InstanceID) bool {
		if _, known := p.Snap.AutoRenewals[id]; known {
			return false
		}
		i, ok := p.Snap.Instance(id)
		return ok && p.Snap.AutoRenewalsErr[i.Region] == nil
	})
}

// setEmpty says in w cells and h lines why no row is shown.
func (p *instances) setEmpty(w, h int) {
	var lines []string
	bad := p.unread()
	switch again := p.Text.S("It is tried again by itself; {key} tries now.", p.Keys.Refresh.Label()); {
	case bad != nil && bad == p.Snap.RegionsErr:
		lines = []string{p.Text.S("The list of regions could not be read."), p.Text.E(bad), p.Text.S(bad.Hint()), again}
	case p.order.total > 0:
		lines = []string{p.Text.S("No instance matches the filter {filter}.", p.Source), p.Text.S("{key} clears it.", p.Keys.Back.Label())}
		if s := p.lackingNote(); s != "" {
			lines = []string{p.Text.S("No instance is known to match the filter {filter}.", p.Source), s, p.Text.S("{key} clears it.", p.Keys.Back.Label())}
		}
	case keyless(bad):
		lines = []string{p.Text.S("{scope} can't be read.", p.ScopeName()), p.Text.E(bad), p.Text.S(bad.Hint()), again}
	case bad != nil:
		lines = []string{p.Text.S("{scope} can't be read.", p.ScopeName()), p.Reason(bad)}
	case !p.Settled():
		lines = []string{p.Text.S("Reading the fleet …")}
	case p.Scope.All() && len(p.Regions) == 0:
		lines = []string{p.Text.S("No instances in any region.")}
	default:
		lines = []string{p.Text.S("No instances in {scope}.", p.ScopeName())}
	}
	var wrapped []string
	for _, l := range lines {
		wrapped = append(wrapped, term.Wrap(l, max(1, w-4))...)
	}
	if keyless(bad) {
		wrapped = append(wrapped, p.otherProfiles(w-4, h-len(wrapped))...)
	}
	p.Table.SetEmpty(wrapped...)
}

// unread is why nothing could be read of the regions in scope or, with none, of their list.
func (p *instances) unread() *ecsapi.Error {
	if p.Snap.RegionsErr != nil && len(p.Snap.Regions) == 0 {
		return p.Snap.RegionsErr
	}
	return p.Failed()
}

// keyless reports whether an error is one of logging in, which another profile may not have.
func keyless(e *ecsapi.Error) bool {
	return e != nil && (e.Kind == ecsapi.KindCredentials || e.Code == ecsapi.NoKeyCode)
}

// otherProfiles are the commands that start with one, in at most h lines of equal width.
func (p *instances) otherProfiles(w, h int) []string {
	commands := p.ProfileCommands(w, h-2)
	if len(commands) == 0 || h < 3 {
		return nil
	}
	most := 0
	for _, c := range commands {
		most = max(most, term.Width(c))
	}
	lines := []string{"", p.Text.S("Start with another profile:")}
	for _, c := range commands {
		lines = append(lines, c+term.Blank(most-term.Width(c)))
	}
	return lines
}

// targets returns the marks or else the row under the cursor, and which marks are out of sight.
func (p *instances) targets() (ids, hidden []ecsapi.InstanceID) {
	if p.Marks.Len() == 0 {
		if id := p.CursorID(); id != "" {
			return []ecsapi.InstanceID{id}, nil
		}
		return nil, nil
	}
	return p.Marks.IDs(), p.HiddenIDs()
}

// CopyMenu is what can be copied of the marked instances, or of the one under the cursor.
func (p *instances) CopyMenu() *deck.CopyMenu {
	itself := func(i *ecsapi.Instance) *ecsapi.Instance { return i }
	c := p.CopyRows(p.Snap.Instance)
	c.Label, c.Fields, c.Commands = deck.Label, deck.InstanceFields(p.Deck, itself), deck.InstanceCommands(itself)
	c.Record = func(i *ecsapi.Instance) any { return record.NewInstance(i) }
	return deck.NewCopyMenu(p.Deck, c)
}

// Here is the instance under the cursor.
func (p *instances) Here() (ecsapi.InstanceID, *ecsapi.Instance) {
	i, _ := p.Cursor()
	return p.CursorID(), i
}

// priced reports whether the order depends on spot prices.
func (p *instances) priced() bool {
	return slices.ContainsFunc(p.Sorts(), func(s deck.Sorting) bool { return p.columns[s.Column].value != nil })
}

// Key handles a press while the page has the focus and no line is being typed.
func (p *instances) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	p.Pin()
	if cmd, taken := p.MarkKey(press); taken {
		return cmd, true
	}
	switch {
	case p.SortKey(press):
		p.plain = true // who sorts looks for the first of all
		p.ShowTop()
		return p.Refresh(), true
	case k.Filter.Match(press):
		return p.BeginTyping(), true
	}
	return nil, p.MoveKey(press)
}

// Click puts the cursor on a row, or sorts.
func (p *instances) Click(x, y int) (cmd tea.Cmd, on bool) {
	if p.SortClick(x, y) {
		p.plain = true // as with the keys
		p.ShowTop()
		return p.Refresh(), false
	}
	return p.List.Click(x, y)
}

// View draws the table; the filter, when one is on or being typed, is in the panel's title.
func (p *instances) View(w, h int, focused bool) []string {
	p.Table.SetSize(w, h)
	if p.Table.Len() == 0 {
		p.setEmpty(w, h-1)
	}
	p.names.Look(p.Table, func(row int) string { return deck.Label(p.order.rows[row]) })
	return p.Table.Append(make([]string, 0, h), &p.Theme, focused)
}

// Heading says what of the fleet is shown.
func (p *instances) Heading() string {
	s := p.Text.S("Instances") + p.Note(p.Text) + p.FoundNote()
	if note := p.lackingNote(); note != "" && !p.Typing {
		s += " ─ " + p.Theme.Warn.Paint(note)
	}
	s += p.MarksNote() + p.ColumnSet().SortNote()
	for _, key := range []string{"created", "started", "autorelease"} {
		if p.Table.WidthOf(key) > 0 {
			return s + " ─ " + p.TimesNote()
		}
	}
	return s
}
