package model

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// The mouse chooses and scrolls what is on screen, and presses the keys that are named below a page.
// It answers no question and does not quit: a click is too easily made for that.

// area is a part of the screen as it was drawn last, in cells.
type area struct {
	x, y, w, h int
	of         part
	problem    fleet.Problem // of partProblem
}

// part is what an area shows.
type part int

const (
	partPage part = iota // the lines of the page shown
	partInstances
	partRegions
	partZones
	partProblem // the count of a problem
	partCovered // a box over the page, which takes no clicks
	partHints   // the keys below the page
)

func (a area) has(x, y int) bool { return x >= a.x && x < a.x+a.w && y >= a.y && y < a.y+a.h }

// pointer is what the mouse needs to know of the screen and of itself.
type pointer struct {
	on    bool
	areas []area // from below
	box   area   // of the top layer

	clicked time.Time // wall time of the last click that could be the first of two
	what    string    // … and the row that it was on
}

// drawn notes an area of the screen.
func (p *pointer) drawn(of part, x, y, w, h int) {
	p.areas = append(p.areas, area{x: x, y: y, w: w, h: h, of: of})
}

// at is the topmost area at a cell.
func (p *pointer) at(x, y int) (area, bool) {
	for _, a := range slices.Backward(p.areas) {
		if a.has(x, y) {
			return a, true
		}
	}
	return area{}, false
}

// mouseMode is what the terminal is to report. Where there is nothing to click, it selects text.
func (r *root) mouseMode() tea.MouseMode {
	if !r.pointer.on || r.tooSmall() || r.NoCredentials != nil {
		return tea.MouseModeNone
	}
	return tea.MouseModeCellMotion // reports a motion only while a button is held
}

// toggleMouse switches the mouse on or off: while it is on, a terminal selects text with shift only.
func (r *root) toggleMouse() {
	r.pointer.on = !r.pointer.on
	if r.pointer.on {
		r.say(r.Text.S("mouse on: {key} switches it off, so that the terminal selects text", r.Keys.Mouse.Label()), r.Theme.Info)
	} else {
		r.say(r.Text.S("mouse off: the terminal selects text; {key} switches it on", r.Keys.Mouse.Label()), r.Theme.Info)
	}
}

// wheelLines is how far a step of the wheel scrolls.
const wheelLines = 3

// onMouse handles a click of the left button, or the wheel.
func (r *root) onMouse(msg tea.MouseMsg) tea.Cmd {
	m := msg.Mouse()
	if r.mouseMode() == tea.MouseModeNone {
		return nil // reported before it was switched off
	}
	switch msg.(type) {
	case tea.MouseClickMsg:
		if m.Button == tea.MouseLeft {
			r.touched = r.Wall
			return r.click(m.X, m.Y)
		}
	case tea.MouseWheelMsg:
		r.touched = r.Wall
		switch m.Button {
		case tea.MouseWheelUp:
			r.wheel(m.X, m.Y, -wheelLines)
		case tea.MouseWheelDown:
			r.wheel(m.X, m.Y, wheelLines)
		}
	}
	return nil
}

func (r *root) wheel(x, y, lines int) {
	if l := r.Layer(); l != nil {
		if b := r.pointer.box; b.has(x, y) {
			if l, ok := l.(deck.Wheeler); ok {
				l.Wheel(x-b.x, y-b.y, lines)
			}
		}
		return
	}
	a, ok := r.pointer.at(x, y)
	if !ok {
		return
	}
	switch a.of {
	case partPage:
		if p, ok := r.Top().(deck.Wheeler); ok {
			p.Wheel(x-a.x, y-a.y, lines)
		}
	case partInstances:
		r.instances.Pin()
		r.instances.Wheel(x-a.x, y-a.y, lines)
	case partRegions:
		r.regions.table.Scroll(lines)
	case partZones:
		r.zones.touched = true
		r.zones.table.Scroll(lines)
	case partProblem, partCovered, partHints:
	}
}

// click puts the cursor where a click was. The second of two on the same row does what enter does.
func (r *root) click(x, y int) tea.Cmd {
	if l := r.Layer(); l != nil {
		return r.layerClick(l, x, y)
	}
	a, ok := r.pointer.at(x, y)
	switch {
	case !ok || a.of == partCovered:
		return nil
	case a.of == partHints:
		return r.hintClick(x)
	}
	var kept tea.Cmd
	if p := r.filterOwner(); p != nil {
		if kept = p.Editing(tea.KeyPressMsg{Code: tea.KeyEnter}); r.filterOwner() != nil {
			return kept // it can't be understood as it stands
		}
	}
	cmd, on := r.clickIn(a, x-a.x, y-a.y)
	if on && r.second(r.cursorOf(a)) {
		return tea.Batch(kept, cmd, r.enter(a))
	}
	return tea.Batch(kept, cmd)
}

// second reports whether a click is the second one on the same row.
func (r *root) second(what string) bool {
	const within = 400 * time.Millisecond
	p := &r.pointer
	twice := what != "" && what == p.what && r.Wall.Sub(p.clicked) < within
	p.clicked, p.what = r.Wall, what
	if twice {
		p.what = "" // a third one begins anew
	}
	return twice
}

// clickIn handles a click in an area, at its cell x of line y. on is that of [deck.Clicker].
func (r *root) clickIn(a area, x, y int) (cmd tea.Cmd, on bool) {
	table := func(t *term.Table) bool {
		row, _, ok := t.Hit(x, y+1) // it is drawn without its header
		if ok = ok && row != term.Header; ok {
			t.ScrollTo(row)
		}
		return ok
	}
	switch a.of {
	case partPage:
		if p, ok := r.Top().(deck.Clicker); ok {
			return p.Click(x, y)
		}
	case partProblem:
		return r.showProblem(a.problem), false
	case partInstances:
		r.focusOn(paneInstances)
		r.instances.Pin()
		return r.instances.Click(x, y)
	case partRegions:
		if r.Top() == nil {
			r.focusOn(paneRegions)
			return nil, table(r.regions.table)
		}
	case partZones:
		if r.Top() == nil {
			r.focusOn(paneZones)
			r.zones.touched = true
			return nil, table(r.zones.table)
		}
	case partCovered, partHints:
	}
	return nil, false
}

// hintClick presses the key whose hint is at cell x.
func (r *root) hintClick(x int) tea.Cmd {
	pairs := r.hints()
	n, at := term.HintAt(r.w, x, pairs...)
	if n < 0 {
		return nil
	}
	label := pairs[2*n]
	if labels := strings.Fields(label); len(labels) > 1 { // of several the one that was hit
		label = ""
		for _, l := range labels {
			if at >= 0 && at < term.Width(l) {
				label = l
			}
			at -= term.Width(l) + 1
		}
	}
	for _, g := range r.Keys.Groups() {
		for _, b := range g.Bindings {
			if b.Label() == label && b != r.Keys.Quit {
				return r.onKey(pressOf(b))
			}
		}
	}
	return nil
}

// cursorOf names the row under the cursor in an area.
func (r *root) cursorOf(a area) string {
	switch a.of {
	case partInstances:
		return "instance " + r.instances.Table.CursorID()
	case partRegions:
		return "region " + r.regions.table.CursorID()
	case partZones:
		return "zone " + r.zones.table.CursorID()
	case partPage:
		if p, ok := r.Top().(interface{ CursorKey() string }); ok {
			return "page " + p.CursorKey()
		}
	case partProblem, partCovered, partHints:
	}
	return ""
}

// enter does what the key does where the cursor of an area is.
func (r *root) enter(a area) tea.Cmd {
	var cmd tea.Cmd
	if p := r.Top(); a.of == partPage && p != nil {
		cmd, _ = p.Key(pressOf(r.Keys.Enter))
	} else if p == nil {
		cmd, _ = r.paneKey(pressOf(r.Keys.Enter))
	}
	return cmd
}

// layerClick puts the cursor of a layer where a click in its box was. The second of two on a line
// does what enter does, in layers that say so: those ask nothing.
func (r *root) layerClick(l deck.Layer, x, y int) tea.Cmd {
	b := r.pointer.box
	c, ok := l.(deck.Clicker)
	if !ok || !b.has(x, y) {
		return nil
	}
	cmd, on := c.Click(x-b.x, y-b.y)
	if on && r.second("line "+strconv.Itoa(y)) {
		return tea.Batch(cmd, r.layerKey(pressOf(r.Keys.Confirm)))
	}
	return cmd
}

// pressOf is a press of a binding's key.
func pressOf(b *keymap.Binding) tea.KeyPressMsg {
	if len(b.Keys) == 0 {
		return tea.KeyPressMsg{}
	}
	return tea.KeyPressMsg{Text: b.Keys[0]}
}
