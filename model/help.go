package model

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

type help struct {
	*deck.Deck
	deck.Pager
}

func newHelp(d *deck.Deck) *help { return &help{Deck: d} }

func (p *help) Heading() string {
	return p.Text.S("Help") + p.BelowNote(p.Text)
}

func (p *help) Key(press tea.KeyPressMsg) (tea.Cmd, bool) { return nil, p.Pager.Scroll(p.Keys, press) }

func (p *help) View(w, h int, _ bool) []string {
	if w >= 110 {
		return p.Pager.Lines(p.twoColumns(w), w, h)
	}
	return p.Pager.Lines(slices.Concat(p.groups()...), w, h)
}

// twoColumns splits the lines between groups.
func (p *help) twoColumns(w int) []string {
	groups := p.groups()
	var left, right []string
	total := len(slices.Concat(groups...))
	for _, g := range groups {
		if len(left)+len(g) <= (total+1)/2+4 && len(right) == 0 {
			left = append(left, g...)
		} else {
			right = append(right, g...)
		}
	}
	half := w / 2
	for i := range left {
		left[i] = term.FitLine(left[i], half)
	}
	for len(left) < len(right) {
		left = append(left, strings.Repeat(" ", half))
	}
	return term.JoinColumns(left, right)
}

// groups are the parts of the page: the keys by their use, then what filters and signs mean.
func (p *help) groups() [][]string {
	var out [][]string
	group := func(title string, lines [][2]string) {
		part := []string{"", " " + p.Theme.Title.Paint(title)}
		for _, l := range lines {
			part = append(part, "  "+p.Theme.Key.Paint(term.Fit(l[0], max(18, term.Width(l[0])), term.AlignLeft))+" "+l[1])
		}
		out = append(out, part)
	}
	for _, g := range p.Keys.Groups() {
		var lines [][2]string
		for _, b := range g.Bindings {
			lines = append(lines, [2]string{term.Fit(b.Labels(), 18, term.AlignLeft), p.Text.S(b.Help)})
		}
		group(p.Text.S(g.Title), lines)
	}
	group(p.Text.S("Filter"), [][2]string{
		{"web", p.Text.S("any part of a name, id, type, zone, address or tag")},
		{"status:stopped", p.Text.S("a field and its value, as lists show it")},
		{"web zone:h", p.Text.S("both must hold; and says so, too")},
		{"web or zone:h", p.Text.S("one must hold; ( ) put terms together")},
		{"not web  !zone:h  -web", p.Text.S("must not hold")},
		{"zone:h,k  name:web*1", p.Text.S("a comma means or, * is any text, quotes keep spaces")},
		{"name=web-1  name!=web-1", p.Text.S("the whole value, or another")},
		{`name~^web-\d+$`, p.Text.S("a regular expression")},
		{"vcpu>=4  mem:8-32", p.Text.S("numbers: = != < <= > >=, or a range")},
		{"tag:env=prod  tag:env", p.Text.S("a tag with a value, or just the key")},
		{"ip:10.12.  ip:10.0.0.0/8", p.Text.S("an address, its beginning, or a network")},
		{"started<3h  expires<7d", p.Text.S("less than 3 h ago; within 7 days (m h d w mo y)")},
		{"created>2026-01-31", p.Text.S("after a day, month, year or minute of local time")},
		{"i-bp1… i-bp2…", p.Text.S("ids or addresses as they are pasted: any of them")},
	})
	p.fields(group, p.Text.S("Fields of instances"), fleet.Instances.Fields())
	p.fields(group, p.Text.S("Fields of spot prices"), filter.SpotOffers.Fields())
	group(p.Text.S("Signs"), [][2]string{
		{"● ○ ◐", p.Text.S("running, stopped, on its way")},
		{"▲", p.Text.S("locked: overdue, secured, or about to be reclaimed; or stuck on its way")},
		{"✗ Running", p.Text.S("its newest job failed, or nobody knows how it ended")},
		{"⌫", p.Text.S("time until auto-release")},
		{"! 2 d  ▲ expired", p.Text.S("expires within three days; has expired")},
		{"! …", p.Text.S("a region that can't be read; one still being read")},
		{"0.12▲ 0.12▼", p.Text.S("spot price an hour, and where its last change went")},
	})
	return out
}

// fields are a part of the page about the fields of a table.
func (p *help) fields(group func(title string, lines [][2]string), title string, all []filter.FieldInfo) {
	var lines [][2]string
	for _, f := range all {
		lines = append(lines, [2]string{string(f.Name), p.Text.S(f.About)})
	}
	group(title, lines)
}
