// Package tty is the terminal of this process, for a program that takes the whole of
// it: its size, what a shell does with the process (ctrl-z, fg), and ways out for when
// the terminal takes nothing any more or the program can't give it back.
//
// Place in the house: a leaf. ui/cli opens it, model runs the deck on it.
package tty

import (
	"io"
	"os"
	"sync"
	"time"

	xterm "golang.org/x/term"
)

// The largest screen that is drawn, in cells. A terminal that claims to be larger would
// cost memory for each cell of it: 65,535 by 65,535 are 4.5 GB.
const (
	MaxWidth  = 1000
	MaxHeight = 400
)

// Letters are what a terminal can draw.
type Letters int

const (
	Unicode    Letters = iota
	ASCIISigns         // signs of the program as ASCII: the terminal gives some of them two cells
	OnlyASCII          // names too
)

// Terminal is what a program reads its keys from and draws on. Close ends what it hears
// of the system.
type Terminal struct {
	// Letters are those that the terminal knows.
	Letters Letters

	in, out *os.File
	before  *xterm.State // of in, before the program

	signals chan os.Signal
	resized chan struct{}
	pauses  chan func()
	asked   chan struct{}
	closed  chan struct{}
	once    sync.Once
}

// Open takes over what the system says to a program about its terminal. Both files are
// of the same one.
func Open(in, out *os.File) *Terminal {
	t := &Terminal{
		in: in, out: out,
		signals: make(chan os.Signal, 16), resized: make(chan struct{}, 1),
		pauses: make(chan func()), asked: make(chan struct{}, 1), closed: make(chan struct{}),
	}
	t.before, _ = xterm.GetState(int(in.Fd()))
	t.listen()
	return t
}

// Close gives the signals back.
func (t *Terminal) Close() { t.once.Do(func() { close(t.closed) }) }

// Size is that of the window, in cells, and not more than is drawn. It is 0 when the
// terminal doesn't say.
func (t *Terminal) Size() (w, h int) {
	w, h, err := xterm.GetSize(int(t.out.Fd()))
	if err != nil {
		return 0, 0
	}
	return Capped(w, h)
}

// Capped is the part of a size that is drawn.
func Capped(w, h int) (int, int) { return min(w, MaxWidth), min(h, MaxHeight) }

// Resized says that the size may be another.
func (t *Terminal) Resized() <-chan struct{} { return t.resized }

// Pauses are what the program is to call without the terminal, which it gives back
// before and takes again after, as if it had just begun: to be stopped by its shell,
// or after it was.
func (t *Terminal) Pauses() <-chan func() { return t.pauses }

// Suspend asks for the pause that a shell is used to with ctrl-z. It returns at once.
func (t *Terminal) Suspend() {
	select {
	case t.asked <- struct{}{}:
	default:
	}
}

// drainEvery is how often a terminal is looked at that reads nothing.
const drainEvery = 50 * time.Millisecond

// Hurry drops what the terminal has not read yet, so that who writes goes on, until stop
// is closed. What restores the terminal may have been among it, and is sent again.
func (t *Terminal) Hurry(stop <-chan struct{}) {
	tick := time.NewTicker(drainEvery)
	defer tick.Stop()
	for {
		t.drop()
		select {
		case <-stop:
			t.drop() // makes room for what follows
			io.WriteString(t.out, restored)
			return
		case <-tick.C:
		}
	}
}

// restored undoes what a full-screen program asks of a terminal: keyboard protocols,
// the other screen, a hidden cursor, reports of pastes, of the focus and of the mouse, wide
// characters, colours and the title.
const restored = "\x1b[>4m\x1b[<1u\x1b[?1049l\x1b[?25h\x1b[?2004l\x1b[?1004l\x1b[?1002l\x1b[?1006l\x1b[?2027l\x1b[?2026l\x1b[m\x1b]2;\x07\r\n"

// restoreFor is how long a terminal may take to be restored.
const restoreFor = 300 * time.Millisecond

// Restore gives the terminal back as it was, for a program that can't do it itself any
// more. It returns even if the terminal takes nothing.
func (t *Terminal) Restore() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.WriteString(t.out, restored)
	}()
	tick := time.NewTicker(drainEvery)
	defer tick.Stop()
	for end := time.After(restoreFor); ; {
		select {
		case <-done:
		case <-end:
		case <-tick.C:
			t.drop()
			continue
		}
		break
	}
	if t.before != nil {
		xterm.Restore(int(t.in.Fd()), t.before)
	}
}
