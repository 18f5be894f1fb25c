package model

import (
	"reflect"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
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
	case r.instances.typing:
		return r.instances.editing(press)
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
	if r.instances.typing {
		return r.instances.editing(msg)
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
			r.push(newDescribe(r.deck, id))
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
		r.Engine.Refresh(r.scope.regions...)
		r.say(r.Text.S("reading %s again", r.scopeName()), r.theme.Info)
	case k.Help.Match(press):
		r.open(newHelp(r.deck))
	case k.Jobs.Match(press):
		r.alarm = "" // what it told is on the page
		r.open(newJobs(r.deck))
	case k.Calls.Match(press):
		r.open(newCalls(r.deck))
	case k.Start.Match(press):
		return r.act(fleet.ActionStart)
	case k.Stop.Match(press):
		return r.act(fleet.ActionStop)
	case k.Reboot.Match(press):
		return r.act(fleet.ActionReboot)
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

// open shows a page; its key closes it again when it is the one shown.
func (r *root) open(p page) {
	for i, q := range r.pages {
		if reflect.TypeOf(q) == reflect.TypeOf(p) {
			shown := i == len(r.pages)-1
			if r.pages = slices.Delete(r.pages, i, i+1); shown {
				return
			}
			break
		}
	}
	r.push(p)
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
	r.cover(r.ask(r.Text.N("%d job is running", "%d jobs are running", n), []string{
		r.Text.S("What was sent goes on in the cloud, unwatched."),
		r.Text.S("What was not sent yet is cancelled."),
	}, r.Text.S("quit"), tea.Quit))
	return nil
}

// act opens the plan of an action on what the person sees chosen: the described
// instance, the marks, or the row under the cursor.
func (r *root) act(a fleet.Action) tea.Cmd {
	var ids []ecsapi.InstanceID
	hidden := 0
	switch p := r.top().(type) {
	case *describe:
		ids = []ecsapi.InstanceID{p.id}
	case nil:
		if r.focus != paneInstances && r.marks.len() == 0 {
			r.say(r.Text.S("Nothing is marked: %s goes to the instances.", r.Keys.NextPane.Label()), r.theme.Warn)
			return nil
		}
		if _, any := r.instances.cursor(); !any && r.marks.len() == 0 {
			r.say(r.Text.S("No instance is shown."), r.theme.Warn)
			return nil
		}
		if r.marks.len() == 0 {
			if was := r.instances.accept(); was != "" {
				r.say(r.leftList(was), r.theme.Warn)
				return nil
			}
		}
		ids, hidden = r.instances.targets()
	default:
		r.say(r.Text.S("%s goes back to the instances.", r.Keys.Back.Label()), r.theme.Warn)
		return nil
	}
	if len(ids) == 0 {
		return nil
	}
	var o fleet.ActionOptions
	if a == fleet.ActionStop {
		o.StoppedMode = ecsapi.KeepCharging // said, since an account can have another default
	}
	return r.planAction(a, ids, hidden, o)
}
