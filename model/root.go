package model

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/model/plan"
)

// root is the only tea.Model. It owns the panes and the pages, and decides who gets a message.
type root struct {
	*deck.Deck
	bell   *engine.Doorbell
	screen *deck.Screen
	redraw redraw

	lighting bool // a keysCountMsg is on its way
	w, h     int

	instances *instances
	regions   *regions
	zones     *zones
	spots     *spots
	focus     pane
	pages     []openPage // above the instances; the last one is shown
	visited   visited
	pointer   pointer
	ran       []string // commands of the palette, the newest first
	toast     toast
	ringer    ringer
	calls     callRate
	undone    undoable
	alarm     string // a failure, until the jobs page is opened
	notices   notices
	fresh     []ecsapi.InstanceID // those that the engine keeps fresh
	within    time.Duration       // how old they get
	touched   time.Time           // wall time of the last key
	asked     message.Text        // that the login leads to another account, as it was asked about last
	broken    error               // why the deck had to end
	blurred   bool                // the terminal says that nobody looks
	minute    int64               // of the last tick, since 1970
	rested    resting             // the row that the cursor rests on
	trail     trail

	inZones map[ecsapi.ZoneID]ecsapi.RegionID // zones in which instances were seen

	renewalsAsked map[ecsapi.InstanceID]time.Time // wall time, see wantRenewals
}

// pane is what the keys go to when no page covers the instances.
type pane int

const (
	paneInstances pane = iota
	paneRegions
	paneZones
	paneSpots // only where there is no room for a sidebar
)

func newRoot(ctx context.Context, d deck.Deps) *root {
	k := deck.New(ctx, d)
	r := &root{
		Deck:      k,
		instances: newInstances(k),
		zones:     newZones(k),
		spots:     &spots{Deck: k},
	}
	r.regions = newRegions(k, func(g *fleet.RegionState) int { return r.instances.order.problems.inRegion[g.ID] })
	k.Host = r
	r.pointer.on = d.Mouse
	r.minute = r.Wall.Unix() / 60
	r.instances.ordered = r.onOrdered
	if d.Unwritable != nil {
		r.alarm = d.Text.E(d.Unwritable)
	}
	r.notices.unread = d.Notices
	return r
}

// sizeLines fits the filter lines to the screen.
func (r *root) sizeLines() {
	w := max(10, r.w/2-4)
	r.instances.Input.SetWidth(w)
	r.regions.Input.SetWidth(w)
	for _, p := range r.pages {
		if p, ok := p.Page.(deck.FilterOwner); ok {
			p.Line().Input.SetWidth(w)
		}
	}
}

type fleetChangedMsg struct{}

type brokenMsg struct{ err error }

// outsideMsg is a sentence from outside.
type outsideMsg message.Text

// tickMsg comes once a second, for ages and countdowns; less often where nobody sees them.
type tickMsg struct{}

// dialogSeenMsg says that the first frame of a dialog is on the terminal, and keysCountMsg that it
// may take keys by now: it is drawn so.
type (
	dialogSeenMsg struct{}
	keysCountMsg  struct{}
)

// await waits in a command for something to come, or for the end of the deck.
func await[T any](ctx context.Context, c <-chan T, msg func(T) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case v := <-c:
			return msg(v)
		}
	}
}

// nextTick is tea.Tick, but ends with the deck and not a second later.
func (r *root) nextTick() tea.Cmd {
	every := time.Second
	if r.NoCredentials != nil || r.blurred && !r.counting() {
		every = 5 * time.Second
	}
	return func() tea.Msg {
		return await(r.Ctx, time.After(every), func(time.Time) tea.Msg { return tickMsg{} })()
	}
}

// counting reports whether something on screen goes by seconds, whoever looks.
func (r *root) counting() bool {
	return r.alarmed() || r.toast.text != "" || r.noticesShown() || slices.ContainsFunc(r.Snap.Jobs, runs)
}

// awaitFleet waits for a change of the fleet, one waiter at a time: many changes make one message.
func (r *root) awaitFleet() tea.Cmd {
	return await(r.Ctx, r.bell.C, func(struct{}) tea.Msg { return fleetChangedMsg{} })
}

// awaitNews waits for the next sentence from outside.
func (r *root) awaitNews() tea.Cmd {
	return await(r.Ctx, r.News, func(t message.Text) tea.Msg { return outsideMsg(t) })
}

// awaitSeen waits for the next dialog to be on the terminal.
func (r *root) awaitSeen() tea.Cmd {
	return await(r.Ctx, r.screen.Seen(), func(struct{}) tea.Msg { return dialogSeenMsg{} })
}

// lightUp has the top dialog drawn again when its keys count.
func (r *root) lightUp() tea.Cmd {
	g, guarded := r.Layer().(deck.Guarded)
	if !guarded || r.lighting {
		return nil
	}
	at, known := g.CountsAt()
	if !known || !r.Wall.Before(at) {
		return nil
	}
	r.lighting = true
	left := at.Sub(r.Wall)
	return func() tea.Msg {
		return await(r.Ctx, time.After(left), func(time.Time) tea.Msg { return keysCountMsg{} })()
	}
}

// Init starts the clock and listens to the fleet.
func (r *root) Init() tea.Cmd {
	cmds := []tea.Cmd{r.nextTick()}
	if r.ThemeName != "dark" && r.ThemeName != "light" {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	if r.Broken != nil {
		cmds = append(cmds, await(r.Ctx, r.Broken, func(err error) tea.Msg { return brokenMsg{err} }))
	}
	if r.screen != nil {
		cmds = append(cmds, r.awaitSeen())
	}
	if r.News != nil {
		cmds = append(cmds, r.awaitNews())
	}
	r.touched = r.Wall
	if r.Begin != nil {
		cmds = append(cmds, r.begin())
	}
	if r.Engine != nil {
		r.bell = r.Engine.Subscribe()
		// What changed before the bell was there did not ring it.
		cmds = append(cmds, func() tea.Msg { return fleetChangedMsg{} }, r.instances.Refresh())
	}
	return tea.Batch(cmds...)
}

// firstFrameFor is how long reading waits for a terminal that takes no frame.
const firstFrameFor = 100 * time.Millisecond

// begin has the engine read when the first frame is on the terminal: it takes all processors,
// and the frame a third longer.
func (r *root) begin() tea.Cmd {
	painted := r.screen.Painted()
	return func() tea.Msg {
		select {
		case <-painted:
		case <-time.After(firstFrameFor):
		case <-r.Ctx.Done():
			return nil
		}
		r.Begin()
		return nil
	}
}

// Update routes a message to its owner.
func (r *root) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	r.redraw.handled(msg)
	r.Deck.SetClocks()
	if r.Client != nil {
		r.Moved = r.Client.Moved()
	}
	cmd := r.update(msg)
	r.visit()
	r.wantFresh()
	return r, tea.Batch(cmd, r.lightUp(), r.followCursor())
}

func (r *root) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		r.touched = r.Wall
		return r.onKey(msg)
	case tea.PasteMsg:
		r.touched = r.Wall
		return r.onPaste(msg)
	case tea.MouseMsg:
		return r.onMouse(msg)
	case tea.WindowSizeMsg:
		r.w, r.h = msg.Width, msg.Height
		r.followWidth()
		if r.wide() && r.focus == paneSpots {
			r.focus = paneInstances // the prices are beside it now
		}
		r.spots.resize(r.spotsWidth())
		r.sizeLines()
		if r.tooSmall() {
			r.HideLayer()
		}
		r.spots.setOrder(r.instances.order, r.seesSpots())
		return r.sizePages()
	case tea.BackgroundColorMsg:
		r.SetBackground(msg.IsDark())
		r.spots.apply()
	case tea.FocusMsg:
		r.touched = r.Wall
		r.setFocus(true)
	case tea.BlurMsg:
		r.setFocus(false)
	case brokenMsg:
		r.broken = msg.err
		return tea.Quit
	case fleetChangedMsg:
		return r.onFleet()
	case plan.AcceptedMsg:
		r.onJobAccepted(msg)
	case deck.Delivery:
		return msg.Deliver()
	case deck.NewsMsg:
		r.say(msg.Text, msg.Ink(&r.Theme))
	case outsideMsg:
		r.say(r.Text.T(message.Text(msg)), r.Theme.Warn)
		return r.awaitNews()
	case pauseMsg:
		return r.pause(msg)
	case resumedMsg:
		return r.resumed(msg.pause)
	case dialogSeenMsg:
		return r.awaitSeen()
	case trailMsg:
		r.onTrail()
	case keysCountMsg:
		r.lighting = false
	case tickMsg:
		return r.onTick()
	}
	return nil
}

func (r *root) setFocus(on bool) {
	r.blurred = !on
	if r.Engine != nil {
		r.Engine.SetFocus(on)
	}
}

// onFleet gives the newest snapshot to everything that shows a part of it.
func (r *root) onFleet() tea.Cmd {
	before := r.Snap
	snap, changed := r.Engine.Since(before.Rev)
	r.Snap = snap
	r.calls.follow(snap, r.Wall)
	ring := r.onReclaims()
	r.announce(before)
	r.regions.apply()
	r.zones.apply(r.instances.order)
	r.spots.follow(before)
	cmds := []tea.Cmd{r.awaitFleet(), ring}
	for _, p := range r.pages {
		if p, ok := p.Page.(deck.Applier); ok {
			p.Apply()
		}
		if p, ok := p.Page.(deck.Refresher); ok {
			cmds = append(cmds, p.Refresh())
		}
	}
	for _, l := range r.Layers {
		if l, ok := l.(deck.Refresher); ok {
			cmds = append(cmds, l.Refresh())
		}
	}
	if changed != nil && len(changed) == 0 && sameHealth(before, snap) && sameKnowledge(before, snap) && !r.instances.priced() && !r.instances.Expr.Volatile() {
		return tea.Batch(cmds...)
	}
	if snap.Complete && !before.Complete {
		return tea.Batch(append(cmds, r.instances.Refresh())...) // somebody waits for this
	}
	return tea.Batch(append(cmds, r.instances.Follow())...)
}

// sameHealth reports whether the same regions fail, so that the rows' dimming still holds.
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

// sameKnowledge reports whether all is the same that problems are told from beside the rows.
func sameKnowledge(a, b *fleet.Snapshot) bool {
	return slices.Equal(a.Jobs, b.Jobs) &&
		reflect.ValueOf(a.AutoRenewals).Pointer() == reflect.ValueOf(b.AutoRenewals).Pointer() &&
		reflect.ValueOf(a.AutoRenewalsErr).Pointer() == reflect.ValueOf(b.AutoRenewalsErr).Pointer()
}

func (r *root) onOrdered() {
	r.Problems = r.instances.order.problems.sets
	r.regions.apply()
	r.readLacking()
	r.wantRenewals(r.instances.order.problems.ending)
	r.zones.apply(r.instances.order)
	r.noteZones(r.instances.order.zones)
	r.spots.setOrder(r.instances.order, r.seesSpots())
	r.wantSpots()
	r.spots.apply()
}

func (r *root) onJobAccepted(msg plan.AcceptedMsg) {
	r.Sending--
	if msg.Err != nil {
		if msg.Over != nil && r.Layer() == nil {
			r.Cover(msg.Over) // so that what was filled in is not lost
		}
		r.alarm = r.Text.S("Nothing was sent: {reason}", message.Of(msg.Err))
		return
	}
	r.undone.of, r.undone.restore = msg.ID, r.dropMarks(msg.IDs)
	if op.Of(msg.Action).Creates {
		r.replacedBy(msg.ID, msg.IDs)
	}
}

func (r *root) onTick() tea.Cmd {
	if r.Wall.After(r.toast.until) {
		r.toast = toast{}
	}
	if r.Engine != nil {
		r.calls.follow(r.Snap, r.Wall)
		r.wantSpots()
		r.onMoved()
	}
	r.countNotices()
	r.rested.tick(r.rowID())
	cmds := []tea.Cmd{r.nextTick(), r.ring(), r.instances.layOut()}
	if p, ok := r.Top().(deck.Ticker); ok {
		cmds = append(cmds, p.Tick())
	}
	if minute := r.Wall.Unix() / 60; minute != r.minute {
		r.minute = minute
		r.spots.apply()                           // the window has moved by it
		cmds = append(cmds, r.instances.Follow()) // what ends soon is a problem with time alone
		if p, ok := r.Top().(deck.Refresher); ok {
			cmds = append(cmds, p.Refresh())
		}
	}
	return tea.Batch(cmds...)
}

// replacedBy notes which job creates instances in place of others.
func (r *root) replacedBy(id fleet.JobID, lost []ecsapi.InstanceID) {
	if r.Replaced == nil {
		r.Replaced = map[ecsapi.InstanceID]fleet.JobID{}
	}
	for _, i := range lost {
		r.Replaced[i] = id
	}
}

// Run shows the deck until the person quits or ctx ends. The terminal is
// restored on every way out, a panic included.
func Run(ctx context.Context, d deck.Deps) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the waiting commands

	root := newRoot(ctx, d)
	root.screen = deck.NewScreen(d.Out, d.Now)
	options := []tea.ProgramOption{
		tea.WithContext(ctx),
		tea.WithInput(d.In),
		tea.WithOutput(root.screen),
		tea.WithEnvironment(d.Environ),
		tea.WithoutSignalHandler(), // the caller's context carries the signals, SIGHUP too
		tea.WithFPS(framesPerSecond),
	}
	if d.Terminal != nil {
		options = append(options, onTerminal(&d, root.screen)...)
		w, h := d.Terminal.Size()
		root.update(tea.WindowSizeMsg{Width: w, Height: h}) // so that the first frame has all there is
	}
	program := tea.NewProgram(root, append(options, d.Options...)...)
	root.redraw.find, root.redraw.idle = func() *time.Ticker { return tickerOf(program) }, root.screen.Idle
	if d.Terminal != nil {
		defer attend(ctx, d.Terminal, program)()
	}
	_, err := program.Run()
	switch {
	case root.broken != nil:
		return root.broken
	case errors.Is(err, tea.ErrProgramPanic):
		return err
	case ctx.Err() != nil && errors.Is(err, tea.ErrProgramKilled):
		return nil // asked to end by a signal: nothing went wrong
	}
	return err
}
