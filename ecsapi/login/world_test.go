package login

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/pipenet"
)

// net of a test: the simulated cloud, which is its token service too, and at their
// fixed addresses the metadata service and an address that gives keys.
type world struct {
	*testing.T
	home  string
	env   map[string]string
	cloud *ecssim.Cloud
	hosts map[string]http.Handler // by host:port
	dials map[string]*pipenet.Listener
	calls atomic.Int32 // of AssumeRole and AssumeRoleWithOIDC
	gone  atomic.Bool  // the operator's key was taken away
	owner atomic.Value // whose the read-only key is said to be; a string
	broke atomic.Bool  // the token service answers nothing
}

func newWorld(t *testing.T, config string) *world {
	w := &world{T: t, home: home(t, config), env: map[string]string{}, cloud: ecssim.New(ecssim.Config{Instances: 3, Regions: 1}), dials: map[string]*pipenet.Listener{}}
	w.hosts = map[string]http.Handler{
		"127.0.0.1:80": http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Query().Get("Action"), "AssumeRole") {
				w.calls.Add(1)
				if q := r.URL.Query(); q.Get("Action") == ecsapi.AssumeRoleWithOIDC && (q.Has("AccessKeyId") || q.Has("Signature") || q.Has("OIDCToken")) {
					w.Errorf("the identity provider's token goes out with %v", q)
				}
				if w.broke.Load() {
					http.Error(rw, "out of order", http.StatusServiceUnavailable)
					return
				}
			}
			switch q := r.URL.Query(); {
			case w.gone.Load() && q.Get("AccessKeyId") == "LTAI-sim-operator":
				rw.WriteHeader(http.StatusNotFound)
				fmt.Fprint(rw, `{"RequestId":"R","Code":"InvalidAccessKeyId.NotFound","Message":"Specified access key LTAI-sim-operator is not found."}`)
				return
			case w.owner.Load() != nil && q.Get("Action") == ecsapi.GetCallerIdentity && q.Get("AccessKeyId") == "LTAI-sim-readonly":
				fmt.Fprintf(rw, `{"RequestId":"R","AccountId":%q,"IdentityType":"RAMUser","Arn":"acs:ram::2:user/x"}`, w.owner.Load())
				return
			}
			w.cloud.ServeHTTP(rw, r)
		}),
		metadataHost + ":80": sts.Metadata{Role: "ops", Life: time.Hour},
	}
	return w
}

// serve begins to answer at every host.
func (w *world) serve() {
	for at, h := range w.hosts {
		l := pipenet.Listen()
		srv := &http.Server{Handler: h}
		go srv.Serve(l)
		w.dials[at] = l
		w.Cleanup(func() {
			srv.Close()
			l.Close()
		})
	}
}

func (w *world) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if l := w.dials[addr]; l != nil {
		return l.Dial(ctx, network, addr)
	}
	return nil, fmt.Errorf("connect to %s: no such host", addr)
}

func (w *world) find(profile string) (*Login, error) {
	return Find(Lookup{Getenv: func(k string) string { return w.env[k] }, Environ: os.Environ(), Home: w.home, Profile: profile})
}

// client logs in and makes a client.
func (w *world) client(l *Login) *ecsapi.Client {
	c, err := ecsapi.New(ecsapi.Options{Keys: l.Keys, Endpoint: "http://127.0.0.1", Dial: w.dial})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(c.Close)
	return c
}

// login finds a login that there must be, and makes a client.
func (w *world) login(profile string) (*Login, *ecsapi.Client) {
	l, err := w.find(profile)
	if err != nil {
		w.Fatal(err)
	}
	return l, w.client(l)
}

// ask makes a call that needs a key.
func ask(c *ecsapi.Client) error {
	_, err := c.Instances(context.Background(), ecsapi.Query{Region: "cn-hangzhou"})
	return err
}

// keys is a profile's key that the simulated cloud knows.
const keys = `"access_key_id":"LTAI-sim-operator","access_key_secret":"sim-operator-secret"`

func (w *world) write(name, text string) {
	path := filepath.Join(w.home, name)
	os.MkdirAll(filepath.Dir(path), 0o700)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
}
