package cli

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"ecsdeck/model"
	"ecsdeck/model/deck"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/tty"
)

// The longest that a deck may take to give its terminal back, of its own accord.
const (
	endsFor  = 1700 * time.Millisecond // told to end
	dumpsFor = time.Second             // asked what it does
)

// crashSignals would end the process with its goroutines on a terminal in raw mode.
// The last ones come from outside as well as from a fault, which stays what it is.
var crashSignals = []os.Signal{syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGSEGV, syscall.SIGBUS, syscall.SIGFPE, syscall.SIGILL, syscall.SIGTRAP}

// open runs the deck on the process's terminal.
func (a *commands) open(ctx context.Context, d deck.Deps, broken chan<- error) error {
	defer a.onTerminal(ctx, &d, broken)()
	return model.Run(ctx, d)
}

// onTerminal gives the deck the process's terminal, and gives it back for a deck that
// can't do it any more, until over is called. A signal that asks for the goroutines ends
// the deck through broken first.
func (a *commands) onTerminal(ctx context.Context, d *deck.Deps, broken chan<- error) (over func()) {
	in, isIn := a.In.(*os.File)
	out, isOut := a.Out.(*os.File)
	if !isIn || !isOut {
		return func() {}
	}
	d.Terminal = tty.Open(in, out)
	switch {
	case d.ASCII == "true" && a.UTF8():
		d.Terminal.Letters = tty.ASCIISigns
	case d.ASCII == "true", d.ASCII == "auto" && !a.UTF8():
		d.Terminal.Letters = tty.OnlyASCII
	}
	ended, asked := make(chan struct{}), make(chan os.Signal, 1)
	signal.Notify(asked, crashSignals...)
	go func() {
		defer signal.Stop(asked)
		var last error
		patience := endsFor
		select {
		case <-ended:
			return
		case <-ctx.Done():
			last = shell.Failed(a.P.S("ended by a signal, and the terminal took nothing any more; what was not sent yet was not sent"))
		case sig := <-asked:
			last = a.dump(sig)
			broken <- last
			patience = dumpsFor
		}
		select {
		case <-ended:
		case <-time.After(patience):
			a.endNow(d.Terminal, last)
		}
	}()
	return func() {
		close(ended)
		d.Terminal.Close()
		if ctx.Err() != nil { // the last words must not wait for a terminal that reads nothing
			time.AfterFunc(dumpsFor, func() { d.Terminal.Hurry(nil) })
		}
	}
}

// dump is what every goroutine does, as the end of the deck.
func (a *commands) dump(sig os.Signal) error {
	stacks := make([]byte, 4<<20)
	return &shell.ExitError{
		Status: shell.StatusUsage, // as of every Go program
		Text:   a.P.S("ended by a signal ({signal}), which asks what the program was doing", sig.String()),
		Cause:  &shell.Bug{Value: sig, Stack: stacks[:runtime.Stack(stacks, true)]},
	}
}

// endNow restores the terminal and ends the process, whatever the deck is doing.
func (a *commands) endNow(t *tty.Terminal, err error) {
	t.Restore()
	told := make(chan int, 1)
	go func() { told <- a.Finish(err) }()
	select {
	case status := <-told:
		os.Exit(status)
	case <-time.After(dumpsFor):
		os.Exit(shell.StatusFailed)
	}
}
