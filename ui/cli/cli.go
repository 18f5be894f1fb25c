// Package cli is the face ecsdeck turns to shells and scripts: the commands, the
// start of the deck, and what a command that changes something says and asks. It
// stands right under main; below it are the screen (model) and the engine
// (ecsapi/fleet), which the headless commands share. What all commands have in
// common is in cli/shell.
//
// Data goes to standard output, everything else to standard error, and the
// exit status says how it went: 0 all done, 1 failed, 2 usage, 3 partly.
package cli

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"ecsdeck/ui/cli/shell"
)

// Main runs the command of this process and returns its exit status.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// A second signal ends a command that does not end by itself.
	context.AfterFunc(ctx, stop)
	// net/http tells it of what an endpoint sends unasked, in the endpoint's words, which
	// would be drawn over the deck.
	log.SetOutput(io.Discard)
	return Run(ctx, os.Args[1:], shell.Process())
}

// Run runs the command that args (without the program's name) ask for and
// returns its exit status. It ends early when ctx ends.
func Run(ctx context.Context, args []string, env shell.Env) int {
	return shell.RunTree(ctx, args, env, tree)
}
