package model

import (
	"iter"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/deck"
)

// place is what the deck shows: the pages over the instances, and which of these.
type place struct {
	pages  []openPage
	scope  deck.Scope
	filter string
}

// same reports whether two places show the same.
func (p place) same(o place) bool {
	return p.filter == o.filter && p.scope.Equal(o.scope) && slices.Equal(p.pages, o.pages)
}

// visited are the places in the order in which they were visited, as a browser keeps them. The
// pages of a place stay as they were left.
type visited struct {
	places []place
	at     int // the place shown
}

// mostPlaces bounds how many are kept: each may hold rows of the fleet as it was.
const mostPlaces = 20

// visit notes the place shown, if it is another than before. A filter that is being typed is none yet.
func (r *root) visit() {
	if r.filterOwner() != nil || r.instances.Problem != nil {
		return
	}
	now, v := place{pages: r.pages, scope: r.Scope, filter: r.instances.Source}, &r.visited
	if len(v.places) > 0 && now.same(v.places[v.at]) {
		return
	}
	now.pages = slices.Clone(now.pages)
	v.places = append(v.places[:min(v.at+1, len(v.places))], now)
	if over := len(v.places) - mostPlaces; over > 0 {
		v.places = slices.Delete(v.places, 0, over)
	}
	v.at = len(v.places) - 1
}

// travel shows the place before the one shown, or after it.
func (r *root) travel(by int) tea.Cmd {
	v := &r.visited
	to := v.at + by
	switch {
	case to < 0:
		return deck.Say(r.Text.S("There is nothing before this."))
	case to >= len(v.places):
		return deck.Say(r.Text.S("There is nothing after this."))
	}
	v.at = to
	p := v.places[to]
	cmds := []tea.Cmd{r.showPages(slices.Clone(p.pages))}
	if !p.scope.Equal(r.Scope) || p.filter != r.instances.Source {
		r.instances.Set(p.filter)
		cmds = append(cmds, r.setScope(p.scope))
	}
	return tea.Batch(cmds...)
}

// showPages shows these pages in place of those shown, some of which may be among them.
func (r *root) showPages(pages []openPage) tea.Cmd {
	before := r.pages
	r.pages = pages
	for _, p := range slices.Backward(before) {
		if c, ok := p.Page.(deck.Closer); ok && !slices.Contains(pages, p) {
			c.Closed()
		}
	}
	r.sizeLines()
	cmds := []tea.Cmd{r.sizePages()}
	for _, o := range pages {
		if slices.Contains(before, o) {
			continue
		}
		if p, ok := o.Page.(deck.ColumnOwner); ok {
			p.ColumnSet().Follow() // the screen may have got another width
		}
		if p, ok := o.Page.(deck.Applier); ok {
			p.Apply()
		}
		if p, ok := o.Page.(deck.Refresher); ok {
			cmds = append(cmds, p.Refresh())
		}
	}
	if p, ok := r.Top().(deck.Resumer); ok && !slices.Equal(before, pages) {
		p.Resumed()
	}
	return tea.Batch(cmds...)
}

// everyPage is each page that is open, and each that can be gone back to.
func (r *root) everyPage() iter.Seq[deck.Page] {
	return func(yield func(deck.Page) bool) {
		seen := map[deck.Page]bool{}
		for _, at := range append(slices.Clone(r.visited.places), place{pages: r.pages}) {
			for _, p := range at.pages {
				if !seen[p.Page] && !yield(p.Page) {
					return
				}
				seen[p.Page] = true
			}
		}
	}
}
