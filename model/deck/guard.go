package deck

import (
	"time"
)

// grace is how long a dialog that asks for something ignores keys: what was
// typed before it was on screen was meant for the page below.
const grace = 400 * time.Millisecond

// InputGuard tells keys meant for a dialog from those typed before it was seen:
// before its first frame was written to the terminal, and grace after.
type InputGuard struct {
	first *firstPaint
	held  time.Time // when a key was held off last
}

// Shown waits for the first frame to be on the terminal.
func (s *InputGuard) Shown(out *Screen) {
	if s.first == nil && out != nil {
		s.first = out.OnPainted()
	}
}

// Covered arms the guard again, for the next first frame.
func (s *InputGuard) Covered() { s.first, s.held = nil, time.Time{} }

// Early reports whether a key came too early. One that did shows that somebody
// is typing: the grace begins again.
func (s *InputGuard) Early(now time.Time) bool {
	seen := int64(0)
	if s.first != nil {
		seen = s.first.seen.Load()
	}
	if seen == 0 || now.Sub(time.Unix(0, seen)) < grace || now.Sub(s.held) < grace {
		s.held = now
		return true
	}
	return false
}
