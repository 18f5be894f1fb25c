package deck

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/term"
)

// Layer is drawn over the page and takes all keys until it is closed. Layers can be stacked, such
// as a picker over a form: the top one gets the keys, the others keep their state.
type Layer interface {
	// Key handles a press; done closes the layer.
	Key(press tea.KeyPressMsg) (cmd tea.Cmd, done bool)
	// View returns the box to lay over a page of w cells and h lines.
	View(w, h int) []string
	// Shown is called when the top layer is drawn.
	Shown(*Screen)
}

// What a layer may do besides; see also what a page may.
type (
	// A PasteHandler takes a paste, which others ignore.
	PasteHandler interface{ Paste(tea.PasteMsg) tea.Cmd }

	// A Leaver decides what happens when the person leaves by another key than its own,
	// such as ctrl+c; other layers close at once.
	Leaver interface {
		Leave() (cmd tea.Cmd, done bool)
	}

	// A CoverHandler is notified when it is hidden.
	CoverHandler interface{ Covered() }

	// Tabular layers have lists that are worth all the width there is.
	Tabular interface{ Tabular() }

	// Exclusive layers hide those below.
	Exclusive interface{ Exclusive() }
)

// Layer is the top one, or nil.
func (d *Deck) Layer() Layer {
	if len(d.Layers) == 0 {
		return nil
	}
	return d.Layers[len(d.Layers)-1]
}

// Visible are the layers to draw, from below.
func (d *Deck) Visible() []Layer {
	for i := len(d.Layers) - 1; i > 0; i-- {
		if _, ok := d.Layers[i].(Exclusive); ok {
			return d.Layers[i:]
		}
	}
	return d.Layers
}

// Cover lays a layer over what there is.
func (d *Deck) Cover(l Layer) {
	d.HideLayer()
	d.Layers = append(d.Layers, l)
}

// Uncover takes a layer away, wherever it lies.
func (d *Deck) Uncover(l Layer) {
	i := slices.Index(d.Layers, l)
	if i < 0 {
		return
	}
	d.Layers = slices.Delete(slices.Clone(d.Layers), i, i+1)
	if c, ok := l.(Closer); ok {
		c.Closed()
	}
}

// HideLayer tells the top layer that it is hidden.
func (d *Deck) HideLayer() {
	if h, ok := d.Layer().(CoverHandler); ok {
		h.Covered()
	}
}

// Question is a dialog that enter answers with yes.
type Question struct {
	*Deck
	InputGuard
	Scrolled
	title   string
	warning string // said before the lines
	lines   []string
	yes     string // what enter does, in words
	no      string // … and esc
	act     tea.Cmd
}

// Ask makes a question for Cover: enter does yes, for which act is carried out, and esc no.
func (d *Deck) Ask(title string, lines []string, yes, no string, act tea.Cmd) *Question {
	return &Question{Deck: d, title: title, lines: lines, yes: yes, no: no, act: act}
}

// Warn says a warning before the other lines.
func (q *Question) Warn(text string) { q.warning = text }

// Key answers it, or scrolls its lines.
func (q *Question) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case q.Keys.Leave.Match(press):
		return nil, true
	case q.Early(q.Wall):
		q.Missed = q.Keys.Confirm.Match(press)
		return nil, false
	case q.Keys.Confirm.Match(press):
		if q.Unread() {
			return nil, false
		}
		return q.act, true
	case q.Over():
		q.Scroll(q.Keys, press)
	}
	return nil, false
}

// View draws it. Air gives way first, then the lines scroll above the keys.
func (q *Question) View(w, h int) []string {
	inner := InnerWidth(w)
	var body []string
	if q.warning != "" {
		body = Wrap(q.Theme.Warn, q.warning, inner)
	}
	for _, line := range q.lines {
		body = append(body, term.Wrap(line, inner)...)
	}
	body = q.Fit(q.Deck, body, -1, inner, h-2-len(q.hints(inner)))
	keys := q.hints(inner)
	if len(body)+1+len(keys) <= h-2 {
		keys = append([]string{""}, keys...)
	}
	return term.Dialog(q.title, append(body[:len(body):len(body)], keys...), &q.Theme, w)
}

func (q *Question) hints(w int) []string {
	first := q.ConfirmHint(&q.InputGuard, q.yes)
	if q.Unread() {
		first = q.ScrollHint(q.Deck)
	}
	return Flow(w, []string{first, q.KeyLine(q.Keys.Leave, q.no)}, "   ")
}
