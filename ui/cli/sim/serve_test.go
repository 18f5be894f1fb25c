package sim

import (
	"net"
	"testing"
)

func TestReachable(t *testing.T) {
	for listening, want := range map[string]struct {
		host string
		open bool
	}{
		"127.0.0.1:80": {"127.0.0.1:80", false},
		"[::1]:80":     {"[::1]:80", false},
		"0.0.0.0:80":   {"127.0.0.1:80", true},
		"[::]:80":      {"127.0.0.1:80", true},
		"10.1.2.3:80":  {"10.1.2.3:80", true},
	} {
		addr, err := net.ResolveTCPAddr("tcp", listening)
		if err != nil {
			t.Fatal(err)
		}
		if host, open := reachable(addr); host != want.host || open != want.open {
			t.Errorf("%s is reached at %s, open %v", listening, host, open)
		}
	}
}
