package renewals

import (
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

func (p *Page) Heading() string {
	where := p.Text.S("all regions")
	if n := len(p.Regions); n > 0 {
		where = p.Text.N("{count} region", "{count} regions", n)
	}
	s := p.Text.S("Renewals · {scope} · within {days} days", where, p.days()) + p.Note(p.Text)
	return s + p.FoundNote() + p.MarksNote()
}

func (p *Page) View(w, h int, focused bool) []string {
	foot := p.foot(w)
	foot = foot[:min(len(foot), max(0, h-3))]
	p.Table.SetSize(w, h-len(foot))
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
		if err := p.Snap.AutoRenewalsErr[r.ID]; err != nil { // one tells enough: they mostly fail alike
			out = append(out, term.FitLine(" "+t.Bad.Paint("! "+p.Text.S("auto-renewal in {region} can't be read: {reason}", string(r.ID), p.Reason(err))), w))
			break
		}
	}
	for n, r := range l.failing {
		if n == 2 {
			out = append(out, term.FitLine(" "+t.Bad.Paint("! "+p.Text.N("{count} more region can't be read", "{count} more regions can't be read", len(l.failing)-n)), w))
			break
		}
		old := p.Text.S("its instances are not known")
		if !r.Read.IsZero() {
			old = p.Text.S("its data is {age} old", p.Coarse(p.Cloud.Sub(r.Read)))
		}
		out = append(out, term.FitLine(" "+t.Bad.Paint("! "+p.Text.S("{region} can't be read: {old}", string(r.ID), old)), w))
	}
	return out
}

// setEmpty says why no row is shown.
func (p *Page) setEmpty() {
	switch {
	case p.list.prepaid > 0 && p.Source != "":
		p.Table.SetEmpty(p.Text.S("Nothing that matches {filter} expires within {days} days.", p.Source, p.days()),
			p.Text.S("{clear} clears the filter, {widen} looks further.", p.Keys.Back.Label(), p.Keys.Window.Label()))
	case p.list.prepaid > 0:
		p.Table.SetEmpty(p.Text.N("None of the {count} instance paid in advance expires within {days} days.", "None of the {count} instances paid in advance expires within {days} days.", p.list.prepaid, p.days()),
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
