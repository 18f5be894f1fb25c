package model

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

const (
	// trailSign is at the right end of the cursor's row, so that the eye can follow a long one.
	trailSign = "▐"
	// trailLeast is how wide the rows must be for that.
	trailLeast = 90
	// trailAfter is how long after the cursor its sign at the right end moves. The renderer
	// writes a line from its first to its last changed cell: moved in one frame, both ends
	// cost 650 bytes on a screen of 200 columns, in two they cost 150.
	trailAfter = 60 * time.Millisecond
)

// trail is the sign at the right end of the cursor's row.
type trail struct {
	page    deck.Page // that it is on; nil: the instances
	line    int       // of the page's lines; 0, and -1, for none
	wanted  int       // where the cursor is
	moved   time.Time // wall time since when it is there
	waiting bool      // a trailMsg is on its way
}

// trailMsg says that the sign may have to move.
type trailMsg struct{}

// followCursor has the sign move some time after the cursor has come to rest.
func (r *root) followCursor() tea.Cmd {
	t := &r.trail
	if line := r.cursorRow(); line != t.wanted {
		t.wanted, t.moved = line, r.Wall
	}
	if t.waiting || t.line == t.wanted && t.page == r.Top() {
		return nil
	}
	t.waiting = true
	return func() tea.Msg {
		return await(r.Ctx, time.After(trailAfter), func(time.Time) tea.Msg { return trailMsg{} })()
	}
}

func (r *root) onTrail() {
	t := &r.trail
	if t.waiting = false; r.Wall.Sub(t.moved) >= trailAfter {
		t.page, t.line = r.Top(), t.wanted
	}
}

// cursorRow is the line of the cursor's row on the page that has the keys, or -1.
func (r *root) cursorRow() int {
	switch p := r.Top().(type) {
	case nil:
		if r.focus == paneInstances {
			return r.instances.CursorLine()
		}
	case deck.CursorOwner:
		return p.CursorLine()
	}
	return -1
}

// drawTrail draws the sign on the frame of a panel.
func (r *root) drawTrail(panel []string, w int) []string {
	t := &r.trail
	if w < trailLeast || t.line <= 0 || t.page != r.Top() || r.cursorRow() <= 0 || t.line+2 >= len(panel) {
		return panel
	}
	return term.Overlay(panel, []string{r.Theme.Accent.Paint(trailSign)}, w-1, t.line+1)
}
