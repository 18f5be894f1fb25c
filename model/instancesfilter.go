package model

import (
	tea "charm.land/bubbletea/v2"
)

// edit opens the filter line of the instances.
func (p *instances) edit() tea.Cmd {
	p.touched = true
	p.anchor, _ = p.cursor()
	return p.open()
}

// Editing handles a press or a paste while the filter is being typed. The table
// follows each letter; enter keeps the filter, esc takes back the one before.
func (p *instances) Editing(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			if !p.keep() {
				return nil
			}
			p.anchor, p.lost = "", "" // the cursor is where it is seen
			return p.Refresh()
		case "esc", "ctrl+c":
			p.shut()
			return p.refilter(p.before)
		case "up", "down", "pgup", "pgdown":
			move(p.Keys, p.table, press)
			p.anchor, _ = p.cursor()
			p.lost = ""
			return nil
		case "tab":
			p.complete(p.order.rows)
			return p.refilter(p.input.Value())
		}
	}
	cmd, changed := p.typed(msg)
	if !changed {
		return cmd
	}
	return tea.Batch(cmd, p.refilter(p.input.Value()))
}

func (p *instances) Found() (n, of int) { return len(p.order.rows), p.order.inScope }

func (p *instances) refilter(source string) tea.Cmd {
	p.set(source)
	p.narrow = true
	return p.Refresh()
}
