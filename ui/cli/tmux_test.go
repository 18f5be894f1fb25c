package cli

import (
	"encoding/base64"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// In tmux, which by default keeps what programs send to the clipboard, a copy arrives in its
// buffer and in the terminal around it; where that has no clipboard, the deck does not claim so.
func TestCopyInTmux(t *testing.T) {
	path, err := exec.LookPath("tmux")
	if err != nil {
		if os.Getenv("ECSDECK_FOREIGN") != "" {
			t.Fatal(err)
		}
		t.Skip("NOT TESTED: copying in tmux, which is not installed")
	}
	for _, c := range []struct {
		term, clipboard, says string
		arrives               bool
	}{
		{"xterm-256color", "external", "1 id in tmux's buffer, and sent to its terminal's clipboard", true},
		{"xterm-256color", "on", "1 id in tmux's buffer, and sent to its terminal's clipboard", true},
		{"vt220", "external", "1 id in tmux's buffer; it knows no clipboard of its terminal", false},
	} {
		t.Run(c.term+" "+c.clipboard, func(t *testing.T) {
			t.Parallel()
			sockets, err := os.MkdirTemp("", "deck") // whose name is short enough for a socket
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { os.RemoveAll(sockets) })
			deck := command(t, nil, "--demo", "--instances", "60")
			tmux := func(args ...string) *exec.Cmd {
				cmd := exec.Command(path, append([]string{"-u", "-L", "deck", "-f", "/dev/null"}, args...)...)
				cmd.Env = append(deck.Env, "TERM="+c.term, "PATH="+os.Getenv("PATH"), "LANG=C.UTF-8", "SHELL=/bin/sh", "TMUX_TMPDIR="+sockets)
				return cmd
			}
			t.Cleanup(func() { tmux("kill-server").Run() })
			y := on(t, tmux("start-server", ";", "set", "-s", "set-clipboard", c.clipboard, ";", "new-session", strings.Join(deck.Args, " ")), 120, 35)
			y.await("60 instances", "Running")
			y.press("cc")
			y.await(c.says)
			buffer, err := tmux("show-buffer").Output()
			if err != nil || !regexp.MustCompile(`^i-\w+$`).Match(buffer) {
				t.Errorf("tmux's buffer holds %q, %v", buffer, err)
			}
			y.mu.Lock()
			defer y.mu.Unlock()
			if got := strings.Contains(y.sent.String(), base64.StdEncoding.EncodeToString(buffer)); got != c.arrives {
				t.Errorf("it reached the terminal: %t, want %t", got, c.arrives)
			}
		})
	}
}
