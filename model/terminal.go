package model

import (
	"context"
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"ecsdeck/model/deck"
	"ecsdeck/ui/tty"
)

// onTerminal is how the program draws on the process's terminal. Its size comes from
// there too, since the program's own idea of it has no bounds.
func onTerminal(d *deck.Deps, screen io.Writer) []tea.ProgramOption {
	w, h := d.Terminal.Size()
	return []tea.ProgramOption{
		tea.WithOutput(d.Terminal.Output(screen)),
		tea.WithWindowSize(w, h),
		tea.WithColorProfile(colorprofile.Detect(d.Out, d.Environ)),
	}
}

// stalledFor is how long a terminal that reads nothing may keep the deck from its end.
const stalledFor = 500 * time.Millisecond

// attend tells the program what the terminal says, until ctx ends or over is called. A
// deck that was told to end waits no longer than stalledFor for a terminal to take what
// was drawn.
func attend(ctx context.Context, t *tty.Terminal, program *tea.Program) (over func()) {
	ended := make(chan struct{})
	var attending sync.WaitGroup
	attending.Go(func() {
		for {
			select {
			case <-ctx.Done():
				select {
				case <-time.After(stalledFor):
					t.Hurry(ended)
				case <-ended:
				}
				return
			case <-ended:
				return
			case <-t.Resized():
				w, h := t.Size()
				program.Send(tea.WindowSizeMsg{Width: w, Height: h})
			case do := <-t.Pauses():
				program.Send(pauseMsg(do))
			}
		}
	})
	return func() {
		close(ended)
		attending.Wait()
	}
}

// suspend takes the key that gives the terminal back to the shell.
func (r *root) suspend(press tea.KeyPressMsg) bool {
	if !r.Keys.Suspend.Match(press) {
		return false
	}
	if r.Terminal != nil {
		r.Terminal.Suspend()
	}
	return true
}

// pauseMsg is what is to be done while somebody else has the terminal.
type pauseMsg func()

// resumedMsg says that the deck has the terminal again.
type resumedMsg struct{ *pause }

// pause gives the terminal back, does it and takes the terminal again. What was typed
// meanwhile answers no dialog.
func (r *root) pause(do pauseMsg) tea.Cmd {
	r.HideLayer()
	p := &pause{do: do, screen: r.screen}
	return tea.Exec(p, func(err error) tea.Msg {
		if err != nil {
			return brokenMsg{err}
		}
		return resumedMsg{p}
	})
}

// drawnFor is how long the first frame after a pause may take.
const drawnFor = 250 * time.Millisecond

// resumed sees to it that something is drawn: the renderer's clock is stopped by the end
// of the one before, which may come after its own beginning.
func (r *root) resumed(p *pause) tea.Cmd {
	return await(r.Ctx, time.After(drawnFor), func(time.Time) tea.Msg {
		if p.screen.Writes() == p.writes {
			return pauseMsg(func() {})
		}
		return nil
	})
}

// pause is a [tea.ExecCommand].
type pause struct {
	do     func()
	screen *deck.Screen
	writes uint64 // to the screen when it was over
}

func (p *pause) Run() error {
	p.do()
	p.writes = p.screen.Writes()
	return nil
}

// SetStdin does nothing: who pauses reads nothing.
func (p *pause) SetStdin(io.Reader) {}

// SetStdout does nothing.
func (p *pause) SetStdout(io.Writer) {}

// SetStderr does nothing.
func (p *pause) SetStderr(io.Writer) {}
