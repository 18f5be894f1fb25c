package shell

import (
	"context"
	"io"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/term"

	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ui/text"
)

// Env is what a command takes from the process that runs it.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Environ  []string // KEY=value, as os.Environ gives it
	Home     string   // where .aliyun is; "" when there is no home
	Terminal func(stream any) bool
	// OpenTerminal opens the terminal of the process whatever its streams are; nil: there is none.
	OpenTerminal func() (*os.File, error)
	// Dial opens connections to the cloud; nil stands for the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Printer says everything; nil is that of the flag, the settings or the locale.
	Printer *text.Printer
	// Disk stands between the journal and its files, see [journal.OpenOn]; nil is
	// nothing.
	Disk func(journal.File) journal.File
}

// Process returns the Env of this process.
func Process() Env {
	home, _ := os.UserHomeDir()
	return Env{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ: os.Environ(), Home: home,
		Terminal: func(stream any) bool {
			f, ok := stream.(*os.File)
			return ok && term.IsTerminal(int(f.Fd()))
		},
		OpenTerminal: func() (*os.File, error) {
			name := "/dev/tty"
			if runtime.GOOS == "windows" {
				name = "CONIN$"
			}
			return os.OpenFile(name, os.O_RDWR, 0)
		},
	}
}

// Getenv returns a variable's value, the last one given, or "".
func (e Env) Getenv(key string) string {
	for i := len(e.Environ) - 1; i >= 0; i-- {
		if k, v, ok := strings.Cut(e.Environ[i], "="); ok && k == key {
			return v
		}
	}
	return ""
}

// Version is what the build recorded: a release, or the commit it was built
// from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "unknown"
	}
	return info.Main.Version
}
