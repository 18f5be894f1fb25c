//go:build unix

package runner

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	ossignal "os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// actAs makes the test binary another program.
const actAs = "RUNNER_TEST_ACT_AS"

func TestMain(m *testing.M) {
	if what := os.Getenv(actAs); what != "" {
		os.Exit(act(what))
	}
	os.Exit(m.Run())
}

func act(what string) int {
	switch what {
	case "tell":
		for _, v := range os.Environ() {
			if strings.HasPrefix(v, "ECSDECK_") {
				fmt.Println(v)
			}
		}
		fmt.Fprintf(os.Stderr, "arguments %q\n", os.Args[1:])
		if b, err := io.ReadAll(os.Stdin); len(b) > 0 || err != nil {
			fmt.Println("there is something to read", b, err)
		}
		if f, err := os.OpenFile("/dev/tty", os.O_RDWR, 0); err == nil {
			f.Close()
			fmt.Println("there is a terminal")
		}
		return 3
	case "flood":
		w := bufio.NewWriter(os.Stdout)
		defer w.Flush()
		for n := range 100_000 {
			fmt.Fprintln(w, "line", n)
		}
	case "linger": // and start somebody who lingers, both deaf to a polite word
		ossignal.Ignore(syscall.SIGTERM)
		child := exec.Command(os.Args[0])
		child.Env, child.Stdout = []string{actAs + "=deaf"}, os.Stdout
		if err := child.Start(); err != nil {
			return 9
		}
		<-time.After(time.Hour) // an empty select alone is a deadlock
	case "deaf":
		ossignal.Ignore(syscall.SIGTERM)
		fmt.Println(os.Getpid())
		<-time.After(time.Hour) // an empty select alone is a deadlock
	}
	return 0
}

func acting(what string, more ...string) []string { return append(more, actAs+"="+what) }

func TestRun(t *testing.T) {
	out, exit, err := Run(t.Context(), []string{os.Args[0], "a b", "$HOME; *"}, acting("tell", "ECSDECK_INSTANCE_ID=i-1"))
	if err != nil || exit != 3 || out != "ECSDECK_INSTANCE_ID=i-1\narguments [\"a b\" \"$HOME; *\"]\n" {
		t.Errorf("exit %d, %v:\n%s", exit, err, out)
	}
	if _, _, err = Run(t.Context(), []string{"no-such-program-here"}, acting("tell")); err == nil || err.Error() != `there is no program "no-such-program-here"` {
		t.Errorf("no such program: %v", err)
	}
	if _, _, err = Run(t.Context(), []string{t.TempDir()}, acting("tell")); err == nil {
		t.Error("a directory ran")
	}
}

func TestOutputIsKeptFromItsEnd(t *testing.T) {
	out, exit, err := Run(t.Context(), []string{os.Args[0]}, acting("flood"))
	if err != nil || exit != 0 || len(out) > mostOutput+10 || len(out) < mostOutput/2 {
		t.Fatalf("exit %d, %v, %d bytes", exit, err, len(out))
	}
	if !strings.HasPrefix(out, "…\nline ") || !strings.HasSuffix(out, "\nline 99999\n") {
		t.Errorf("begins %q", out[:30])
	}
}

// What a command started ends with it, even if it does not listen.
func TestCommandEndsWithAllItStarted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var said strings.Builder
	out := writer(func(p []byte) (int, error) {
		if said.Write(p); strings.HasSuffix(said.String(), "\n") {
			cancel()
		}
		return len(p), nil
	})
	if _, err := runInto(ctx, out, out, []string{os.Args[0]}, acting("linger")); err == nil || ctx.Err() == nil {
		t.Fatalf("it ended by itself: %v", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(said.String()))
	if err != nil {
		t.Fatal(err)
	}
	for late := time.Now().Add(10 * time.Second); alive(pid); runtime.Gosched() {
		if time.Now().After(late) {
			t.Fatal("what it started lives on")
		}
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// alive reports whether a process is there and no corpse.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z")
}
