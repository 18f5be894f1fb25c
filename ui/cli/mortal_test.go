package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/ui/cli/shell"
)

// script is one command, given again and again.
type script struct {
	*testing.T
	rnd    *rand.Rand
	cloud  *ecssim.Cloud
	listen *pipenet.Listener
	server *http.Server
	env    shell.Env
	state  string // of the runs from now on; each kill leaves the state behind in another
	states int
	dir    string
	seen   map[string]int
	told   []string // what happened, for a failure
	keyed  bool     // the command is given under a key
	fresh  bool     // a run began without the journal of those before

	mu    sync.Mutex
	calls int
	kill  func(call int, arrived bool) // before a call is carried out, and after
}

func newScript(t *testing.T, dir string, rnd *rand.Rand) *script {
	s := &script{T: t, rnd: rnd, dir: dir, seen: map[string]int{}, kill: func(int, bool) {}}
	s.cloud = ecssim.New(ecssim.Config{Instances: 24, Regions: 1, Latency: 40 * time.Millisecond})
	s.listen = pipenet.Listen()
	s.server = &http.Server{Handler: s}
	go s.server.Serve(s.listen)
	key, _ := s.cloud.Keys()
	s.env = shell.Env{
		Environ: []string{
			"ECSDECK_ENDPOINT=http://127.0.0.1:80",
			"ALIBABA_CLOUD_ACCESS_KEY_ID=" + key.ID,
			"ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + key.Secret,
		},
		Home: dir, In: strings.NewReader(""), Terminal: func(any) bool { return false },
	}
	s.move()
	return s
}

func (s *script) end() { s.server.Close() }

// ServeHTTP is the cloud, with the moments at which a process may be killed.
func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.calls++
	n, kill := s.calls, s.kill
	s.mu.Unlock()
	kill(n, false)
	s.cloud.ServeHTTP(w, r)
	kill(n, true)
}

// move takes the state as it is now into another directory: what a process that
// goes on writing adds to the old one, nobody sees.
func (s *script) move() {
	s.states++
	next := filepath.Join(s.dir, strconv.Itoa(s.states))
	if err := os.Mkdir(next, 0o700); err != nil {
		s.Fatal(err)
	}
	if s.state != "" {
		left := fs.WalkDir(os.DirFS(s.state), ".", func(path string, d fs.DirEntry, err error) error {
			to := filepath.Join(next, path)
			switch {
			case errors.Is(err, fs.ErrNotExist): // it was removed meanwhile
				return nil
			case err != nil:
				return err
			case d.IsDir():
				return os.MkdirAll(to, 0o700)
			}
			text, err := os.ReadFile(filepath.Join(s.state, path))
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return errors.Join(err, os.WriteFile(to, text, 0o600))
		})
		if left != nil {
			s.Error(left)
		}
	}
	s.state = next
}

func (s *script) note(format string, args ...any) {
	s.told = append(s.told, time.Now().Format("15:04:05 ")+fmt.Sprintf(format, args...))
}

// run runs a command to its end, or to where it is killed.
func (s *script) run(mortal bool, args ...string) (r result, killed bool) {
	ctx, cancel := context.WithCancel(s.Context())
	defer cancel()
	var dead atomic.Bool
	die := sync.OnceFunc(func() {
		dead.Store(true)
		s.move()
		cancel()
	})
	env := s.env
	env.Environ = append(slices.Clone(env.Environ), "ECSDECK_STATE="+s.state)
	env.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if dead.Load() {
			return nil, syscall.ECONNREFUSED
		}
		c, err := s.listen.Dial(ctx, network, addr)
		return &mortalConn{c, &dead}, err
	}
	if mortal && s.rnd.IntN(3) == 0 {
		room := s.rnd.IntN(3000)
		env.Disk = func(f journal.File) journal.File { return &fullFile{f, &room} }
		s.seen["full disk"]++
		s.note("the disk has room for %d bytes", room)
	}
	s.mu.Lock()
	s.calls = 0
	s.kill = func(int, bool) {}
	if mortal && s.rnd.IntN(2) == 0 {
		at, arrived := 1+s.rnd.IntN(14), s.rnd.IntN(2) == 0
		s.kill = func(call int, after bool) {
			if call == at && after == arrived {
				die()
			}
		}
	}
	s.mu.Unlock()
	if mortal && s.rnd.IntN(4) == 0 {
		defer time.AfterFunc(time.Duration(s.rnd.IntN(90_000))*time.Millisecond, die).Stop()
	}
	r = runContext(ctx, s.T, env, args...)
	if dead.Load() && r.status != shell.StatusDone { // else it was at its end already
		s.seen["killed"]++
		s.note("killed: %s", strings.Join(args, " "))
		return r, true
	}
	s.note("%d: %s: %s", r.status, strings.Join(args, " "), strings.ReplaceAll(strings.TrimSpace(r.err), "\n", " | "))
	return r, false
}

// mortalConn is a connection of a process that may be killed.
type mortalConn struct {
	net.Conn
	dead *atomic.Bool
}

func (c *mortalConn) Write(p []byte) (int, error) {
	if c.dead.Load() {
		return 0, io.ErrClosedPipe
	}
	return c.Conn.Write(p)
}

func (c *mortalConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.dead.Load() {
		return 0, io.ErrClosedPipe
	}
	return n, err
}

// fullFile is a file on a disk that has room for so much and no more.
type fullFile struct {
	journal.File
	room *int
}

func (f *fullFile) Write(p []byte) (int, error) {
	if len(p) > *f.room {
		n, _ := f.File.Write(p[:*f.room])
		*f.room = 0
		return n, &os.PathError{Op: "write", Path: "journal", Err: syscall.ENOSPC}
	}
	*f.room -= len(p)
	return f.File.Write(p)
}
