// Package runner runs commands of this machine: without a terminal, with an
// environment of their own, and ended with all that they started.
package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

const (
	// mostOutput is how many bytes of a command's output are kept, its last.
	mostOutput = 64 << 10

	// endGrace is how long a command may take to end when it is told to, and
	// how long what it left behind may keep its output open.
	endGrace = 2 * time.Second
)

// Func runs a program with its arguments and an environment of KEY=value until it
// ends, or with all that it started until ctx does. output is what it wrote, the
// last 64 KiB of it; exit counts unless there is an error.
type Func func(ctx context.Context, command, environ []string) (output string, exit int, err error)

// Run is the Func of real programs.
func Run(ctx context.Context, command, environ []string) (output string, exit int, err error) {
	var out tail
	exit, err = runInto(ctx, &out, command, environ)
	return out.String(), exit, err
}

func runInto(ctx context.Context, out io.Writer, command, environ []string) (exit int, err error) {
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Env, c.Stdout, c.Stderr = environ, out, out
	c.WaitDelay = endGrace
	apart(c)
	err = c.Run()
	if ctx.Err() != nil {
		killAll(c)
	}
	switch ended, ok := errors.AsType[*exec.ExitError](err); {
	case ok && ended.Exited():
		return ended.ExitCode(), nil
	case ok:
		return 0, errors.New(ended.String()) // such as "signal: killed"
	case errors.Is(err, exec.ErrWaitDelay): // it ended well and left somebody behind
		err = nil
	case errors.Is(err, exec.ErrNotFound):
		err = fmt.Errorf("there is no program %q", command[0])
	}
	return 0, err
}

// tail keeps the last of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
	cut  bool
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if extra := len(t.text) - mostOutput; extra > 0 {
		t.text, t.cut = append(t.text[:0], t.text[extra:]...), true
	}
	return len(p), nil
}

// String is what was kept, from the beginning of a line on.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := string(t.text)
	if t.cut {
		if _, rest, ok := strings.Cut(text, "\n"); ok {
			text = rest
		}
		text = "…\n" + text
	}
	return text
}
