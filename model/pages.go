package model

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/model/instance"
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

// toggle shows the page of a key; the key closes it again when it is the one shown.
func (r *root) toggle(by *keymap.Binding, page func() deck.Page) tea.Cmd {
	if i := slices.IndexFunc(r.pages, func(o openPage) bool { return o.by == by }); i >= 0 {
		shown := i == len(r.pages)-1
		if r.removePage(i); shown {
			return nil
		}
	}
	return r.push(openPage{Page: page(), by: by})
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
