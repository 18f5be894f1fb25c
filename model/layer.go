package model

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/term"
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

// layerKey gives a press to the top layer. An esc right before another key
// arrives as alt with that key: it was meant to leave.
func (r *root) layerKey(press tea.KeyPressMsg) (cmd tea.Cmd) {
	l, done := r.layer(), true
	if press.String() == "ctrl+c" || press.Mod.Contains(tea.ModAlt) {
		if asked, ok := l.(Leaver); ok {
			cmd, done = asked.Leave()
		}
	} else {
		cmd, done = l.Key(press)
	}
	if done {
		r.uncover(l)
	}
	return cmd
}

// grace is how long a dialog that asks for something ignores keys: what was
// typed before it was on screen was meant for the page below.
const grace = 400 * time.Millisecond

// inputGuard tells keys meant for a dialog from those typed before it was seen:
// before its first frame was written to the terminal, and grace after.
type inputGuard struct {
	first *firstPaint
	held  time.Time // when a key was held off last
}

func (s *inputGuard) Shown(out *screen) {
	if s.first == nil && out != nil {
		s.first = out.onPainted()
	}
}

// Covered arms the shield again: what comes next is a new sight.
func (s *inputGuard) Covered() { s.first, s.held = nil, time.Time{} }

// early reports whether a key came too early. One that did shows that somebody
// is typing: the grace begins anew.
func (s *inputGuard) early(now time.Time) bool {
	seen := int64(0)
	if s.first != nil {
		seen = s.first.seen.Load()
	}
	if seen == 0 || now.Sub(time.Unix(0, seen)) < grace || now.Sub(s.held) < grace {
		s.held = now
		return true
	}
	return false
}

// question asks something that enter answers with yes.
type question struct {
	*deck
	inputGuard
	title string
	lines []string
	yes   string // what enter does, in words
	act   tea.Cmd
}

func (d *deck) ask(title string, lines []string, yes string, act tea.Cmd) *question {
	return &question{deck: d, title: title, lines: lines, yes: yes, act: act}
}

func (q *question) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case q.Keys.Leave.Match(press):
		return nil, true
	case q.early(q.wall):
		return nil, false
	case q.Keys.Confirm.Match(press):
		return q.act, true
	}
	return nil, false
}

func (q *question) View(w, h int) []string {
	body := append(append([]string{}, q.lines...), "",
		q.keyLine(q.Keys.Confirm, q.yes, q.Keys.Leave, q.Text.S("leave it")))
	return term.Dialog(q.title, body, &q.theme, w)
}
