package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/columnform"
	"ecsdeck/model/deck"
)

// chooseColumns opens the choice of columns of the list that has the keys.
func (r *root) chooseColumns() tea.Cmd {
	switch p := r.Top().(type) {
	case deck.ColumnOwner:
		columnform.Open(r.Deck, p.ColumnSet())
	case nil:
		columnform.Open(r.Deck, r.instances.ColumnSet())
	default:
		return deck.Say(r.Text.S("There are no columns here."))
	}
	return nil
}

// followWidth shows the columns that are chosen for the width that the screen has got.
func (r *root) followWidth() {
	if r.Wide == r.wide() {
		return
	}
	r.Wide = r.wide()
	r.instances.ColumnSet().Follow()
	for _, p := range r.pages {
		if p, ok := p.Page.(deck.ColumnOwner); ok {
			p.ColumnSet().Follow()
		}
	}
}
