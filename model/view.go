package model

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

const minWidth, minHeight = 40, 10

// View draws the frame. It runs after every message, so it reads what Update
// prepared and looks nothing up.
func (r *root) View() tea.View {
	v := tea.NewView(strings.Join(anchored(r.frame()), "\n"))
	v.AltScreen = true
	v.ReportFocus = true
	v.MouseMode = r.mouseMode()
	v.WindowTitle = r.windowTitle()
	if p := r.filterOwner(); p != nil && r.Layer() == nil && !r.tooSmall() {
		if c := p.Line().Input.Cursor(); c != nil {
			c.X++
			c.Y = r.h - 2
			v.Cursor = c
		}
	}
	r.redraw.drawn(&v)
	return v
}

// anchored begins the last line with a cell that looks blank but is not. The renderer
// skips lines at the bottom that are blank up to the previous width of the screen:
// after a terminal of one column that would be all lines below the cursor.
func anchored(frame []string) []string {
	if n := len(frame) - 1; n >= 0 && strings.HasPrefix(frame[n], " ") {
		frame[n] = "\x1b[2m \x1b[m" + frame[n][1:]
	}
	return frame
}

func (r *root) tooSmall() bool { return r.w < minWidth || r.h < minHeight }

func (r *root) wide() bool { return r.w >= deck.WideWidth }

func (r *root) sidebarWidth() int {
	if r.w >= 160 {
		return 36
	}
	return 31
}

// seesSpots reports whether the spot panel is on screen: prices that nobody sees are not asked for.
func (r *root) seesSpots() bool {
	return r.wide() && !r.Views.Zoom || r.h == 0 || r.focus == paneSpots
}

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
	r.pointer.areas, r.pointer.box = r.pointer.areas[:0], area{}
	page := append(make([]string, 0, r.h), r.topLines()...)
	top := len(page)
	body := r.body(top, r.w, r.h-2-top)
	if len(r.Layers) > 0 {
		body = term.Backdrop(body, r.Theme.Faint)
	}
	page = append(page, body...)
	page = append(page, r.statusLine(r.w))
	if box := r.toastBox(r.w); len(box) > 0 {
		page = r.overlay(page, box, 0, max(top, len(page)-r.busyLine()-len(box)))
	}
	if len(r.Layers) == 0 {
		if p := r.filterOwner(); p != nil {
			above := r.aboveFilter(p, r.w, len(page)-1-top)
			page = r.overlay(page, above, 0, len(page)-1-len(above))
		}
		if box := r.noticeBox(); len(box) > 0 {
			page = r.overlay(page, box, (r.w-term.Width(box[0]))/2, max(top, len(page)-1-len(box)))
		}
		r.pointer.drawn(partHints, 0, len(page), r.w, 1)
		return append(page, term.Hints(&r.Theme, r.w, r.hints()...))
	}
	page = append(page, term.Blank(r.w)) // the dialog names its own keys
	for n, l := range r.Visible() {
		if n > 0 {
			copy(page[top:], term.Backdrop(page[top:r.h-2], r.Theme.Faint))
		}
		w := min(r.w-2, 100)
		switch l.(type) {
		case deck.FullWidth:
			w = r.w
		case deck.Tabular:
			w = r.w - 2
		}
		box := l.View(w, r.h-1-top)
		x, y := term.Center(r.w, r.h, box)
		if len(box) > 0 {
			b := area{x: x, y: max(y, top), w: term.Width(box[0]), h: len(box)}
			if r.pointer.box = b; x > 0 && x+b.w < r.w {
				box, x = term.Aired(box), x-1
			}
		}
		page = term.Overlay(page, box, x, max(y, top))
	}
	r.Layer().Shown(r.screen)
	return page
}

// overlay lays a box over the page.
func (r *root) overlay(page, box []string, x, y int) []string {
	if len(box) > 0 {
		r.pointer.drawn(partCovered, x, y, term.Width(box[0]), len(box))
	}
	return term.Overlay(page, box, x, y)
}

func (r *root) small() []string {
	text := r.Text.S("ecsdeck needs {least}, this is {size}", size(minWidth, minHeight), size(r.w, r.h))
	return deck.Fill(term.Wrap(text, max(1, r.w)), r.w, r.h)
}

func size(w, h int) string { return term.Count(w) + "x" + term.Count(h) }

// section is a part of the screen: what is in its frame, or below its heading.
type section struct {
	heading, more string
	lines         []string
	of            part
}

// section draws the page shown or, without one, the pane with the focus.
func (r *root) section(w, h int, focused bool) section {
	p := r.Top()
	// The heading says what the lines show, so these come first.
	switch {
	case p != nil:
		s := section{lines: p.View(w, h, focused), of: partPage}
		if s.heading = p.Heading(); !focused {
			return s
		}
		if p, ok := p.(deck.Cutter); ok {
			s.more = r.MoreNote(p.Beyond())
		}
		return s
	case r.focus == paneRegions && focused:
		s := section{lines: r.regions.view(w, h, true), of: partRegions}
		s.heading, s.more = r.regions.heading(), r.MoreNote(r.regions.table.Beyond())
		return s
	case r.focus == paneZones && focused:
		s := section{lines: r.zones.view(w, h, true), of: partZones}
		s.heading, s.more = r.zones.heading(), r.MoreNote(r.zones.table.Beyond())
		return s
	case r.focus == paneSpots && focused:
		return section{lines: r.spots.view(w, h), heading: r.spots.heading(), of: partCovered}
	}
	s := section{lines: r.instances.View(w, h, focused), of: partInstances}
	s.heading, s.more = r.instances.Heading(), r.MoreNote(r.instances.Beyond())
	return s
}

// body is what stands from line top on, between header and status line.
func (r *root) body(top, w, h int) []string {
	if !r.wide() {
		return r.single(top, w, h)
	}
	left, focused := 0, true
	if _, all := r.Top().(deck.FullWidth); !all && !r.Views.Zoom {
		left, focused = r.sidebarWidth(), r.Top() != nil || r.focus == paneInstances
	}
	s := r.section(w-left-2, h-2, focused)
	r.pointer.drawn(s.of, left+1, top+1, w-left-2, h-2)
	panel := r.drawTrail(r.panel(s, w-left, h, focused), w-left)
	if left == 0 {
		return panel
	}
	return term.JoinColumns(r.sidebar(top, left, h), panel)
}

func (r *root) panel(s section, w, h int, focused bool) []string {
	focus := deck.Btoi(focused) - 1
	return term.Stack([]term.Pane{{Title: s.heading, Note: s.more, Lines: s.lines}}, w, h, &r.Theme, focus)
}

// single shows one pane at a time, without frames.
func (r *root) single(top, w, h int) []string {
	s := r.section(w, h-1, true)
	r.pointer.drawn(s.of, 0, top+1, w, h-1)
	heading := " " + r.Theme.Title.Paint(s.heading)
	more := s.more
	if term.Width(heading)+1+term.Width(more)+1 > w { // the heading tells more
		more = strings.Map(func(r rune) rune {
			if r == '↑' || r == '↓' {
				return r
			}
			return -1
		}, more)
	}
	if more != "" {
		heading = term.FitLine(heading, max(0, w-term.Width(more)-1)) + r.Theme.Dim.Paint(more)
	}
	return append([]string{term.FitLine(heading, w)}, s.lines...)
}

// sidebar stacks regions, zones and spot prices in the height there is.
func (r *root) sidebar(top, w, h int) []string {
	inner := h - 4 // frames
	spots := max(2, min(1+len(r.spots.lines), max(2, inner/4)))
	zones := max(2, min(r.zones.rows.Len(), max(2, inner/5)))
	regions := max(1, inner-spots-zones)
	focus := -1
	if r.Top() == nil {
		focus = map[pane]int{paneInstances: -1, paneRegions: 0, paneZones: 1}[r.focus]
	}
	regionLines := r.regions.view(w-2, regions, focus == 0)
	zoneLines := r.zones.view(w-2, zones, focus == 1)
	r.pointer.drawn(partRegions, 1, top+1, w-2, regions)
	r.pointer.drawn(partZones, 1, top+2+regions, w-2, zones)
	return term.Stack([]term.Pane{
		{Title: r.sideTitle(r.regions.heading(), r.regions.table), H: regions, Lines: regionLines},
		{Title: r.sideTitle(r.zones.heading(), r.zones.table), H: zones, Lines: zoneLines},
		{Title: r.spots.heading(), H: spots, Lines: r.spots.view(w-2, spots)},
	}, w, h, &r.Theme, focus)
}

// sideTitle is a pane's title with signs of the rows out of sight.
func (r *root) sideTitle(title string, t *term.Table) string {
	above, below := t.Beyond()
	if above > 0 {
		title += " ↑ " + term.Count(above)
	}
	if below > 0 {
		title += " ↓ " + term.Count(below)
	}
	return title
}

// toggleZoom gives the pane with the focus the whole width, or its own again.
func (r *root) toggleZoom() tea.Cmd {
	if !r.wide() {
		return deck.Say(r.Text.S("One pane is shown already: {key} goes to the next one.", r.Keys.NextPane.Label()))
	}
	zoom := !r.Views.Zoom
	cmd := r.KeepViews(func(v *deck.Views) { v.Zoom = zoom })
	r.showSpots()
	return tea.Batch(cmd, r.sizePages())
}

// showSpots shows the prices of what is in the rows, where they are on screen.
func (r *root) showSpots() {
	r.spots.setOrder(r.instances.order, r.seesSpots())
	r.spots.apply()
}

// hints are the keys of the page and the focus, each with what it does; help is always last.
func (r *root) hints() (pairs []string) {
	k := r.Keys
	add := func(b *keymap.Binding, what string) { pairs = append(pairs, b.Label(), what) }
	if r.filterOwner() != nil {
		add(k.Confirm, r.Text.S("keep the filter"))
		add(k.Leave, r.Text.S("take it back"))
		add(k.NextPane, r.Text.S("complete"))
		return pairs
	}
	switch p := r.Top().(type) {
	case nil:
		r.paneHints(add)
	case deck.Hinter:
		for _, h := range p.Hints() {
			pairs = append(pairs, h.Keys, h.What)
		}
	default:
		add(k.Back, r.Text.S("back"))
	}
	add(k.Help, r.Text.S("help"))
	return pairs
}

func (r *root) paneHints(add func(*keymap.Binding, string)) {
	k := r.Keys
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
}
