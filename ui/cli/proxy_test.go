package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Who names a region has only its host asked, and what a proxy answers is told as
// the proxy's, without its password.
func TestProxyIsNamed(t *testing.T) {
	hosts := make(chan string, 10)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hosts <- r.Method + " " + r.Host
		http.Error(w, "no", http.StatusBadGateway)
	}))
	defer proxy.Close()
	address := proxy.Listener.Addr().String()
	keys := []string{"ALIBABA_CLOUD_ACCESS_KEY_ID=LTAIexample", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=example"}
	ls := func(variable, proxy string) string {
		c := command(t, append(keys, variable+"=http://anna:hunter2@"+proxy), "ls", "--region", "eu-central-1")
		out, err := c.CombinedOutput()
		if err == nil || strings.Contains(string(out), "hunter2") {
			t.Errorf("%v: %s", err, out)
		}
		return string(out)
	}
	for _, variable := range []string{"HTTPS_PROXY", "ALL_PROXY"} {
		if out := ls(variable, address); !strings.Contains(out, "the proxy http://"+address+" answers 502 Bad Gateway for ecs.eu-central-1.aliyuncs.com)") {
			t.Errorf("%s; said: %s", variable, out)
		}
	}
	for len(hosts) > 0 {
		if host := <-hosts; host != "CONNECT ecs.eu-central-1.aliyuncs.com:443" {
			t.Errorf("asked: %s", host)
		}
	}
	const nobody = "127.0.0.1:1"
	if out := ls("HTTPS_PROXY", nobody); !strings.Contains(out, "the proxy can't be reached: ") {
		t.Errorf("said: %s", out)
	}
}
