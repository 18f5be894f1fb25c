package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ecsdeck/ui/cli/shell"
)

// asCommand makes the test binary be ecsdeck, so that tests can see what only
// a process has: its start, its signals, its standard output.
const asCommand = "ECSDECK_TEST_AS_COMMAND"

// asDrain makes it a command that drains an instance, and ends with this exit
// status.
const asDrain = "ECSDECK_TEST_AS_DRAIN"

func TestMain(m *testing.M) {
	if status, err := strconv.Atoi(os.Getenv(asDrain)); err == nil {
		fmt.Println("draining", os.Getenv("ECSDECK_INSTANCE_ID"))
		fmt.Printf("%q", os.Args[1:])
		os.Exit(status)
	}
	if os.Getenv(asCommand) != "" {
		os.Exit(Main())
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // a quarter of the time went into collecting garbage
	}
	os.Exit(m.Run())
}

// command is ecsdeck as a process, in an environment of its own.
func command(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, self, args...)
	c.Env = append([]string{asCommand + "=1", "HOME=" + t.TempDir()}, env...)
	return c
}

// smallSim starts a simulated cloud as a process and returns what it exports.
func smallSim(t *testing.T, more ...string) (c *exec.Cmd, env []string) {
	t.Helper()
	return startSim(t, nil, append([]string{"--instances", "50", "--regions", "2"}, more...)...)
}

// startSim is smallSim with flags alone, and with something on standard input.
func startSim(t *testing.T, in io.Reader, more ...string) (c *exec.Cmd, env []string) {
	t.Helper()
	c = command(t, nil, append([]string{"sim", "--listen", "127.0.0.1:0"}, more...)...)
	c.Stdin, c.Stderr = in, &bytes.Buffer{}
	return c, exported(t, c)
}

// exported starts a simulated cloud and returns what it exports.
func exported(t *testing.T, c *exec.Cmd) (env []string) {
	t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill() })
	lines := bufio.NewScanner(out)
	for (len(env) < 5 || len(env) < 7 && slices.Contains(c.Args, "--tls")) && lines.Scan() {
		exports, ok := strings.CutPrefix(lines.Text(), "export ")
		if !ok {
			t.Fatalf("sim printed %q", lines.Text())
		}
		env = append(env, strings.Fields(exports)...)
	}
	return env
}

// Who reads the log may go away: the cloud serves on and ends as it should.
func TestSimWithoutAReader(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := command(t, nil, "sim", "--listen", "127.0.0.1:0", "--instances", "50", "--regions", "2")
	c.Stderr = w
	env := exported(t, c)
	w.Close()
	r.Close()
	for range 2 {
		if out, err := command(t, env, "ls", "-o", "csv").Output(); err != nil || strings.Count(string(out), "\n") != 51 {
			t.Errorf("ls: %v\n%s", err, clip(string(out)))
		}
	}
	c.Process.Signal(syscall.SIGTERM)
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}

func TestSimServesAndStops(t *testing.T) {
	server, env := smallSim(t)
	var names []string
	for _, v := range env {
		name, _, _ := strings.Cut(v, "=")
		names = append(names, name)
	}
	if got, want := strings.Join(names, " "), "ECSDECK_ENDPOINT ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET "+
		"ECSDECK_SIM_READONLY_KEY_ID ECSDECK_SIM_READONLY_KEY_SECRET"; got != want {
		t.Fatalf("exports %s", got)
	}

	// With DEBUG=sdk the SDK would print requests and keys among the data.
	var said bytes.Buffer
	list := command(t, append(env, "DEBUG=sdk"), "ls", "-o", "csv")
	list.Stderr = &said
	out, err := list.Output()
	if err != nil || said.Len() > 0 {
		t.Fatalf("ls: %v: %s", err, said.String())
	}
	if lines := strings.Count(string(out), "\n"); lines != 51 || !strings.HasPrefix(string(out), "id,name,") {
		t.Errorf("ls printed %d lines:\n%s", lines, clip(string(out)))
	}

	addr := strings.TrimPrefix(env[0], "ECSDECK_ENDPOINT=http://")
	out, err = command(t, nil, "sim", "--listen", addr).CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != shell.StatusFailed || strings.Count(string(out), "\n") != 1 ||
		!strings.Contains(string(out), "cannot listen on "+addr+": something else listens there; --listen takes another port") {
		t.Errorf("a port that is taken: %v: %s", err, out)
	}

	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("sim ended by SIGTERM: %v", err)
	}
	log := server.Stderr.(*bytes.Buffer).String()
	if calls := strings.Count(log, " 200 "); calls != 2+2 || !strings.HasPrefix(log, "serving a simulated cloud on "+addr+"; ctrl-c ends it\n") {
		t.Errorf("%d calls in the log:\n%s", calls, log)
	}
}

func TestQuietSim(t *testing.T) {
	server, env := smallSim(t, "--quiet")
	if out, err := command(t, env, "regions").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	server.Process.Signal(syscall.SIGHUP)
	if err := server.Wait(); err != nil {
		t.Errorf("sim ended by SIGHUP: %v", err)
	}
	if log := server.Stderr.(*bytes.Buffer).String(); strings.Count(log, "\n") != 1 {
		t.Errorf("a quiet one said\n%s", log)
	}
}

func TestDemoNeedsNoAccount(t *testing.T) {
	out, err := command(t, []string{
		// Neither is looked at.
		"ECSDECK_ENDPOINT=http://127.0.0.1:1", "ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI0123456789ab",
	}, "regions", "--demo", "--instances", "77", "-o", "csv").Output()
	if err != nil || strings.Count(string(out), "\n") != 29 {
		t.Errorf("%v:\n%s", err, out)
	}
}

func TestDemoPlaysAStory(t *testing.T) {
	r := run(t, alone(t), "ls", "--demo", "--instances", "200", "--scenario", "hostile-names", "-o", "json").ended(shell.StatusDone)
	if !strings.Contains(r.out, "HYPERLINK") || strings.ContainsAny(r.out, "\x1b\u202e") {
		t.Errorf("the names are\n%s", clip(r.out))
	}
}
