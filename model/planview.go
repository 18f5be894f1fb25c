package model

import (
	"fmt"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// room is how much of a dialog there is room for.
type room struct {
	airy    bool // blank lines
	all     bool // of each choice also what is not chosen, and what it means
	names   int  // targets listed
	skipped bool // what is skipped, with reasons; else only how many
	where   bool // regions and calls
	more    bool // what is good to know and no more
	flaws   int  // told in full
}

// view draws the dialog as full as the height allows. What gives way first is
// air, then options not chosen, names and reasons. What is chosen, what it
// costs, the word and the keys never do: where there is no room for them,
// nothing can be confirmed.
func (p *planning) view(w, h int) []string {
	full := room{airy: true, all: true, names: 8, skipped: true, where: true, more: true, flaws: 6}
	rooms := []room{full}
	for full.airy, full.flaws = false, 4; full.names > 0; full.names-- {
		rooms = append(rooms, full)
	}
	rooms = append(rooms,
		room{names: 3, skipped: true, where: true, more: true, flaws: 2}, room{names: 2, where: true, more: true, flaws: 2},
		room{names: 2, where: true, flaws: 1}, room{names: 1, where: true, flaws: 1}, room{names: 1, flaws: 1}, room{flaws: 1})
	var body []string
	for _, r := range rooms {
		if body = p.body(w, r); len(body) <= h-2 {
			break
		}
	}
	if p.cramped = len(body) > h-2; p.cramped {
		body = append(term.Wrap(p.Text.S("Make the terminal larger to confirm."), inside(w)),
			p.keyLine(p.Keys.Leave, p.Text.S("leave it")))
	}
	frame, name := p.theme.BorderFocus, p.theme.Title
	if p.Production {
		frame, name = p.theme.Warn, p.theme.Warn
	}
	return term.Box(p.title(w), body, frame, name, w)
}

// inside is how many cells a dialog of w cells has for text.
func inside(w int) int { return max(8, w-6) }

// body is the dialog's text.
func (p *planning) body(w int, r room) []string {
	w = inside(w)
	var out []string
	add := func(lines ...string) {
		if len(lines) > 0 && r.airy && len(out) > 0 {
			out = append(out, "")
		}
		out = append(out, lines...)
	}
	n := p.plan.N()
	if p.titleCut(w) {
		add(p.theme.Dim.Paint(p.actor()))
	}
	switch {
	case n == 0:
		add(p.brief().Nothing(p.plan.Action, p.plan.Options))
	case r.where:
		add(p.where(w)...)
	}
	add(p.lines(w, p.brief().Asked(p.plan))...)
	add(p.list(w, r.names)...)
	add(p.stale(w)...)
	add(p.skipped(w, r.skipped || n == 0)...)
	if p.hidden > 0 {
		add(p.say(w, p.theme.Warn, p.Text.N("%d of the marked is hidden by the filter or the scope", "%d of the marked are hidden by the filter or the scope", p.hidden))...)
	}
	if n > 0 {
		add(p.lines(w, p.brief().Losses(p.plan, r.more))...)
		add(p.bill(w)...)
	}
	add(p.flaws(w, r.flaws)...)
	if r.more {
		add(p.lines(w, p.brief().Notes(p.plan.Plan))...)
	}
	for i, c := range p.choices() {
		add(p.choiceLines(i, c, w, r.all)...)
	}
	if n > 0 {
		add(p.cautions(w, r.more)...)
		if word := p.word(); word != "" && !p.hopeless {
			add(p.wordLines(w, word)...)
		}
	}
	add(p.footer(w, r.more)...)
	return out
}

// say wraps text into lines of one ink.
func (p *planning) say(w int, k term.Ink, text string) []string {
	lines := term.Wrap(text, w)
	for i := range lines {
		lines[i] = k.Paint(lines[i])
	}
	return lines
}

// lines wraps lines, each in the colour of its severity.
func (p *planning) lines(w int, lines []brief.Line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, p.say(w, p.ink(l.Severity), l.Text)...)
	}
	return out
}

// actor is who acts: profile, key and where.
func (d *deck) actor() string {
	who := d.Account.Profile
	if d.Account.KeyTail != "" {
		who += " ·" + d.Account.KeyTail
	}
	if host := d.elsewhere(); host != "" {
		who += " @" + host
	}
	return term.Clean(who)
}

// heading is the title without who acts.
func (p *planning) heading() string {
	return brief.Capital(p.brief().Instances(p.plan.Action, p.plan.Options, p.plan.N()))
}

// badge marks a profile of production.
func (d *deck) badge() string {
	if !d.Production {
		return ""
	}
	return " " + d.Text.S("PRODUCTION") + " "
}

// titleCut reports whether the title has no room for who acts, in a dialog with
// w cells for text.
func (p *planning) titleCut(w int) bool {
	return term.Width(p.badge())+1+term.Width(p.heading())+4+term.Width(p.actor()) > w
}

func (p *planning) title(w int) string {
	s := p.heading()
	if !p.titleCut(inside(w)) {
		s += " ── " + p.actor()
	}
	if b := p.badge(); b != "" {
		return p.theme.Prod.Paint(b) + " " + p.theme.Warn.Paint(s)
	}
	return s
}

// where counts the instances by region, and the calls.
func (p *planning) where(w int) []string {
	calls := p.Text.N("%d call", "%d calls", p.plan.Calls)
	s := ""
	for i, r := range p.plan.Regions {
		part := fmt.Sprintf("%s %s", r.Region, term.Count(r.N))
		rest := p.Text.S(" and %d more regions", len(p.plan.Regions)-i)
		if left := len(p.plan.Regions) - i; left > 1 && i > 0 && (i == 4 || term.Width(s+" · "+part+rest) > w) {
			s += rest
			break
		}
		if i > 0 {
			s += " · "
		}
		s += part
	}
	if term.Width(s)+4+term.Width(calls) > w {
		return []string{s, p.theme.Dim.Paint(calls)}
	}
	return []string{s + "    " + p.theme.Dim.Paint(calls)}
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
			out = append(out, p.theme.Bad.Paint(term.Fit(line, min(term.Width(line), w), term.AlignLeft)))
		}
	}
	return out
}

// skipped lists what is left out, with the reason; many of one reason are
// counted.
func (p *planning) skipped(w int, reasons bool) []string {
	n := len(p.plan.Skipped)
	switch {
	case n == 0:
		return nil
	case !reasons:
		return []string{p.theme.Warn.Paint(p.Text.N("skipped %d", "skipped %d", n))}
	}
	out := []string{p.theme.Warn.Paint(p.Text.N("skipped %d:", "skipped %d:", n))}
	for _, g := range p.groups {
		reason := p.brief().Skip(g.skip)
		line := term.FitMiddle(g.first, min(28, max(6, w-3-term.Width(reason)), term.Width(g.first))) + " " + reason
		if g.n > 1 {
			line = p.Text.S("%d instances %s, such as %s", g.n, reason, g.first)
		}
		out = append(out, "  "+p.theme.Dim.Paint(term.Fit(line, min(term.Width(line), w-2), term.AlignLeft)))
	}
	return out
}

func (p *planning) choiceLines(i int, c brief.Choice, w int, all bool) []string {
	var out []string
	labels := c.Labels
	if !all {
		labels = c.Short
	}
	for v, label := range labels {
		if chosen := max(c.Chosen, 0) == v; chosen || all {
			for n, l := range term.Wrap(label, w-6) {
				if n == 0 {
					out = append(out, term.Radio(&p.theme, chosen, chosen && p.focus == i, l))
				} else {
					out = append(out, "      "+l)
				}
			}
		}
	}
	return out
}

// wordLines ask for the word and show what is typed, all of it.
func (p *planning) wordLines(w int, word string) []string {
	k := p.theme.Key
	cursor := ""
	if p.writing() {
		cursor = "▏"
	}
	ask := p.Text.S("Type %s to go on:", k.Paint(term.Clean(word)))
	if id := p.id(); id != "" {
		ask = p.Text.S("Type %s or its id to go on:", k.Paint(term.Clean(word)))
	}
	wrong := ""
	if p.wrong && !p.ready() {
		wrong = "  " + p.theme.Bad.Paint(p.Text.S("exactly so"))
	}
	if line := ask + " " + term.Clean(p.typed) + cursor + wrong; term.Width(line) <= w {
		return []string{line}
	}
	out := []string{p.Text.S("Type this to go on:")}
	if p.id() != "" {
		out = []string{p.Text.S("Type this or its id to go on:")}
	}
	for _, l := range term.Wrap(word, w-2) {
		out = append(out, "  "+k.Paint(l))
	}
	for _, l := range term.Wrap(p.typed+cursor, w-2) {
		out = append(out, "> "+l)
	}
	out[len(out)-1] += wrong
	return out
}

// footer names the keys that do something now, and why nothing can be done.
func (p *planning) footer(w int, more bool) []string {
	k, n := p.Keys, p.plan.N()
	var out, hints []string
	hint := func(b *keymap.Binding, what string) { hints = append(hints, p.keyLine(b, what)) }
	switch reason := p.readOnlyReason(); {
	case n == 0:
	case reason != "":
		out = p.say(w, p.theme.Warn, reason)
	case !p.settled():
		out = p.say(w, p.theme.Busy, p.reading())
	case !p.hopeless && p.ready():
		hint(k.Confirm, p.brief().Number(p.plan.Action, p.plan.Options, n))
	}
	hint(k.Leave, p.Text.S("leave it"))
	if len(p.choices()) > 0 {
		hint(k.NextChoice, p.Text.S("next"))
		hint(k.Choose, p.Text.S("change"))
	}
	switch copies := p.Text.S("copy as commands"); {
	case n == 0 || !p.settled():
	case p.copied > 0:
		hint(k.CopyCommand, p.Text.N("%d command copied", "%d commands copied", p.copied))
	case !more:
	case p.writing():
		hints = append(hints, term.KeyHint(&p.theme, k.NextChoice.Label()+" "+k.CopyCommand.Label(), copies))
	default:
		hint(k.CopyCommand, copies)
	}
	return append(out, flow(w, hints, "   ")...)
}

// reading says what an open plan waits for.
func (p *planning) reading() string {
	if p.asked == p.gen {
		switch p.plan.Action {
		case fleet.ActionRelease:
			return p.Text.S("reading which disks go …")
		case fleet.ActionRenew:
			return p.Text.N("reading the price of %d renewal …", "reading the prices of %d renewals …", p.plan.N())
		case fleet.ActionCreate:
			return p.Text.S("reading the price, and asking the cloud whether it would do it …")
		}
	}
	return p.Text.S("planning …")
}

// keyLine shows keys with what they do: binding, words, binding, words …
func (d *deck) keyLine(pairs ...any) string {
	s := ""
	for i := 0; i+1 < len(pairs); i += 2 {
		if i > 0 {
			s += "   "
		}
		s += term.KeyHint(&d.theme, pairs[i].(*keymap.Binding).Label(), pairs[i+1].(string))
	}
	return s
}

// flow sets parts beside each other, over as many lines as it takes.
func flow(w int, parts []string, gap string) []string {
	var out []string
	for _, part := range parts {
		if last := len(out) - 1; last >= 0 && term.Width(out[last])+term.Width(gap)+term.Width(part) <= w {
			out[last] += gap + part
		} else {
			out = append(out, part)
		}
	}
	return out
}
