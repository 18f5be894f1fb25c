package model

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui"
)

// help is the page of all keys, made from the live bindings.
type help struct {
	*deck
	offset, height, length int
}

func newHelp(d *deck) *help { return &help{deck: d} }

func (p *help) apply() {}

func (p *help) heading() string {
	s := p.Text.S("Help")
	if below := p.length - p.height - p.offset; below > 0 && p.height > 0 {
		s += " ─ " + p.Text.N("%d more line below", "%d more lines below", below)
	}
	return s
}

func (p *help) key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.Down.Match(press):
		p.offset++
	case k.Up.Match(press):
		p.offset--
	case k.PageDown.Match(press), k.HalfDown.Match(press):
		p.offset += p.height - 1
	case k.PageUp.Match(press), k.HalfUp.Match(press):
		p.offset -= p.height - 1
	case k.Top.Match(press):
		p.offset = 0
	case k.Bottom.Match(press):
		p.offset = p.length
	default:
		return nil, false
	}
	p.offset = max(0, min(p.offset, p.length-p.height))
	return nil, true
}

func (p *help) view(w, h int, _ bool) []string {
	lines := p.lines()
	if w >= 110 { // two columns, split between groups
		lines = p.twoColumns(w)
	}
	p.height, p.length = h, len(lines)
	p.offset = max(0, min(p.offset, len(lines)-h))
	out := make([]string, h)
	for i := range out {
		line := ""
		if n := p.offset + i; n < len(lines) {
			line = lines[n]
		}
		out[i] = ui.FitLine(line, w)
	}
	return out
}

func (p *help) twoColumns(w int) []string {
	groups := p.groups()
	var left, right []string
	total := 0
	for _, g := range groups {
		total += len(g)
	}
	for _, g := range groups {
		if len(left)+len(g) <= (total+1)/2+4 && len(right) == 0 {
			left = append(left, g...)
		} else {
			right = append(right, g...)
		}
	}
	half := w / 2
	for i := range left {
		left[i] = ui.FitLine(left[i], half)
	}
	for len(left) < len(right) {
		left = append(left, strings.Repeat(" ", half))
	}
	return ui.JoinColumns(left, right)
}

func (p *help) lines() []string {
	var out []string
	for _, g := range p.groups() {
		out = append(out, g...)
	}
	return out
}

func (p *help) groups() [][]string {
	var out [][]string
	for _, g := range p.Keys.Groups() {
		lines := []string{"", " " + p.theme.Title.Paint(p.Text.S(g.Title))}
		for _, b := range g.Bindings {
			lines = append(lines, "  "+p.theme.Key.Paint(ui.Fit(b.Labels(), 18, ui.AlignLeft))+" "+p.Text.S(b.Help))
		}
		out = append(out, lines)
	}
	syntax := []string{"", " " + p.theme.Title.Paint(p.Text.S("Filter: all terms must hold"))}
	for _, l := range [][2]string{
		{"web", p.Text.S("any part of a name, id, type, zone, address or tag")},
		{"status:stopped", p.Text.S("pending starting running stopping stopped, or changing")},
		{"type:g7  zone:h", p.Text.S("part of the type; zone by id or letter")},
		{"charge:monthly", p.Text.S("hourly, monthly or spot")},
		{"tag:env=prod", p.Text.S("a tag with a value, or just the key")},
		{"ip:10.12.  sg:sg-1", p.Text.S("address, prefix or CIDR; security group")},
		{"!status:running", p.Text.S("! negates, a comma means or, quotes keep spaces")},
	} {
		syntax = append(syntax, "  "+p.theme.Key.Paint(ui.Fit(l[0], 18, ui.AlignLeft))+" "+l[1])
	}
	signs := []string{"", " " + p.theme.Title.Paint(p.Text.S("Signs"))}
	for _, l := range [][2]string{
		{"● ○ ◐", p.Text.S("running, stopped, on its way")},
		{"▲", p.Text.S("locked: overdue, secured, or about to be reclaimed")},
		{"⌫", p.Text.S("time until auto-release")},
		{"! …", p.Text.S("a region that can't be read; one still being read")},
		{"0.12▲ 0.12▼", p.Text.S("spot price an hour, and where its last change went")},
	} {
		signs = append(signs, "  "+p.theme.Key.Paint(ui.Fit(l[0], 18, ui.AlignLeft))+" "+l[1])
	}
	return append(out, syntax, signs)
}
