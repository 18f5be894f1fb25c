package cli

import (
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/gdamore/tcell/v3/vt"

	"ecsdeck/ui/cli/shell"
)

// process is ecsdeck as a process in a real pseudo-terminal, with an emulator for
// its screen.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	pty  io.ReadWriteCloser
	size func(w, h int)
	gone chan error

	line sync.Mutex // held: nothing is read from the process

	mu   sync.Mutex
	term vt.MockTerm
	w, h int
	sent strings.Builder
}

func start(t *testing.T, w, h int, env []string, args ...string) *process {
	t.Helper()
	return on(t, command(t, append([]string{"TERM=xterm-256color"}, env...), args...), w, h)
}

// on is start of any command.
func on(t *testing.T, cmd *exec.Cmd, w, h int) *process {
	t.Helper()
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)})
	if err != nil {
		t.Fatal(err)
	}
	y := &process{t: t, cmd: cmd, pty: f, w: w, h: h, gone: make(chan error, 1)}
	y.term = vt.NewMockTerm(vt.MockOptSize{X: vt.Col(w), Y: vt.Row(h)})
	y.term.Start()
	y.size = func(w, h int) {
		y.mu.Lock()
		y.w, y.h = w, h
		y.term.SetSize(vt.Coord{X: vt.Col(w), Y: vt.Row(h)})
		y.mu.Unlock()
		pty.Setsize(f, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)})
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		buf := make([]byte, 64<<10)
		for {
			n, err := f.Read(buf)
			y.line.Lock()
			y.mu.Lock()
			y.sent.Write(buf[:n])
			y.term.Write(buf[:n])
			y.mu.Unlock()
			y.line.Unlock()
			if err != nil {
				return // EIO: the process has closed its side
			}
		}
	}()
	go func() {
		<-read
		y.gone <- cmd.Wait()
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		f.Close()
		y.term.Stop()
	})
	return y
}

func (y *process) press(keys string) {
	y.t.Helper()
	if _, err := io.WriteString(y.pty, keys); err != nil {
		y.t.Fatal(err)
	}
}

func (y *process) text() string {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.term.Drain()
	var out strings.Builder
	for row := range y.h {
		for x := 0; x < y.w; {
			c := y.term.GetCell(vt.Coord{X: vt.Col(x), Y: vt.Row(row)})
			if c.C == "" {
				c.C = " "
			}
			out.WriteString(c.C)
			x += max(1, c.W)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// await polls the screen for the words. The wait is bounded and costs nothing
// when the words are there.
func (y *process) await(words ...string) {
	y.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 1500 {
		all, screen := true, y.text()
		for _, w := range words {
			all = all && strings.Contains(screen, w)
		}
		if all {
			return
		}
		<-tick.C
	}
	y.t.Fatalf("%q never came on screen:\n%s", words, y.text())
}

// ends waits for the process and returns its exit status.
func (y *process) ends() int {
	y.t.Helper()
	select {
	case <-y.gone:
		return y.cmd.ProcessState.ExitCode()
	case <-time.After(30 * time.Second):
		y.t.Fatal("the process does not end")
		return -1
	}
}

// restored checks that the terminal was given back: main screen, visible
// cursor, no bracketed paste, no reports of the focus and the mouse.
func (y *process) restored() {
	y.t.Helper()
	y.mu.Lock()
	defer y.mu.Unlock()
	sent := y.sent.String()
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?2004h": "\x1b[?2004l", "\x1b[?1004h": "\x1b[?1004l",
		"\x1b[?1002h": "\x1b[?1002l", "\x1b[?1006h": "\x1b[?1006l"} {
		i := strings.LastIndex(sent, on)
		mouse := on == "\x1b[?1002h" || on == "\x1b[?1006h" // which is off where nothing can be clicked
		if i < 0 && !mouse || strings.LastIndex(sent, off) < i {
			y.t.Errorf("%q was sent and not taken back with %q", on, off)
		}
	}
}

func TestTerminalMainJob(t *testing.T) {
	t.Parallel()
	y := start(t, 120, 35, nil, "--demo", "--speed", "20")
	y.await("1,200 instances", "● Running")
	y.press("/status:running web\r")
	y.await("Instances status:running web", "of 1,200")
	y.press("     ")
	y.await("5 marked")
	y.press("T")
	y.await("Stop 5 instances", "gentle")
	<-time.After(grace) // the dialog ignores what was typed before it was seen
	y.press("\r")
	y.await("stop 5", "of 5")
	y.press("jjjJ")
	y.await("Jobs", "5 of 5 done", "Running → Stopped")
	y.press("q")
	y.await("Instances")
	y.press("q")
	if code := y.ends(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	y.restored()
}

// A click on a row opens it the second time; M gives the selection of text back, and the way out
// takes back that clicks are reported.
func TestTerminalMouse(t *testing.T) {
	t.Parallel()
	_, env := smallSim(t)
	y := start(t, 120, 35, env)
	y.await("50 instances", "Running")
	y.press("i") // all as sorted: nothing moves
	y.await("all as sorted")
	click := "\x1b[<0;50;8M\x1b[<0;50;8m"
	y.press(click + click)
	y.await("Shape", "Status")
	y.press("q")
	y.await("NAME")
	y.press("M")
	y.await("mouse off")
	y.press(":mouse\r")
	y.await("mouse on")
	y.press(":quit\r")
	if code := y.ends(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	y.restored()
}

// A key typed ahead on a line that stands still was not meant for a dialog that
// nobody has seen.
func TestTerminalOnAHeldLine(t *testing.T) {
	t.Parallel()
	_, env := smallSim(t)
	y := start(t, 200, 50, env, "--filter", "status:running") // whichever is under the cursor can be stopped
	y.await("44 of 50", "● Running")
	y.line.Lock()
	for range 40 { // more frames than the pty holds
		y.press("Gg>")
		<-time.After(20 * time.Millisecond)
	}
	y.press("T\r")
	<-time.After(1500 * time.Millisecond) // as long as the line stands still
	y.line.Unlock()
	y.await("Stop 1 instance")
	<-time.After(grace)
	resp, err := http.Get(strings.TrimPrefix(env[0], "ECSDECK_ENDPOINT=") + "/_sim/stats")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	stats, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(stats), "DescribeInstances") {
		t.Fatal(err, string(stats))
	}
	if strings.Contains(string(stats), "StopInstances") {
		t.Errorf("an instance was stopped through a dialog that was not on screen: %s", stats)
	}
	if !strings.Contains(y.text(), "Stop 1 instance") {
		t.Errorf("the dialog has gone:\n%s", y.text())
	}
}

// grace is longer than a dialog's, see the shield in package model.
const grace = 500 * time.Millisecond

func TestTerminalIsRestoredAfterASignal(t *testing.T) {
	t.Parallel()
	for name, sig := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP, "SIGINT": syscall.SIGINT} {
		t.Run(name, func(t *testing.T) {
			y := start(t, 80, 24, nil, "--demo", "--instances", "50")
			y.await("Running")
			y.cmd.Process.Signal(sig)
			y.ends()
			y.restored()
		})
	}
}

func TestTerminalResized(t *testing.T) {
	t.Parallel()
	y := start(t, 200, 50, nil, "--demo", "--instances", "300")
	y.await("300 instances", "Regions", "EXPIRES")
	for _, s := range [][2]int{{80, 24}, {10, 3}, {39, 9}, {41, 10}, {1, 1}, {120, 35}, {200, 50}, {40, 10}, {80, 24}} {
		y.size(s[0], s[1])
	}
	y.await("300", "Instances", "? help")
	y.size(10, 3)
	y.await("ecsdeck", "needs")
	y.size(120, 35)
	y.await("300 instances", "Zones")
	y.press("q")
	if code := y.ends(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	y.restored()
}

// The deck on a simulated cloud in another process, which dies and comes back.
func TestTerminalEndpointDiesAndComesBack(t *testing.T) {
	t.Parallel()
	server, env := smallSim(t)
	y := start(t, 120, 35, env)
	y.await("50 instances", "<5 s old")
	server.Process.Kill()
	server.Wait()
	y.press("\x1b[15~") // F5
	y.await("50 instances", "regions fail", "retry in")
	addr := strings.TrimPrefix(env[0], "ECSDECK_ENDPOINT=http://")
	again := command(t, nil, "sim", "--listen", addr, "--instances", "50", "--regions", "2")
	if err := again.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Process.Kill() })
	y.await("50 instances", "<5 s old")
	for strings.Contains(y.text(), "retry in") {
		<-time.After(50 * time.Millisecond) // bounded by the test's own limit
	}
	y.press("q")
	y.ends()
	y.restored()
}

func TestTerminalWithoutCredentials(t *testing.T) {
	t.Parallel()
	y := start(t, 80, 24, nil)
	y.await("No access key was found.", "ecsdeck --demo")
	y.press("q")
	if code := y.ends(); code != 0 {
		t.Errorf("exit status %d", code)
	}
	y.restored()
}

// A line typed before the question was there does not answer it.
func TestTerminalTypedAhead(t *testing.T) {
	t.Parallel()
	_, env := smallSim(t, "--latency", "400ms")
	list := command(t, env, "ls", "--filter", "status:running", "-o", "csv")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	id, _, _ := strings.Cut(strings.Split(string(out), "\n")[1], ",")
	y := start(t, 120, 35, env, "stop", id)
	y.press("y\ny\n") // while the fleet is read
	y.await("go on? [y/N]")
	stopped := func() bool {
		resp, err := http.Get(strings.TrimPrefix(env[0], "ECSDECK_ENDPOINT=") + "/_sim/stats")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		stats, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(stats), "StopInstances")
	}
	<-time.After(1500 * time.Millisecond) // longer than a call takes
	if stopped() {
		t.Error("what was typed before the question answered it")
	}
	y.press("y\n")
	if code := y.ends(); code != 0 || !stopped() {
		t.Errorf("exit status %d:\n%s", code, y.text())
	}
}

// Where a pipe gives the ids, the terminal itself is asked.
func TestTerminalAsksThoughIDsArePiped(t *testing.T) {
	t.Parallel()
	_, env := smallSim(t)
	stop := command(t, env, "stop", "-")
	pipeline := func() *exec.Cmd {
		c := exec.Command("sh", "-c", `"$0" ls --filter status:running --sort id -o ids | head -2 | "$0" stop -`, stop.Path)
		c.Env = append(stop.Env, "TERM=xterm-256color")
		return c
	}
	refused := on(t, pipeline(), 120, 35)
	refused.await("go on? [y/N]")
	refused.press("n\n")
	refused.await("nothing was done")
	refused.ends()
	done := on(t, pipeline(), 120, 35)
	done.await("go on? [y/N]")
	done.press("y\n")
	if code := done.ends(); code != 0 || !strings.Contains(done.text(), "2 of 2 accepted") {
		t.Errorf("exit status %d:\n%s", code, done.text())
	}
}

// A login that is not set up right is told on the screen, with the other profiles, and
// again when that was left.
func TestBrokenLoginInATerminal(t *testing.T) {
	home := t.TempDir()
	profiles(t, home, `{"current":"prod","profiles":[{"name":"prod","mode":"AK","access_key_id":"LTAI0123456789ab"},{"name":"my test","mode":"AK"}]}`)
	file := filepath.Join(home, ".aliyun", "config.json")
	y := start(t, 80, 24, nil, "--config-path", file, "--read-only")
	y.await(`profile "prod" has no access_key_secret`, "--profile 'my test'", "--read-only", "q quit")
	if strings.Contains(y.text(), "ecsdeck --profile prod") {
		t.Errorf("the profile that doesn't log in is offered:\n%s", y.text())
	}
	y.press("q")
	if status := y.ends(); status != shell.StatusFailed {
		t.Errorf("exit status %d", status)
	}
	y.restored()
	y.await(`ecsdeck: profile "prod" has no access_key_secret`)
}
