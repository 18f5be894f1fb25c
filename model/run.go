package model

import (
	"context"
	"errors"

	"ecsdeck/model/deck"

	tea "charm.land/bubbletea/v2"
)

// Run shows the deck until the person quits or ctx ends. The terminal is
// restored on every way out, a panic included.
func Run(ctx context.Context, d deck.Deps) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the waiting commands

	screen, out := deck.NewScreen(d.Out, d.Now)
	options := []tea.ProgramOption{
		tea.WithContext(ctx),
		tea.WithInput(d.In),
		tea.WithOutput(out),
		tea.WithEnvironment(d.Environ),
		tea.WithoutSignalHandler(), // the caller's context carries the signals, SIGHUP too
	}
	root := newRoot(ctx, d)
	root.screen = screen
	_, err := tea.NewProgram(root, append(options, d.Options...)...).Run()
	switch {
	case root.broken != nil:
		return root.broken
	case errors.Is(err, tea.ErrProgramPanic):
		return err
	case ctx.Err() != nil && errors.Is(err, tea.ErrProgramKilled):
		return nil // asked to end by a signal: nothing went wrong
	}
	return err
}
