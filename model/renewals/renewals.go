// Package renewals is the page of the PrePaid instances that expire soon.
package renewals

import (
	tea "charm.land/bubbletea/v2"
	"iter"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// Page shows the PrePaid instances that expire soon, in all regions that are read,
// whatever the scope. It has its own filter and marks.
type Page struct {
	*deck.Deck
	deck.List[ecsapi.InstanceID, *ecsapi.Instance, fleet.Subject]
	deck.Loader[*list]
	list   *list
	names  deck.Namesakes
	chosen deck.Marks
	window int // which of windows
}

// windows are how far ahead the page can look, in days.
var windows = [...]int{30, 90, 7}

// New is the page, on the next thirty days.
func New(d *deck.Deck) *Page {
	p := &Page{Deck: d, list: &list{}}
	p.Loader = deck.NewLoader(d.Ctx, func() func() *list { return p.query().run }, p.take)
	p.List = deck.NewList(d, fleet.Instances, deck.ListConfig[ecsapi.InstanceID, *ecsapi.Instance, fleet.Subject]{
		Page:    "renewals",
		Saved:   true,
		Sort:    "left",
		Fixed:   true,
		Columns: p.columns(),
		Marks:   &p.chosen,
		NameOf:  func(i *ecsapi.Instance) ecsapi.InstanceID { return i.ID },
		IsDim:   func(i *ecsapi.Instance) bool { return p.list.stale[i.Region] }, // its region's last read failed
		Refresh: p.Refresh,
		Sample: func() iter.Seq[fleet.Subject] {
			return deck.Subjects(p.list.rows, &fleet.Context{Snap: p.Snap, Now: p.Cloud})
		},
		OnMove: p.wantSeen,
	})
	p.setEmpty()
	return p
}

func (p *Page) days() int { return windows[p.window] }

func (p *Page) query() listQuery {
	return listQuery{snap: p.Snap, expr: p.Expr, now: p.Cloud, until: p.Cloud.AddDate(0, 0, p.days()), marks: p.chosen.IDs()}
}

func (p *Page) take(list *list, last bool) {
	p.list = list
	if len(list.gone) > 0 {
		p.chosen.Drop(list.gone...)
	}
	cursor, found := list.place[p.Wanted()]
	if !found {
		cursor = -1
	}
	p.Show(list.rows, list.inWindow, cursor, last)
	p.setEmpty()
	p.want()
	if last && list.complete {
		p.Pin() // until then, the first to expire is in view
	}
}

// readAhead is for how many rows the auto-renewal is read in advance. It takes a call
// for each hundred instances of a region.
const readAhead = 500

// want requests the auto-renewal of the first rows, and again when it is old.
func (p *Page) want() {
	rows := p.list.rows[:min(readAhead, len(p.list.rows))]
	ids := make([]ecsapi.InstanceID, len(rows))
	for n, i := range rows {
		ids[n] = i.ID
	}
	p.Engine.WantAutoRenewals(ids...)
}

// wantSeen requests the unknown auto-renewals of the rows around the cursor.
func (p *Page) wantSeen() {
	at := max(0, p.Table.Cursor())
	var ids []ecsapi.InstanceID
	for _, i := range p.list.rows[max(0, at-50):min(at+50, len(p.list.rows))] {
		if _, known := p.Snap.AutoRenewals[i.ID]; !known {
			ids = append(ids, i.ID)
		}
	}
	p.Engine.WantAutoRenewals(ids...)
}

// Targets are the instances that an action is about: the marks, or the row under the cursor.
func (p *Page) Targets() (ids, hidden []ecsapi.InstanceID, why string) {
	if p.chosen.Len() > 0 {
		return p.chosen.IDs(), p.HiddenIDs(), ""
	}
	id := p.CursorID()
	if id == "" {
		return nil, nil, p.Text.S("No instance is shown.")
	}
	if why := p.Lost(); why != "" {
		return nil, nil, why
	}
	return []ecsapi.InstanceID{id}, nil, ""
}

// Ticket is about the instance under the cursor.
func (p *Page) Ticket() []string {
	i, ok := p.Cursor()
	if !ok {
		return nil
	}
	return p.Brief().InstanceTicket(i, p.Snap.Jobs)
}

// OwnMarks are the marks of the page.
func (p *Page) OwnMarks() *deck.Marks { return &p.chosen }

// CopyMenu is what can be copied of the marked instances, or of the one under the cursor.
func (p *Page) CopyMenu() *deck.CopyMenu {
	itself := func(i *ecsapi.Instance) *ecsapi.Instance { return i }
	snap, now := p.Snap, p.Cloud
	c := p.CopyRows(snap.Instance)
	c.Label, c.Fields, c.Commands = deck.Label, deck.InstanceFields(p.Deck, itself), deck.InstanceCommands(itself)
	c.Record = func(i *ecsapi.Instance) any {
		set, known := snap.AutoRenewals[i.ID]
		return record.NewRenewal(i, set, known, now)
	}
	return deck.NewCopyMenu(p.Deck, c)
}

// Here is the instance under the cursor.
func (p *Page) Here() (ecsapi.InstanceID, *ecsapi.Instance) {
	i, _ := p.Cursor()
	return p.CursorID(), i
}

// ClearMarks removes all marks.
func (p *Page) ClearMarks() { p.chosen.Clear() }

func (p *Page) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	id := p.CursorID()
	p.Pin()
	if cmd, taken := p.MarkKey(press); taken {
		return cmd, true
	}
	switch {
	case k.Window.Match(press):
		p.window = (p.window + 1) % len(windows)
		return p.Narrow(), true
	case k.Filter.Match(press):
		return p.BeginTyping(), true
	case k.Back.Match(press) && p.Source != "":
		return p.Refilter(""), true
	case k.Refresh.Match(press):
		p.Engine.Refresh()
		return deck.Say(p.Text.S("reading {name} again", p.Text.S("all regions"))), true
	case k.Enter.Match(press), k.Describe.Match(press):
		if id != "" {
			return p.Host.OpenInstance(id, nil), true
		}
		return nil, true
	}
	return nil, p.MoveKey(press)
}

func (p *Page) Heading() string {
	where := p.Text.S("all regions")
	if n := len(p.Regions); n > 0 {
		where = p.Text.N("{count} region", "{count} regions", n)
	}
	s := p.Text.S("Renewals · {scope} · within {days} days", where, p.days()) + p.Note(p.Text)
	return s + p.FoundNote() + p.MarksNote() + " ─ " + p.TimesNote()
}

func (p *Page) View(w, h int, focused bool) []string {
	foot := p.foot(w)
	foot = foot[:min(len(foot), max(0, h-3))]
	p.Table.SetSize(w, h-len(foot))
	p.names.Look(p.Table, func(row int) string { return deck.Label(p.list.rows[row]) })
	return append(p.Table.Append(make([]string, 0, h), &p.Theme, focused), foot...)
}

// foot sums the rows up, and says which regions are missing or old.
func (p *Page) foot(w int) []string {
	t, l := &p.Theme, p.list
	var out []string
	if n := len(l.rows); n > 0 {
		s := p.Text.N("{count} instance", "{count} instances", n)
		if l.expired > 0 {
			s += t.Bad.Paint(" · " + p.Text.S("{expired} expired", l.expired))
		}
		s += t.Good.Paint(" · " + p.Text.N("{count} renews by itself", "{count} renew by themselves", l.renewing))
		if byHand := n - l.renewing - l.unread; byHand > 0 {
			s += " · " + p.Text.N("{count} does not", "{count} do not", byHand)
		}
		if l.unread > 0 {
			s += t.Dim.Paint(" · " + p.Text.S("{unread} not read yet", l.unread))
		}
		out = append(out, term.FitLine(" "+s, w))
	}
	for _, r := range p.Snap.Regions {
		if err := p.Snap.AutoRenewalsErr[r.ID]; err != nil { // one is enough: they mostly fail for the same reason
			out = append(out, term.FitLine(" "+t.Bad.Paint("! "+p.Text.S("auto-renewal in {region} can't be read: {reason}", string(r.ID), p.Reason(err))), w))
			break
		}
	}
	for n, r := range l.failing {
		if n == 2 {
			more := p.Text.N("{count} more region can't be read", "{count} more regions can't be read", len(l.failing)-n)
			out = append(out, term.FitLine(" "+t.Bad.Paint("! "+more), w))
			break
		}
		old := p.Text.S("its instances are not known")
		if r.Known {
			old = p.LastRead(r)
		}
		if !r.Read.IsZero() {
			old = p.Text.S("its data is {age} old", p.Coarse(p.Cloud.Sub(r.Read)))
		}
		out = append(out, term.FitLine(" "+t.Bad.Paint("! "+p.Text.S("{region} can't be read: {old}", string(r.ID), old)), w))
	}
	return out
}

func (p *Page) setEmpty() {
	switch {
	case p.list.prepaid > 0 && p.Source != "":
		p.Table.SetEmpty(p.Text.S("Nothing that matches {filter} expires within {days} days.", p.Source, p.days()),
			p.Text.S("{clear} clears the filter, {widen} looks further.", p.Keys.Back.Label(), p.Keys.Window.Label()))
	case p.list.prepaid > 0:
		p.Table.SetEmpty(p.Text.N("None of the {count} instance paid in advance expires within {days} days.",
			"None of the {count} instances paid in advance expires within {days} days.", p.list.prepaid, p.days()),
			p.Text.S("{key} looks further.", p.Keys.Window.Label()))
	case !p.Snap.Complete:
		p.Table.SetEmpty(p.Text.S("Reading the fleet …"))
	default:
		p.Table.SetEmpty(p.Text.S("No instance is paid in advance."))
	}
}

// Hints are the keys that matter here.
func (p *Page) Hints() []deck.Hint {
	k := p.Keys
	return []deck.Hint{
		{Keys: k.Renew.Label(), What: p.Text.S("renew")},
		{Keys: k.AutoRenew.Label(), What: p.Text.S("auto-renew")},
		{Keys: k.Window.Label(), What: p.Text.S("how far ahead")},
		{Keys: k.Filter.Label(), What: p.Text.S("filter")},
		{Keys: k.Mark.Label(), What: p.Text.S("mark")},
		{Keys: k.Enter.Label(), What: p.Text.S("open")},
		{Keys: k.Actions.Label(), What: p.Text.S("actions")},
		{Keys: k.Back.Label(), What: p.Text.S("back")},
	}
}

// Legends say what the columns mean.
func Legends(d *deck.Deck) []deck.Legend {
	return []deck.Legend{deck.NewLegend(d.Text.S("Columns of renewals"), (&Page{Deck: d}).columns())}
}
