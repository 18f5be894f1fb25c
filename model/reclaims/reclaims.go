// Package reclaims is the page of the spot instances that the cloud reclaims, and the
// dialog that drains them before.
package reclaims

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/create"
	"ecsdeck/model/deck"
	"ecsdeck/ui/record"
)

// Page shows the reclaims that the cloud announced since the deck was started, in all regions,
// whatever the scope: those still to come, and the outcome of the others. It has its own marks.
type Page struct {
	*deck.Deck
	deck.List[string, *fleet.Reclaim, *fleet.Reclaim]
	from   []*fleet.Reclaim // as the snapshot has them
	all    []*fleet.Reclaim // in the order of the rows, before the filter
	chosen deck.Marks
	names  deck.Namesakes
}

// New is the page; with it what was missed counts as seen.
func New(d *deck.Deck) *Page {
	p := &Page{Deck: d}
	p.List = deck.NewList(d, p.fields(), deck.ListConfig[string, *fleet.Reclaim, *fleet.Reclaim]{
		Page:    "reclaims",
		Columns: p.columns(),
		Fixed:   true,
		View:    markedRows{p},
		NameOf:  reclaimKey,
		Refresh: func() tea.Cmd { p.show(); return nil },
		Sample:  func() iter.Seq[*fleet.Reclaim] { return slices.Values(p.all) },
	})
	p.Apply()
	p.Pin()
	p.Alert.Missed = 0 // they are on the page
	return p
}

// markedRows are the rows of the table. A mark is of an instance, of which there may be two rows.
type markedRows struct{ *Page }

func (r markedRows) Marked(i int) bool { return r.chosen.Has(r.Row(i).Instance.ID) }

// Apply shows the reclaims still to come, the next one first, then the rest, the newest first.
func (p *Page) Apply() {
	if p.Host.Top() == deck.Page(p) {
		p.Alert.Missed = 0
	}
	if !slices.Equal(p.from, p.Snap.Reclaims) {
		p.from, p.all = p.Snap.Reclaims, slices.Clone(p.Snap.Reclaims)
		slices.SortStableFunc(p.all, func(a, b *fleet.Reclaim) int {
			if a.Open() && b.Open() {
				return deck.CompareDue(a, b)
			}
			return cmp.Or(deck.Btoi(b.Open())-deck.Btoi(a.Open()), b.Gone.Compare(a.Gone), deck.CompareDue(a, b))
		})
	}
	p.show()
}

func (p *Page) show() {
	deck.ShowMatching(&p.List, p.all)
	p.setEmpty()
}

// reclaimKey names an announcement: an instance that was spared can have another.
func reclaimKey(l *fleet.Reclaim) string {
	return string(l.Instance.ID) + " " + l.Seen.Format("060102150405")
}

func (p *Page) cursor() *fleet.Reclaim {
	at, _ := p.Cursor()
	return at
}

// Ticket is about the instance under the cursor.
func (p *Page) Ticket() []string {
	l := p.cursor()
	if l == nil {
		return nil
	}
	return p.Brief().InstanceTicket(l.Instance, p.Snap.Jobs)
}

// selected are the marked announcements, shown or not, or the one under the cursor, in the order
// of the rows.
func (p *Page) selected() []*fleet.Reclaim {
	if p.chosen.Len() == 0 {
		if l := p.cursor(); l != nil {
			return []*fleet.Reclaim{l}
		}
		return nil
	}
	var out []*fleet.Reclaim
	seen := map[ecsapi.InstanceID]bool{}
	for _, l := range p.all {
		if id := l.Instance.ID; p.chosen.Has(id) && !seen[id] {
			seen[id] = true
			out = append(out, l)
		}
	}
	return out
}

func instancesOf(l []*fleet.Reclaim) []*ecsapi.Instance {
	out := make([]*ecsapi.Instance, len(l))
	for n, l := range l {
		out[n] = l.Instance
	}
	return out
}

func idsOf(l []*fleet.Reclaim) []ecsapi.InstanceID {
	out := make([]ecsapi.InstanceID, len(l))
	for n, l := range l {
		out[n] = l.Instance.ID
	}
	return out
}

// Targets are the instances that an action is about.
func (p *Page) Targets() (ids, hidden []ecsapi.InstanceID, why string) {
	if why := p.lost(); why != "" {
		return nil, nil, why
	}
	if ids = idsOf(p.selected()); len(ids) == 0 {
		return nil, nil, p.Text.S("No instance is shown.")
	}
	return ids, p.hidden(), ""
}

// hidden are the marks that the filter hides.
func (p *Page) hidden() []ecsapi.InstanceID {
	seen := map[ecsapi.InstanceID]bool{}
	for i := range p.Len() {
		seen[p.Row(i).Instance.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(p.chosen.IDs()), func(id ecsapi.InstanceID) bool { return seen[id] })
}

// lost says, once, that what the cursor was on has left the list and the cursor counts; or "".
func (p *Page) lost() string {
	was := p.LostID()
	if was == "" || p.chosen.Len() > 0 {
		return ""
	}
	id, _, _ := strings.Cut(was, " ")
	return p.LeftList(id)
}

// OwnMarks are the marks of the page.
func (p *Page) OwnMarks() *deck.Marks { return &p.chosen }

// CopyMenu is what can be copied of the marked instances, or of the one under the cursor.
func (p *Page) CopyMenu() *deck.CopyMenu {
	of := func(l *fleet.Reclaim) *ecsapi.Instance { return l.Instance }
	c := p.CopyRows(nil)
	c.Chosen, c.Marked, c.Hidden = p.selected(), p.chosen.Len() > 0, len(p.hidden())
	c.Label = func(l *fleet.Reclaim) string { return deck.Label(l.Instance) }
	c.Fields, c.Commands = deck.InstanceFields(p.Deck, of), deck.InstanceCommands(of)
	c.Record = func(l *fleet.Reclaim) any { return record.NewReclaim(l) }
	return deck.NewCopyMenu(p.Deck, c)
}

// Here is the instance under the cursor.
func (p *Page) Here() (ecsapi.InstanceID, *ecsapi.Instance) {
	if l := p.cursor(); l != nil {
		return l.Instance.ID, l.Instance
	}
	return "", nil
}

// ClearMarks removes all marks.
func (p *Page) ClearMarks() { p.chosen.Clear() }

func (p *Page) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k, at := p.Keys, p.cursor()
	if cmd, taken := p.FilterKey(press); taken {
		return cmd, true
	}
	if k.Acknowledge.Match(press) || k.Drain.Match(press) || k.Replace.Match(press) {
		if why := p.lost(); why != "" {
			return deck.Say(why), true
		}
	}
	switch {
	case k.Acknowledge.Match(press):
		return p.Acknowledge(), true
	case k.Drain.Match(press):
		return p.drain(), true
	case k.Replace.Match(press):
		return p.replace(), true
	case k.Mark.Match(press):
		if at != nil {
			p.chosen.Toggle(at.Instance.ID)
			p.Table.Move(1)
		}
	case k.MarkAll.Match(press):
		p.markShown()
	case k.Unmark.Match(press):
		p.chosen.Clear()
	case k.Enter.Match(press):
		if at != nil {
			return p.Host.Push(newDrained(p.Deck, at)), true
		}
	case k.Describe.Match(press):
		if at != nil {
			return p.Host.OpenInstance(at.Instance.ID, at.Instance), true
		}
	case k.Refresh.Match(press):
		p.Engine.Refresh()
		return deck.Say(p.Text.S("reading {name} again", p.Text.S("all regions"))), true
	default:
		return nil, p.MoveKey(press)
	}
	return nil, true
}

// nothing says that a key has nothing to act on.
func (p *Page) nothing() tea.Cmd { return deck.Say(p.Text.S("No instance is shown.")) }

// markShown marks all rows or, when all are, none of them.
func (p *Page) markShown() {
	var ids []ecsapi.InstanceID
	for i := range p.Len() {
		ids = append(ids, p.Row(i).Instance.ID)
	}
	if slices.ContainsFunc(ids, func(id ecsapi.InstanceID) bool { return !p.chosen.Has(id) }) {
		p.chosen.Add(ids...)
	} else {
		p.chosen.Drop(ids...)
	}
}

// Acknowledge notes that somebody has seen them: the banner goes, the instances stay on the page.
func (p *Page) Acknowledge() tea.Cmd {
	ids := idsOf(p.selected())
	if len(ids) == 0 {
		return p.nothing()
	}
	p.Engine.Acknowledge(ids...)
	p.chosen.Drop(ids...)
	return nil
}

// replace opens the form on instances like the targets; those of another type stay marked.
func (p *Page) replace() tea.Cmd {
	l := p.selected()
	if len(l) == 0 {
		return p.nothing()
	}
	return create.Replace(p.Deck, instancesOf(l))
}

// Legends say what the columns mean.
func Legends(d *deck.Deck) []deck.Legend {
	return []deck.Legend{deck.NewLegend(d.Text.S("Columns of reclaims"), (&Page{Deck: d}).columns())}
}
