package model

import (
	"reflect"
	"slices"

	tea "charm.land/bubbletea/v2"
)

// page is something that covers the instances.
type page interface {
	key(tea.KeyPressMsg) (cmd tea.Cmd, taken bool)
	apply() // a new snapshot is there
	heading() string
	view(w, h int, focused bool) []string
}

// What a page may do besides. spacious pages take the place of the sidebar too.
// A lister shows what is computed off the loop, and asks for it anew. sizable
// pages prepare for the room they have, and a page with a pulse does something
// each second while it is the one shown. closed, see closer, says that the page
// was left, resumed that the one over it was.
type (
	spacious interface{ spacious() }
	lister   interface{ reorder() tea.Cmd }
	sizable  interface{ resize(w, h int) tea.Cmd }
	pulsing  interface{ pulse() tea.Cmd }
	resumer  interface{ resumed() }
)

// top is the page shown, or nil for the instances.
func (r *root) top() page {
	if len(r.pages) == 0 {
		return nil
	}
	return r.pages[len(r.pages)-1]
}

func (r *root) push(p page) { r.pages = append(r.pages, p) }

func (r *root) pop() { r.removePage(len(r.pages) - 1) }

func (r *root) removePage(i int) {
	p := r.pages[i]
	r.pages = slices.Delete(r.pages, i, i+1)
	if c, ok := p.(closer); ok {
		c.closed()
	}
	if below, ok := r.top().(resumer); ok && i == len(r.pages) {
		below.resumed()
	}
}

// open shows a page; its key closes it again when it is the one shown.
func (r *root) open(p page) {
	for i, q := range r.pages {
		if reflect.TypeOf(q) == reflect.TypeOf(p) {
			shown := i == len(r.pages)-1
			if r.removePage(i); shown {
				return
			}
			break
		}
	}
	r.push(p)
}

// pageRoom is the cells and lines that a page has between frames and headings.
func (r *root) pageRoom(p page) (w, h int) {
	_, all := p.(spacious)
	switch {
	case !r.wide():
		return r.w, r.h - 3 - r.topHeight()
	case all:
		return r.w - 2, r.h - 4 - r.topHeight()
	}
	return r.w - r.sidebarWidth() - 2, r.h - 4 - r.topHeight()
}

// sizePages tells pages how much room they have.
func (r *root) sizePages() tea.Cmd {
	var cmds []tea.Cmd
	for _, p := range r.pages {
		if s, ok := p.(sizable); ok && !r.tooSmall() {
			cmds = append(cmds, s.resize(r.pageRoom(p)))
		}
	}
	return tea.Batch(cmds...)
}
