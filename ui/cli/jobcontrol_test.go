//go:build unix

package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/creack/pty"
)

// inShell is a script with job control that runs ecsdeck, says how the terminal is set
// whenever it stops, and has it go on after a line was typed.
const inShell = `set -m
sh -c 'echo $$ > "$PIDFILE"; exec "$0" "$@"' "$0" "$@"
for n in 1 2 3; do
	echo "stopped $n"; stty -a | grep -o '[-]*icanon'; read line; echo "the shell read $line"; fg > /dev/null
done
echo "ended: $?"`

// underShell starts ecsdeck as a job of a shell.
func underShell(t *testing.T, env []string, args ...string) (y *process, pid func() int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pid")
	deck := command(t, append([]string{"TERM=xterm-256color", "PIDFILE=" + file, "PATH=" + os.Getenv("PATH")}, env...), args...)
	shell := exec.CommandContext(t.Context(), "sh", append([]string{"-c", inShell}, deck.Args...)...)
	shell.Env = deck.Env
	y = on(t, shell, 120, 35)
	pid = func() int {
		text, _ := os.ReadFile(file)
		n, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	t.Cleanup(func() {
		if text, err := os.ReadFile(file); err == nil {
			if n, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil {
				syscall.Kill(n, syscall.SIGKILL) // the shell's end does not end a stopped job
			}
		}
	})
	return y, pid
}

// forget drops what was sent so far, so that restored speaks of what comes.
func (y *process) forget() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.sent.Reset()
}

func TestTerminalIsTheShellsWhileStopped(t *testing.T) {
	t.Parallel()
	y, pid := underShell(t, nil, "--demo", "--instances", "50")
	y.await("50 instances", "● Running")
	stops := []func(){
		func() { y.press("/\x1a") }, // ctrl-z, in a field too
		func() { syscall.Kill(pid(), syscall.SIGTSTP) },
		func() { syscall.Kill(pid(), syscall.SIGSTOP) }, // which nobody hears
	}
	for n, stop := range stops {
		stop()
		if n < 2 {
			y.await(fmt.Sprintf("stopped %d", n+1), "\nicanon")
			y.restored()
		} else {
			y.sentAwait("stopped 3")
		}
		y.forget()
		y.press("NTJqqq\n") // keys of the deck, which are the shell's now
		y.sentAwait("the shell read NTJqqq")
		y.await("50 instances", "● Running", "Zones") // all of it is drawn again
		for _, on := range []string{"\x1b[?1049h", "\x1b[?25l", "\x1b[?2004h", "\x1b[?1004h"} {
			y.sentAwait(on)
		}
		if n == 0 {
			y.press("\x1b") // leaves the field
			y.await("? help")
		}
		y.press("J")
		y.await("Jobs")
		y.press("J")
		y.await("Instances", "● Running") // of rows alone some may be those from before
	}
	y.press("q")
	y.await("ended: 0")
	y.ends()
	y.restored()
}

// sentAwait waits until something was sent.
func (y *process) sentAwait(what string) {
	y.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 1500 {
		y.mu.Lock()
		there := strings.Contains(y.sent.String(), what)
		y.mu.Unlock()
		if there {
			return
		}
		<-tick.C
	}
	y.t.Fatalf("%q was never sent:\n%s", what, y.text())
}

// Without a shell that could have it go on, a deck that is to stop goes on by itself.
func TestTerminalWithoutAShell(t *testing.T) {
	t.Parallel()
	for _, env := range [][]string{nil, {"HOME=" + t.TempDir(), "ECSDECK_STATE=" + t.TempDir()}} {
		args, there := []string{"--demo", "--instances", "50"}, "50 instances"
		if env != nil {
			args, there = nil, "No access key was found."
		}
		y := start(t, 120, 35, env, args...)
		y.await(there)
		y.forget()
		y.press("\x1a")
		y.sentAwait("\x1b[?1049l")
		y.sentAwait("\x1b[?1049h")
		y.await(there)
		y.press("q")
		if code := y.ends(); code != 0 {
			t.Errorf("exit status %d", code)
		}
		y.restored()
	}
}

// A terminal that reads nothing does not keep a deck that was told to end.
func TestTerminalThatReadsNothing(t *testing.T) {
	t.Parallel()
	y := start(t, 120, 35, nil, "--demo", "--instances", "300")
	y.await("300 instances", "● Running")
	y.line.Lock()
	for n := range 40 { // more frames than the pty holds
		pty.Setsize(y.pty.(*os.File), &pty.Winsize{Cols: uint16(120 + n), Rows: 35})
		<-time.After(20 * time.Millisecond)
	}
	begun := time.Now()
	y.cmd.Process.Signal(syscall.SIGTERM)
	ended := make(chan struct{})
	go func() {
		y.cmd.Process.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		t.Logf("ended after %v", time.Since(begun))
	case <-time.After(2 * time.Second):
		t.Error("alive two seconds after it was told to end")
	}
	y.line.Unlock()
	<-y.gone
	y.restored()
}

// Who asks for the goroutines gets them on a terminal that is restored.
func TestTerminalIsRestoredBeforeADump(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGSEGV} {
		y := start(t, 120, 35, nil, "--demo", "--instances", "50")
		y.await("50 instances")
		y.cmd.Process.Signal(sig)
		if code := y.ends(); code != 2 {
			t.Errorf("%v: exit status %d", sig, code)
		}
		y.restored()
		y.mu.Lock()
		sent := y.sent.String()
		y.mu.Unlock()
		after := sent[strings.LastIndex(sent, "\x1b[?1049l"):]
		for _, want := range []string{"ecsdeck: ended by a signal (" + sig.String() + ")", "goroutine ", "bubbletea"} {
			if !strings.Contains(after, want) {
				t.Errorf("%v: %q does not follow:\n%s", sig, want, clip(after))
			}
		}
	}
}

// A terminal that knows no other letters is sent none.
func TestTerminalOfPlainLetters(t *testing.T) {
	t.Parallel()
	y := start(t, 200, 50, []string{"LC_ALL=C"}, "--demo", "--instances", "200", "--scenario", "hostile-names")
	y.await("200 instances", "* Running", "+ Instances -", "Zones")
	y.press("p")
	y.await("Spot prices")
	y.press("qq")
	y.ends()
	y.restored()
	for n, b := range []byte(y.sent.String()) {
		if b > 127 {
			t.Fatalf("it was sent %q", y.sent.String()[max(0, n-20):n+20])
		}
	}
}

// One that draws signs too wide is sent none, and names as they are.
func TestTerminalOfASCIISigns(t *testing.T) {
	t.Parallel()
	y := start(t, 200, 50, []string{"LC_ALL=zh_CN.UTF-8"}, "--demo", "--lang", "en", "--instances", "200", "--ascii", "--theme", "terminal", "--scenario", "hostile-names")
	y.await("200 instances", "* Running", "+ Instances -", "Zones")
	for _, page := range []string{"p", "J", "@", "e", "?"} {
		y.press(page)
		y.await(map[string]string{"p": "RECLAIM", "J": "No jobs yet.", "@": "RESULT", "e": "Renewals", "?": "Everywhere"}[page])
		y.press("\x1b")
		y.await("+ Instances -")
	}
	y.press("q")
	y.ends()
	y.restored()
	sent := y.sent.String()
	if i := strings.IndexAny(sent, "─│┌┐└┘├┤▌▐●○◐▲▼✓✗…·¥×≤≥█▁▂▃▄▅▆▇"); i >= 0 {
		t.Errorf("it was sent %q", sent[max(0, i-20):i+20])
	}
	if !strings.ContainsFunc(sent, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Error("there are no Chinese names")
	}
	if strings.Contains(sent, "38;2;") || !strings.Contains(sent, "\x1b[34") {
		t.Error("the colours are not the terminal's own")
	}
}

// One that can't move its cursor is sent nothing.
func TestDumbTerminal(t *testing.T) {
	t.Parallel()
	y := on(t, command(t, []string{"TERM=dumb"}, "--demo"), 80, 24)
	if code := y.ends(); code != 2 || strings.Contains(y.sent.String(), "\x1b") || !strings.Contains(y.sent.String(), "TERM=dumb") {
		t.Errorf("exit status %d:\n%q", code, y.sent.String())
	}
}

// A window of more cells than memory has is drawn in a part of it.
func TestTerminalOfAnySize(t *testing.T) {
	t.Parallel()
	y := start(t, 120, 35, nil, "--demo", "--instances", "50")
	y.await("50 instances")
	y.forget()
	pty.Setsize(y.pty.(*os.File), &pty.Winsize{Cols: 65535, Rows: 65535})
	y.sentAwait("help") // of its last row
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", y.cmd.Process.Pid))
	if err != nil {
		t.Skip(err)
	}
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	kB, err := strconv.Atoi(strings.Fields(peak)[0])
	if err != nil || kB > 600<<10 {
		t.Errorf("it took %d kB, %v", kB, err)
	}
	y.cmd.Process.Signal(syscall.SIGTERM)
	y.ends()
}
