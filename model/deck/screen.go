package deck

import (
	"io"
	"os"
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
	waiting []*firstPaint
}

// firstPaint is a frame that a dialog waits for; seen is when it was written, in
// nanoseconds of wall time, 0 before.
type firstPaint struct {
	after uint64 // it is in a write begun after this one
	seen  atomic.Int64
}

// OnPainted is called by the View that draws something for the first time.
func (s *Screen) OnPainted() *firstPaint {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &firstPaint{after: s.started}
	s.waiting = append(s.waiting, w)
	return w
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
	rest := s.waiting[:0]
	for _, w := range s.waiting {
		if w.after < nth {
			w.seen.Store(s.now().UnixNano())
		} else {
			rest = append(rest, w)
		}
	}
	clear(s.waiting[len(rest):])
	s.waiting = rest
	return n, err
}

// tty is a screen that is a terminal: the program asks it for its size and
// puts it into raw mode by its descriptor.
type tty struct {
	*Screen
	file *os.File
}

func (t tty) Read(b []byte) (int, error) { return t.file.Read(b) }
func (t tty) Close() error               { return t.file.Close() }
func (t tty) Fd() uintptr                { return t.file.Fd() }

// NewScreen makes a screen of the output, and what the program is to write to.
func NewScreen(out io.Writer, now func() time.Time) (*Screen, io.Writer) {
	s := &Screen{out: out, now: now}
	if f, ok := out.(*os.File); ok {
		return s, tty{s, f}
	}
	return s, s
}
