package model

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/ui/term"
)

const (
	minWidth, minHeight = 40, 10
	wideWidth           = 120 // sidebar and page side by side from here on
)

// View draws the frame. It runs after every message, so it reads what Update
// prepared and looks nothing up.
func (r *root) View() tea.View {
	v := tea.NewView(strings.Join(anchored(r.frame()), "\n"))
	v.AltScreen = true
	v.ReportFocus = true
	v.WindowTitle = r.windowTitle()
	if p := r.typist(); p != nil && r.layer() == nil && !r.tooSmall() {
		if c := p.line().input.Cursor(); c != nil {
			c.X++
			c.Y = r.h - 2
			v.Cursor = c
		}
	}
	return v
}

// anchored makes the last line begin with a cell that is not blank, though it
// looks so. The renderer takes lines at the bottom for empty that are blank as
// far as the screen was wide before: after a terminal of one column that would
// be all below the cursor.
func anchored(frame []string) []string {
	if n := len(frame) - 1; n >= 0 && strings.HasPrefix(frame[n], " ") {
		frame[n] = "\x1b[2m \x1b[m" + frame[n][1:]
	}
	return frame
}

func (r *root) tooSmall() bool { return r.w < minWidth || r.h < minHeight }

func (r *root) wide() bool { return r.w >= wideWidth }

func (r *root) sidebarWidth() int {
	if r.w >= 160 {
		return 36
	}
	return 31
}

// seesSpots reports whether the spot panel is on screen: prices that nobody
// sees are not asked for.
func (r *root) seesSpots() bool { return r.wide() || r.h == 0 || r.focus == paneSpots }

// spotsWidth is the cells that the prices have.
func (r *root) spotsWidth() int {
	if r.wide() {
		return r.sidebarWidth()
	}
	return r.w
}

func (r *root) frame() []string {
	switch {
	case r.w <= 0 || r.h <= 0:
		return nil // the size is not known yet
	case r.tooSmall():
		return r.small()
	case r.NoCredentials != nil:
		return r.welcome(r.w, r.h)
	}
	page := append(make([]string, 0, r.h), r.heads()...)
	top := len(page)
	page = append(page, r.body(r.w, r.h-2-top)...)
	page = append(page, r.statusLine(r.w))
	if len(r.layers) == 0 {
		return append(page, r.hints(r.w))
	}
	page = append(page, term.Blank(r.w)) // the dialog names its own keys
	for _, l := range r.visible() {
		w := min(r.w-2, 100)
		if _, all := l.(roomy); all {
			w = r.w
		}
		box := l.view(w, r.h-1-top)
		x, y := term.Center(r.w, r.h, box)
		page = term.Overlay(page, box, x, max(y, top))
	}
	r.layer().shown(r.screen)
	return page
}

func (r *root) small() []string {
	out := make([]string, r.h)
	for i := range out {
		out[i] = term.Blank(r.w)
	}
	for i, l := range term.Wrap(r.Text.S("ecsdeck needs %s, this is %s", size(minWidth, minHeight), size(r.w, r.h)), max(1, r.w)) {
		if i < r.h {
			out[i] = term.FitLine(l, r.w)
		}
	}
	return out
}

func size(w, h int) string { return term.Count(w) + "x" + term.Count(h) }

func (r *root) body(w, h int) []string {
	if !r.wide() {
		return r.single(w, h)
	}
	if p, all := r.top().(spacious); all {
		p := p.(page)
		return term.Panel(p.heading(), p.view(w-2, h-2, true), w, h, &r.theme, true)
	}
	left := r.sidebarWidth()
	side, rest := r.sidebar(left, h), w-left
	if p := r.top(); p != nil {
		return term.JoinColumns(side, term.Panel(p.heading(), p.view(rest-2, h-2, true), rest, h, &r.theme, true))
	}
	focused := r.focus == paneInstances
	return term.JoinColumns(side, term.Panel(r.instances.heading(), r.instances.view(rest-2, h-2, focused), rest, h, &r.theme, focused))
}

// single shows one pane at a time, without frames.
func (r *root) single(w, h int) []string {
	var heading string
	var lines []string
	switch p := r.top(); {
	case p != nil:
		heading, lines = p.heading(), p.view(w, h-1, true)
	case r.focus == paneRegions:
		heading, lines = r.Text.S("Regions"), r.regions.view(w, h-1, true)
	case r.focus == paneZones:
		heading, lines = r.zones.heading(), r.zones.view(w, h-1, true)
	case r.focus == paneSpots:
		heading, lines = r.spots.heading(), r.spots.view(w, h-1)
	default:
		heading, lines = r.instances.heading(), r.instances.view(w, h-1, true)
	}
	return append([]string{term.FitLine(" "+r.theme.Title.Paint(heading), w)}, lines...)
}

// sidebar stacks regions, zones and spot prices in the height there is.
func (r *root) sidebar(w, h int) []string {
	inner := h - 4 // frames
	spots := min(1+len(r.spots.lines), max(2, inner/4))
	spots = max(spots, 2)
	zones := max(2, min(len(r.zones.rows), max(2, inner/5)))
	regions := max(1, inner-spots-zones)
	focus := -1
	if r.top() == nil {
		focus = map[pane]int{paneInstances: -1, paneRegions: 0, paneZones: 1}[r.focus]
	}
	return term.Stack([]term.Pane{
		{Title: r.Text.S("Regions"), H: regions, Lines: r.regions.view(w-2, regions, focus == 0)},
		{Title: r.zones.heading(), H: zones, Lines: r.zones.view(w-2, zones, focus == 1)},
		{Title: r.spots.heading(), H: spots, Lines: r.spots.view(w-2, spots)},
	}, w, h, &r.theme, focus)
}

// hints are the keys that matter where the person is; help is always last.
func (r *root) hints(w int) string {
	k := r.Keys
	var pairs []string
	add := func(b *keymap.Binding, what string) { pairs = append(pairs, b.Label(), what) }
	if r.typist() != nil {
		add(k.Confirm, r.Text.S("keep the filter"))
		add(k.Leave, r.Text.S("take it back"))
		add(k.NextPane, r.Text.S("complete"))
		return term.Hints(&r.theme, w, pairs...)
	}
	switch r.top().(type) {
	case nil:
		switch {
		case r.focus == paneSpots:
			add(k.Back, r.Text.S("instances"))
		case r.focus != paneInstances:
			add(k.Enter, r.Text.S("look at it"))
		default:
			add(k.Enter, r.Text.S("open"))
			add(k.Mark, r.Text.S("mark"))
		}
		add(k.Filter, r.Text.S("filter"))
		add(k.Start, r.Text.S("start"))
		add(k.Stop, r.Text.S("stop"))
		add(k.Actions, r.Text.S("actions"))
		add(k.NextPane, r.Text.S("panes"))
		add(k.Reboot, r.Text.S("reboot"))
		add(k.Create, r.Text.S("create"))
		add(k.Spot, r.Text.S("spot prices"))
		add(k.Renewals, r.Text.S("renewals"))
		add(k.Jobs, r.Text.S("jobs"))
		add(k.Calls, r.Text.S("calls"))
		add(k.Quit, r.Text.S("quit"))
	case *describe:
		add(k.Back, r.Text.S("back"))
		add(k.Start, r.Text.S("start"))
		add(k.Stop, r.Text.S("stop"))
		add(k.Reboot, r.Text.S("reboot"))
		add(k.Actions, r.Text.S("actions"))
		add(k.Copy, r.Text.S("copy the id"))
	case *renewals:
		add(k.Renew, r.Text.S("renew"))
		add(k.AutoRenew, r.Text.S("auto-renew"))
		add(k.Window, r.Text.S("how far ahead"))
		add(k.Filter, r.Text.S("filter"))
		add(k.Mark, r.Text.S("mark"))
		add(k.Enter, r.Text.S("open"))
		add(k.Actions, r.Text.S("actions"))
		add(k.Back, r.Text.S("back"))
	case *reclaims:
		add(k.Acknowledge, r.Text.S("acknowledge"))
		add(k.Drain, r.Text.S("drain"))
		add(k.Replace, r.Text.S("replace"))
		add(k.Mark, r.Text.S("mark"))
		add(k.Enter, r.Text.S("what was done"))
		add(k.Describe, r.Text.S("describe"))
		add(k.Back, r.Text.S("back"))
	case *board:
		add(k.Enter, r.Text.S("chart"))
		add(k.Create, r.Text.S("buy"))
		add(k.Window, r.Text.S("window"))
		add(k.Mark, r.Text.S("mark"))
		add(k.Filter, r.Text.S("filter"))
		add(k.SortRight, r.Text.S("sort"))
		add(k.Elsewhere, r.Text.S("region"))
		add(k.Wish, r.Text.S("availability"))
		add(k.JobTime, r.Text.S("job"))
		add(k.Mean, r.Text.S("means"))
		add(k.Relative, r.Text.S("relative"))
		add(k.Back, r.Text.S("back"))
	case *spotDetail:
		add(k.Window, r.Text.S("window"))
		pairs = append(pairs, k.RaiseBid.Label()+" "+k.LowerBid.Label(), r.Text.S("bid"))
		add(k.NextPane, r.Text.S("next zone"))
		add(k.Overlay, r.Text.S("all zones"))
		add(k.Create, r.Text.S("buy"))
		add(k.Relative, r.Text.S("scale"))
		add(k.SuggestedBid, r.Text.S("suggested bid"))
		add(k.Wish, r.Text.S("availability"))
		add(k.JobTime, r.Text.S("job"))
		add(k.Back, r.Text.S("back"))
	case *jobs:
		add(k.Back, r.Text.S("back"))
		add(k.NextPane, r.Text.S("jobs, instances"))
		add(k.CancelJob, r.Text.S("cancel the unsent"))
		add(k.Retry, r.Text.S("try again"))
		add(k.Remark, r.Text.S("mark the failed"))
		add(k.Copy, r.Text.S("copy as commands"))
	case *calls:
		add(k.Back, r.Text.S("back"))
		add(k.Copy, r.Text.S("copy the request id"))
	default:
		add(k.Back, r.Text.S("back"))
	}
	add(k.Help, r.Text.S("help"))
	return term.Hints(&r.theme, w, pairs...)
}
