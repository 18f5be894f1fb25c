package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/term"
)

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
