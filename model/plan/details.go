package plan

import (
	"cmp"

	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// What a plan changes, for whom and at what price.

// placeLines says how many of what are created where, under which names, and what that costs, of
// the places [from, to).
func (p *Dialog) placeLines(from, to, w int) []string {
	rows := make([][4]string, len(p.Plan.Places))
	var most [4]int
	for i, pl := range p.Plan.Places {
		names := pl.First
		if pl.N > 1 && pl.Last != pl.First {
			names += " … " + pl.Last
		}
		cost := ""
		if pl.Priced {
			l := p.Brief().Cost(pl.Cost, p.Plan.Currency())
			cost = p.LineInk(l.Severity).Paint(l.Text)
		}
		rows[i] = [4]string{cmp.Or(string(pl.Launch.Zone), string(pl.Launch.Region)), p.Text.S("{count} ×", pl.N), names, cost}
		for c, text := range rows[i] {
			most[c] = max(most[c], term.Width(text))
		}
	}
	name := max(8, min(most[2], w-most[0]-most[1]-most[3]-6))
	var out []string
	for _, r := range rows[from:to] {
		line := term.Fit(r[0], most[0], term.AlignLeft) + "  " + term.Fit(r[1], most[1], term.AlignRight) + "  "
		if most[2] > 0 {
			line += term.FitMiddle(r[2], name) + "  "
		}
		line += term.Blank(most[3]-term.Width(r[3])) + r[3]
		out = append(out, term.FitLine(line, min(w, term.Width(line))))
	}
	return out
}

// flaws says why the cloud would refuse the plan, or why that is not known, in the
// cloud's words and in plain ones; at most most of them.
func (p *Dialog) flaws(w, most int) []string {
	var out []string
	lines := p.Brief().Flaws(p.Plan.Plan)
	for i, l := range lines {
		if i == most {
			return append(out, p.Theme.Bad.Paint(p.Text.N("… and {count} more reason", "… and {count} more reasons", len(lines)-i)))
		}
		out = append(out, deck.Wrap(p.LineInk(l.Severity), "! "+l.Text, w)...)
	}
	return out
}

func (p *Dialog) bill(w int) []string {
	var out []string
	for _, l := range p.Brief().Bill(p.Plan) {
		ink := p.Theme.Title
		if l.Severity != brief.Plain {
			ink = p.LineInk(l.Severity)
		}
		out = append(out, deck.Wrap(ink, l.Text, w)...)
	}
	return out
}

// cautions lists the warnings; more adds notes.
func (p *Dialog) cautions(w int, more bool) []string {
	var lines []brief.Line
	for _, l := range p.Brief().Cautions(p.Plan, p.Limits) {
		if more || l.Severity != brief.Detail {
			lines = append(lines, l)
		}
	}
	out := p.lines(w, lines)
	if more && op.Irreversible(p.Plan.Plan) && p.Undo > 0 {
		out = append(out, deck.Wrap(p.Theme.Dim, p.Text.S("{key} takes it back within {age}.", p.Keys.Undo.Label(), p.Ago(p.Undo)), w)...)
	}
	return out
}

// Choices are the options that the dialog leaves open.
func (p *Dialog) Choices() []brief.Choice { return p.Brief().Choices(p.Plan.Plan) }
