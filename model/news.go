package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/term"
)

// NewsMsg asks for a toast.
type NewsMsg struct {
	text string
	warn bool
}

func (m NewsMsg) ink(t *term.Theme) term.Ink {
	if m.warn {
		return t.Warn
	}
	return t.Info
}

// say tells news on the status line.
func say(text string) tea.Cmd { return func() tea.Msg { return NewsMsg{text: text} } }

// warn tells on the status line why nothing was done.
func warn(text string) tea.Cmd { return func() tea.Msg { return NewsMsg{text: text, warn: true} } }
