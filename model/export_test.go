package model

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
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

// SpotFilter is a filter of the program that turns a key into the page of a spot
// price.
func SpotFilter(key string, of fleet.SpotKey, zone ecsapi.ZoneID, window time.Duration) tea.ProgramOption {
	return tea.WithFilter(func(m tea.Model, msg tea.Msg) tea.Msg {
		if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == key {
			return spotOpened{m.(*root), newSpotDetail(m.(*root).deck, of, zone, window)}
		}
		return msg
	})
}

type spotOpened struct {
	*root
	page page
}

func (o spotOpened) deliver() tea.Cmd {
	o.root.push(o.page)
	return o.page.(lister).reorder()
}

// Zone makes a zone's id of its text.
func Zone(id string) ecsapi.ZoneID { return ecsapi.ZoneID(id) }

// PlanView is the dialog of a plan, with all the room it wants.
func PlanView(d Deps, plan *fleet.Plan) []string {
	p := &planning{deck: newDeck(d), prepared: prepare(plan)}
	return p.view(200, 200)
}
