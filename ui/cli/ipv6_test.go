package cli

import (
	"encoding/json"
	"net"
	"runtime"
	"strings"
	"testing"
)

// A simulated cloud at an IPv6 address is reached, with and without a certificate, past
// any proxy, as a role too, and what is kept of it is one folder.
func TestIPv6(t *testing.T) {
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skipf("NOT TESTED: this machine has no IPv6: %v", err)
	}
	l.Close()
	for _, more := range [][]string{nil, {"--tls"}} {
		if more != nil && (runtime.GOOS == "darwin" || runtime.GOOS == "windows") {
			continue // the system, not the environment, says who is trusted
		}
		_, env := smallSim(t, append(more, "--listen", "[::1]:0")...)
		_, at, _ := strings.Cut(env[0], "//")
		if !strings.HasPrefix(at, "[::1]:") {
			t.Fatalf("it is at %s", env[0])
		}
		env = append(env, "HTTPS_PROXY=http://127.0.0.1:1", "HTTP_PROXY=http://127.0.0.1:1", "ALIBABA_CLOUD_ROLE_ARN=acs:ram::1000000000000001:role/ops")
		out, err := command(t, env, "ls", "-o", "csv").CombinedOutput()
		if err != nil || strings.Count(string(out), "\n") != 51 {
			t.Errorf("ls: %v\n%s", err, clip(string(out)))
		}
		out, err = command(t, env, "doctor", "-o", "json").Output()
		var found []findingRecord
		if json.Unmarshal(out, &found) != nil || err != nil {
			t.Fatalf("doctor: %v\n%s", err, out)
		}
		folder := strings.NewReplacer("[", "%5B", ":", "%3A", "]", "%5D").Replace(at)
		for _, f := range found {
			if f.Check == "state" && !strings.Contains(f.Detail, "/ecsdeck/"+folder+"/") || f.State == findingBad {
				t.Errorf("%s: %s", f.Check, f.Detail)
			}
		}
	}
}
