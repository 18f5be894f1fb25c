package model

import (
	"fmt"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/ui"
)

// room is how much of a dialog there is room for.
type room struct {
	airy    bool // blank lines
	all     bool // of each choice also what is not chosen
	names   int  // targets listed
	skipped bool // what is skipped, with reasons; else only how many
	where   bool // regions and calls
}

// view draws the dialog as full as the height allows. What gives way first is
// air, then options not chosen, names and reasons. What is chosen, what it
// costs, the word and the keys never do: where there is no room for them,
// nothing can be confirmed.
func (p *planning) view(w, h int) []string {
	rooms := []room{{airy: true, all: true, names: 8, skipped: true, where: true}, {all: true, names: 8, skipped: true, where: true}}
	for n := 7; n > 0; n-- {
		rooms = append(rooms, room{all: true, names: n, skipped: true, where: true})
	}
	rooms = append(rooms, room{names: 2, where: true}, room{names: 1, where: true}, room{names: 1})
	var body []string
	for _, r := range rooms {
		if body = p.body(w, r); len(body) <= h-2 {
			break
		}
	}
	if p.cramped = len(body) > h-2; p.cramped {
		body = []string{p.Text.S("Make the terminal larger to confirm."), p.keyLine(p.Keys.Leave, p.Text.S("leave it"))}
	}
	return ui.Dialog(p.title(len(p.plan.Targets)), body, &p.theme, w)
}

// body is the dialog's text.
func (p *planning) body(w int, r room) []string {
	var out []string
	add := func(lines ...string) {
		if len(lines) > 0 && r.airy && len(out) > 0 {
			out = append(out, "")
		}
		out = append(out, lines...)
	}
	n := len(p.plan.Targets)
	switch {
	case n == 0:
		add(p.Text.S("Nothing to %s.", p.verb(p.plan.Action, p.plan.Options)))
	case r.where:
		add(p.where())
	}
	add(p.names(w, r.names)...)
	add(p.stale(w)...)
	if r.skipped || n == 0 {
		add(p.skipped()...)
	} else if skipped := len(p.plan.Skipped); skipped > 0 {
		add(p.theme.Warn.Paint(p.Text.N("skipped %d", "skipped %d", skipped)))
	}
	if p.hidden > 0 {
		add(p.theme.Warn.Paint(p.Text.N("%d of the marked is hidden by the filter or the scope", "%d of the marked are hidden by the filter or the scope", p.hidden)))
	}
	if n > 0 {
		for i, c := range p.choices() {
			add(p.choiceLines(i, c, r.all)...)
		}
		add(p.cautions(w)...)
		if word := p.word(); word != "" {
			add(p.wordLine(word))
		}
	}
	add(p.footer())
	return out
}

// stale says which of the targets' regions could not be read lately: the states
// of their instances are old.
func (p *planning) stale(w int) []string {
	var out []string
	for _, c := range p.plan.Regions {
		if r, ok := p.snap.Region(c.Region); ok && r.Err != nil {
			if len(out) == 2 {
				return append(out, p.theme.Bad.Paint("…"))
			}
			line := p.Text.S("! %s can't be read: its data is %s old", string(r.ID), p.coarse(p.cloud.Sub(r.Read)))
			out = append(out, p.theme.Bad.Paint(ui.Fit(line, min(ui.Width(line), w-8), ui.AlignLeft)))
		}
	}
	return out
}

func (p *planning) title(n int) string {
	who := p.Account.Profile
	if p.Account.KeyTail != "" {
		who += " ·" + p.Account.KeyTail
	}
	if host := p.elsewhere(); host != "" {
		who += " @" + host
	}
	what := p.Text.N("%[2]s %[1]d instance", "%[2]s %[1]d instances", n, capital(p.verb(p.plan.Action, p.plan.Options)))
	return what + " ── " + who
}

// where counts the targets by region, and the calls.
func (p *planning) where() string {
	s := ""
	for i, r := range p.plan.Regions {
		if i == 3 && len(p.plan.Regions) > 4 {
			s += p.Text.S(" and %d more regions", len(p.plan.Regions)-i)
			break
		}
		if i > 0 {
			s += " · "
		}
		s += fmt.Sprintf("%s %s", r.Region, ui.Count(r.N))
	}
	return s + "    " + p.theme.Dim.Paint(p.Text.N("%d call", "%d calls", p.plan.Calls))
}

// names lists the targets, at most room of them. The id is what tells two of
// one name apart: where it is narrow, the zone gives way.
func (p *planning) names(w, room int) []string {
	const id = 22
	name := max(6, min(28, w-6-2-id))
	var out []string
	for i, t := range p.plan.Targets {
		if i == room || i == room-1 && room > 1 && len(p.plan.Targets) > room {
			out = append(out, p.theme.Dim.Paint(p.Text.S("… and %d more", len(p.plan.Targets)-i)))
			break
		}
		out = append(out, ui.FitMiddle(label(t), name)+"  "+p.theme.Dim.Paint(ui.FitMiddle(string(t.ID), id))+"  "+string(t.Zone))
	}
	return out
}

// skipped lists what is left out, with the reason; many of one reason are
// counted.
func (p *planning) skipped() []string {
	if len(p.plan.Skipped) == 0 {
		return nil
	}
	out := []string{p.theme.Warn.Paint(p.Text.N("skipped %d:", "skipped %d:", len(p.plan.Skipped)))}
	for _, g := range p.groups {
		line := "  " + ui.FitMiddle(g.first, min(28, ui.Width(g.first))) + " " + p.Text.S(string(g.reason))
		if g.n > 1 {
			line = "  " + p.Text.S("%d instances %s, such as %s", g.n, p.Text.S(string(g.reason)), g.first)
		}
		out = append(out, p.theme.Dim.Paint(line))
	}
	return out
}

func (p *planning) choiceLines(i int, c choice, all bool) []string {
	var out []string
	for v, label := range c.labels {
		if chosen := c.chosen == v; chosen || all {
			out = append(out, ui.Radio(&p.theme, chosen, chosen && p.focus == i, label))
		}
	}
	return out
}

// cautions say what the choices cost.
func (p *planning) cautions(w int) []string {
	var out []string
	say := func(k ui.Ink, text string) {
		for _, l := range ui.Wrap(text, max(20, min(w, 90)-8)) {
			out = append(out, k.Paint(l))
		}
	}
	o := p.plan.Options
	if o.Force {
		say(p.theme.Bad, p.Text.S("What the systems have not written to disk is lost."))
	}
	if o.StoppedMode == ecsapi.StopCharging {
		say(p.theme.Warn, p.Text.S("Starting again can fail for lack of stock, and public addresses may change."))
		if p.monthly {
			say(p.theme.Warn, p.Text.S("Monthly instances are paid for all the same."))
		}
	}
	if p.plan.Action == fleet.ActionReboot {
		say(ui.Ink{}, p.Text.S("The instances do not serve while they reboot."))
	}
	return out
}

func (p *planning) wordLine(word string) string {
	line := p.Text.S("Type %s to go on:", p.theme.Key.Paint(word)) + " " + p.typed
	if p.focus == len(p.choices()) {
		line += "▏"
	}
	if p.wrong && !p.ready() {
		line += "  " + p.theme.Bad.Paint(p.Text.S("exactly so"))
	}
	return line
}

func (p *planning) footer() string {
	k, n := p.Keys, len(p.plan.Targets)
	if n == 0 {
		return p.keyLine(k.Leave, p.Text.S("leave it"))
	}
	if r := p.readOnlyReason(); r != "" {
		return p.theme.Warn.Paint(r) + "   " + p.keyLine(k.Leave, p.Text.S("leave it"))
	}
	var pairs []any
	if p.ready() {
		pairs = append(pairs, k.Confirm, p.Text.S("%s %d", p.verb(p.plan.Action, p.plan.Options), n))
	}
	pairs = append(pairs, k.Leave, p.Text.S("leave it"))
	if len(p.choices()) > 0 {
		pairs = append(pairs, k.NextChoice, p.Text.S("next"), k.Choose, p.Text.S("change"))
	}
	return p.keyLine(pairs...)
}

// keyLine shows keys with what they do: binding, words, binding, words …
func (d *deck) keyLine(pairs ...any) string {
	s := ""
	for i := 0; i+1 < len(pairs); i += 2 {
		if i > 0 {
			s += "   "
		}
		s += ui.KeyHint(&d.theme, pairs[i].(*keymap.Binding).Label(), pairs[i+1].(string))
	}
	return s
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
