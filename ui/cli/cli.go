// Package cli is the face ecsdeck turns to shells and scripts: flags and
// commands, headless output, the simulated endpoint as a command, and the
// start of the deck. It stands right under main; below it are the screen
// (model) and the engine (ecsapi/fleet), which the headless commands share.
//
// Data goes to standard output, everything else to standard error, and the
// exit status says how it went: 0 all done, 1 failed, 2 usage, 3 partly.
package cli

import (
	"context"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"golang.org/x/term"

	"ecsdeck/ecsapi/fleet/journal"
)

// Env is what a command takes from the process that runs it.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Environ  []string // KEY=value, as os.Environ gives it
	Home     string   // where .aliyun is; "" when there is no home
	Terminal func(stream any) bool
	// Dial opens connections to the cloud; nil stands for the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Disk stands between the journal and its files, see [journal.OpenOn]; nil is
	// nothing.
	Disk func(journal.File) journal.File
}

// Process returns the Env of this process.
func Process() Env {
	home, _ := os.UserHomeDir()
	return Env{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ: os.Environ(), Home: home, Terminal: isTerminal,
	}
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// getenv returns a variable's value, the last one given, or "".
func (e Env) getenv(key string) string {
	for i := len(e.Environ) - 1; i >= 0; i-- {
		if k, v, ok := strings.Cut(e.Environ[i], "="); ok && k == key {
			return v
		}
	}
	return ""
}

// Main runs the command of this process and returns its exit status.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	// A second signal ends a command that does not end by itself.
	context.AfterFunc(ctx, stop)
	return Run(ctx, os.Args[1:], Process())
}

// Run runs the command that args (without the program's name) ask for and
// returns its exit status. It ends early when ctx ends.
func Run(ctx context.Context, args []string, env Env) int {
	return newApp(args, env).run(ctx, args)
}
