package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/cli/shell"
	spotcli "ecsdeck/ui/cli/spot"
	"ecsdeck/ui/record"
)

// hostile is what an endpoint does to those who ask it.
type hostile struct {
	name   string
	answer func(*ask)

	ls   int    // the exit status of `ls` on it
	says string // what `ls` says on standard error then

	limits
}

// limits are what a mode may take, where that is more than others may.
type limits struct {
	heap uint64        // bytes above what there was; 0: what all that say so take together is small
	time time.Duration // of a command, virtual
}

// The limits of a mode that names none.
const (
	smallHeap   = 128 << 20 // of two at once
	large       = 200 << 20 // of one whose answers are
	hostileTime = 3 * time.Minute
)

// ask is one call of a hostile endpoint, and the honest cloud behind it.
type ask struct {
	http.ResponseWriter
	*http.Request
	cloud http.Handler
	n     int // which call of its action it is, from 1
}

func (a *ask) action() string { return a.URL.Query().Get("Action") }

// honest answers as the cloud does.
func (a *ask) honest() { a.cloud.ServeHTTP(a.ResponseWriter, a.Request) }

// truth is what the cloud would answer.
func (a *ask) truth() (status int, body []byte) {
	rec := httptest.NewRecorder()
	a.cloud.ServeHTTP(rec, a.Request)
	return rec.Code, rec.Body.Bytes()
}

// send answers with a body.
func (a *ask) send(status int, kind, body string) {
	a.Header().Set("Content-Type", kind)
	a.Header().Set("Content-Length", fmt.Sprint(len(body)))
	a.WriteHeader(status)
	io.WriteString(a.ResponseWriter, body)
}

// Header is the answer's.
func (a *ask) Header() http.Header { return a.ResponseWriter.Header() }

// tell answers with a document.
func (a *ask) tell(status int, doc any) {
	b, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	a.send(status, "application/json", string(b))
}

// refuse answers as the cloud refuses.
func (a *ask) refuse(status int, code, message string) {
	a.tell(status, map[string]string{"RequestId": "R", "HostId": "h", "Code": code, "Message": message})
}

// edit answers as the cloud does, but for what f makes of each value: key is the name of
// the field it stands in, or of the field of its list.
func (a *ask) edit(f func(key string, v any) any) {
	status, body := a.truth()
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var doc any
	if err := dec.Decode(&doc); err != nil {
		a.send(status, "application/json", string(body))
		return
	}
	a.tell(status, edited("", doc, f))
}

func edited(key string, v any, f func(key string, v any) any) any {
	switch x := v.(type) {
	case map[string]any:
		for k, v := range x {
			x[k] = edited(k, v, f)
		}
	case []any:
		for i, v := range x {
			x[i] = edited(key, v, f)
		}
	}
	return f(key, v)
}

// wire writes bytes in place of an answer and waits until the client is gone.
func (a *ask) wire(write func(net.Conn)) {
	conn, _, err := a.ResponseWriter.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	write(conn)
	io.Copy(io.Discard, conn)
}

// cut writes bytes in place of an answer and closes the connection.
func (a *ask) cut(text string) {
	conn, _, err := a.ResponseWriter.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	io.WriteString(conn, text)
	conn.Close()
}

// stream writes a block for ever.
func (a *ask) stream(block string) {
	for {
		if _, err := io.WriteString(a.ResponseWriter, block); err != nil {
			return
		}
	}
}

// hostileCloud is a mode in front of a simulated cloud.
type hostileCloud struct {
	*ecssim.Cloud
	mu    sync.Mutex
	mode  *hostile // nil: honest
	calls map[string]int
	seen  []string // signatures and keys that came with requests
}

func (c *hostileCloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	c.mu.Lock()
	mode := c.mode
	c.calls[q.Get("Action")]++
	n := c.calls[q.Get("Action")]
	for _, name := range []string{"Signature", "AccessKeyId", "SecurityToken"} {
		if v := q.Get(name); v != "" && !slices.Contains(c.seen, v) {
			c.seen = append(c.seen, v)
		}
	}
	c.mu.Unlock()
	if mode == nil {
		c.Cloud.ServeHTTP(w, r)
		return
	}
	r.Header.Del("Accept-Encoding") // what is changed on its way is not packed
	mode.answer(&ask{w, r, c.Cloud, n})
}

// turn makes the cloud hostile.
func (c *hostileCloud) turn(m *hostile) {
	c.mu.Lock()
	c.mode, c.calls, c.seen = m, map[string]int{}, nil
	c.mu.Unlock()
}

// hostileWorld runs a test with an endpoint in fake time that is honest at first. The
// client signs with a temporary key, whose token is a secret on the wire.
func hostileWorld(t *testing.T, machines int, test func(*testing.T, *hostileCloud, shell.Env)) {
	synctest.Test(t, func(t *testing.T) {
		c := &hostileCloud{Cloud: ecssim.New(ecssim.Config{Instances: machines, Regions: 2}), calls: map[string]int{}}
		wire := pipenet.Listen()
		server := shell.NewServer(c)
		go server.Serve(wire)
		defer server.Close()
		defer func() { <-time.After(10 * time.Second) }() // until what still writes saw that nobody listens
		key := c.TemporaryKey(100 * time.Hour)
		test(t, c, shell.Env{
			Environ: []string{
				"ECSDECK_ENDPOINT=http://127.0.0.1:80",
				"ALIBABA_CLOUD_ACCESS_KEY_ID=" + key.ID,
				"ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + key.Secret,
				"ALIBABA_CLOUD_SECURITY_TOKEN=" + key.Token,
			},
			Home:     t.TempDir(),
			In:       strings.NewReader(""),
			Terminal: func(any) bool { return false },
			Dial:     wire.Dial,
		})
	})
}

// heapPeak measures what lives on the heap beside a test, as each collection found it: garbage
// depends on what else the machine does. It is to be made outside of a bubble, whose time stands
// still.
type heapPeak struct {
	peak atomic.Uint64
	stop chan struct{}
	done chan struct{}
}

func watchHeap() *heapPeak {
	h := &heapPeak{stop: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(h.done)
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				if now := heapNow(); now > h.peak.Load() {
					h.peak.Store(now)
				}
			case <-h.stop:
				return
			}
		}
	}()
	return h
}

// reset begins a measurement and returns what there is, without garbage if it is to be
// exact, which takes a while.
func (h *heapPeak) reset(exact bool) uint64 {
	if exact {
		runtime.GC()
	}
	now := heapNow()
	h.peak.Store(now)
	return now
}

func (h *heapPeak) end() {
	close(h.stop)
	<-h.done
}

func heapNow() uint64 {
	s := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// hostileCommands are what is run on each hostile endpoint; ID and REGION stand for an
// instance that runs and its region.
var hostileCommands = [][]string{
	{"ls"},
	{"ls", "-o", "json"},
	{"spot", "--region", "REGION", "--type", "ecs.g7.large", "--window", "24h"},
	{"types", "--region", "REGION"},
	{"zones"},
	{"stop", "ID", "--yes", "--wait", "--timeout", "1m"},
	{"doctor", "--region", "REGION"},
	{"ls", "-o", "csv"},
	{"show", "ID"},
	{"spot", "--region", "REGION", "--type", "ecs.g7.large", "--window", "24h", "-o", "csv"},
	{"types", "-o", "csv"},
	{"jobs"},
}

// Whatever an endpoint answers, commands end in time with a status and a line, take
// bounded memory, and print nothing raw and no secret.
func TestHostileEndpoints(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes twenty seconds")
	}
	log.SetOutput(io.Discard) // as Main does
	defer log.SetOutput(os.Stderr)
	defer debug.SetGCPercent(debug.SetGCPercent(20)) // the deck's
	heap := watchHeap()
	defer heap.end()
	report := io.Discard
	if path := os.Getenv("HOSTILE_REPORT"); path != "" { // each command with what it took
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		report = f
	}
	names := map[string]bool{}
	for _, m := range hostileModes {
		if names[m.name] {
			t.Errorf("two modes are called %q", m.name)
		}
		if names[m.name] = true; m.heap > 0 { // it is measured by itself
			t.Run(m.name, func(t *testing.T) {
				hostileWorld(t, 24, func(t *testing.T, c *hostileCloud, env shell.Env) { commandsOn(t, &m, c, env, heap, report) })
			})
		}
	}
	if len(names) < 60 {
		t.Errorf("%d modes", len(names))
	}
	before := heap.reset(true)
	t.Run("small", func(t *testing.T) {
		for _, m := range hostileModes {
			if m.heap == 0 {
				t.Run(m.name, func(t *testing.T) {
					t.Parallel()
					hostileWorld(t, 24, func(t *testing.T, c *hostileCloud, env shell.Env) { commandsOn(t, &m, c, env, heap, report) })
				})
			}
		}
	})
	if used := heap.peak.Load() - before; used > smallHeap {
		t.Errorf("the small ones took %d MB", used>>20)
	} else {
		t.Logf("the small ones took %d MB", used>>20)
	}
}

func commandsOn(t *testing.T, m *hostile, c *hostileCloud, env shell.Env, heap *heapPeak, report io.Writer) {
	list := read[[]record.Instance](runOne(t, env, []string{"ls", "-o", "json", "--filter", "status:running"}).ended(shell.StatusDone))
	id, region := list[0].ID, list[0].Region
	commands := hostileCommands
	if m.heap > 0 { // which take a while
		commands = hostileCommands[:7]
	}
	for n, words := range commands {
		c.turn(m)
		args := slices.Clone(words)
		for i, w := range args {
			args[i] = strings.NewReplacer("ID", id, "REGION", region).Replace(w)
		}
		before, began := uint64(0), time.Now()
		if m.heap > 0 {
			before = heap.reset(n == 0)
		}
		r := runOne(t, env, args)
		took, used := time.Since(began), heap.peak.Load()-before
		name := strings.Join(words, " ")
		fmt.Fprintf(report, "%s\t%s\t%d\t%v\t%dMB\tout %d\t%q\n", m.name, name, r.status, took.Round(time.Second), used>>20, len(r.out), clip(r.err))

		judge(t, name, r, c.secrets(env))
		if slices.Contains(words, "csv") {
			judgeCSV(t, name, r.out)
		}
		if most := max(m.time, hostileTime); took > most {
			t.Errorf("%s: took %v of virtual time, more than %v", name, took, most)
		}
		if m.heap > 0 && used > m.heap {
			t.Errorf("%s: took %d MB, more than %d", name, used>>20, m.heap>>20)
		}
		if name == "ls" && (r.status != m.ls || !strings.Contains(r.err, m.says)) {
			t.Errorf("ls: exit status %d, want %d with %q\nstdout: %s\nstderr: %s", r.status, m.ls, m.says, clip(r.out), clip(r.err))
		}
	}
}

// runOne runs a command out of a tree that has no other: cobra remembers the flags of each
// tree for good, and there are a thousand runs.
func runOne(t *testing.T, env shell.Env, args []string) result {
	var out, err bytes.Buffer
	env.Out, env.Err = &out, &err
	status := shell.RunTree(t.Context(), args, env, func(app *shell.App) *cobra.Command {
		a, root := &commands{app}, &cobra.Command{Use: "ecsdeck"}
		root.AddCommand(map[string]func() *cobra.Command{
			"ls": a.lsCommand, "show": a.showCommand, "types": a.typesCommand, "zones": a.zonesCommand,
			"doctor": a.doctorCommand, "jobs": a.jobsCommand,
			"spot": func() *cobra.Command { return spotcli.Command(app) },
			"stop": func() *cobra.Command { return a.verbCommand(op.Of(fleet.ActionStop), brief.Command(fleet.ActionStop)) },
		}[args[0]]())
		return root
	})
	return result{t, status, out.String(), err.String()}
}

// secrets are what came with requests, and what the process was given.
func (c *hostileCloud) secrets(env shell.Env) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append(slices.Clone(c.seen), secretsOf(env)...)
}

// secretsOf are what the process was given and must not be seen.
func secretsOf(env shell.Env) (secrets []string) {
	for _, name := range []string{"ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"} {
		secrets = append(secrets, env.Getenv(name))
	}
	return secrets
}
