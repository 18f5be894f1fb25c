package shell

import (
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
)

// Demo is the simulated endpoint inside the process. It is spoken to over real
// HTTP with signed calls, as the real one is.
type Demo struct {
	creds  ecsapi.Credentials
	url    string
	server *http.Server
	state  string // directory of what is kept; "" while nothing is
}

func (a *App) startDemo(f *AccountFlags) (*Demo, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, Failed(a.P.S("the simulated cloud cannot listen: {error}", err))
	}
	cloud := ecssim.New(f.sim.Config())
	key, _ := cloud.Keys()
	d := &Demo{
		creds:  ecsapi.Credentials{KeyID: key.ID, Secret: key.Secret, Source: "demo"},
		url:    "http://" + listener.Addr().String(),
		server: NewServer(cloud),
	}
	// What the server has to say about broken connections would be written
	// over the deck.
	d.server.ErrorLog = log.New(io.Discard, "", 0)
	go d.server.Serve(listener)
	return d, nil
}

// StateRoot makes a place for what is kept, which goes when the demo does.
func (d *Demo) StateRoot() (dir string, err error) {
	if d.state == "" {
		d.state, err = os.MkdirTemp("", "ecsdeck-demo-")
	}
	return d.state, err
}

func (d *Demo) close() {
	d.server.Close()
	if d.state != "" {
		os.RemoveAll(d.state)
	}
}

// NewServer makes a server for a simulated cloud.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
}
