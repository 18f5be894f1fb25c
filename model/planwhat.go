package model

import (
	"cmp"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// What a plan changes, for whom and at what price.

// list names the targets, at most room of them, each with what the action
// means for it; of a creation it names the places.
func (p *planning) list(w, room int) []string {
	if p.plan.Action == fleet.ActionCreate {
		return p.placeLines(w, room)
	}
	n := min(len(p.plan.Targets), room)
	if room > 1 && len(p.plan.Targets) > room {
		n = room - 1
	}
	if n == 0 {
		return nil
	}
	rows := make([][3]string, n)
	for i, t := range p.plan.Targets[:n] {
		rows[i] = [3]string{t.Name, string(t.ID), p.brief().Target(p.plan.Plan, i)}
		if label(t) == string(t.ID) { // it says enough once
			rows[i][0] = noName
		}
	}
	out := columned(rows, w, p.telling(), p.theme.Dim)
	if rest := len(p.plan.Targets) - n; rest > 0 && room > 1 {
		out = append(out, p.theme.Dim.Paint(p.Text.S("… and %d more", rest)))
	}
	return out
}

// placeLines says how many of what are created where, under which names, and
// what that costs.
func (p *planning) placeLines(w, room int) []string {
	n := min(len(p.plan.Places), room)
	rows := make([][4]string, n)
	var most [4]int
	for i, pl := range p.plan.Places[:n] {
		names := pl.First
		if pl.N > 1 && pl.Last != pl.First {
			names += " … " + pl.Last
		}
		cost := ""
		if pl.Priced {
			l := p.brief().Cost(pl.Cost, p.plan.Currency())
			cost = p.ink(l.Severity).Paint(l.Text)
		}
		rows[i] = [4]string{cmp.Or(string(pl.Launch.Zone), string(pl.Launch.Region)), p.Text.S("%d ×", pl.N), names, cost}
		for c, text := range rows[i] {
			most[c] = max(most[c], term.Width(text))
		}
	}
	name := max(8, min(most[2], w-most[0]-most[1]-most[3]-6))
	var out []string
	for _, r := range rows {
		line := term.Fit(r[0], most[0], term.AlignLeft) + "  " + term.Fit(r[1], most[1], term.AlignRight) + "  "
		if most[2] > 0 {
			line += term.FitMiddle(r[2], name) + "  "
		}
		line += term.Blank(most[3]-term.Width(r[3])) + r[3]
		out = append(out, term.FitLine(line, min(w, term.Width(line))))
	}
	if rest := len(p.plan.Places) - n; rest > 0 {
		out = append(out, p.theme.Dim.Paint(p.Text.S("… and %d more", rest)))
	}
	return out
}

// telling reports whether what the action means for each instance matters more
// than its id.
func (p *planning) telling() bool {
	switch p.plan.Action {
	case fleet.ActionRenew, fleet.ActionRename, fleet.ActionAutoRenew:
		return true
	}
	return false
}

// noName stands where an instance has none beside its id.
const noName = "–"

// columned sets name, id and a third thing side by side in w cells. The id is
// what tells two of one name apart: where it is narrow the third gives way, or
// when it is the telling one, the id.
func columned(rows [][3]string, w int, telling bool, dim term.Ink) []string {
	var most [3]int
	for _, r := range rows {
		for c, text := range r {
			most[c] = max(most[c], term.Width(text))
		}
	}
	name := min(28, most[0])
	switch over := name + 2 + most[1] + 2 + most[2] - w; {
	case over <= 0:
	case telling && name-over < 12:
		most[1] = 0
		name = max(6, min(name, w-2-most[2]))
	default:
		name = max(10, min(name, w-2-most[1]-2-min(most[2], 20)))
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		if most[1] == 0 && r[0] == noName {
			r[0] = r[1]
		}
		out[i] = term.FitMiddle(r[0], name)
		if most[1] > 0 {
			out[i] += "  " + dim.Paint(term.FitMiddle(r[1], most[1]))
		}
		if rest := w - term.Width(out[i]) - 2; r[2] != "" && rest > 3 {
			out[i] += "  " + term.Fit(r[2], min(rest, term.Width(r[2])), term.AlignLeft)
		}
	}
	return out
}

// flaws tells why the cloud would refuse the plan, or why that is not known, in
// its words and in plain ones; at most most of them.
func (p *planning) flaws(w, most int) []string {
	var out []string
	lines := p.brief().Flaws(p.plan.Plan)
	for i, l := range lines {
		if i == most {
			return append(out, p.theme.Bad.Paint(p.Text.N("… and %d more reason", "… and %d more reasons", len(lines)-i)))
		}
		out = append(out, p.say(w, p.ink(l.Severity), "! "+l.Text)...)
	}
	return out
}

// bill sums up what the plan costs.
func (p *planning) bill(w int) []string {
	var out []string
	for _, l := range p.brief().Bill(p.plan) {
		ink := p.theme.Title
		if l.Severity == brief.Warning {
			ink = p.theme.Warn
		}
		out = append(out, p.say(w, ink, l.Text)...)
	}
	return out
}

// cautions say what there is to fear; more adds what is good to know.
func (p *planning) cautions(w int, more bool) []string {
	var lines []brief.Line
	for _, l := range p.brief().Cautions(p.plan, p.Limits) {
		if more || l.Severity != brief.Detail {
			lines = append(lines, l)
		}
	}
	out := p.lines(w, lines)
	if more && p.plan.Final() && p.Undo > 0 {
		out = append(out, p.say(w, p.theme.Dim, p.Text.S("%s takes it back within %s.", p.Keys.Undo.Label(), p.ago(p.Undo)))...)
	}
	return out
}

// choices are the options that the dialog leaves open.
func (p *planning) choices() []brief.Choice { return p.brief().Choices(p.plan.Plan) }
