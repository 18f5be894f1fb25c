package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/term"
)

// sayMsg asks for a toast.
type sayMsg struct {
	text string
	warn bool
}

func (m sayMsg) ink(t *term.Theme) term.Ink {
	if m.warn {
		return t.Warn
	}
	return t.Info
}

// say tells news on the status line.
func say(text string) tea.Cmd { return func() tea.Msg { return sayMsg{text: text} } }

// warn tells on the status line why nothing was done.
func warn(text string) tea.Cmd { return func() tea.Msg { return sayMsg{text: text, warn: true} } }
