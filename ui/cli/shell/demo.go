package shell

import (
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet/journal"
)

// Demo is the simulated endpoint inside the process. It is spoken to over real
// HTTP with signed calls, as the real one is.
type Demo struct {
	creds  ecsapi.Credentials
	url    string
	server *http.Server
	state  string // directory of what is kept; "" while nothing is
	leave  func() // lets others take the directory away
}

func (a *App) startDemo(f *AccountFlags) (*Demo, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, Failed(a.P.S("the simulated cloud cannot listen: {error}", err))
	}
	// It takes as long to make as the deck to open, and nobody asks it before.
	config := f.sim.Config()
	cloud := sync.OnceValue(func() *ecssim.Cloud { return ecssim.New(config) })
	go cloud()
	key, _ := ecssim.Keys()
	d := &Demo{
		creds:  ecsapi.Credentials{KeyID: key.ID, Secret: key.Secret, Source: "demo"},
		url:    "http://" + listener.Addr().String(),
		server: NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { cloud().ServeHTTP(w, r) })),
	}
	// What the server has to say about broken connections would be written
	// over the deck.
	d.server.ErrorLog = log.New(io.Discard, "", 0)
	go d.server.Serve(listener)
	return d, nil
}

// demoState begins the name of each demo's directory.
const demoState = "ecsdeck-demo-"

// StateRoot makes a place for what is kept, which goes when the demo does, or with the
// next demo where this one is killed.
func (d *Demo) StateRoot() (dir string, err error) {
	if d.state != "" {
		return d.state, nil
	}
	removeKilledDemos()
	for range 10 {
		if dir, err = os.MkdirTemp("", demoState); err != nil {
			return "", err
		}
		// Another demo may take this for one that was killed, until the lock is there.
		if d.leave, err = journal.Hold(dir, "demo"); err == nil {
			d.state = dir
			return dir, nil
		}
	}
	return "", err
}

// removeKilledDemos takes away what demos left that were killed: nobody holds it.
func removeKilledDemos() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), demoState+"*"))
	for _, dir := range dirs {
		if i, err := os.Lstat(dir); err != nil || !i.IsDir() {
			continue
		}
		if release, err := journal.Hold(dir, "demo"); err == nil { // it refuses another user's
			os.RemoveAll(dir)
			release()
		}
	}
}

func (d *Demo) close() {
	d.server.Close()
	if d.state != "" {
		d.leave() // first: what is locked some systems don't remove
		os.RemoveAll(d.state)
	}
}

// NewServer makes a server for a simulated cloud.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
}
