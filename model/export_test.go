package model

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/model/plan"
	"ecsdeck/model/spotboard"
)

// OrderFilter is a filter of the program that turns a key into the plan of an
// order, as the create form ends in it.
func OrderFilter(key string, order func() fleet.Order) tea.ProgramOption {
	return tea.WithFilter(func(m tea.Model, msg tea.Msg) tea.Msg {
		if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == key {
			return ordered{m.(*root).Deck, order()}
		}
		return msg
	})
}

type ordered struct {
	*deck.Deck
	order fleet.Order
}

func (o ordered) Deliver() tea.Cmd { return plan.ForOrder(o.Deck, o.order, nil) }

// SpotFilter is a filter of the program that turns a key into the page of a spot
// price.
func SpotFilter(key string, of fleet.SpotKey, zone ecsapi.ZoneID, window time.Duration) tea.ProgramOption {
	return tea.WithFilter(func(m tea.Model, msg tea.Msg) tea.Msg {
		if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == key {
			return spotOpened{m.(*root), spotboard.NewDetail(m.(*root).Deck, of, zone, window)}
		}
		return msg
	})
}

type spotOpened struct {
	*root
	page deck.Page
}

func (o spotOpened) Deliver() tea.Cmd {
	return o.root.Push(o.page)
}

// Zone makes a zone's id of its text.
func Zone(id string) ecsapi.ZoneID { return ecsapi.ZoneID(id) }
