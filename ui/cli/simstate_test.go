package cli

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"ecsdeck/ui/cli/shell"
)

// listed is what ls tells of a cloud.
func listed(t *testing.T, env []string) string {
	t.Helper()
	var said bytes.Buffer
	c := command(t, env, "ls", "-o", "json")
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		t.Fatalf("ls: %v %s", err, said.String())
	}
	return string(out)
}

// over ends a simulated cloud by a signal and returns what it said, calls apart.
func over(t *testing.T, c *exec.Cmd, by os.Signal, status int) string {
	t.Helper()
	c.Process.Signal(by)
	c.Wait()
	var said []string
	for line := range strings.Lines(c.Stderr.(*bytes.Buffer).String()) {
		if !loggedCall.MatchString(line) {
			said = append(said, line)
		}
	}
	if c.ProcessState.ExitCode() != status {
		t.Errorf("exit status %d, want %d: %s", c.ProcessState.ExitCode(), status, said)
	}
	return strings.Join(said, "")
}

var loggedCall = regexp.MustCompile(`^\d\d-\d\d \d\d:`)

func post(t *testing.T, env []string, path string) {
	t.Helper()
	r, err := http.Post(strings.TrimPrefix(env[0], "ECSDECK_ENDPOINT=")+path, "application/json", nil)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v %v", path, r, err)
	}
	r.Body.Close()
}

// A terminal that closes says so more than once, and people press ctrl-c again.
func TestStateIsSavedThoughToldToEndAgainAndAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sim.json")
	server, env := smallSim(t, "--state", file, "--speed", "0", "--instances", "5000")
	post(t, env, "/_sim/save")
	for range 50 { // for as long as saving takes
		for _, by := range []os.Signal{syscall.SIGHUP, os.Interrupt, syscall.SIGTERM} {
			server.Process.Signal(by)
		}
		<-time.After(2 * time.Millisecond)
	}
	if said := over(t, server, syscall.SIGTERM, shell.StatusDone); !strings.Contains(said, "saved the simulated cloud") {
		t.Errorf("it said %q", said)
	}
}

// The same command begins a cloud and goes on with it, however it was told to
// end.
func TestStateOutlivesRestarts(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sim.json")
	args := []string{"--state", file, "--speed", "0", "--now", "2026-03-14T09:26:53Z", "--seed", "5"}
	was := ""
	for n, by := range []os.Signal{syscall.SIGTERM, os.Interrupt, syscall.SIGHUP} {
		server, env := smallSim(t, args...)
		now := listed(t, env)
		if n > 0 && now != was {
			t.Fatalf("before\n%s\nafter\n%s", clip(was), clip(now))
		}
		if out, err := command(t, env, "stop", "--filter", "status:running charge:hourly", "--all-regions", "--yes").CombinedOutput(); err != nil && n == 0 {
			t.Fatalf("stop: %v %s", err, out)
		}
		if was = listed(t, env); n == 0 && (was == now || !strings.Contains(was, "Stopping")) {
			t.Fatal("nothing was stopped")
		}
		said := over(t, server, by, shell.StatusDone)
		want := "going on with the simulated cloud in " + file + ", where it is 2026-03-14T09:26:53Z\n"
		if n == 0 {
			want = "keeping the simulated cloud in " + file + "\n"
		}
		if !strings.HasPrefix(said, want) || !strings.HasSuffix(said, "saved the simulated cloud in "+file+"\n") {
			t.Errorf("it said\n%s", said)
		}
		if i, err := os.Stat(file); err != nil || i.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", i, err)
		}
	}
}

// Killed on the spot, it goes on from what was saved last; a file half written
// is swept away.
func TestStateOfAKilledCloud(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "sim.json")
	server, env := smallSim(t, "--state", file, "--speed", "0")
	if out, err := command(t, env, "stop", "--filter", "status:running charge:hourly", "--all-regions", "--yes").CombinedOutput(); err != nil {
		t.Fatalf("stop: %v %s", err, out)
	}
	post(t, env, "/_sim/save")
	was := listed(t, env)
	server.Process.Kill()
	server.Wait()
	half := filepath.Join(dir, ".sim.json.123.new")
	others := filepath.Join(dir, ".sim.json.old.123.new")
	for _, f := range []string{half, others} {
		if err := os.WriteFile(f, []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	server, env = smallSim(t, "--state", file)
	if now := listed(t, env); now != was {
		t.Errorf("before\n%s\nafter\n%s", clip(was), clip(now))
	}
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a file is left: %v", err)
	}
	if _, err := os.Stat(others); err != nil {
		t.Errorf("the half file of another state is gone: %v", err)
	}
	// Nobody else has it meanwhile.
	out, _ := command(t, nil, "sim", "--state", file).CombinedOutput()
	if want := "ecsdeck: another ecsdeck sim is using the state " + file + "; end it, or name another file\n"; string(out) != want {
		t.Errorf("a second one said %q, want %q", out, want)
	}
	over(t, server, syscall.SIGTERM, shell.StatusDone)
}

// A link stays one, whether what it points to is there yet or not.
func TestStateBehindALink(t *testing.T) {
	dir := t.TempDir()
	link, target := filepath.Join(dir, "link.json"), filepath.Join(dir, "target.json")
	if err := os.Symlink("target.json", link); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		server, _ := smallSim(t, "--state", link, "--instances", "10")
		over(t, server, syscall.SIGTERM, shell.StatusDone)
		if to, err := os.Readlink(link); err != nil || to != "target.json" {
			t.Errorf("the link is %q, %v", to, err)
		}
		if _, err := os.Stat(target); err != nil {
			t.Error(err)
		}
	}
}

func TestStateThatCanNoLongerBeWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	server, _ := smallSim(t, "--state", filepath.Join(dir, "sim.json"))
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	said := over(t, server, syscall.SIGTERM, shell.StatusFailed)
	if !strings.Contains(said, "ecsdeck: the state could not be saved to "+filepath.Join(dir, "sim.json")+": no such file or directory; what came after 20") {
		t.Errorf("it said\n%s", said)
	}
}

func TestUnusableStates(t *testing.T) {
	env, dir := alone(t), t.TempDir()
	file := filepath.Join(dir, "sim.json")
	sim := []string{"sim", "--listen", "127.0.0.1:0", "--instances", "3", "--regions", "1", "--state"}
	ended(t, env, append(sim, file)...).ended(shell.StatusDone)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ state, said string }{
		"nothing":   {"", "it breaks off"},
		"half":      {string(good[:len(good)/2]), "it breaks off"},
		"foreign":   {`{"version":4,"resources":[]}`, "it is not the state of a simulated cloud"},
		"newer":     {strings.Replace(string(good), `"version": 1`, `"version": 2`, 1), "it was written by a newer version"},
		"no JSON":   {"\x1b[2Jhello\n", "invalid character"},
		"no region": {strings.Replace(string(good), `"id": "cn-hangzhou"`, `"id": "\u001b[2J"`, 1), "there is no such region"},
	} {
		t.Run(name, func(t *testing.T) {
			broken := filepath.Join(dir, "broken.json")
			if err := os.WriteFile(broken, []byte(c.state), 0o640); err != nil {
				t.Fatal(err)
			}
			ended(t, env, append(sim, broken)...).refused(shell.StatusFailed, "cannot use the state "+broken+": ", c.said, "; it was left as it is")
			after, err := os.ReadFile(broken)
			if i, _ := os.Stat(broken); err != nil || string(after) != c.state || i.Mode().Perm() != 0o640 {
				t.Errorf("it was touched: %q %v", after, err)
			}
		})
	}
	ended(t, env, append(sim, dir)...).refused(shell.StatusUsage, "--state cannot be", "it is not a file")
	ended(t, env, append(sim, filepath.Join(dir, "none", "x"))...).refused(shell.StatusFailed, "cannot write the state", "no such file or directory")
	for _, c := range []struct{ flag, value, was string }{
		{"seed", "7", "1"}, {"instances", "4", "3"}, {"regions", "2", "1"}, {"scenario", "spot-storm", "none"},
	} {
		r := ended(t, env, append(sim, file, "--"+c.flag, c.value)...)
		r.refused(shell.StatusUsage, "--"+c.flag+" cannot be "+c.value+": the cloud in "+file+" was begun with "+c.was)
	}
	ended(t, env, append(sim, file, "--now", "2026-01-01T00:00:00Z")...).refused(shell.StatusUsage, "--now cannot be 2026-01-01T00:00:00Z: ")
}
