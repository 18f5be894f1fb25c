package bench

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"

	"ecsdeck/ecsapi/message"
)

// endsWithin is how long a process may take to end when it is told to.
const endsWithin = 3 * time.Second

// process is this program in a process of its own. It has a pseudo-terminal, whatever
// it is: the system ends it when the terminal goes, which it does with this process.
type process struct {
	cmd     *exec.Cmd
	pty     *os.File
	cancel  context.CancelFunc
	ended   chan struct{}
	started time.Time
}

// start starts the program with a terminal of w by h cells; read is given what it
// writes there.
func (m *measurement) start(env []string, w, h int, read func([]byte), args ...string) (*process, error) {
	home, err := os.MkdirTemp(m.dir, "home")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(m.ctx)
	p := &process{cmd: exec.CommandContext(ctx, m.self, args...), cancel: cancel, ended: make(chan struct{})}
	p.cmd.Env = append(m.environ(home), env...)
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	p.cmd.WaitDelay = endsWithin
	p.started = time.Now()
	if p.pty, err = pty.StartWithSize(p.cmd, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)}); err != nil {
		cancel()
		return nil, message.Errorf("a process with a terminal of its own cannot be started: {error}", err)
	}
	var reading sync.WaitGroup
	reading.Go(func() {
		buf := make([]byte, 64<<10)
		for {
			n, err := p.pty.Read(buf)
			read(buf[:n])
			if err != nil {
				return // the process has closed its side
			}
		}
	})
	go func() {
		p.cmd.Wait()
		p.pty.Close()
		reading.Wait()
		close(p.ended)
	}()
	m.processes = append(m.processes, p)
	return p, nil
}

// command is this program, for what it prints.
func (m *measurement) command(env []string, args ...string) *exec.Cmd {
	c := exec.CommandContext(m.ctx, m.self, args...)
	c.Env = env
	return c
}

// end ends the process, and returns when it has.
func (p *process) end() {
	p.cancel()
	<-p.ended
}

// environ is that of this process without what leads to an account, a state or other
// settings.
func (m *measurement) environ(home string) (env []string) {
	for _, pair := range m.Environ {
		name, _, _ := strings.Cut(pair, "=")
		switch {
		case strings.HasPrefix(name, "ALIBABA"), strings.HasPrefix(name, "ALICLOUD"), strings.HasPrefix(name, "XDG_"), strings.HasPrefix(name, "LC_"),
			name == "ECSDECK_ENDPOINT", name == "ECSDECK_STATE", name == "NO_COLOR":
		default:
			env = append(env, pair)
		}
	}
	return append(env, "HOME="+home, "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8")
}

// usage is what a process has used so far, as the system counts it.
type usage struct {
	cpu      time.Duration
	switches int64
	io       int64 // bytes read and written
	peak     int64 // bytes of memory
}

// clockTick is the unit of times in /proc on every Linux that Go runs on.
const clockTick = 10 * time.Millisecond

// usage reads what the process has used. Only Linux tells.
func (p *process) usage() (u usage, err error) {
	dir := filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid))
	stat, err := os.ReadFile(filepath.Join(dir, "stat"))
	if err != nil {
		return u, errNoFigures
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // the name before may hold blanks
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return u, errNoFigures
	}
	u.cpu = time.Duration(number(fields[11])+number(fields[12])) * clockTick
	u.peak = sum(filepath.Join(dir, "status"), "VmHWM:") << 10
	u.io = sum(filepath.Join(dir, "io"), "rchar:", "wchar:")
	tasks, _ := filepath.Glob(filepath.Join(dir, "task", "*", "status"))
	for _, task := range tasks {
		u.switches += sum(task, "voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:")
	}
	return u, nil
}

var errNoFigures = message.Errorf("this system does not tell")

// sum adds up the numbers of these names in a file of /proc.
func sum(path string, names ...string) (n int64) {
	text, _ := os.ReadFile(path) // a task may end meanwhile
	for l := range strings.Lines(string(text)) {
		fields := strings.Fields(l)
		for _, name := range names {
			if len(fields) > 1 && fields[0] == name {
				n += number(fields[1])
			}
		}
	}
	return n
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// machine is the processor's name, where the system tells.
func machine() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for l := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "-"
}

// cloud is a simulated cloud in a process of its own.
type cloud struct {
	*process
	env  map[string]string // what a client needs
	url  string
	spot *spots // once counted
}

// pairs are the cloud's variables as a process takes them.
func (c *cloud) pairs() (env []string) {
	for name, value := range c.env {
		env = append(env, name+"="+value)
	}
	return env
}

// serve starts a simulated cloud.
func (m *measurement) serve(args ...string) (*cloud, error) {
	c := &cloud{env: map[string]string{}}
	var printed strings.Builder
	ready := make(chan string, 1)
	p, err := m.start(nil, 200, 50, func(b []byte) {
		if printed.Write(b); strings.Count(printed.String(), "\n") >= 4 && len(ready) == 0 {
			select {
			case ready <- printed.String():
			default:
			}
		}
	}, append([]string{"sim", "--listen", "127.0.0.1:0", "--latency", latency.String(), "--quiet"}, args...)...)
	if err != nil {
		return nil, err
	}
	c.process = p
	select {
	case text := <-ready:
		for _, word := range strings.Fields(text) {
			if name, value, ok := strings.Cut(word, "="); ok {
				c.env[name] = value
			}
		}
	case <-p.ended:
		return nil, message.Errorf("the simulated cloud has ended: {output}", strings.TrimSpace(printed.String()))
	case <-time.After(2 * time.Minute):
		return nil, message.Errorf("the simulated cloud does not start")
	case <-m.ctx.Done():
		return nil, m.ctx.Err()
	}
	if c.url = c.env["ECSDECK_ENDPOINT"]; c.url == "" {
		return nil, message.Errorf("the simulated cloud does not start")
	}
	return c, nil
}

// calls is how many calls the cloud has had.
func (c *cloud) calls() (n int64, err error) {
	answer, err := http.Get(c.url + "/_sim/stats")
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	var stats struct {
		Calls       map[string]int64 `json:"calls"`
		DryRunCalls map[string]int64 `json:"dry_run_calls"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&stats); err != nil {
		return 0, err
	}
	for _, of := range []map[string]int64{stats.Calls, stats.DryRunCalls} {
		for _, k := range of {
			n += k
		}
	}
	return n, nil
}
