package reclaims

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// drained is the page of one instance's drains, with their whole output.
type drained struct {
	*deck.Deck
	of   string // the announcement
	last *fleet.Reclaim
	deck.Pager
}

func newDrained(d *deck.Deck, l *fleet.Reclaim) *drained {
	return &drained{Deck: d, of: reclaimKey(l), last: l}
}

func (p *drained) Apply() {
	for _, l := range p.Snap.Reclaims {
		if reclaimKey(l) == p.of {
			p.last = l
		}
	}
}

func (p *drained) Heading() string {
	return p.Text.S("Reclaim of {instance}", deck.Label(p.last.Instance)) + " ─ " + p.TimesNote()
}

func (p *drained) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	if p.Keys.Copy.Match(press) {
		return deck.CopyID(p.Deck, p.last.Instance.ID), true
	}
	return nil, p.Pager.Scroll(p.Keys, press)
}

func (p *drained) View(w, h int, _ bool) []string { return p.Pager.Lines(p.lines(w), w, h) }

func (p *drained) lines(w int) []string {
	l, t := p.last, &p.Theme
	outcome := p.ReclaimCell(l)
	out := []string{
		" " + deck.JoinNotes(string(l.Instance.ID), l.Instance.Type, string(l.Instance.Zone)),
		" " + outcome.Ink.Paint(outcome.Text) + t.Dim.Paint(" · "+p.Text.S("announced {time}", p.Minute(l.Seen))),
	}
	if len(l.Drains) == 0 {
		return append(out, "", " "+p.Text.S("Nothing was done to save its work."))
	}
	for n := len(l.Drains) - 1; n >= 0; n-- {
		d := l.Drains[n]
		out = append(out, "")
		for _, line := range drainLines(p.Deck, d, w-2) {
			out = append(out, " "+line)
		}
		if !d.Began.IsZero() {
			out = append(out, " "+t.Dim.Paint(p.Text.S("began {time}", p.Minute(d.Began))))
		}
	}
	for i := range out {
		out[i] = term.FitLine(out[i], w)
	}
	return out
}
