package plan

import (
	"fmt"
	"slices"

	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// room is how much of a dialog there is room for.
type room struct {
	spaced  bool // blank lines
	all     bool // of each choice also what is not chosen, and what it means
	names   int  // lines of the list
	skipped bool // what is skipped, with reasons; else only how many
	where   bool // regions, calls and quotas that are too small
	more    bool // what is good to know and no more
	flaws   int  // shown in full
}

// proseWidth is how wide text is at most; lists use all the room there is.
const proseWidth = 94

// Tabular: the list uses the width of the screen.
func (p *Dialog) Tabular() {}

// View draws the dialog as full as the height allows. What gives way first is air, then options not
// chosen, names and reasons; the list scrolls. Where there is no room for what is chosen, what it costs
// and the word, all above the keys scrolls, and nothing can be confirmed before it was read.
func (p *Dialog) View(w, h int) []string {
	full := room{spaced: true, all: true, names: 8, skipped: true, where: true, more: true, flaws: 6}
	rooms := []room{full}
	for full.spaced, full.flaws = false, 4; full.names > 0; full.names-- {
		rooms = append(rooms, full)
	}
	rooms = append(rooms,
		room{names: 3, skipped: true, where: true, more: true, flaws: 2}, room{names: 2, where: true, more: true, flaws: 2},
		room{names: 2, where: true, flaws: 1}, room{names: 1, where: true, flaws: 1}, room{names: 1, flaws: 1}, room{flaws: 1})
	var body []string
	fits := false
	for _, r := range rooms {
		if body, _ = p.body(w, r); len(body) > h-2 {
			continue
		}
		if more := min(h-2-len(body), p.list.wants-r.names); more > 0 && r.names > 0 {
			r.names += more
			body, _ = p.body(w, r)
		}
		fits = true
		break
	}
	if fits {
		p.above = deck.Scrolled{}
	} else {
		body = p.scrolled(w, h-2)
	}
	title, _ := p.ActorTitle(p.heading(), deck.InnerWidth(w), false)
	return p.Box(title, body, w)
}

// scrolled are h lines of a dialog that has not enough room: what scrolls, and the keys.
func (p *Dialog) scrolled(w, h int) []string {
	r := room{names: 2, skipped: true, where: true, flaws: 6}
	wide := deck.InnerWidth(w)
	keys := func() []string { return p.footer(min(wide, proseWidth), r.more) }
	body, at := p.body(w, r)
	body = body[:len(body)-len(keys())]
	body = p.above.Fit(p.Deck, body, at, wide, h-len(keys()))
	body = append(slices.Clip(body), keys()...) // which follow from what was read by now
	return body[:min(len(body), h)]
}

// body are the lines of the dialog, and which of them the keys change, or -1.
func (p *Dialog) body(w int, r room) (out []string, at int) {
	wide := deck.InnerWidth(w)
	w = min(wide, proseWidth)
	at = -1
	add := func(lines ...string) {
		if len(lines) > 0 && r.spaced && len(out) > 0 {
			out = append(out, "")
		}
		out = append(out, lines...)
	}
	n := p.Plan.N()
	_, actor := p.ActorTitle(p.heading(), w, !r.where)
	add(actor...)
	switch {
	case n == 0:
		add(p.Brief().Nothing(p.Plan.Action, p.Plan.Options))
	case r.where:
		add(p.where(w)...)
	}
	asked := p.Brief().Asked(p.Plan)
	if r.where {
		asked = append(asked, p.Brief().Places(p.Plan, r.more)...)
	}
	add(p.lines(w, asked)...)
	add(p.listLines(wide, r.names)...)
	add(p.stale(w)...)
	add(p.skipped(w, r.skipped || n == 0)...)
	add(p.hiddenLines(w, r.more)...)
	if n > 0 {
		add(p.lines(w, p.Brief().Losses(p.Plan, r.more))...)
		bill := p.bill(w)
		if r.where {
			bill = append(bill, p.lines(w, p.Brief().Quotas(p.Plan.Plan, r.more))...)
		}
		add(bill...)
	}
	add(p.flaws(w, r.flaws)...)
	if r.more {
		add(p.lines(w, p.Brief().Notes(p.Plan.Plan))...)
	}
	for i, c := range p.Choices() {
		if i == p.focus {
			at = len(out)
		}
		add(p.choiceLines(i, c, w, r.all)...)
	}
	if n > 0 {
		add(p.cautions(w, r.more)...)
		if word := p.Word(); word != "" && !p.rejected {
			add(p.wordLines(w, word)...)
			if p.onWord() {
				at = len(out) - 1
			}
		}
	}
	add(p.footer(w, r.more)...)
	return out, at
}

// lines wraps lines, each in the colour of its severity.
func (p *Dialog) lines(w int, lines []brief.Line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, deck.Wrap(p.LineInk(l.Severity), l.Text, w)...)
	}
	return out
}

// heading is the title without who acts.
func (p *Dialog) heading() string {
	return brief.Capital(p.Brief().Instances(p.Plan.Action, p.Plan.Options, p.Plan.N()))
}

// where counts the instances by region, and the calls.
func (p *Dialog) where(w int) []string {
	calls := p.Text.N("{count} call", "{count} calls", p.Plan.Calls)
	s := ""
	for i, r := range p.Plan.Regions {
		part := fmt.Sprintf("%s %s", r.Region, term.Count(r.N))
		all := s + " · " + part
		if i == 0 {
			all = part
		}
		rest := func(s string) string {
			return p.Text.N("{regions} and {count} more region", "{regions} and {count} more regions", len(p.Plan.Regions)-i, s)
		}
		if left := len(p.Plan.Regions) - i; left > 1 && i > 0 && (i == 4 || term.Width(rest(all)) > w) {
			s = rest(s)
			break
		}
		s = all
	}
	if term.Width(s)+4+term.Width(calls) > w {
		return []string{s, p.Theme.Dim.Paint(calls)}
	}
	return []string{s + "    " + p.Theme.Dim.Paint(calls)}
}

// stale says of which regions the states are old: they could not be read lately.
func (p *Dialog) stale(w int) []string {
	var out []string
	for _, c := range p.Plan.Regions {
		if r, ok := p.Snap.Region(c.Region); ok && r.Err != nil {
			if len(out) == 2 {
				return append(out, p.Theme.Bad.Paint("…"))
			}
			line := p.Text.S("! {region} can't be read: its data is {age} old", string(r.ID), p.Coarse(p.Cloud.Sub(r.Read)))
			if r.Read.IsZero() {
				line = p.Text.S("! {region} can't be read: {known}", string(r.ID), p.LastRead(r))
			}
			out = append(out, p.Theme.Bad.Paint(term.Fit(line, min(term.Width(line), w), term.AlignLeft)))
		}
	}
	return out
}

// skipped lists what is left out, with the reason; many of one reason are counted.
func (p *Dialog) skipped(w int, reasons bool) []string {
	n := len(p.Plan.Skipped)
	switch {
	case n == 0:
		return nil
	case !reasons:
		return []string{p.Theme.Warn.Paint(p.Text.N("skipped {count}", "skipped {count}", n))}
	}
	out := []string{p.Theme.Warn.Paint(p.Text.N("skipped {count}:", "skipped {count}:", n))}
	for _, g := range p.groups {
		reason := p.Brief().Skip(g.skip)
		line := term.FitMiddle(g.first, min(28, max(6, w-3-term.Width(reason)), term.Width(g.first))) + " " + reason
		if g.n > 1 {
			line = p.Text.S("{count} instances {reason}, such as {name}", g.n, reason, g.first)
		}
		out = append(out, "  "+p.Theme.Dim.Paint(term.Fit(line, min(term.Width(line), w-2), term.AlignLeft)))
	}
	return out
}

func (p *Dialog) choiceLines(i int, c brief.Choice, w int, all bool) []string {
	var out []string
	labels := c.Labels
	if !all {
		labels = c.Short
	}
	for v, label := range labels {
		if chosen := max(c.Chosen, 0) == v; chosen || all {
			for n, l := range term.Wrap(label, w-6) {
				if n == 0 {
					out = append(out, term.Radio(&p.Theme, chosen, chosen && p.focus == i, l))
				} else {
					out = append(out, "      "+l)
				}
			}
		}
	}
	return out
}

// wordLines ask for the word and show what is typed, all of it.
func (p *Dialog) wordLines(w int, word string) []string {
	k := p.Theme.Key
	typed := p.Typed()
	if p.onWord() {
		at := deck.Caret(&p.input)
		typed = typed[:at] + "▏" + typed[at:]
	}
	ask := p.Text.S("Type {key} to go on:", k.Paint(term.Clean(word)))
	if id := p.AltWord(); id != "" {
		ask = p.Text.S("Type {key} or its id to go on:", k.Paint(term.Clean(word)))
	}
	wrong := ""
	if p.wrong && !p.Ready() {
		wrong = "  " + p.Theme.Bad.Paint(p.Text.S("exactly so"))
	}
	if line := ask + " " + term.Clean(typed) + wrong; term.Width(line) <= w {
		return []string{line}
	}
	out := []string{p.Text.S("Type this to go on:")}
	if p.AltWord() != "" {
		out = []string{p.Text.S("Type this or its id to go on:")}
	}
	for _, l := range term.Wrap(word, w-2) {
		out = append(out, "  "+k.Paint(l))
	}
	for _, l := range term.Wrap(typed, w-2) {
		out = append(out, "> "+l)
	}
	out[len(out)-1] += wrong
	return out
}

// footer names the keys that do something now, and why nothing can be done.
func (p *Dialog) footer(w int, more bool) []string {
	k, n := p.Keys, p.Plan.N()
	var out, hints []string
	hint := func(b *keymap.Binding, what string) { hints = append(hints, p.KeyLine(b, what)) }
	switch reason := p.ReadOnlyReason(); {
	case n == 0:
	case reason != "":
		out = deck.Wrap(p.Theme.Warn, reason, w)
		if !more && len(out) > 1 {
			out = []string{p.Theme.Warn.Paint(term.Fit(reason, w, term.AlignLeft))}
		}
	case !p.complete():
		out = deck.Wrap(p.Theme.Busy, p.reading(), w)
	case !p.rejected && p.Ready() && !p.above.Unread():
		hints = append(hints, p.ConfirmHint(p.guard(), p.Brief().Number(p.Plan.Action, p.Plan.Options, n)))
	}
	if p.above.Unread() {
		hints = append(hints, p.above.ScrollHint(p.Deck))
	}
	leave := p.Text.S("cancel")
	if n == 0 {
		leave = p.Text.S("close")
	}
	hint(k.Leave, leave)
	if len(p.Choices()) > 0 {
		hint(k.NextChoice, p.Text.S("next"))
		hint(k.Choose, p.Text.S("change"))
	}
	switch copies := p.Text.S("copy as commands"); {
	case n == 0 || !p.complete():
	case p.copied > 0:
		hint(k.CopyCommand, p.Text.N("{count} command copied", "{count} commands copied", p.copied))
	case !more:
	case p.onWord():
		hints = append(hints, term.KeyHint(&p.Theme, k.NextChoice.Label()+" "+k.CopyCommand.Label(), copies))
	default:
		hint(k.CopyCommand, copies)
	}
	return append(out, deck.Flow(w, hints, "   ")...)
}

// reading says what an open plan waits for.
func (p *Dialog) reading() string {
	if !p.planning {
		return p.Brief().Reading(p.Plan.Plan)
	}
	return p.Text.S("planning …")
}
