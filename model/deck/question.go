package deck

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/term"
)

// Question is a dialog that enter answers with yes.
type Question struct {
	*Deck
	InputGuard
	title string
	lines []string
	yes   string // what enter does, in words
	act   tea.Cmd
}

// Ask makes a question for Cover; act is carried out on a yes.
func (d *Deck) Ask(title string, lines []string, yes string, act tea.Cmd) *Question {
	return &Question{Deck: d, title: title, lines: lines, yes: yes, act: act}
}

// Key answers it.
func (q *Question) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case q.Keys.Leave.Match(press):
		return nil, true
	case q.Early(q.Wall):
		return nil, false
	case q.Keys.Confirm.Match(press):
		return q.act, true
	}
	return nil, false
}

// View draws it.
func (q *Question) View(w, h int) []string {
	body := append(append([]string{}, q.lines...), "",
		q.KeyLine(q.Keys.Confirm, q.yes, q.Keys.Leave, q.Text.S("leave it")))
	return term.Dialog(q.title, body, &q.Theme, w)
}
