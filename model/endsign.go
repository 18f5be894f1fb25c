package model

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// endSign is a sign in the frame at the right end of the cursor's row, so that the eye can follow
// the row over a wide page. It moves after the cursor has, in a frame of its own: the renderer
// rewrites a line from its first to its last changed cell, so both at once would cost 650 bytes
// a move instead of 150.
type endSign struct {
	drawn int  // the cursor's line of the page, as it was last drawn; -1: none
	shown int  // the line with the sign
	keys  int  // pressed so far
	due   bool // the sign is about to follow
}

const (
	endSignFrom  = 100 // cells of the page
	endSignAfter = 45 * time.Millisecond
)

// endSignMsg has the sign follow, unless another key was pressed since.
type endSignMsg int

// pressed has the sign follow a key.
func (r *root) pressed() tea.Cmd {
	if !r.wide() {
		return nil
	}
	r.end.keys++
	r.end.due = true
	n := r.end.keys
	return await(r.Ctx, time.After(endSignAfter), func(time.Time) tea.Msg { return endSignMsg(n) })
}

func (s *endSign) follow(msg endSignMsg) {
	if int(msg) == s.keys {
		s.due, s.shown = false, s.drawn
	}
}

// tick follows what moved the cursor's row without a key.
func (s *endSign) tick() {
	if !s.due {
		s.shown = s.drawn
	}
}

// withEndSign puts the sign into the frame around the lines of a page.
func (r *root) withEndSign(frame, lines []string, w int) []string {
	r.end.drawn = -1
	if w < endSignFrom {
		return frame
	}
	sign := r.Theme.Cursor.Open + "▌"
	r.end.drawn = slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, sign) })
	if at := r.end.shown + 1; at > 0 && at < len(frame)-1 && r.end.drawn >= 0 {
		if l, ok := strings.CutSuffix(frame[at], r.Theme.BorderFocus.Paint("│")); ok {
			frame[at] = l + r.Theme.BorderFocus.Paint("▐")
		}
	}
	return frame
}
