package model

import (
	"iter"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/calls"
	"ecsdeck/model/deck"
	"ecsdeck/model/jobs"
	"ecsdeck/model/reclaims"
	"ecsdeck/model/renewals"
	"ecsdeck/model/spotboard"
	"ecsdeck/ui/term"
)

// help is the page of the keys and of what filters, signs and columns mean. A search leaves the lines that
// match, below the titles of their groups.
type help struct {
	*deck.Deck
	deck.Pager
	deck.FilterLine[*helpLine]
	all []helpGroup
}

// helpLine is a line of a group: keys, a field, a sign or an example, and what it means.
type helpLine struct{ what, means string }

func newHelp(d *deck.Deck) *help {
	p := &help{Deck: d, FilterLine: deck.NewFilterLine(d, "help", filter.NewSearch((*helpLine).has))}
	p.all = p.groups()
	return p
}

func (l *helpLine) has(word string) bool {
	return strings.Contains(strings.ToLower(l.what), word) || strings.Contains(strings.ToLower(l.means), word)
}

func (p *help) Heading() string {
	return p.Text.S("Help") + p.Note(p.Text)
}

func (p *help) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case p.Keys.Filter.Match(press):
		return p.BeginTyping(), true
	case p.Keys.Back.Match(press) && p.Source != "":
		p.Set("")
		p.Top()
		return nil, true
	}
	return nil, p.Pager.Scroll(p.Keys, press)
}

// Editing handles a press or a paste while a search is typed.
func (p *help) Editing(msg tea.Msg) tea.Cmd {
	cmd, did := p.Edit(msg, func() iter.Seq[*helpLine] { return nil })
	switch did {
	case deck.Moved:
		p.Pager.Scroll(p.Keys, msg.(tea.KeyPressMsg))
	case deck.Changed:
		p.Top()
	case deck.Kept, deck.Nothing:
	}
	return cmd
}

// Found returns how many lines match, and how many there are.
func (p *help) Found() (n, of int) {
	for _, g := range p.all {
		for _, l := range g.lines {
			of++
			n += deck.Btoi(p.Expr.Match(l))
		}
	}
	return n, of
}

// Hints are the keys that matter here.
func (p *help) Hints() []deck.Hint {
	return []deck.Hint{
		{Keys: p.Keys.Back.Label(), What: p.Text.S("back")},
		{Keys: p.Keys.Filter.Label(), What: p.Text.S("search")},
	}
}

func (p *help) View(w, h int, _ bool) []string {
	lines := p.lines(w)
	if w >= 110 {
		lines = p.twoColumns(w)
	}
	if len(lines) == 0 {
		lines = []string{"", " " + p.Theme.Dim.Paint(p.Text.S("nothing has all these words"))}
	}
	return p.Pager.Lines(lines, w, h)
}

func (p *help) lines(w int) []string {
	var out []string
	for _, g := range p.all {
		out = append(out, p.draw(g, w)...)
	}
	return out
}

// twoColumns splits the lines between groups.
func (p *help) twoColumns(w int) []string {
	half := w / 2
	var left, right []string
	total := len(p.lines(half))
	for _, g := range p.all {
		part := p.draw(g, half)
		if len(left)+len(part) <= (total+1)/2+4 && len(right) == 0 {
			left = append(left, part...)
		} else {
			right = append(right, part...)
		}
	}
	for i := range left {
		left[i] = term.FitLine(left[i], half)
	}
	for len(left) < len(right) {
		left = append(left, term.Blank(half))
	}
	return term.JoinColumns(left, right)
}

// draw draws in w cells the lines of a group that match, with its title above, or nothing.
func (p *help) draw(g helpGroup, w int) []string {
	const first = 18 // cells of what a line is about
	var out []string
	for _, l := range g.lines {
		if !p.Expr.Match(l) {
			continue
		}
		about := max(first, term.Width(l.what))
		means := term.Wrap(l.means, max(10, w-about-3))
		what := p.Theme.Key.Paint(l.what)
		if hits := p.Expr.Hits("", l.what); len(hits) > 0 {
			what = p.Theme.PaintHits(l.what, hits)
		}
		line := "  " + what + term.Blank(about-term.Width(l.what)) + " "
		for _, m := range means {
			out = append(out, line+p.Theme.PaintHits(m, p.Expr.Hits("", m)))
			line = term.Blank(about + 3)
		}
	}
	if out == nil {
		return nil
	}
	return append([]string{"", " " + p.Theme.Title.Paint(g.title)}, out...)
}

type helpGroup struct {
	title string
	lines []*helpLine
}

// groups are the parts of the page: the keys by their use, then what filters, signs,
// columns and fields mean.
func (p *help) groups() []helpGroup {
	var out []helpGroup
	group := func(title string, lines []*helpLine) { out = append(out, helpGroup{title, lines}) }
	for _, g := range p.Keys.Groups() {
		var lines []*helpLine
		for _, b := range g.Bindings {
			lines = append(lines, &helpLine{b.Labels(), p.Text.S(b.Help)})
		}
		group(p.Text.S(g.Title), lines)
	}
	group(p.Text.S("Filter"), []*helpLine{
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
	group(p.Text.S("Signs"), []*helpLine{
		{"● ○ ◐", p.Text.S("running, stopped, on its way")},
		{"▲", p.Text.S("locked: overdue, secured, or about to be reclaimed; or stuck on its way")},
		{"✗", p.Text.S("its newest job failed, or nobody knows how it ended")},
		{"⌫", p.Text.S("time until auto-release")},
		{"! 2 d  ▲ expired", p.Text.S("expires within three days; has expired")},
		{"! …", p.Text.S("a region that can't be read; one still being read")},
		{"✓  ▌", p.Text.S("marked; the row under the cursor")},
		{"0.12▲ 0.12▼", p.Text.S("spot price an hour, and where its last change went")},
	})
	for _, legend := range p.legends() {
		var lines []*helpLine
		for _, l := range legend.Lines {
			lines = append(lines, &helpLine{l.Column, l.Means})
		}
		group(legend.Title, lines)
	}
	p.fields(group, p.Text.S("Fields of instances"), fleet.Instances.Fields())
	p.fields(group, p.Text.S("Fields of spot prices"), filter.SpotOffers.Fields())
	return out
}

// legends say what the columns of each page mean.
func (p *help) legends() []deck.Legend {
	return slices.Concat(
		[]deck.Legend{deck.NewLegend(p.Text.S("Columns of instances"), columns(p.Deck, &deck.Namesakes{}))},
		spotboard.Legends(p.Deck), renewals.Legends(p.Deck), reclaims.Legends(p.Deck), jobs.Legends(p.Deck), calls.Legends(p.Deck),
	)
}

// fields are a part of the page about the fields of a table.
func (p *help) fields(group func(title string, lines []*helpLine), title string, all []filter.FieldInfo) {
	var lines []*helpLine
	for _, f := range all {
		lines = append(lines, &helpLine{string(f.Name), p.Text.S(f.About)})
	}
	group(title, lines)
}
