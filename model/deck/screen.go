package deck

import (
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Screen is the terminal's output. It knows when what was drawn has really been
// written: on a stalled line that is long after View.
type Screen struct {
	out io.Writer
	now func() time.Time

	mu      sync.Mutex
	started uint64 // writes begun
	ended   uint64
	last    time.Time // when the last one ended
	waiting []*firstPaint

	seen chan struct{} // a frame that a dialog waits for is on the terminal
}

// firstPaint is a frame that a dialog waits for; seen is when it was written, in
// nanoseconds of wall time, 0 before.
type firstPaint struct {
	after uint64 // it is in a write begun after this one
	seen  atomic.Int64
	ended chan struct{} // is closed then; nil: nobody waits
}

// OnPainted is called by the View that draws something for the first time.
func (s *Screen) OnPainted() *firstPaint {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &firstPaint{after: s.started}
	s.waiting = append(s.waiting, w)
	return w
}

// Painted is closed once a write that begins from now on has ended.
func (s *Screen) Painted() <-chan struct{} {
	w := s.OnPainted()
	s.mu.Lock()
	defer s.mu.Unlock()
	w.ended = make(chan struct{})
	return w.ended
}

// Writes is how many writes have begun.
func (s *Screen) Writes() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.started
}

// Idle is for how long nothing has been written.
func (s *Screen) Idle() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended < s.started {
		return 0
	}
	return time.Since(s.last)
}

// Write writes, and then notes the time for the frames that waited for it.
func (s *Screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	s.started++
	nth := s.started
	s.mu.Unlock()
	n, err := s.out.Write(b)

	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended, s.last = s.ended+1, time.Now()
	rest := s.waiting[:0]
	for _, w := range s.waiting {
		if w.after < nth {
			w.seen.Store(s.now().UnixNano())
			if w.ended != nil {
				close(w.ended)
				continue
			}
			select {
			case s.seen <- struct{}{}:
			default: // one is on its way
			}
		} else {
			rest = append(rest, w)
		}
	}
	clear(s.waiting[len(rest):])
	s.waiting = rest
	return n, err
}

// NewScreen makes a screen of the output.
func NewScreen(out io.Writer, now func() time.Time) *Screen {
	return &Screen{out: out, now: now, seen: make(chan struct{}, 1)}
}

// Seen tells that the first frame of a dialog with a guard is on the terminal.
func (s *Screen) Seen() <-chan struct{} { return s.seen }

// grace is how long a dialog that asks for something ignores keys: what was
// typed before it was on screen was meant for the page below.
const grace = 400 * time.Millisecond

// InputGuard separates keys meant for a dialog from those typed before it was seen:
// before its first frame was written to the terminal, and grace after.
type InputGuard struct {
	first *firstPaint
	held  time.Time // when a key was held off last

	Missed bool // enter was the key held off last: the person may think that it counted
}

// Guarded is a layer that ignores keys at first.
type Guarded interface {
	// CountsAt is when keys begin to count; it is not known before the first frame is seen.
	CountsAt() (at time.Time, known bool)
}

// Shown waits for the first frame to be on the terminal.
func (s *InputGuard) Shown(out *Screen) {
	if s.first == nil && out != nil {
		s.first = out.OnPainted()
	}
}

// Covered arms the guard again, for the next first frame.
func (s *InputGuard) Covered() { *s = InputGuard{} }

// Early reports whether a key came too early. Then somebody is typing: the grace begins again.
func (s *InputGuard) Early(now time.Time) bool {
	if !s.Counts(now) {
		s.held = now
		return true
	}
	s.Missed = false
	return false
}

// Counts reports whether keys count by now.
func (s *InputGuard) Counts(now time.Time) bool {
	at, known := s.CountsAt()
	return known && !now.Before(at)
}

// CountsAt is when keys begin to count, as far as that is known; see Guarded.
func (s *InputGuard) CountsAt() (at time.Time, known bool) {
	if s.first == nil {
		return at, false
	}
	seen := s.first.seen.Load()
	if seen == 0 {
		return at, false
	}
	if at = time.Unix(0, seen); at.Before(s.held) {
		at = s.held
	}
	return at.Add(grace), true
}
