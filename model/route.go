package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/brief"
)

// onKey gives a press to the top layer, then to the page or the pane that has
// the focus, then to what works everywhere.
func (r *root) onKey(press tea.KeyPressMsg) tea.Cmd {
	k := r.Keys
	switch {
	case r.NoCredentials != nil:
		if k.Quit.Match(press) || k.Back.Match(press) {
			return tea.Quit
		}
		return nil
	case r.tooSmall(): // nobody sees what a key would do
		if press.String() == "ctrl+c" {
			return tea.Quit
		}
		return nil
	case len(r.layers) > 0:
		return r.layerKey(press)
	}
	if p := r.typist(); p != nil {
		return p.editing(press)
	}
	if p := r.top(); p != nil {
		if cmd, taken := p.key(press); taken {
			return cmd
		}
	} else if cmd, taken := r.paneKey(press); taken {
		return cmd
	}
	return r.deckKey(press)
}

// onPaste lets a paste into what asks for text: no dialog is answered by one.
func (r *root) onPaste(msg tea.PasteMsg) tea.Cmd {
	if l := r.layer(); l != nil {
		if p, ok := l.(paster); ok && !r.tooSmall() {
			return p.paste(msg)
		}
		return nil
	}
	if p := r.typist(); p != nil {
		return p.editing(msg)
	}
	return nil
}

func (r *root) paneKey(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := r.Keys
	switch r.focus {
	case paneRegions:
		if k.Enter.Match(press) || k.Mark.Match(press) {
			return r.setScope(r.regions.enter()), true
		}
		return nil, move(k, r.regions.table, press)
	case paneZones:
		if k.Enter.Match(press) || k.Mark.Match(press) {
			return r.setScope(r.zones.enter()), true
		}
		r.zones.touched = true
		return nil, move(k, r.zones.table, press)
	case paneSpots:
		return nil, false
	}
	if k.Enter.Match(press) || k.Describe.Match(press) {
		if id, ok := r.instances.cursor(); ok {
			r.describe(id)
		}
		return nil, true
	}
	return r.instances.key(press)
}

// setScope narrows or widens what is looked at; marks stay as they are.
func (r *root) setScope(s scope) tea.Cmd {
	r.scope = s
	if id, one := s.region(); one {
		r.Engine.WantZones(id)
	}
	r.focus, r.instances.narrow = paneInstances, true
	return r.instances.reorder()
}

func (r *root) deckKey(press tea.KeyPressMsg) tea.Cmd {
	k := r.Keys
	for _, a := range acts(k) {
		if !a.local && a.key.Match(press) {
			return r.act(a.action)
		}
	}
	switch {
	case press.String() == "ctrl+c":
		return r.quit()
	case k.Quit.Match(press):
		return r.back(r.quit)
	case k.Back.Match(press):
		return r.back(r.widen)
	case r.top() == nil && k.NextPane.Match(press):
		r.turnTo(r.focus + 1)
	case r.top() == nil && k.PrevPane.Match(press):
		r.turnTo(r.focus - 1)
	case r.top() == nil && k.AllRegions.Match(press):
		return r.setScope(scope{})
	case k.Filter.Match(press) && r.top() == nil:
		r.focus = paneInstances
		return r.instances.edit()
	case k.Refresh.Match(press):
		switch r.top().(type) {
		case *renewals, *reclaims:
			r.Engine.Refresh()
			r.say(r.Text.S("reading %s again", r.Text.S("all regions")), r.theme.Info)
			return nil
		}
		r.Engine.Refresh(r.scope.regions...)
		r.say(r.Text.S("reading %s again", r.scopeName()), r.theme.Info)
	case k.Undo.Match(press):
		return r.undo()
	case k.Help.Match(press):
		r.open(newHelp(r.deck))
	case k.Jobs.Match(press):
		r.alarm = "" // what it told is on the page
		r.open(newJobs(r.deck))
	case k.Calls.Match(press):
		r.open(newCalls(r.deck))
	case k.Enter.Match(press), k.Describe.Match(press):
		switch p := r.top().(type) {
		case *renewals:
			if id := p.table.CursorID(); id != "" {
				r.describe(ecsapi.InstanceID(id))
			}
		case *board:
			return r.openSpotDetail(p)
		}
	case k.Renewals.Match(press):
		return r.openRenewals()
	case k.Reclaims.Match(press):
		r.openReclaims()
	case k.Spot.Match(press):
		return r.openBoard()
	case k.Actions.Match(press):
		return r.openMenu()
	case k.Create.Match(press):
		return r.openCreate()
	case press.Text != "":
		r.say(r.Text.S("%s does nothing here: %s shows all keys.", press.Text, k.Help.Label()), r.theme.Dim)
	}
	return nil
}

// turnTo gives the keys to a pane, round and round.
func (r *root) turnTo(p pane) {
	n := paneSpots
	if !r.wide() {
		n++
	}
	r.focus = (p + n) % n
	r.spots.wish(r.instances.order, r.seesSpots())
	r.spots.apply()
}

// back leaves the page, then the pane; at the top it does what is left to do.
func (r *root) back(atTop func() tea.Cmd) tea.Cmd {
	switch {
	case len(r.pages) > 0:
		r.pop()
	case r.focus != paneInstances:
		r.turnTo(paneInstances)
	default:
		return atTop()
	}
	return nil
}

// widen takes away what narrows the view: the filter, then the scope.
func (r *root) widen() tea.Cmd {
	switch {
	case r.instances.source != "":
		return r.instances.refilter("")
	case !r.scope.all():
		return r.setScope(scope{})
	}
	return nil
}

// quit asks while jobs run: they would go on in the cloud with nobody to see.
func (r *root) quit() tea.Cmd {
	n := r.Engine.Pending() + r.sending
	if n == 0 {
		return tea.Quit
	}
	lines := []string{
		r.Text.S("What was sent goes on in the cloud, unwatched."),
		r.Text.S("What was not sent yet is cancelled."),
	}
	if j := r.held(); j != nil {
		lines = append([]string{r.theme.Warn.Paint(r.Text.S("%s: nothing of it was sent yet.", brief.Capital(r.brief().Job(j))))}, lines...)
	}
	r.cover(r.ask(r.Text.N("%d job is running", "%d jobs are running", n), lines, r.Text.S("quit"), tea.Quit))
	return nil
}
