package deck

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
)

// CopyID sends an id to the clipboard.
func (d *Deck) CopyID(id ecsapi.InstanceID) tea.Cmd {
	return tea.Batch(tea.SetClipboard(string(id)), Say(d.Text.S("{text} sent to the terminal's clipboard", id)))
}

// CopyCommands sends commands to the clipboard. A command makes them. copied
// gets their number; nil: a toast shows it.
func (d *Deck) CopyCommands(commands func() []string, copied func(n int)) tea.Cmd {
	return func() tea.Msg { return commandsMsg{lines: commands(), deck: d, copied: copied} }
}

// commandsMsg carries commands to copy.
type commandsMsg struct {
	lines  []string
	deck   *Deck
	copied func(n int)
}

// Deliver copies them.
func (m commandsMsg) Deliver() tea.Cmd {
	if len(m.lines) == 0 {
		return Say(m.deck.Text.S("There is no command to copy."))
	}
	clip := tea.SetClipboard(strings.Join(m.lines, "\n") + "\n")
	n := 0
	for _, line := range m.lines {
		if !strings.HasPrefix(line, "#") { // a remark between commands
			n++
		}
	}
	if m.copied != nil {
		m.copied(n)
		return clip
	}
	return tea.Batch(clip, Say(m.deck.Text.N("{count} command sent to the terminal's clipboard", "{count} commands sent to the terminal's clipboard", n)))
}
