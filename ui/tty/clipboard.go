package tty

import (
	"bytes"
	"context"
	"encoding/base64"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// The most bytes of a text that terminals take into their clipboard with OSC 52, which sends
// them as base64: all that know it take 75,000 letters, and none more than a megabyte.
const (
	SafeCopy = 75_000 / 4 * 3
	MostCopy = 1_000_000 / 4 * 3
)

// Clipboard leads to the clipboard of the terminal that a person sits at. What is between a
// program and that terminal, a multiplexer, keeps back what is not wrapped in its own way. The
// zero value is of a terminal with nothing between.
type Clipboard struct {
	tmux    bool     // there is tmux between
	screen  bool     // … or GNU screen, or tmux that calls itself so
	command []string // environment of the commands of tmux; nil: none may be run
}

// NewClipboard finds out from the environment what is between. local says that the environment
// is that of this process, so that tmux can be talked to by its own command.
func NewClipboard(environ []string, local bool) Clipboard {
	get := func(name string) (value string) {
		for _, pair := range environ {
			if v, ok := strings.CutPrefix(pair, name+"="); ok {
				value = v
			}
		}
		return value
	}
	term := get("TERM")
	switch {
	case get("TMUX") != "":
		c := Clipboard{tmux: true}
		if local {
			c.command = environ
		}
		return c
	case get("STY") != "":
		return Clipboard{screen: true}
	case strings.HasPrefix(term, "tmux"): // on the other end of ssh
		return Clipboard{tmux: true}
	case strings.HasPrefix(term, "screen"): // as tmux calls itself too
		return Clipboard{screen: true}
	}
	return Clipboard{}
}

// Tmux and Screen report what is between.

func (c Clipboard) Tmux() bool   { return c.tmux }
func (c Clipboard) Screen() bool { return c.screen }

// Sequence is what a program writes so that a text gets into the clipboard. In tmux and screen
// it is there twice: once for those that take it by themselves, once wrapped to be passed on.
func (c Clipboard) Sequence(text string) string {
	const longest = 768 // bytes of a string that screen passes on
	set := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
	switch {
	case c.tmux:
		return set + ansi.TmuxPassthrough(set)
	case c.screen:
		return set + ansi.ScreenPassthrough(set, longest)
	}
	return set
}

// tmuxWait is how long a command of tmux may take.
const tmuxWait = 2 * time.Second

// Load puts a text into tmux's buffer and has tmux send it to its own terminal, which it does
// with the program's sequences only where it is told to (set-clipboard on). sent is false where
// that terminal is known to have no clipboard. ok is false where tmux did not take the text, and
// Sequence is what is left: it is no tmux, an older one than 3.2, or it does not answer.
func (c Clipboard) Load(ctx context.Context, text string) (sent, ok bool) {
	if c.command == nil {
		return false, false
	}
	ctx, cancel := context.WithTimeout(ctx, tmuxWait)
	defer cancel()
	if _, err := c.run(ctx, text, "load-buffer", "-w", "-"); err != nil {
		return false, false
	}
	features, err := c.run(ctx, "", "display-message", "-p", "#{client_termfeatures}")
	return err != nil || slices.Contains(strings.Split(strings.TrimSpace(features), ","), "clipboard"), true
}

// run runs a command of tmux with an input.
func (c Clipboard) run(ctx context.Context, input string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "tmux", args...)
	cmd.Env, cmd.Stdin, cmd.WaitDelay = c.command, strings.NewReader(input), tmuxWait/4
	var out bytes.Buffer
	cmd.Stdout = &out
	err := cmd.Run()
	return out.String(), err
}
