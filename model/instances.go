package model

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// instances is the page of the fleet's instances: a table over the newest
// order, the marks, the filter and the sort.
type instances struct {
	*deck.Deck
	table   *term.Table
	columns []column
	order   *order

	sort string // a column's key
	desc bool

	deck.FilterLine

	touched bool              // the person has moved or marked: the cursor is theirs
	narrow  bool              // the person changed what is shown: a cursor that is not among it goes to the top
	top     bool              // the person sorted
	anchor  ecsapi.InstanceID // where the cursor was before a filter was typed, and is again after esc
	lost    ecsapi.InstanceID // the cursor's instance, when a refresh took it out of the rows

	counted hiddenMarks

	deck.Loader[*order]
	ordered func() // tells the root of a new order; may be nil
}

func newInstances(d *deck.Deck) *instances {
	p := &instances{Deck: d, columns: columns(d), FilterLine: deck.NewFilterLine(), order: &order{digest: &digest{snap: d.Snap}}, sort: "name"}
	shown := make([]term.Column, len(p.columns))
	for i, c := range p.columns {
		shown[i] = c.Column
	}
	p.table = term.NewTable(shown)
	p.table.SetSort(p.sort, p.desc)
	p.Loader = deck.NewLoader(func() func() *order { return p.question().run }, p.take)
	p.Set(d.Filter)
	return p
}

// question is what the page wants to know as things stand.
func (p *instances) question() ordering {
	return ordering{
		snap:   p.Snap,
		scope:  p.Scope,
		expr:   p.Expr,
		column: p.columns[p.sortIndex()],
		desc:   p.desc,
		now:    p.Cloud,
		wanted: p.wanted(),
		marks:  p.Marks.IDs(),
		last:   p.order.digest,
	}
}

// take shows a new order.
func (p *instances) take(o *order, last bool) {
	p.order = o
	if len(o.gone) > 0 {
		p.Marks.Drop(o.gone...)
	}
	cursor := p.order.cursor
	if p.order.wanted != p.wanted() {
		cursor = p.order.find(p.wanted()) // the person moved while the order was made
	}
	switch {
	case !p.touched || p.top:
		cursor = 0 // while the fleet comes in, and after a sort, the first row is in view
		p.lost = ""
	case cursor >= 0:
		p.lost = ""
	case p.narrow:
		cursor = 0
		p.lost = ""
	default:
		if p.anchor == "" {
			p.lost = p.wanted() // a refresh took it: the cursor's neighbour is not what the person chose
		}
	}
	p.table.SetRows(rows{p.Deck, p.columns, p.order}, cursor)
	p.setEmpty()
	if last {
		p.narrow, p.top = false, false
		if !p.Typing {
			p.anchor = ""
		}
		p.touched = p.touched || p.order.snap.Complete
	}
	if p.ordered != nil {
		p.ordered()
	}
}

// setEmpty says why no row is shown.
func (p *instances) setEmpty() {
	switch {
	case p.Snap.RegionsErr != nil && len(p.Snap.Regions) == 0:
		p.table.SetEmpty(
			p.Text.S("The list of regions could not be read."),
			p.Text.E(p.Snap.RegionsErr),
			p.Text.S(p.Snap.RegionsErr.Hint()),
			p.Text.S("It is tried again by itself; {key} tries now.", p.Keys.Refresh.Label()))
	case p.order.inScope > 0:
		p.table.SetEmpty(
			p.Text.S("No instance matches the filter {filter}.", p.Source),
			p.Text.S("{key} clears it.", p.Keys.Back.Label()))
	case p.Failed() != nil:
		p.table.SetEmpty(p.Text.S("{scope} can't be read.", p.ScopeName()), p.Reason(p.Failed()))
	case !p.Settled():
		p.table.SetEmpty(p.Text.S("Reading the fleet …"))
	case p.Scope.All() && len(p.Regions) == 0:
		p.table.SetEmpty(p.Text.S("No instances in any region."))
	default:
		p.table.SetEmpty(p.Text.S("No instances in {scope}.", p.ScopeName()))
	}
}

// wanted is the instance that the cursor belongs to, shown or not.
func (p *instances) wanted() ecsapi.InstanceID {
	if p.anchor != "" {
		return p.anchor
	}
	if p.lost != "" {
		return p.lost
	}
	return ecsapi.InstanceID(p.table.LastID())
}

func (p *instances) cursor() (ecsapi.InstanceID, bool) {
	id := p.table.CursorID()
	return ecsapi.InstanceID(id), id != ""
}

// accept takes the row that the cursor slid to as the person's choice and
// returns the name of the one it was on, or "" when it did not slide.
func (p *instances) accept() string {
	was := p.lost
	p.lost = ""
	if i, known := p.Snap.Instance(was); known {
		return deck.Label(i)
	}
	return string(was)
}

// hidden is how many of the marks the filter or the scope hides.
func (p *instances) hidden() int {
	if c := &p.counted; c.order != p.order || c.rev != p.Marks.Rev {
		*c = hiddenMarks{order: p.order, rev: p.Marks.Rev, n: p.Marks.Len()}
		if c.n > 0 {
			for _, i := range p.order.rows {
				if p.Marks.Has(i.ID) {
					c.n--
				}
			}
		}
	}
	return p.counted.n
}

// hiddenMarks remembers a count that every frame shows.
type hiddenMarks struct {
	order *order
	rev   int
	n     int
}

// targets is what an action hits: the marks, or else the cursor's row; and how
// many of the marks the filter or the scope hides.
func (p *instances) targets() (ids []ecsapi.InstanceID, hidden int) {
	if p.Marks.Len() == 0 {
		if id, ok := p.cursor(); ok {
			return []ecsapi.InstanceID{id}, 0
		}
		return nil, 0
	}
	return p.Marks.IDs(), p.hidden()
}

func (p *instances) mark(id ecsapi.InstanceID) {
	n := p.hidden()
	if p.Marks.Has(id) {
		p.Marks.Drop(id)
	} else {
		p.Marks.Add(id)
	}
	p.counted = hiddenMarks{order: p.order, rev: p.Marks.Rev, n: n} // the row is shown: nothing is hidden or found by it
}

// markShown marks all rows that are shown, or, when all are, none of them.
func (p *instances) markShown() {
	ids := make([]ecsapi.InstanceID, len(p.order.rows))
	for n, i := range p.order.rows {
		ids[n] = i.ID
	}
	if p.Marks.Len()-p.hidden() == len(ids) {
		p.Marks.Drop(ids...)
	} else {
		p.Marks.Add(ids...)
	}
}

// priced reports whether the rows are sorted by what prices are.
func (p *instances) priced() bool { return p.columns[p.sortIndex()].worth != nil }

func (p *instances) sortIndex() int {
	return max(0, slices.IndexFunc(p.columns, func(c column) bool { return c.Key == p.sort }))
}

func (p *instances) sortBy(step int) tea.Cmd {
	n := len(p.columns)
	p.sort = p.columns[(p.sortIndex()+step+n)%n].Key
	p.desc = false
	return p.sorted()
}

func (p *instances) turn() tea.Cmd {
	p.desc = !p.desc
	return p.sorted()
}

// sorted shows the new order from its top: who asks for one wants to see what
// comes first.
func (p *instances) sorted() tea.Cmd {
	p.table.SetSort(p.sort, p.desc)
	p.top = true
	return p.Refresh()
}

// Key handles a press while the page has the focus and no line is being typed.
func (p *instances) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	id, any := p.cursor()
	p.touched, p.anchor = true, ""
	switch {
	case k.Mark.Match(press):
		if was := p.accept(); was != "" {
			return deck.Say(p.LeftList(was)), true
		}
		if any {
			p.mark(id)
			p.table.Move(1)
		}
	case k.MarkAll.Match(press):
		p.markShown()
	case k.Unmark.Match(press):
		p.Marks.Clear()
	case k.SortLeft.Match(press):
		return p.sortBy(-1), true
	case k.SortRight.Match(press):
		return p.sortBy(+1), true
	case k.Order.Match(press):
		return p.turn(), true
	case k.Filter.Match(press):
		return p.edit(), true
	case k.Copy.Match(press):
		if any {
			return p.CopyID(id), true
		}
	default:
		if !deck.MoveCursor(k, p.table, press) {
			return nil, false
		}
		p.accept()
	}
	return nil, true
}

// View draws the table; the filter, when one is on or being typed, is in the
// panel's title.
func (p *instances) View(w, h int, focused bool) []string {
	p.table.SetSize(w, h)
	return p.table.Append(make([]string, 0, h), &p.Theme, focused)
}

// Heading says what of the fleet is shown.
func (p *instances) Heading() string {
	s := p.Text.S("Instances") + p.Note(p.Text)
	if shown := len(p.order.rows); shown != p.order.inScope {
		s += " ─ " + p.Text.S("{count} of {total}", shown, p.order.inScope)
	}
	if n := p.Marks.Len(); n > 0 {
		s += " ─ " + p.Text.N("{count} marked", "{count} marked", n)
		if hidden := p.hidden(); hidden > 0 {
			s += " " + p.Text.S("({hidden} hidden)", hidden)
		}
	}
	return s
}
