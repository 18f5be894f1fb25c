package model

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// layer is something over the page that takes all keys until it is left.
type layer interface {
	// key handles a press; done closes the layer.
	key(press tea.KeyPressMsg) (cmd tea.Cmd, done bool)
	// view returns the box to lay over a page of w cells and h lines.
	view(w, h int) []string
}

// grace is how long a dialog that asks for something ignores keys: what was
// typed before it was on screen was meant for the page below.
const grace = 400 * time.Millisecond

// shield tells keys meant for a dialog from those typed before it was seen.
type shield struct{ opened time.Time }

func (s shield) early(now time.Time) bool { return now.Sub(s.opened) < grace }

// question asks something that enter answers with yes.
type question struct {
	*deck
	shield
	title string
	lines []string
	yes   string // what enter does, in words
	act   tea.Cmd
}

func (d *deck) ask(title string, lines []string, yes string, act tea.Cmd) *question {
	return &question{deck: d, shield: shield{d.wall}, title: title, lines: lines, yes: yes, act: act}
}

func (q *question) key(press tea.KeyPressMsg) (tea.Cmd, bool) {
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

func (q *question) view(w, h int) []string {
	body := append(append([]string{}, q.lines...), "",
		q.keyLine(q.Keys.Confirm, q.yes, q.Keys.Leave, q.Text.S("leave it")))
	return q.box(q.title, body, w, h)
}
