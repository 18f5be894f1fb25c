package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/action"
	"ecsdeck/model/deck"
	"ecsdeck/ui/brief"
)

// onKey gives a key to the top layer, then to the page or pane with the focus, then to the deck.
func (r *root) onKey(press tea.KeyPressMsg) tea.Cmd {
	k := r.Keys
	switch {
	case press.Text == "" && r.suspend(press): // wherever one is, in a field too
		return nil
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
	}
	if k.Refresh.Match(press) {
		r.Client.Reread() // whatever else is read again
	}
	if r.toast.fleeting {
		r.toast = toast{}
	}
	if len(r.Layers) > 0 {
		return r.layerKey(press)
	}
	if r.noticeKey(press) {
		return nil
	}
	if p := r.filterOwner(); p != nil {
		return p.Editing(press)
	}
	if p := r.Top(); p != nil {
		if cmd, taken := p.Key(press); taken {
			return cmd
		}
	} else if cmd, taken := r.paneKey(press); taken {
		return cmd
	}
	return r.deckKey(press)
}

// onPaste gives a paste to text inputs only: it must not answer a dialog.
func (r *root) onPaste(msg tea.PasteMsg) tea.Cmd {
	if l := r.Layer(); l != nil {
		if p, ok := l.(deck.PasteHandler); ok && !r.tooSmall() {
			return p.Paste(msg)
		}
		return nil
	}
	if p := r.filterOwner(); p != nil {
		return p.Editing(msg)
	}
	return nil
}

func (r *root) paneKey(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := r.Keys
	if cmd, taken := r.problemKey(press); taken {
		return cmd, true
	}
	switch r.focus {
	case paneRegions:
		if k.Enter.Match(press) || k.Mark.Match(press) {
			cmd := r.setScope(r.regions.enter())
			r.regions.clear()
			return cmd, true
		}
		return r.regions.key(press)
	case paneZones:
		if k.Enter.Match(press) || k.Mark.Match(press) {
			return r.setScope(r.zones.enter()), true
		}
		r.zones.touched = true
		return nil, deck.MoveCursor(k, r.zones.table, press)
	case paneSpots:
		return nil, false
	}
	if k.Enter.Match(press) || k.Describe.Match(press) {
		if id := r.instances.CursorID(); id != "" {
			return r.OpenInstance(id, nil), true
		}
		return nil, true
	}
	return r.instances.Key(press)
}

// setScope shows other regions or zones; marks stay.
func (r *root) setScope(s deck.Scope) tea.Cmd {
	r.Scope = s
	if id, one := s.Region(); one {
		r.Engine.WantZones(id)
	}
	r.focus = paneInstances
	return r.instances.Narrow()
}

func (r *root) deckKey(press tea.KeyPressMsg) tea.Cmd {
	k := r.Keys
	for _, a := range action.InMenu(k) {
		if !a.Local && a.Key.Match(press) {
			return r.act(a)
		}
	}
	for _, p := range r.openers() {
		if p.key.Match(press) {
			return r.toggle(p)
		}
	}
	switch {
	case r.suspend(press):
		return nil
	case press.String() == "ctrl+c":
		return r.quit()
	case k.Quit.Match(press):
		return r.back(r.quit)
	case k.Back.Match(press):
		return r.back(r.widen)
	case r.Top() == nil && k.NextPane.Match(press):
		r.focusOn(r.focus + 1)
	case r.Top() == nil && k.PrevPane.Match(press):
		r.focusOn(r.focus - 1)
	case r.Top() == nil && k.AllRegions.Match(press):
		return r.setScope(deck.Scope{})
	case k.Filter.Match(press) && r.Top() == nil:
		r.focus = paneInstances
		r.instances.Pin()
		return r.instances.BeginTyping()
	case k.Refresh.Match(press):
		r.Engine.Refresh(r.Scope.Regions...)
		r.say(r.Text.S("reading {name} again", r.ScopeName()), r.Theme.Info)
	case k.Ticket.Match(press):
		return r.ticket()
	case k.Copy.Match(press):
		return r.openCopyMenu()
	case k.JSON.Match(press):
		return r.openJSON()
	case k.Undo.Match(press):
		return r.undo()
	case k.Columns.Match(press):
		return r.chooseColumns()
	case k.Zoom.Match(press):
		return r.toggleZoom()
	case k.Palette.Match(press):
		return r.openPalette()
	case k.Mouse.Match(press):
		r.toggleMouse()
	case k.PagesBack.Match(press):
		return r.travel(-1)
	case k.PagesForward.Match(press):
		return r.travel(1)
	case k.Actions.Match(press):
		return r.openMenu()
	case k.Create.Match(press):
		return r.create()
	case press.Text != "":
		defer func() { r.toast.fleeting = true }()
		r.say(r.Text.S("{key} does nothing here: {help} shows all keys.", press.Text, k.Help.Label()), r.Theme.Dim)
	}
	return nil
}

// ticket copies what a ticket needs about what the cursor is on.
func (r *root) ticket() tea.Cmd {
	var lines []string
	switch p := r.Top().(type) {
	case nil:
		if s, ok := r.regions.rows.At(r.regions.table.Cursor()); r.focus == paneRegions && ok && s != nil {
			lines = r.Brief().RegionTicket(s)
		} else if i, ok := r.instances.Cursor(); ok {
			lines = r.Brief().InstanceTicket(i, r.Snap.Jobs)
		}
	case deck.TicketOwner:
		lines = p.Ticket()
	}
	return r.CopyTicket(lines)
}

// focusOn gives the focus to a pane; after the last comes the first.
func (r *root) focusOn(p pane) {
	n := paneSpots
	if !r.wide() {
		n++
	}
	r.focus = (p + n) % n
	r.showSpots()
}

// back leaves the page, then the pane; at the top it calls atTop.
func (r *root) back(atTop func() tea.Cmd) tea.Cmd {
	switch {
	case len(r.pages) > 0:
		r.removePage(len(r.pages) - 1)
	case r.focus != paneInstances:
		r.focusOn(paneInstances)
	default:
		return atTop()
	}
	return nil
}

// widen removes the filter or, if there is none, the scope.
func (r *root) widen() tea.Cmd {
	switch {
	case r.instances.Source != "":
		return r.instances.Refilter("")
	case !r.Scope.All():
		return r.setScope(deck.Scope{})
	}
	return nil
}

// quit asks first while jobs run: they would go on in the cloud unseen.
func (r *root) quit() tea.Cmd {
	n := r.Engine.Pending() + r.Sending
	if n == 0 {
		return tea.Quit
	}
	lines := []string{
		r.Text.S("What was sent goes on in the cloud, unwatched."),
		r.Text.S("What was not sent yet is cancelled."),
	}
	lines = append(lines, r.Text.S("{key} again quits at once.", "^c"))
	q := r.Ask(r.Text.N("{count} job is running", "{count} jobs are running", n), lines, r.Text.S("quit"), r.Text.S("stay"), tea.Quit)
	if j := r.held(); j != nil {
		q.Warn(r.Text.S("{action}: nothing of it was sent yet.", brief.Capital(r.Brief().Job(j))))
	}
	r.Cover(&quitQuestion{q})
	return nil
}

// quitQuestion asks whether to quit. Who presses ctrl-c once more means it, as in a shell.
type quitQuestion struct{ *deck.Question }

// Key quits or stays.
func (q *quitQuestion) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	if press.String() == "ctrl+c" {
		return tea.Quit, true
	}
	return q.Question.Key(press)
}

// layerKey gives a press to the top layer. An esc right before another key
// arrives as alt with that key: it was meant to leave.
func (r *root) layerKey(press tea.KeyPressMsg) (cmd tea.Cmd) {
	l, done := r.Layer(), true
	_, quits := l.(*quitQuestion)
	if press.String() == "ctrl+c" && !quits || press.Mod.Contains(tea.ModAlt) && !deck.EditsWord(l, press) {
		if leaver, ok := l.(deck.Leaver); ok {
			cmd, done = leaver.Leave()
		}
	} else {
		cmd, done = l.Key(press)
	}
	if done {
		r.Uncover(l)
	}
	return cmd
}

// filterOwner is the page that has the keys for its filter line, or nil.
func (r *root) filterOwner() deck.FilterOwner {
	if p, ok := r.Top().(deck.FilterOwner); ok && p.Line().Typing {
		return p
	}
	switch {
	case r.instances.Typing:
		return r.instances
	case r.regions.Typing:
		return r.regions
	}
	return nil
}
