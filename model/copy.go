package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/copymenu"
	"ecsdeck/model/deck"
	"ecsdeck/model/instance"
)

// openCopyMenu opens the choice of what to copy of the page, or of the pane with the focus.
func (r *root) openCopyMenu() tea.Cmd {
	switch p := r.Top().(type) {
	case deck.CopySource:
		return copymenu.Open(r.Deck, p.CopyMenu())
	case nil:
		if r.focus == paneRegions {
			return copymenu.Open(r.Deck, r.regions.CopyMenu())
		}
		return copymenu.Open(r.Deck, r.instances.CopyMenu())
	}
	return deck.Say(r.Text.S("There is nothing to copy here."))
}

// openJSON shows all that is known of the instance that the cursor is on.
func (r *root) openJSON() tea.Cmd {
	switch p := r.Top().(type) {
	case deck.InstanceOwner:
		if id, last := p.Here(); id != "" {
			return r.Push(instance.NewJSON(r.Deck, id, last))
		}
	case nil:
		if id, last := r.instances.Here(); id != "" {
			return r.Push(instance.NewJSON(r.Deck, id, last))
		}
	}
	return deck.Say(r.Text.S("The cursor is on no instance."))
}
