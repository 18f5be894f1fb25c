package model

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/keymap"
	"ecsdeck/model/calls"
	"ecsdeck/model/deck"
	"ecsdeck/model/instance"
	"ecsdeck/model/jobs"
	"ecsdeck/model/reclaims"
	"ecsdeck/model/renewals"
	"ecsdeck/model/spotboard"
)

// openPage is a page of the stack. by is the key that opened it, and closes it again, if one does.
type openPage struct {
	deck.Page
	by *keymap.Binding
}

// Top is the page shown, or nil for the instances.
func (r *root) Top() deck.Page {
	if len(r.pages) == 0 {
		return nil
	}
	return r.pages[len(r.pages)-1].Page
}

// Push shows a page over the others.
func (r *root) Push(p deck.Page) tea.Cmd { return r.push(openPage{Page: p}) }

func (r *root) push(p openPage) tea.Cmd {
	r.pages = append(r.pages, p)
	r.sizeLines()
	cmd := r.sizePages()
	if p, ok := p.Page.(deck.Refresher); ok {
		cmd = tea.Batch(cmd, p.Refresh())
	}
	return cmd
}

// Close leaves a page, wherever it lies.
func (r *root) Close(p deck.Page) {
	if i := slices.IndexFunc(r.pages, func(o openPage) bool { return o.Page == p }); i >= 0 {
		r.removePage(i)
	}
}

// OpenInstance shows the page of an instance that may be gone.
func (r *root) OpenInstance(id ecsapi.InstanceID, last *ecsapi.Instance) tea.Cmd {
	return r.Push(instance.New(r.Deck, id, last))
}

// AcceptsDialog reports whether a dialog may open by itself.
func (r *root) AcceptsDialog() bool { return !r.tooSmall() && r.filterOwner() == nil }

func (r *root) removePage(i int) {
	p := r.pages[i].Page
	r.pages = slices.Delete(r.pages, i, i+1)
	if c, ok := p.(deck.Closer); ok {
		c.Closed()
	}
	if below, ok := r.Top().(deck.Resumer); ok && i == len(r.pages) {
		below.Resumed()
	}
}

// opener is a page that has a key of its own.
type opener struct {
	key  *keymap.Binding
	name string           // that the palette calls it by
	page func() deck.Page // nil: there is none yet
}

// openers are those pages.
func (r *root) openers() []opener {
	k := r.Keys
	return []opener{
		{k.Jobs, "jobs", func() deck.Page {
			r.alarm = "" // the page shows it
			return jobs.New(r.Deck)
		}},
		{k.Renewals, "renewals", func() deck.Page { return renewals.New(r.Deck) }},
		{k.Spot, "spot", func() deck.Page {
			if region := spotboard.RegionOf(r.Deck); region != "" {
				return spotboard.New(r.Deck, region)
			}
			return nil
		}},
		{k.Reclaims, "reclaims", func() deck.Page { return reclaims.New(r.Deck) }},
		{k.Calls, "calls", func() deck.Page { return calls.New(r.Deck) }},
		{k.Help, "help", func() deck.Page { return newHelp(r.Deck) }},
	}
}

// toggle shows the page of a key; the key closes it again when it is the one shown.
func (r *root) toggle(o opener) tea.Cmd {
	if n := len(r.pages); n > 0 && r.pages[n-1].by == o.key {
		r.removePage(n - 1)
		return nil
	}
	return r.show(o)
}

// show shows the page of a key over the others.
func (r *root) show(o opener) tea.Cmd {
	if i := slices.IndexFunc(r.pages, func(p openPage) bool { return p.by == o.key }); i >= 0 {
		if i == len(r.pages)-1 {
			return nil
		}
		r.removePage(i)
	}
	p := o.page()
	if p == nil {
		return deck.Warn(r.Text.S("No region is known yet."))
	}
	return r.push(openPage{Page: p, by: o.key})
}

// pageRoom is the cells and lines that a page has between frames and headings.
func (r *root) pageRoom(p deck.Page) (w, h int) {
	_, all := p.(deck.FullWidth)
	switch {
	case !r.wide():
		return r.w, r.h - 3 - r.topHeight()
	case all || r.Views.Zoom:
		return r.w - 2, r.h - 4 - r.topHeight()
	}
	return r.w - r.sidebarWidth() - 2, r.h - 4 - r.topHeight()
}

func (r *root) sizePages() tea.Cmd {
	var cmds []tea.Cmd
	for _, p := range r.pages {
		if s, ok := p.Page.(deck.Resizer); ok && !r.tooSmall() {
			cmds = append(cmds, s.Resize(r.pageRoom(p.Page)))
		}
	}
	return tea.Batch(cmds...)
}
