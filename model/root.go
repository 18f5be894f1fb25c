package model

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ui/term"
)

// root is the only tea.Model. It owns the panes and the stack of pages, and
// decides who gets a message.
type root struct {
	*deck
	ctx    context.Context
	bell   *engine.Doorbell
	screen *screen
	w, h   int

	instances *instances
	regions   *regions
	zones     *zones
	spots     *spots
	focus     pane
	pages     []page // above the instances; the last one is shown
	toast     toast
	alarm     string // bad news, until the jobs are looked at
	broken    error  // why the deck had to end
}

// pane is what the keys go to when no page covers the instances.
type pane int

const (
	paneInstances pane = iota
	paneRegions
	paneZones
	paneSpots // only where there is no room for a sidebar
)

func newRoot(ctx context.Context, d Deps) *root {
	k := newDeck(d)
	r := &root{
		deck:      k,
		ctx:       ctx,
		instances: newInstances(k),
		regions:   newRegions(k),
		zones:     newZones(k),
		spots:     &spots{deck: k},
	}
	if d.Unwritable != nil {
		r.alarm = d.Unwritable.Error()
	}
	return r
}

// sizeLines fits the filter lines to the screen.
func (r *root) sizeLines() {
	w := max(10, r.w/2-4)
	r.instances.input.SetWidth(w)
	for _, p := range r.pages {
		if p, ok := p.(typist); ok {
			p.line().input.SetWidth(w)
		}
	}
}

// learner is a layer that shows what the fleet is like. It finds out off the
// loop, again after each change.
type learner interface{ again() tea.Cmd }

// fleetChangedMsg says that the engine has a newer snapshot.
type fleetChangedMsg struct{}

// delivery is a result that knows whose it is, whatever is on top.
type delivery interface{ deliver() tea.Cmd }

// brokenMsg says that the deck can't go on.
type brokenMsg struct{ err error }

// tickMsg comes once a second, for ages and countdowns.
type tickMsg struct{}

// nextTick is tea.Tick, but ends with the deck and not a second later.
func (r *root) nextTick() tea.Cmd {
	ctx := r.ctx
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Second):
			return tickMsg{}
		}
	}
}

// Init starts the clock and listens to the fleet.
func (r *root) Init() tea.Cmd {
	cmds := []tea.Cmd{r.nextTick()}
	if r.Theme == "auto" {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	if r.Broken != nil {
		cmds = append(cmds, r.awaitBroken())
	}
	if r.Engine != nil {
		r.bell = r.Engine.Subscribe()
		cmds = append(cmds, r.await(), r.instances.reorder())
	}
	return tea.Batch(cmds...)
}

// await waits for the doorbell. One waiter is out at a time, so that any number
// of changes make one message.
func (r *root) await() tea.Cmd {
	ctx, bell := r.ctx, r.bell
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case <-bell.C:
			return fleetChangedMsg{}
		}
	}
}

func (r *root) awaitBroken() tea.Cmd {
	ctx, broken := r.ctx, r.Broken
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case err := <-broken:
			return brokenMsg{err}
		}
	}
}

// Update routes a message to its owner.
func (r *root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	r.deck.tick()
	return r, r.update(msg)
}

func (r *root) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return r.onKey(msg)
	case tea.PasteMsg:
		return r.onPaste(msg)
	case tea.WindowSizeMsg:
		r.w, r.h = msg.Width, msg.Height
		if r.wide() && r.focus == paneSpots {
			r.focus = paneInstances // the prices are beside it now
		}
		r.spots.resize(r.spotsWidth())
		r.sizeLines()
		if r.tooSmall() {
			r.hideLayer()
		}
		r.spots.wish(r.instances.order, r.seesSpots())
		return r.sizePages()
	case tea.BackgroundColorMsg:
		r.theme = term.NewTheme(msg.IsDark())
		r.spots.apply()
	case tea.FocusMsg:
		r.setFocus(true)
	case tea.BlurMsg:
		r.setFocus(false)
	case brokenMsg:
		r.broken = msg.err
		return tea.Quit
	case fleetChangedMsg:
		return r.onFleet()
	case orderedMsg:
		return r.onOrdered(msg)
	case plannedMsg:
		return r.onPlanned(msg)
	case jobAcceptedMsg:
		r.onJobAccepted(msg)
	case delivery:
		return msg.deliver()
	case sayMsg:
		r.say(msg.text, r.theme.Info)
	case tickMsg:
		return r.onTick()
	}
	return nil
}

func (r *root) setFocus(on bool) {
	if r.Engine != nil {
		r.Engine.SetFocus(on)
	}
}

// onFleet takes the newest snapshot to everybody who shows a part of it.
func (r *root) onFleet() tea.Cmd {
	before := r.snap
	snap, changed := r.Engine.Since(before.Rev)
	r.snap = snap
	ring := r.onReclaims()
	r.announce(before)
	r.regions.apply()
	r.zones.apply(r.instances.order)
	r.spots.apply()
	cmds := []tea.Cmd{r.await(), ring}
	for _, p := range r.pages {
		p.apply()
		if p, ok := p.(lister); ok {
			cmds = append(cmds, p.reorder())
		}
	}
	for _, l := range r.layers {
		if l, ok := l.(learner); ok {
			cmds = append(cmds, l.again())
		}
	}
	if changed != nil && len(changed) == 0 && sameHealth(before, snap) && !r.instances.priced() {
		r.instances.setEmpty()
		return tea.Batch(cmds...)
	}
	return tea.Batch(append(cmds, r.instances.reorder())...)
}

// sameHealth reports whether the same regions fail, so that the rows' dimming
// still holds.
func sameHealth(a, b *fleet.Snapshot) bool {
	if len(a.Regions) != len(b.Regions) || a.Complete != b.Complete {
		return false
	}
	for i := range a.Regions {
		if (a.Regions[i].Err == nil) != (b.Regions[i].Err == nil) {
			return false
		}
	}
	return true
}

func (r *root) onOrdered(msg orderedMsg) tea.Cmd {
	cmd := r.instances.onOrdered(msg)
	r.zones.apply(r.instances.order)
	r.spots.wish(r.instances.order, r.seesSpots())
	r.wishSpots()
	r.spots.apply()
	return cmd
}

func (r *root) onJobAccepted(msg jobAcceptedMsg) {
	r.sending--
	if msg.err != nil {
		if msg.over != nil && r.layer() == nil {
			r.cover(msg.over) // what was filled in is not lost
		}
		r.alarm = r.Text.S("Nothing was sent: %s", r.Text.S(msg.err.Error()))
		return
	}
	r.dropMarks(msg.ids)
	if msg.action == fleet.ActionCreate {
		r.replacedBy(msg.id, msg.ids)
	}
}

func (r *root) onTick() tea.Cmd {
	if r.wall.After(r.toast.until) {
		r.toast = toast{}
	}
	if p, ok := r.top().(*calls); ok {
		p.apply()
	}
	if r.Engine != nil {
		r.wishSpots()
	}
	cmds := []tea.Cmd{r.nextTick(), r.ring()}
	if p, ok := r.top().(pulsing); ok {
		cmds = append(cmds, p.pulse())
	}
	if r.wall.Second() == 0 {
		r.spots.apply() // the window has moved by a minute
		if p, ok := r.top().(lister); ok {
			cmds = append(cmds, p.reorder())
		}
	}
	return tea.Batch(cmds...)
}
