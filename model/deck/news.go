package deck

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/term"
)

// NewsMsg asks for a toast.
type NewsMsg struct {
	Text string
	warn bool
}

// Ink is its colour.
func (m NewsMsg) Ink(t *term.Theme) term.Ink {
	if m.warn {
		return t.Warn
	}
	return t.Info
}

// Say shows a text on the status line.
func Say(text string) tea.Cmd { return func() tea.Msg { return NewsMsg{Text: text} } }

// Warn shows on the status line why nothing was done.
func Warn(text string) tea.Cmd { return func() tea.Msg { return NewsMsg{Text: text, warn: true} } }
