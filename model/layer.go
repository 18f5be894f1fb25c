package model

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui"
)

// layer is something over the page that takes all keys until it is left.
type layer interface {
	// key handles a press; done closes the layer.
	key(press tea.KeyPressMsg) (cmd tea.Cmd, done bool)
	// view returns the box to lay over a page of w cells and h lines.
	view(w, h int) []string
	// shown is called when the layer is drawn for the first time.
	shown(*screen)
}

// grace is how long a dialog that asks for something ignores keys: what was
// typed before it was on screen was meant for the page below.
const grace = 400 * time.Millisecond

// shield tells keys meant for a dialog from those typed before it was seen:
// before its first frame was written to the terminal, and grace after.
type shield struct {
	first *sight
	held  time.Time // when a key was held off last
}

func (s *shield) shown(out *screen) {
	if s.first == nil && out != nil {
		s.first = out.watch()
	}
}

// early reports whether a key came too early. One that did shows that somebody
// is typing: the grace begins anew.
func (s *shield) early(now time.Time) bool {
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
	shield
	title string
	lines []string
	yes   string // what enter does, in words
	act   tea.Cmd
}

func (d *deck) ask(title string, lines []string, yes string, act tea.Cmd) *question {
	return &question{deck: d, title: title, lines: lines, yes: yes, act: act}
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
	return ui.Dialog(q.title, body, &q.theme, w)
}
