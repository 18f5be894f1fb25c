package ecsapi_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/login"
	"ecsdeck/ecsapi/pipenet"
)

// The metadata service is this machine's: asked through a proxy it would be the proxy's,
// and so would the role. It never is, also when it hangs, while all else goes through.
func TestMetadataServiceIsAskedPastProxies(t *testing.T) {
	for mode, wants := range map[string]string{
		`"EcsRamRole"`: "the metadata service at 100.100.100.200 can't be asked: it did not answer in 2s",
		`"RamRoleArnWithRoleName","ram_role_arn":"acs:ram::1:role/ops"`:              "the metadata service at 100.100.100.200 can't be asked: it did not answer in 2s",
		`"CredentialsURI","credentials_uri":"http://keys.example/k"`:                 "the credentials URI keys.example can't be read: it did not answer in 5s",
		`"AK","access_key_id":"LTAIexample","access_key_secret":"example-of-secret"`: "",
	} {
		synctest.Test(t, func(t *testing.T) {
			hangs := pipenet.Listen() // whoever is asked, nobody answers
			srv := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })}
			go srv.Serve(hangs)
			defer srv.Close()
			home := t.TempDir()
			os.Mkdir(filepath.Join(home, ".aliyun"), 0o700)
			os.WriteFile(login.DefaultFile(home), fmt.Appendf(nil, `{"profiles":[{"name":"p","mode":%s}]}`, mode), 0o600)
			l, err := login.Find(login.Lookup{Home: home, Profile: "p", Getenv: func(string) string { return "" }})
			if err != nil {
				t.Fatal(err)
			}
			var mu sync.Mutex
			asked := map[string]bool{}
			c, err := ecsapi.New(ecsapi.Options{Keys: l.Keys, Dial: func(ctx context.Context, network, addr string) (net.Conn, error) {
				mu.Lock()
				defer mu.Unlock()
				asked[addr] = true
				return hangs.Dial(ctx, network, addr)
			}})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			c.Through(&url.URL{Scheme: "http", Host: "proxy.example:3128"})
			_, err = c.Zones(t.Context(), "cn-hangzhou")
			if err == nil || !strings.Contains(err.Error(), wants) {
				t.Errorf("%s: %v, want %s", mode, err, wants)
			}
			synctest.Wait() // net/http dials on after its caller has given up
			mu.Lock()
			defer mu.Unlock()
			direct := strings.Contains(wants, "metadata")
			if want := map[bool]string{true: "100.100.100.200:80", false: "proxy.example:3128"}[direct]; len(asked) != 1 || !asked[want] {
				t.Errorf("%s: asked %v, want %s alone", mode, asked, want)
			}
		})
	}
}
