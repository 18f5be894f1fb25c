package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/deck"
)

// edit opens the filter line of the instances.
func (p *instances) edit() tea.Cmd {
	p.touched = true
	p.anchor, _ = p.cursor()
	return p.BeginTyping()
}

// Editing handles a press or a paste while the filter is being typed. The table
// follows each letter; enter keeps the filter, esc takes back the one before.
func (p *instances) Editing(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			if !p.Keep() {
				return nil
			}
			p.anchor, p.lost = "", "" // the cursor is where it is seen
			return p.Refresh()
		case "esc", "ctrl+c":
			p.EndTyping()
			return p.refilter(p.Before)
		case "up", "down", "pgup", "pgdown":
			deck.MoveCursor(p.Keys, p.table, press)
			p.anchor, _ = p.cursor()
			p.lost = ""
			return nil
		case "tab":
			p.Complete(p.order.rows)
			return p.refilter(p.Input.Value())
		}
	}
	cmd, changed := p.Type(msg)
	if !changed {
		return cmd
	}
	return tea.Batch(cmd, p.refilter(p.Input.Value()))
}

func (p *instances) Found() (n, of int) { return len(p.order.rows), p.order.inScope }

func (p *instances) refilter(source string) tea.Cmd {
	p.Set(source)
	p.narrow = true
	return p.Refresh()
}
