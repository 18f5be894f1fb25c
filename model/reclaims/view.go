package reclaims

import (
	"strings"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

func (p *Page) Heading() string {
	s := p.Text.S("Reclaims of spot instances") + p.Note(p.Text) + p.FoundNote()
	open, gone, spared := 0, 0, 0
	for _, l := range p.all {
		switch {
		case l.Open():
			open++
		case l.Spared:
			spared++
		default:
			gone++
		}
	}
	for _, part := range []struct {
		n    int
		text string
	}{{open, p.Text.S("{count} to go", open)}, {gone, p.Text.S("{gone} gone", gone)}, {spared, p.Text.S("{spared} spared", spared)}} {
		if part.n > 0 {
			s += " ─ " + part.text
		}
	}
	if n := p.chosen.Len(); n > 0 {
		s += " ─ " + p.Text.N("{count} marked", "{count} marked", n)
		if hidden := len(p.hidden()); hidden > 0 {
			s += " " + p.Text.S("({hidden} hidden)", hidden)
		}
	}
	return s
}

// View draws the list and below it, where there is room, the announcement under the cursor.
func (p *Page) View(w, h int, focused bool) []string {
	foot := p.foot(w)
	foot = foot[:min(len(foot), max(0, h-3))]
	rows := h - len(foot)
	var more []string
	if at := p.cursor(); at != nil && rows >= 8 {
		room := max(3, min(rows/2, rows-p.Len()-2))
		more = p.details(at, w, room)
		rows -= len(more) + 1
	}
	p.Table.SetSize(w, rows)
	p.names.Look(p.Table, func(row int) string { return deck.Label(p.Row(row).Instance) })
	out := p.Table.Append(make([]string, 0, h), &p.Theme, focused)
	if more != nil {
		out = append(append(out, term.Blank(w)), more...)
	}
	return append(out, foot...)
}

// details says what is known of a reclaim, in at most most lines: when it was
// announced, what was done, and the end of its output.
func (p *Page) details(l *fleet.Reclaim, w, most int) []string {
	head := deck.JoinNotes(deck.Label(l.Instance), string(l.Instance.ID), p.Text.S("announced {time}", p.InLocal(l.Seen).Format("15:04:05 ")+p.Zone()))
	out := []string{term.FitLine(" "+p.Theme.Title.Paint(term.Fit(head, min(term.Width(head), w-1), term.AlignLeft)), w)}
	if len(l.Drains) == 0 {
		return append(out, term.FitLine(" "+p.Theme.Dim.Paint(p.Text.S("Nothing was done to save its work: {key} does.", p.Keys.Drain.Label())), w))
	}
	for _, d := range newestDrains(l) {
		lines := drainLines(p.Deck, d, w-1)
		if room := most - len(out); len(lines) > room { // the end of the output matters most
			lines = append(lines[:1:1], lines[len(lines)-max(room-1, 0):]...)
		}
		for _, line := range lines {
			out = append(out, term.FitLine(" "+line, w))
		}
	}
	return out[:min(len(out), most)]
}

// drainLines says everything about a drain: what it was and how it went, then its output.
func drainLines(d *deck.Deck, r *fleet.Drain, w int) []string {
	where := d.Text.S("here")
	if r.Remote {
		where = d.Text.S("on the instance")
	}
	t, state, ink := &d.Theme, "", d.Theme.Busy
	switch {
	case r.Over() && r.OK():
		state, ink = d.Text.S("done after {duration}", term.Clock(r.Ended.Sub(r.Began))), t.Good
	case r.Over() && !r.Err.IsZero():
		state, ink = d.Text.T(r.Err), t.Bad
		if r.Cause != nil {
			state += " (" + d.Reason(r.Cause) + ")"
		}
	case r.Over():
		state, ink = d.Text.S("exit {status} after {duration}", r.Exit, term.Clock(r.Ended.Sub(r.Began))), t.Bad
	case r.Began.IsZero():
		state = d.Text.S("waits for its turn")
	default:
		state = d.Text.S("running for {duration}", term.Clock(d.Cloud.Sub(r.Began)))
	}
	head := d.Text.S("Drain {where}: {command}", where, r.What)
	var out []string
	for n, l := range term.Wrap(term.Clean(head+" ─ "+state), max(10, w)) {
		if n == 3 {
			break
		}
		out = append(out, ink.Paint(l))
	}
	for line := range strings.Lines(r.Output) {
		for _, part := range term.Wrap(strings.TrimRight(line, "\n"), max(10, w-2)) {
			out = append(out, "  "+part)
		}
	}
	return out
}

// foot says which regions can't be watched: there nothing would be announced.
func (p *Page) foot(w int) []string {
	var out []string
	for _, r := range p.Snap.Regions {
		err := p.Snap.WatchErr[r.ID]
		if err == nil {
			continue
		}
		if len(out) == 2 {
			n := len(p.Snap.WatchErr) - 2
			return append(out, term.FitLine(" "+p.Theme.Bad.Paint("! "+p.Text.N("{count} more region can't be watched", "{count} more regions can't be watched", n)), w))
		}
		out = append(out, term.FitLine(" "+p.Theme.Bad.Paint("! "+p.Text.S("{region} can't be watched: {reason}", string(r.ID), p.Reason(err))), w))
	}
	return out
}

func (p *Page) setEmpty() {
	if !p.Snap.Complete && len(p.Snap.Reclaims) == 0 {
		p.Table.SetEmpty(p.Text.S("Reading the fleet …"))
		return
	}
	p.SetUnmatched(p.Text.S("No spot instance was announced to be taken back."),
		p.Text.S("Each region that has some is asked every half minute."))
}

// Hints are the keys that matter here.
func (p *Page) Hints() []deck.Hint {
	k := p.Keys
	return []deck.Hint{
		{Keys: k.Acknowledge.Label(), What: p.Text.S("acknowledge")},
		{Keys: k.Drain.Label(), What: p.Text.S("drain")},
		{Keys: k.Replace.Label(), What: p.Text.S("replace")},
		{Keys: k.Mark.Label(), What: p.Text.S("mark")},
		{Keys: k.Enter.Label(), What: p.Text.S("what was done")},
		{Keys: k.Describe.Label(), What: p.Text.S("describe")},
		{Keys: k.Filter.Label(), What: p.Text.S("filter")},
		{Keys: k.Back.Label(), What: p.Text.S("back")},
	}
}
