//go:build unix

package tty

import (
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Output is where the program draws. It is no file: whose descriptor is known is asked
// for its size as it stands.
func (t *Terminal) Output(w io.Writer) io.Writer {
	return t.Letters.writer(w)
}

func (t *Terminal) listen() {
	signal.Notify(t.signals, syscall.SIGTSTP, syscall.SIGCONT, syscall.SIGWINCH)
	go func() {
		defer signal.Stop(t.signals)
		for {
			select {
			case <-t.closed:
				return
			case <-t.asked:
				t.pause(func() { t.stop(0) }) // with what runs beside it, as the terminal's own ctrl-z does
			case sig := <-t.signals:
				switch sig {
				case syscall.SIGWINCH:
					t.noteResize()
				case syscall.SIGTSTP:
					t.pause(func() { t.stop(os.Getpid()) })
				case syscall.SIGCONT: // nobody asked before it was stopped: a shell has had the terminal
					t.pause(func() {})
				}
			}
		}
	}()
}

func (t *Terminal) noteResize() {
	select {
	case t.resized <- struct{}{}:
	default: // it is said already
	}
}

// pause has the program pause, and returns when it has.
func (t *Terminal) pause(do func()) {
	done := make(chan struct{})
	over := func() {
		defer close(done)
		do()
	}
	select {
	case t.pauses <- over:
	case <-t.closed:
		return
	}
	select {
	case <-done:
	case <-t.closed:
		return
	}
	for { // what came meanwhile is done with
		select {
		case <-t.signals:
		case <-t.asked:
		default:
			t.noteResize()
			return
		}
	}
}

// stopWait is how long the system may take to stop a process.
const stopWait = 200 * time.Millisecond

// stop stops this process, or for 0 all of its group, until somebody has it continue.
// Where nobody could, as without a shell, the system does not stop it. A SIGTSTP to
// itself would not do: the Go runtime keeps the handler of a signal once it was asked
// for.
func (t *Terminal) stop(pid int) {
	if syscall.Kill(pid, syscall.SIGTTOU) != nil {
		return
	}
	wait := time.After(stopWait)
	for {
		select {
		case sig := <-t.signals:
			if sig == syscall.SIGCONT {
				return
			}
		case <-wait:
			return
		case <-t.closed:
			return
		}
	}
}
