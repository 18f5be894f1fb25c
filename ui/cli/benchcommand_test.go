package cli

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ecsdeck/ui/cli/shell"
)

// measured is what bench left behind, on fleets of some ten instances.
func measured(t *testing.T, args ...string) result {
	t.Helper()
	// The endpoint and the keys around it are none of its own.
	c := command(t, []string{"TMPDIR=" + t.TempDir(), "ECSDECK_ENDPOINT=http://127.0.0.1:1", "ALIBABA_CLOUD_ACCESS_KEY_ID=other"}, append([]string{"bench", "--divide", "500"}, args...)...)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	if err := c.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	return result{t, c.ProcessState.ExitCode(), out.String(), said.String()}
}

// benchLine is a line as JSON has it.
type benchLine struct {
	Line   string   `json:"line"`
	What   string   `json:"what"`
	Unit   string   `json:"unit"`
	Budget *float64 `json:"budget"`
	Figure *float64 `json:"figure"`
	Pass   *bool    `json:"pass"`
	Note   *string  `json:"note"`
}

func TestBenchPasses(t *testing.T) {
	t.Parallel()
	r := measured(t, "--only", "load-10000", "--only", "key-1000", "--factor", "1000").ended(shell.StatusDone)
	lines := strings.Split(r.out, "\n")
	if len(lines) != 6 || !slices.Equal(strings.Fields(lines[0]), []string{"LINE", "WHAT", "BUDGET", "FIGURE", "RESULT"}) {
		t.Fatalf("no table of two lines and a footer:\n%s", r.out)
	}
	for i, want := range []string{"load-10000  20 rows on the screen", "key-1000    key to finished view, 2 rows"} {
		if !strings.HasPrefix(lines[i+1], want) || !strings.HasSuffix(lines[i+1], "pass") {
			t.Errorf("line %q, want %q … pass", lines[i+1], want)
		}
	}
	if !strings.Contains(lines[4], runtime.GOOS) || !strings.Contains(lines[4], "1m0s") {
		t.Errorf("the footer doesn't say how it was measured: %q", lines[4])
	}
}

func TestBenchFails(t *testing.T) {
	t.Parallel()
	r := measured(t, "--only", "load-10000", "--only", "bytes-cursor", "--only", "switches-1200", "--factor", "0", "--divide", "20", "--settle", "1s", "--minute", "1s", "-o", "json")
	r.ended(shell.StatusFailed, "2 lines fail")
	lines := read[[]benchLine](r)
	if len(lines) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, want := range []string{"load-10000", "switches-1200", "bytes-cursor"} {
		switch l := lines[i]; {
		case l.Line != want || l.What == "" || l.Unit == "":
			t.Errorf("line %+v, want %s", l, want)
		case want == "switches-1200" && (l.Budget != nil || l.Pass != nil || (l.Figure == nil) != (runtime.GOOS != "linux")):
			t.Errorf("%+v has no budget and can't fail", l)
		case want != "switches-1200" && (l.Budget == nil || l.Figure == nil || l.Pass == nil || *l.Pass || *l.Figure <= 0):
			t.Errorf("%+v passes or was not measured: %s", l, shell.Deref(l.Note))
		}
	}
}

func TestBenchLists(t *testing.T) {
	t.Parallel()
	r := measured(t, "--list", "-o", "json").ended(shell.StatusDone)
	seen := map[string]bool{}
	for _, l := range read[[]benchLine](r) {
		if seen[l.Line] || l.What == "" || l.Figure != nil || l.Pass != nil {
			t.Errorf("%+v is listed", l)
		}
		seen[l.Line] = true
	}
	if len(seen) < 30 {
		t.Errorf("%d lines", len(seen))
	}
}

func TestBenchRefuses(t *testing.T) {
	t.Parallel()
	measured(t, "--only", "laod-10000").refused(shell.StatusUsage, `no line has "laod-10000" in its name; did you mean load-10000`)
	measured(t, "--minute", "0s").refused(shell.StatusUsage, "--minute")
}

// Whoever presses ctrl-c finds no simulated cloud, deck or file of it afterwards.
func TestBenchInterrupted(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells whose child a process is")
	}
	dir := t.TempDir()
	c := command(t, []string{"TMPDIR=" + dir}, "bench", "--only", "cpu-1200", "--divide", "100")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var pids []int
	for len(pids) < 2 { // a cloud and its deck
		select {
		case <-tick.C:
			pids = children(t, c.Process.Pid)
		case err := <-ended:
			t.Fatalf("it ended: %v", err)
		}
	}
	c.Process.Signal(os.Interrupt)
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		t.Fatal("it does not end")
	}
	if status := c.ProcessState.ExitCode(); status != shell.StatusFailed {
		t.Errorf("exit status %d", status)
	}
	for _, pid := range pids {
		if p, err := os.FindProcess(pid); err == nil && p.Signal(syscall.Signal(0)) == nil {
			t.Errorf("process %d is left", pid)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
}

// children are the processes that a process has started.
func children(t *testing.T, parent int) (pids []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			pids = append(pids, pid)
		}
	}
	return pids
}
