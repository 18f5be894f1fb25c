package deck

import (
	"strings"

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

// CopyID sends an id to the clipboard.
func CopyID[ID ~string](d *Deck, id ID) tea.Cmd {
	return tea.Batch(tea.SetClipboard(string(id)), Say(d.Text.S("{id} sent to the terminal's clipboard", string(id))))
}

// CopyIDs sends ids to the clipboard, a line each.
func CopyIDs[ID ~string](d *Deck, ids []ID) tea.Cmd {
	switch len(ids) {
	case 0:
		return nil
	case 1:
		return CopyID(d, ids[0])
	}
	var lines strings.Builder
	for _, id := range ids {
		lines.WriteString(string(id) + "\n")
	}
	return tea.Batch(tea.SetClipboard(lines.String()), Say(d.Text.N("{count} id sent to the terminal's clipboard", "{count} ids sent to the terminal's clipboard", len(ids))))
}

// CopyCommands sends commands to the clipboard; copied gets their number, nil: a toast shows it.
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

// CopyTicket sends what a ticket needs to the clipboard; lines are what the cursor is on.
func (d *Deck) CopyTicket(lines []string) tea.Cmd {
	if len(lines) == 0 {
		return Say(d.Text.S("There is nothing here to write a ticket about."))
	}
	if d.Account.Number != "" {
		lines = append([]string{d.Text.S("Account: {account}", d.Account.Number)}, lines...)
	}
	return tea.Batch(tea.SetClipboard(strings.Join(lines, "\n")+"\n"),
		Say(d.Text.S("text for a ticket sent to the terminal's clipboard: {last}", lines[len(lines)-1])))
}
