package model

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/action"
	"ecsdeck/model/create"
	"ecsdeck/model/deck"
	"ecsdeck/model/plan"
	"ecsdeck/model/reclaims"
)

// everyChange is what a story with instances must have carried out.
var everyChange = []fleet.Action{
	fleet.ActionStart, fleet.ActionStop, fleet.ActionRelease, fleet.ActionRenew, fleet.ActionCreate,
}

// fitFor are filters that show instances which an action applies to.
var fitFor = map[fleet.Action][]string{
	fleet.ActionStart:   {"status:stopped"},
	fleet.ActionStop:    {"status:running", "status:running charge:prepaid"},
	fleet.ActionRelease: {"charge:hourly", "charge:hourly status:stopped", "charge:spot"},
	fleet.ActionRenew:   {"charge:prepaid", "charge:prepaid status:running"},
}

// missing is what of it was not carried out yet.
func (m *monkey) missing() (out []fleet.Action) {
	for _, a := range m.wanted {
		if m.done[a] == 0 {
			out = append(out, a)
		}
	}
	return out
}

// unfinished reports whether a story has not changed all that it has to.
func (m *monkey) unfinished() bool {
	return !m.root.Account.ReadOnly && (m.left == 0 || len(m.missing()) > 0)
}

// task does what a person means to do: mostly what is missing yet, else
// anything, and now and then something up to the plan, which it leaves.
func (m *monkey) task() {
	actions := m.missing()
	unasked := slices.DeleteFunc(slices.Clone(actions), func(a fleet.Action) bool { return m.yes[a] > 0 })
	switch {
	case len(unasked) > 0:
		actions = unasked
	case len(actions) > 0 && m.rnd.IntN(2) == 0:
		m.drain(time.Duration(m.rnd.IntN(60)) * time.Second) // it may be under way
		return
	}
	switch {
	case m.rnd.IntN(4) == 0 || !m.unfinished():
		actions = everyChange
	case len(actions) == 0: // all but a plan that is left
		actions = m.wanted
	}
	m.home()
	switch a := actions[m.rnd.IntN(len(actions))]; {
	case m.rnd.IntN(5) == 0:
		m.other()
	case a != fleet.ActionCreate:
		m.mark(fitFor[a])
		m.ask(a)
	case m.rnd.IntN(3) == 0:
		m.order()
	default:
		m.fillIn()
	}
	if n := m.rnd.IntN(8); n < 2 || n < 4 && m.left == 0 {
		m.leave()
	} else {
		m.confirm()
	}
}

// home goes back to all instances on a screen that is large enough.
func (m *monkey) home() {
	m.update(tea.WindowSizeMsg{Width: 120 + m.rnd.IntN(80), Height: 35 + m.rnd.IntN(20)})
	r := m.root
	for range 20 {
		switch _, asks := r.Layer().(*deck.Question); {
		case asks: // whether to leave a form, or the deck
			m.see(time.Second)
			m.press("enter")
			m.drain(0)
		case r.Layer() != nil || r.filterOwner() != nil || r.Top() != nil || r.focus != paneInstances,
			r.instances.Source != "", !r.Scope.All():
			m.press("esc")
		default:
			if m.rnd.IntN(2) == 0 {
				m.press("backspace")
			}
			return
		}
	}
}

// see looks at the screen for a while: what is asked there may be answered then.
func (m *monkey) see(d time.Duration) {
	m.root.screen.Write(nil)
	m.drain(d)
	m.root.screen.Write(nil)
	m.pass(time.Second)
}

// stray is a whim amid something else.
func (m *monkey) stray() {
	if m.rnd.IntN(12) == 0 {
		m.whim()
	}
}

func (m *monkey) typeText(text string) {
	for _, c := range text {
		m.update(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

// mark shows instances by a filter and marks some of them.
func (m *monkey) mark(filters []string) {
	m.press("/")
	m.typeText(filters[m.rnd.IntN(len(filters))])
	m.press("enter")
	m.drain(time.Second)
	for range m.rnd.IntN(6) {
		m.press([]string{"j", "j", "k", "pgdown", "G", "g"}[m.rnd.IntN(6)])
	}
	for range m.rnd.IntN(5) { // none: the one under the cursor is meant
		m.press("space")
		m.stray()
	}
}

// ask asks for an action by its key and answers the form that it may have.
func (m *monkey) ask(a fleet.Action) {
	for _, c := range action.InMenu(m.root.Keys) {
		if c.Action == a {
			m.press(c.Key.Keys[0])
		}
	}
	m.see(2 * time.Second)
	if _, asks := m.root.Layer().(*action.Form); asks {
		for range m.rnd.IntN(4) {
			m.press([]string{"left", "right", "tab"}[m.rnd.IntN(3)])
		}
		m.stray()
		m.press("enter")
		m.see(2 * time.Second)
	}
	for range 3 { // until there is somebody it applies to
		p, _ := m.root.Layer().(*plan.Dialog)
		if p == nil || len(p.Choices()) == 0 || p.Plan.N() > 0 && m.rnd.IntN(4) > 0 {
			return
		}
		m.press([]string{"tab", "down"}[m.rnd.IntN(2)])
		m.press([]string{"left", "right"}[m.rnd.IntN(2)])
		m.see(2 * time.Second)
	}
}

// other goes the straight way to anything else.
func (m *monkey) other() {
	if m.rnd.IntN(2) == 0 {
		m.press("space")
	}
	ways := [][]string{
		{"B"}, {"A"}, {"L", "in 2h"}, {"a", "r", "x-[1,2]"}, {"a", "t", "env=prod"}, {"a", "p"}, {"a", "i"},
		{"!", "E", "save it"}, {"!", "*", "E", "save it"}, {"!", "R"}, {"!", "*", "K"},
		{"u"}, {"J", "R"}, {"J", "X"},
	}
	for _, k := range ways[m.rnd.IntN(len(ways))] {
		if len(k) == 1 {
			m.press(k)
		} else {
			m.typeText(k)
		}
		m.see(time.Second)
	}
	if _, asks := m.root.Layer().(*action.Form); asks {
		m.press("enter")
		m.see(2 * time.Second)
	}
	if _, plans := m.root.Layer().(*plan.Dialog); plans && m.rnd.IntN(3) == 0 {
		m.press([]string{"tab", "right", "c", "u"}[m.rnd.IntN(4)])
		m.see(2 * time.Second)
	}
}

// fillIn fills in the form of a creation and has it reviewed; what is wrong with
// it is filled in otherwise.
func (m *monkey) fillIn() {
	m.press("N")
	m.see(3 * time.Second)
	values := map[string][]string{
		"name": {"monkey", "monkey-[1,2]", "订单"}, "amount": {"1", "2", "3"},
		"tag": {"", "by=monkey", "a=b, c="}, "auto-release": {"", "", "in 2h"}, "bandwidth": {"", "5"},
	}
	for refused, n := 0, 0; n < 200 && refused < 4; n++ {
		c, _ := m.root.Layer().(*create.Form)
		if c == nil {
			return
		}
		switch f := c.Fields()[c.Focused()]; {
		case f.Name == "review":
			m.press("enter")
			m.see(3 * time.Second)
			refused++
			continue
		case values[f.Name] != nil && (refused > 0 || m.rnd.IntN(3) > 0):
			m.press("ctrl+u")
			m.typeText(values[f.Name][m.rnd.IntN(len(values[f.Name]))])
		case f.Step != nil && m.rnd.IntN(8) == 0:
			m.press("right")
		case f.Pick != nil && (c.Refused || m.rnd.IntN(8) == 0):
			m.press("enter")
			m.see(time.Second)
			for range m.rnd.IntN(4) {
				m.press("down")
			}
			m.press("enter")
		}
		m.stray()
		m.press([]string{"tab", "tab", "tab", "shift+tab"}[m.rnd.IntN(4)])
	}
}

// order plans a creation as a form ends in it.
func (m *monkey) order() {
	o := m.engine.Offers(m.root.Ctx, fleet.OffersQuery{Region: "cn-hangzhou"})
	if len(o.Types) == 0 || len(o.Images) == 0 || len(o.VSwitches) == 0 || len(o.SecurityGroups) == 0 {
		return // the cloud is in trouble
	}
	v := o.VSwitches[0]
	g := slices.IndexFunc(o.SecurityGroups, func(g ecsapi.SecurityGroup) bool { return g.VPC == v.VPC })
	m.run(plan.ForOrder(m.root.Deck, fleet.Order{
		Launch: ecsapi.Launch{Type: "ecs.g7.large", Name: "monkey"},
		Places: []fleet.Place{{
			Region: "cn-hangzhou", Zone: v.Zone, VSwitch: v.ID, SecurityGroups: []string{o.SecurityGroups[max(0, g)].ID},
			Image: o.Images[m.rnd.IntN(len(o.Images))].ID, Amount: 1 + m.rnd.IntN(4),
		}},
	}, nil))
	m.see(2 * time.Second)
}

// confirm does what a person does who means it.
func (m *monkey) confirm() {
	m.see(0)
	switch p := m.root.Layer().(type) {
	case *action.Form:
		m.press("enter") // goes on to the plan
	case *reclaims.DrainDialog:
		if m.rnd.IntN(2) == 0 {
			m.press("tab")
			m.typeText("x")
		}
		m.press("enter")
	case *plan.Dialog:
		m.typeWord(p)
		m.press("enter")
	}
}

// typeWord types what a plan wants typed, if anything.
func (m *monkey) typeWord(p *plan.Dialog) {
	for n := 0; p.Word() != "" && !p.Writing() && n < 4; n++ {
		m.press("tab")
	}
	for range []rune(p.Typed()) {
		m.press("backspace")
	}
	word := p.Word()
	if id := p.AltWord(); id != "" && m.rnd.IntN(2) == 0 {
		word = id
	}
	m.typeText(word)
}

// leave turns away from a plan that could be confirmed; nothing may come of it.
func (m *monkey) leave() {
	if m.root.tooSmall() { // where no key but ctrl-c does anything
		m.update(tea.WindowSizeMsg{Width: 80, Height: 24})
	}
	m.see(0)
	p, _ := m.root.Layer().(*plan.Dialog)
	if p == nil || m.root.Sending > 0 {
		return
	}
	if m.left == 0 || m.rnd.IntN(2) == 0 {
		m.typeWord(p)
	}
	jobs := func() (n int) {
		for _, j := range m.engine.Snapshot().Jobs {
			if j.Action == p.Plan.Action {
				n++
			}
		}
		return n
	}
	ready, before := p.Sendable() && p.Ready(), jobs()
	m.press("esc")
	if slices.Contains(m.root.Layers, deck.Layer(p)) {
		m.fail("a plan can't be left")
	}
	m.drain(3 * time.Second)
	if n := jobs(); n != before {
		m.fail("%d jobs came of a plan that was left", n-before)
	}
	if ready {
		m.left++
	}
}
