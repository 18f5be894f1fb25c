package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
)

// OrderFilter is a filter of the program that turns a key into the plan of an
// order, as the create form ends in it.
func OrderFilter(key string, order func() fleet.Order) tea.ProgramOption {
	return tea.WithFilter(func(m tea.Model, msg tea.Msg) tea.Msg {
		if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == key {
			return ordered{m.(*root).deck, order()}
		}
		return msg
	})
}

type ordered struct {
	*deck
	order fleet.Order
}

func (o ordered) deliver() tea.Cmd { return o.planOrder(o.order, nil) }
