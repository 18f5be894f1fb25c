package model

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// Layer is something over the page that takes all keys until it is left. Layers
// lie over each other, such as a picker over a form: the top one has the keys,
// the others keep their state.
type Layer interface {
	// Key handles a press; done closes the layer.
	Key(press tea.KeyPressMsg) (cmd tea.Cmd, done bool)
	// View returns the box to lay over a page of w cells and h lines.
	View(w, h int) []string
	// Shown is called when the top layer is drawn.
	Shown(*screen)
}

// What a layer may do besides; see also what a page may.
type (
	// A PasteHandler takes a paste, which others ignore.
	PasteHandler interface{ Paste(tea.PasteMsg) tea.Cmd }

	// A Leaver is asked when the person turns away with more than its own keys, such
	// as ctrl+c; others just go.
	Leaver interface {
		Leave() (cmd tea.Cmd, done bool)
	}

	// A CoverHandler is told that it can't be seen for now.
	CoverHandler interface{ Covered() }

	// Exclusive layers hide those below.
	Exclusive interface{ Exclusive() }
)

// layer is the top one, or nil.
func (d *deck) layer() Layer {
	if len(d.layers) == 0 {
		return nil
	}
	return d.layers[len(d.layers)-1]
}

// visible are the layers to draw, from below.
func (d *deck) visible() []Layer {
	for i := len(d.layers) - 1; i > 0; i-- {
		if _, ok := d.layers[i].(Exclusive); ok {
			return d.layers[i:]
		}
	}
	return d.layers
}

// cover lays a layer over what there is.
func (d *deck) cover(l Layer) {
	d.hideLayer()
	d.layers = append(d.layers, l)
}

// uncover takes a layer away, wherever it lies.
func (d *deck) uncover(l Layer) {
	i := slices.Index(d.layers, l)
	if i < 0 {
		return
	}
	d.layers = slices.Delete(slices.Clone(d.layers), i, i+1)
	if c, ok := l.(Closer); ok {
		c.Closed()
	}
}

// hideLayer tells the top layer that it is out of sight.
func (d *deck) hideLayer() {
	if h, ok := d.layer().(CoverHandler); ok {
		h.Covered()
	}
}
