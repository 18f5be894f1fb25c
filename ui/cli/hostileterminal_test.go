package cli

import (
	"bytes"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
)

// hostileTerminals are the modes that the program meets as a process: some of each kind,
// and those that take the most memory.
var hostileTerminals = []string{
	"texts: names", "texts: locks", "texts: refusal", "texts: controls unescaped", "texts: broken UTF-8",
	"size: no end of blanks", "size: no end but of regions", "size: 400,000 rows on a page", "size: one long name among many", "size: RequestId of 1 MB",
	"line: another protocol", "line: bytes nobody asked for", "line: hints before",
	"sense: odd rows among good ones", "echo: with invisible signs between",
}

// hostileProcess is the most memory that the program takes, whatever it is answered. On
// an honest cloud it takes 60 MB.
const hostileProcess = 300 << 20

// The program in a terminal draws what it draws and nothing else, gives the terminal back,
// and takes no more memory than it may; so does a command, which prints nothing that it
// does not print in fake time.
func TestHostileTerminals(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes ten seconds")
	}
	t.Parallel()
	for _, name := range hostileTerminals {
		i := slices.IndexFunc(hostileModes, func(m hostile) bool { return m.name == name })
		if i < 0 {
			t.Fatalf("there is no mode %q", name)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terminalOn(t, &hostileModes[i])
		})
	}
}

func terminalOn(t *testing.T, m *hostile) {
	regions := 2
	if m.heap > 0 {
		regions = 28
	}
	c := &hostileCloud{Cloud: ecssim.New(ecssim.Config{Instances: 100, Regions: regions})}
	c.turn(m)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := shell.NewServer(http.HandlerFunc(c.ServeHTTP))
	go server.Serve(listener)
	defer server.Close()
	key, _ := c.Keys()
	env := []string{
		"ECSDECK_ENDPOINT=http://" + listener.Addr().String(), "COLORTERM=truecolor",
		"ALIBABA_CLOUD_ACCESS_KEY_ID=" + key.ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + key.Secret,
	}
	secrets := []string{key.ID, key.Secret}

	y := start(t, 140, 40, env)
	y.await("Instances", "Regions")
	y.press("@")
	y.await("API calls", "Describe")
	if m.name == "size: no end but of regions" {
		y.await("28 regions fail")
	}
	used := mostResident(t, y.cmd.Process.Pid)
	y.press("qq")
	if status := y.ends(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	y.restored()
	y.mu.Lock()
	drew := y.sent.String()
	y.mu.Unlock()
	if found := rawOnScreen(drew); found != "" {
		t.Errorf("raw on the terminal: %s", found)
	}
	c.mu.Lock()
	secrets = append(secrets, c.seen...)
	c.mu.Unlock()
	if found := leaks(sequence.ReplaceAllString(drew, ""), secrets); found != "" {
		t.Errorf("secret on the terminal: %s", found)
	}
	if t.Logf("at most %d MB", used>>20); used > hostileProcess {
		t.Errorf("took %d MB", used>>20)
	}

	var out, said bytes.Buffer
	list := command(t, env, "ls")
	list.Stdout, list.Stderr = &out, &said
	list.Run()
	r := result{t, list.ProcessState.ExitCode(), out.String(), said.String()}
	judge(t, "ls", r, secrets)
	if r.status != m.ls || r.status == 0 && r.err != "" && m.name != "sense: odd rows among good ones" {
		t.Errorf("exit status %d, want %d: %s", r.status, m.ls, r.err)
	}
}

// mostResident is the most memory that a process had so far; 0 where the system doesn't say.
func mostResident(t *testing.T, pid int) uint64 {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if os.IsNotExist(err) {
		return 0
	}
	if m := regexp.MustCompile(`VmHWM:\s*(\d+) kB`).FindSubmatch(text); m != nil {
		n, _ := strconv.ParseUint(string(m[1]), 10, 64)
		return n << 10
	}
	t.Fatalf("%v: %s", err, text)
	return 0
}
