package deck

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// CopyID sends an id to the clipboard.
func CopyID[ID ~string](d *Deck, id ID) tea.Cmd {
	return tea.Batch(tea.SetClipboard(string(id)), Say(d.Text.S("{text} sent to the terminal's clipboard", string(id))))
}

// CopyCommands sends commands to the clipboard. A command makes them. copied
// gets their number; nil: a toast shows it.
func (d *Deck) CopyCommands(commands func() []string, copied func(n int)) tea.Cmd {
	return Run(commands, func(lines []string) tea.Cmd {
		if len(lines) == 0 {
			return Say(d.Text.S("There is no command to copy."))
		}
		clip := tea.SetClipboard(strings.Join(lines, "\n") + "\n")
		n := 0
		for _, line := range lines {
			n += Btoi(!strings.HasPrefix(line, "#")) // a remark between commands
		}
		if copied != nil {
			copied(n)
			return clip
		}
		return tea.Batch(clip, Say(d.Text.N("{count} command sent to the terminal's clipboard", "{count} commands sent to the terminal's clipboard", n)))
	})
}
