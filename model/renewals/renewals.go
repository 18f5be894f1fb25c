// Package renewals is the page of what is paid in advance and expires soon.
package renewals

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// Page is the page of what is paid in advance and expires soon, in all
// regions that are read, whatever the scope. It has a filter and marks of its
// own.
type Page struct {
	*deck.Deck
	deck.FilterLine
	table   *term.Table
	columns []renewalColumn
	list    *expiring
	chosen  deck.Marks
	window  int // which of windows

	touched bool // the person has moved: the cursor is theirs
	narrow  bool // the person changed what is shown: a cursor that is not among it goes to the top
	lost    ecsapi.InstanceID
	counted hiddenChosen

	deck.Loader[*expiring]
}

// windows are how far ahead the page can look, in days.
var windows = [...]int{30, 90, 7}

// hiddenChosen remembers a count that every frame shows.
type hiddenChosen struct {
	list *expiring
	rev  int
	n    int
}

// New is the page, on the next thirty days.
func New(d *deck.Deck) *Page {
	p := &Page{Deck: d, FilterLine: deck.NewFilterLine(), columns: renewalColumns(d), list: &expiring{}}
	shown := make([]term.Column, len(p.columns))
	for i, c := range p.columns {
		shown[i] = c.Column
	}
	p.table = term.NewTable(shown)
	p.table.SetSort("left", false)
	p.setEmpty()
	p.Loader = deck.NewLoader(func() func() *expiring { return p.question().run }, p.take)
	return p
}

// days is how far ahead the page looks.
func (p *Page) days() int { return windows[p.window] }

// Apply does nothing: Refresh takes the snapshot.
func (p *Page) Apply() {}

// question is what the page wants to know as things stand.
func (p *Page) question() expiry {
	return expiry{snap: p.Snap, expr: p.Expr, now: p.Cloud, until: p.Cloud.AddDate(0, 0, p.days()), marks: p.chosen.IDs()}
}

// take shows a new list.
func (p *Page) take(list *expiring, last bool) {
	p.list = list
	if len(list.gone) > 0 {
		p.chosen.Drop(list.gone...)
	}
	wanted := p.lost
	if wanted == "" {
		wanted = ecsapi.InstanceID(p.table.LastID())
	}
	cursor, found := list.place[wanted]
	switch {
	case !p.touched:
		cursor, p.lost = 0, "" // while the fleet comes in, the first to expire is in view
	case found:
		p.lost = ""
	case p.narrow:
		cursor, p.lost = 0, ""
	default:
		cursor, p.lost = -1, wanted // a refresh took it: the cursor's neighbour is not what the person chose
	}
	p.table.SetRows(renewalRows{p}, cursor)
	p.setEmpty()
	p.want()
	if last {
		p.narrow = false
		p.touched = p.touched || list.complete
	}
}

// ahead is for how many rows the auto-renewal is read unasked: it takes a call
// for each hundred of a region.
const ahead = 500

// want asks for the auto-renewal of the first rows, and again for what is old.
func (p *Page) want() {
	rows := p.list.rows[:min(ahead, len(p.list.rows))]
	ids := make([]ecsapi.InstanceID, len(rows))
	for n, i := range rows {
		ids[n] = i.ID
	}
	p.Engine.WantAutoRenewals(ids...)
}

// wantSeen asks for that of the rows around the cursor, when it is not known.
func (p *Page) wantSeen() {
	at := max(0, p.table.Cursor())
	var ids []ecsapi.InstanceID
	for _, i := range p.list.rows[max(0, at-50):min(at+50, len(p.list.rows))] {
		if _, known := p.Snap.AutoRenewals[i.ID]; !known {
			ids = append(ids, i.ID)
		}
	}
	p.Engine.WantAutoRenewals(ids...)
}

// Targets is what an action would hit: the marks or the row under the cursor.
func (p *Page) Targets() (ids []ecsapi.InstanceID, hidden int, why string) {
	if p.chosen.Len() > 0 {
		return p.chosen.IDs(), p.hidden(), ""
	}
	id := ecsapi.InstanceID(p.table.CursorID())
	if id == "" {
		return nil, 0, p.Text.S("No instance is shown.")
	}
	if why := p.slid(); why != "" {
		return nil, 0, why
	}
	return []ecsapi.InstanceID{id}, 0, ""
}

// slid says, once, that a refresh took the cursor off the row it was put on.
func (p *Page) slid() string {
	was := p.lost
	p.lost = ""
	if was == "" {
		return ""
	}
	if i, known := p.Snap.Instance(was); known {
		return p.LeftList(deck.Label(i))
	}
	return p.LeftList(string(was))
}

// hidden is how many of the marks are not among the rows.
func (p *Page) hidden() int {
	if c := &p.counted; c.list != p.list || c.rev != p.chosen.Rev {
		*c = hiddenChosen{list: p.list, rev: p.chosen.Rev}
		for _, id := range p.chosen.IDs() {
			if _, shown := p.list.place[id]; !shown {
				c.n++
			}
		}
	}
	return p.counted.n
}

// DropMarks takes marks away.
func (p *Page) DropMarks(ids ...ecsapi.InstanceID) { p.chosen.Drop(ids...) }

func (p *Page) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	id := ecsapi.InstanceID(p.table.CursorID())
	p.touched = true
	switch {
	case k.Mark.Match(press):
		return p.mark(), true
	case k.MarkAll.Match(press):
		p.markShown()
	case k.Unmark.Match(press):
		p.chosen.Clear()
	case k.Window.Match(press):
		p.window = (p.window + 1) % len(windows)
		p.narrow = true
		return p.Refresh(), true
	case k.Filter.Match(press):
		return p.BeginTyping(), true
	case k.Back.Match(press) && p.Source != "":
		return p.refilter(""), true
	case k.Copy.Match(press) && id != "":
		return p.CopyID(id), true
	case k.Refresh.Match(press):
		p.Engine.Refresh()
		return deck.Say(p.Text.S("reading {what} again", p.Text.S("all regions"))), true
	case k.Enter.Match(press), k.Describe.Match(press):
		if id != "" {
			return p.Host.OpenInstance(id, nil), true
		}
	default:
		if !deck.MoveCursor(k, p.table, press) {
			return nil, false
		}
		p.lost = ""
		p.wantSeen()
	}
	return nil, true
}

// mark marks the row under the cursor and goes on to the next.
func (p *Page) mark() tea.Cmd {
	if why := p.slid(); why != "" {
		return deck.Say(why)
	}
	id := ecsapi.InstanceID(p.table.CursorID())
	switch {
	case id == "":
	case p.chosen.Has(id):
		p.chosen.Drop(id)
	default:
		p.chosen.Add(id)
	}
	p.table.Move(1)
	return nil
}

// markShown marks all rows or, when all are, none of them.
func (p *Page) markShown() {
	ids := make([]ecsapi.InstanceID, len(p.list.rows))
	for n, i := range p.list.rows {
		ids[n] = i.ID
	}
	if p.chosen.Len()-p.hidden() == len(ids) {
		p.chosen.Drop(ids...)
	} else {
		p.chosen.Add(ids...)
	}
}

// Editing handles a press or a paste while the filter is being typed.
func (p *Page) Editing(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			p.Keep()
			return p.Refresh()
		case "esc", "ctrl+c":
			p.EndTyping()
			return p.refilter(p.Before)
		case "up", "down", "pgup", "pgdown":
			deck.MoveCursor(p.Keys, p.table, press)
			p.lost = ""
			return nil
		case "tab":
			p.Complete(p.list.rows)
			return p.refilter(p.Input.Value())
		}
	}
	cmd, changed := p.Type(msg)
	if !changed {
		return cmd
	}
	return tea.Batch(cmd, p.refilter(p.Input.Value()))
}

func (p *Page) refilter(source string) tea.Cmd {
	p.Set(source)
	p.narrow = true
	return p.Refresh()
}

func (p *Page) Found() (n, of int) { return len(p.list.rows), p.list.inWindow }
