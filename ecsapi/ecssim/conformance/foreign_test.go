package conformance

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// foreignEnv makes the tests of clients in other languages fail where such a
// client is missing, instead of being skipped.
const foreignEnv = "ECSDECK_FOREIGN"

// foreignLimit is how long a client's program may run at all.
const foreignLimit = 5 * time.Minute

// foreignClient is a client in another language.
type foreignClient struct {
	name string
	// command is the interpreter that has the client; where there is none it skips.
	command func(t *testing.T) string
	dir     string   // below testdata
	args    []string // the program in it, and its arguments
	// text is what becomes of a text on the way to the client, nil for nothing.
	text func(string) string
	// class is what the client calls an error.
	class func(foreignError) string
	// retries is whether the client passes on when to try again.
	retries bool
	// unpacks is whether it takes gzip.
	unpacks bool
}

// program is a running client. It takes calls as lines of JSON and answers each
// with a line.
type program struct {
	in  io.WriteCloser
	out *bufio.Scanner
	end func() string // ends it; what it complained of
}

// foreign starts a client.
func foreign(t *testing.T, c foreignClient) *program {
	t.Helper()
	if testing.Short() {
		t.Skip("a client in another language finds nothing that the Go SDK does not show the race detector")
	}
	ctx, cancel := context.WithTimeout(t.Context(), foreignLimit)
	cmd := exec.CommandContext(ctx, c.command(t), c.args...)
	cmd.Dir = filepath.Join("testdata", c.dir)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &program{in: in, out: bufio.NewScanner(out)}
	p.out.Buffer(nil, 64<<20)
	p.end = sync.OnceValue(func() string {
		cancel()
		_ = cmd.Wait() // it was killed
		return complaints.String()
	})
	t.Cleanup(func() {
		if s := p.end(); s != "" {
			t.Errorf("the client complained: %s", s)
		}
	})
	return p
}

// node is the command that runs what npm installed.
func node(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		missing(t, "there is no node: apt-get install nodejs npm, then npm ci --ignore-scripts in ecsapi/ecssim/conformance/testdata/node")
	}
	if _, err := os.Stat(filepath.Join("testdata", "node", "node_modules")); err != nil {
		missing(t, "Alibaba's clients for Node are not installed: npm ci --ignore-scripts in ecsapi/ecssim/conformance/testdata/node")
	}
	return path
}

// python is the command that runs what Debian installed; another Python may
// stand before that one in the path.
func python(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if path, err := exec.LookPath(name); err == nil && exec.Command(path, "-c", "import libcloud").Run() == nil {
			return path
		}
	}
	missing(t, "Libcloud is not installed: apt-get install python3-libcloud")
	return ""
}

// missing skips a test for want of a client.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv(foreignEnv) != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// caller is a client with an account and a key to it.
type caller struct {
	*account
	program *program
	key     rpc.Key
	host    string
}

func (a *account) by(p *program) *caller { return &caller{a, p, a.key, a.host} }

// as is the same client with another key.
func (c *caller) as(key rpc.Key) *caller { return &caller{c.account, c.program, key, c.host} }

// through is the same client with another way to the cloud.
func (c *caller) through(h http.HandlerFunc) *caller {
	server := httptest.NewServer(h)
	c.t.Cleanup(server.Close)
	return &caller{c.account, c.program, c.key, server.Listener.Addr().String()}
}

// foreignError is what a client said of a call that failed.
type foreignError struct {
	Class      string // the client's own type, or what it calls it
	Code       string
	Status     int
	RequestID  string `json:"requestId"`
	Message    string
	RetryAfter int64 `json:"retryAfter"`
}

// with are the parameters of a call, or the arguments of a method.
type with map[string]any

// foreignLine is a call as the program reads it.
type foreignLine struct {
	Endpoint string            `json:"endpoint"`
	Key      map[string]string `json:"key"`
	Action   string            `json:"action,omitempty"` // of the API
	Method   string            `json:"method,omitempty"` // of the client
	Params   with              `json:"params"`
}

// send makes a call and reads what the client made of its answer.
func (c *caller) send(line foreignLine) (seen, *foreignError) {
	c.t.Helper()
	line.Endpoint = "http://" + c.host
	line.Key = map[string]string{"id": c.key.ID, "secret": c.key.Secret, "token": c.key.Token}
	if line.Params == nil {
		line.Params = with{}
	}
	b, err := json.Marshal(line)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.program.in.Write(append(b, '\n')); err != nil || !c.program.out.Scan() {
		c.t.Fatalf("the client ended: %v %v %s", err, c.program.out.Err(), c.program.end())
	}
	var told struct {
		Answer any
		Error  *foreignError
	}
	d := json.NewDecoder(bytes.NewReader(c.program.out.Bytes()))
	d.UseNumber()
	if err := d.Decode(&told); err != nil {
		c.t.Fatalf("%v: %s", err, c.program.out.Bytes())
	}
	return seen{told.Answer}, told.Error
}

// call makes a call that has to succeed.
func (c *caller) call(action string, params with) seen {
	c.t.Helper()
	return c.worked(c.send(foreignLine{Action: action, Params: params}))
}

// method calls a method of the client that has to succeed.
func (c *caller) method(name string, args with) seen {
	c.t.Helper()
	return c.worked(c.send(foreignLine{Method: name, Params: args}))
}

func (c *caller) worked(s seen, e *foreignError) seen {
	c.t.Helper()
	if e != nil {
		c.t.Fatalf("%+v", *e)
	}
	return s
}

// refused makes a call that has to fail.
func (c *caller) refused(action string, params with) foreignError {
	c.t.Helper()
	s, e := c.send(foreignLine{Action: action, Params: params})
	if e == nil {
		c.t.Fatalf("%s was not refused: %v", action, s.v)
	}
	return *e
}
